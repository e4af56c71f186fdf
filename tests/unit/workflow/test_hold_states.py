import pytest

from belltown.errors import NotAllowed, NotPossible
from belltown.vocabulary import FilingDecision, Role
from belltown.workflow.hold import EVENT_OF, MACHINE, Event, State
from belltown.workflow.machine import CLOCK

CASS, PRU, OFFICER = Role.CASE_MANAGER, Role.PROSECUTOR, Role.OFFICER
DECISIONS = [Event.DECIDE_NOT_TO_FILE, Event.DECIDE_TO_FILE, Event.EXTEND]


def walk(*steps):
    state = MACHINE.start
    for event, role in steps:
        state = MACHINE.next_state(state, event, role)
    return state


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (FilingDecision.NOT_FILED, State.NOT_FILED),
        (FilingDecision.FILED, State.FILED),
        (FilingDecision.HOLD_EXTENDED, State.INTAKE_CONFIRMED),
    ],
)
def test_intake_confirmed_leaves_every_decision_to_the_prosecutor(decision, state):
    assert walk((Event.CONFIRM_INTAKE, CASS), (EVENT_OF[decision], PRU)) is state


def test_a_lapse_only_returns_the_matter_to_ordinary_discretion():
    assert walk((Event.LAPSE, CLOCK)) is State.LAPSED
    assert {row.event for row in MACHINE.open_to(State.LAPSED, PRU)} == set(DECISIONS)


@pytest.mark.parametrize("event", DECISIONS)
@pytest.mark.parametrize("role", [CLOCK, *(role for role in Role if role is not Role.PROSECUTOR)])
def test_nobody_but_the_prosecutor_decides_and_nothing_decides_by_itself(event, role):
    assert not any(MACHINE.may(state, event, role) for state in State)


def test_all_the_clock_can_do_is_lapse():
    assert {row.event for row in MACHINE.table if CLOCK in row.roles} == {Event.LAPSE}


@pytest.mark.parametrize("state", [State.HOLDING, State.PAUSED])
def test_nothing_is_filed_while_the_hold_runs(state):
    with pytest.raises(NotPossible, match="What would have to happen first: confirm that intake is complete"):
        MACHINE.next_state(state, Event.DECIDE_TO_FILE, PRU)


def test_a_prosecutor_may_let_the_matter_go_before_intake():
    assert walk((Event.DECIDE_NOT_TO_FILE, PRU)) is State.NOT_FILED


def test_a_paused_hold_does_not_lapse():
    with pytest.raises(NotPossible, match="first: let the clock run again"):
        walk((Event.PAUSE, CASS), (Event.LAPSE, CLOCK))


def test_a_pause_ends_where_it_began():
    assert walk((Event.PAUSE, CASS), (Event.RESUME, PRU)) is State.HOLDING


@pytest.mark.parametrize("before", [[], [(Event.PAUSE, CASS)], [(Event.LAPSE, CLOCK)]])
def test_intake_may_be_confirmed_during_a_pause_and_even_late(before):
    assert walk(*before, (Event.CONFIRM_INTAKE, CASS)) is State.INTAKE_CONFIRMED


def test_more_time_after_a_lapse_holds_again():
    assert walk((Event.LAPSE, CLOCK), (Event.EXTEND, PRU)) is State.HOLDING


def test_an_officer_neither_pauses_nor_ends_a_hold():
    assert not any(MACHINE.open_to(state, OFFICER) for state in State)
    with pytest.raises(NotAllowed, match="for the prosecutor or the project manager"):
        walk((Event.RETURN_EARLY, OFFICER))


def test_a_recorded_decision_may_be_changed_by_the_prosecutor_alone():
    assert walk((Event.DECIDE_NOT_TO_FILE, PRU), (Event.DECIDE_TO_FILE, PRU)) is State.FILED
    assert walk((Event.RETURN_EARLY, PRU), (Event.DECIDE_TO_FILE, PRU), (EVENT_OF["not_filed"], PRU)) is State.NOT_FILED


def test_every_decision_has_its_event():
    assert set(EVENT_OF) == set(FilingDecision)
    assert {row.event for row in MACHINE.table} == set(Event)
    assert set(MACHINE.states) == set(State)
