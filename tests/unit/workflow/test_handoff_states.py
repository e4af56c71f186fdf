import pytest

from belltown.errors import NotAllowed, NotPossible
from belltown.vocabulary import Role
from belltown.workflow.handoff import LIVE, MACHINE, TAKEN, Event, State, accept
from belltown.workflow.machine import CLOCK

OFFICER, DEE, CASS = Role.OFFICER, Role.OUTREACH, Role.CASE_MANAGER


def walk(*steps):
    state = MACHINE.start
    for event, role in steps:
        state = MACHINE.next_state(state, event, role)
    return state


def test_the_warm_handoff_from_ringing_to_a_free_officer():
    steps = [(Event.ACCEPT, DEE), (Event.SET_ETA, DEE), (Event.SET_OUT, DEE), (Event.ARRIVE, DEE)]
    assert walk(*steps) is State.ARRIVED
    assert walk(*steps, (Event.RELEASE, OFFICER)) is State.RELEASED


def test_a_responder_round_the_corner_arrives_without_setting_out():
    assert walk((Event.ACCEPT, CASS), (Event.ARRIVE, CASS)) is State.ARRIVED


def test_when_nobody_answers_the_clock_says_so_and_nobody_else():
    assert walk((Event.EXHAUST, CLOCK)) is State.EXHAUSTED
    with pytest.raises(NotAllowed):
        walk((Event.EXHAUST, OFFICER))


def test_a_late_answer_is_still_welcome():
    assert walk((Event.EXHAUST, CLOCK), (Event.ACCEPT, DEE)) is State.ACCEPTED


def test_everyone_may_be_rung_again():
    assert walk((Event.EXHAUST, CLOCK), (Event.RING_AGAIN, OFFICER)) is State.RINGING


def test_a_responder_who_cannot_come_gives_it_back_and_it_rings():
    assert walk((Event.ACCEPT, DEE), (Event.SET_OUT, DEE), (Event.GIVE_BACK, DEE)) is State.RINGING


def test_a_pass_keeps_it_ringing():
    assert walk((Event.PASS, DEE)) is State.RINGING


@pytest.mark.parametrize("before", [[], [(Event.EXHAUST, CLOCK)], [(Event.ACCEPT, DEE)]])
def test_the_drop_off_center_is_plan_b(before):
    driving = (*before, (Event.CHOOSE_DROP_OFF, OFFICER))
    assert walk(*driving) is State.DROP_OFF
    assert walk(*driving, (Event.DROP_OFF_ARRIVE, CASS)) is State.DROPPED_OFF


def test_only_the_police_choose_to_drive():
    with pytest.raises(NotAllowed, match="for the officer or the sergeant"):
        walk((Event.CHOOSE_DROP_OFF, DEE))


@pytest.mark.parametrize("state", TAKEN)
def test_a_second_acceptance_is_told_who_has_it(state):
    with pytest.raises(NotPossible, match=r"^Dee Walker has already taken this handoff"):
        accept(state, CASS, holder="Dee Walker")


def test_a_first_acceptance_is_not_stopped():
    assert accept(State.RINGING, DEE, holder=None) is State.ACCEPTED


def test_a_handoff_given_back_may_be_taken_by_another():
    assert accept(State.RINGING, CASS, holder="Dee Walker") is State.ACCEPTED


def test_a_handoff_that_is_over_cannot_be_taken():
    with pytest.raises(NotPossible, match="final"):
        accept(State.FAILED, DEE, holder=None)


def test_an_officer_cannot_answer_for_a_responder():
    with pytest.raises(NotAllowed, match="for the outreach worker, the case manager or the clinical supervisor"):
        accept(State.RINGING, OFFICER, holder=None)


@pytest.mark.parametrize("state", LIVE)
def test_any_live_handoff_may_fail_or_be_cancelled(state):
    assert MACHINE.next_state(state, Event.FAIL, OFFICER) is State.FAILED
    assert MACHINE.next_state(state, Event.CANCEL, OFFICER) is State.CANCELLED


def test_live_states_are_those_that_are_not_final():
    assert {state for state in MACHINE.states if not MACHINE.is_final(state)} == set(LIVE)
    assert set(MACHINE.states) == set(State)


def test_every_event_stands_in_the_table():
    assert {row.event for row in MACHINE.table} == set(Event)
