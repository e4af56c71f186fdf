import pytest

from belltown.errors import NotAllowed, NotPossible
from belltown.workflow.machine import CLOCK
from belltown.workflow.service_request import MACHINE, OVER, Event, Side, State, waits_on

SENDER, RECEIVER = Side.SENDER, Side.RECEIVER
FHIR_TASK = {
    "draft", "requested", "accepted", "rejected", "cancelled", "in-progress", "on-hold", "failed", "completed",
    "entered-in-error",
}  # fmt: skip
"""FHIR R4 task-status as SDOH Clinical Care uses it: without ready and received."""


def walk(*steps):
    state = MACHINE.start
    for event, side in steps:
        state = MACHINE.next_state(state, event, side)
    return state


def test_its_states_are_those_of_fhirs_task():
    assert {state.fhir for state in State} == FHIR_TASK
    assert set(MACHINE.states) == set(State)


def test_a_request_from_draft_to_done():
    steps = [(Event.SEND, SENDER), (Event.ACCEPT, RECEIVER), (Event.BEGIN, RECEIVER), (Event.COMPLETE, RECEIVER)]
    assert walk(*steps) is State.COMPLETED


def test_the_sender_may_write_down_what_the_receiver_said_by_phone():
    assert walk((Event.SEND, SENDER), (Event.ACCEPT, SENDER), (Event.COMPLETE, SENDER)) is State.COMPLETED


def test_a_draft_is_nobodys_but_the_senders():
    with pytest.raises(NotAllowed, match="To send the request is for the sender"):
        walk((Event.SEND, RECEIVER))
    with pytest.raises(NotPossible, match="first: send the request"):
        walk((Event.ACCEPT, RECEIVER))


def test_only_the_sender_takes_a_request_back():
    for state in (State.REQUESTED, State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD):
        assert MACHINE.may(state, Event.CANCEL, SENDER)
        assert not MACHINE.may(state, Event.CANCEL, RECEIVER)


def test_an_answer_given_twice_is_refused_the_second_time():
    for state in OVER:
        with pytest.raises(NotPossible, match="that is final"):
            MACHINE.next_state(state, Event.ACCEPT, RECEIVER)


def test_nothing_happens_by_the_clock():
    assert not any(MACHINE.open_to(state, CLOCK) for state in State)


@pytest.mark.parametrize("state", State)
def test_somebody_always_has_the_next_move_until_it_is_over(state):
    assert MACHINE.is_final(state) is (state in OVER)
    waits = waits_on(state)
    assert (waits is None) is (state in OVER)
    if waits:
        assert MACHINE.open_to(state, waits)
