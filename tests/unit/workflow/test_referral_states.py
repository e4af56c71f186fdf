import pytest

from belltown.errors import NotAllowed
from belltown.vocabulary import Role
from belltown.workflow.machine import CLOCK
from belltown.workflow.referral import Event, State, machine

DEE, CASS, PAM, SOL = Role.OUTREACH, Role.CASE_MANAGER, Role.PROJECT_MANAGER, Role.SERGEANT
APPROVALS = [(), (PAM,), (SOL, PAM)]


def walk(referral, *steps):
    state = referral.start
    for event, role in steps:
        state = referral.next_state(state, event, role)
    return state


def test_a_referral_from_the_door_to_enrollment():
    steps = [(Event.SCREEN, DEE), (Event.APPROVE, PAM), (Event.CONTACT, DEE), (Event.START_INTAKE, CASS)]
    assert walk(machine((PAM,)), *steps, (Event.ENROLL, CASS)) is State.ENROLLED


def test_a_referral_is_not_an_approval():
    with pytest.raises(NotAllowed, match="To approve the referral is for the project manager"):
        walk(machine((PAM,)), (Event.SCREEN, DEE), (Event.APPROVE, DEE))


def test_where_nobody_need_approve_whoever_screens_decides():
    assert walk(machine(()), (Event.SCREEN, DEE), (Event.APPROVE, DEE)) is State.APPROVED


def test_whoever_approves_may_also_begin():
    assert walk(machine((SOL,)), (Event.SCREEN, SOL), (Event.APPROVE, SOL)) is State.APPROVED


def test_without_room_a_referral_waits_and_is_then_approved():
    steps = [(Event.SCREEN, DEE), (Event.PUT_ON_WAITING_LIST, PAM), (Event.APPROVE, PAM)]
    assert walk(machine((PAM,)), *steps) is State.APPROVED


def test_a_person_who_was_not_found_is_still_looked_for():
    steps = [(Event.SCREEN, DEE), (Event.APPROVE, DEE), (Event.NOT_LOCATE, DEE), (Event.CONTACT, CASS)]
    assert walk(machine(()), *steps) is State.CONTACTED


def test_a_person_may_decline_after_being_met():
    steps = [(Event.SCREEN, DEE), (Event.APPROVE, DEE), (Event.CONTACT, DEE), (Event.DECLINE, DEE)]
    assert walk(machine(()), *steps) is State.DECLINED


@pytest.mark.parametrize("approval", APPROVALS)
@pytest.mark.parametrize("state", [State.REFUSED, State.DECLINED, State.NOT_LOCATED, State.ENROLLED])
def test_whatever_ended_may_be_opened_again(approval, state):
    assert machine(approval).next_state(state, Event.REOPEN, DEE) is State.SCREENING


@pytest.mark.parametrize("approval", APPROVALS)
def test_no_state_is_the_end(approval):
    referral = machine(approval)
    assert set(referral.states) == set(State)
    assert not any(referral.is_final(state) for state in State)


@pytest.mark.parametrize("approval", APPROVALS)
@pytest.mark.parametrize("role", [CLOCK, Role.OFFICER, Role.PROSECUTOR, Role.BUSINESS_MEMBER, Role.COUNCIL_MEMBER])
def test_those_who_refer_do_not_decide(approval, role):
    assert not any(machine(approval).open_to(state, role) for state in State)
