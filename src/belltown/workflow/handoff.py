"""The warm handoff: somebody is rung, takes it, arrives, and the officer is free.

One responder has it at a time. An answer that comes late, when everyone has been rung, is still welcome.
"""

from __future__ import annotations

from enum import StrEnum

from belltown.errors import NotPossible
from belltown.vocabulary import Role
from belltown.workflow.machine import CLOCK, Actor, Machine, Transition


class State(StrEnum):
    """Where a handoff stands. EXHAUSTED: everyone was rung and nobody answered. RELEASED: the officer is free."""

    RINGING = "ringing"
    EXHAUSTED = "exhausted"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    RELEASED = "released"
    DROP_OFF = "drop_off"
    DROPPED_OFF = "dropped_off"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happens to a handoff."""

    ACCEPT = "accept"
    PASS = "pass"
    EXHAUST = "exhaust"
    RING_AGAIN = "ring_again"
    SET_ETA = "set_eta"
    SET_OUT = "set_out"
    GIVE_BACK = "give_back"
    ARRIVE = "arrive"
    RELEASE = "release"
    CHOOSE_DROP_OFF = "choose_drop_off"
    DROP_OFF_ARRIVE = "drop_off_arrive"
    FAIL = "fail"
    CANCEL = "cancel"


Row = Transition[State, Event]

_POLICE = (Role.OFFICER, Role.SERGEANT)
_RESPONDERS = (Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR)
_ANYONE_THERE = (*_POLICE, *_RESPONDERS)
_CALLERS = (*_POLICE, Role.PROJECT_MANAGER)

LIVE = (State.RINGING, State.EXHAUSTED, State.ACCEPTED, State.EN_ROUTE, State.ARRIVED, State.DROP_OFF)
"""States in which somebody is still waiting for somebody."""

TAKEN = (State.ACCEPTED, State.EN_ROUTE, State.ARRIVED)
"""States in which one responder has it."""

_TABLE = (
    Row(State.RINGING, Event.ACCEPT, _RESPONDERS, State.ACCEPTED, "take the handoff"),
    Row(State.RINGING, Event.PASS, _RESPONDERS, State.RINGING, "say that you cannot take it"),
    Row(State.RINGING, Event.EXHAUST, (CLOCK,), State.EXHAUSTED, "ring everyone without an answer"),
    Row(State.EXHAUSTED, Event.ACCEPT, _RESPONDERS, State.ACCEPTED, "take the handoff"),
    Row(State.EXHAUSTED, Event.RING_AGAIN, _CALLERS, State.RINGING, "ring everyone again"),
    Row(State.ACCEPTED, Event.SET_ETA, _RESPONDERS, State.ACCEPTED, "say when you will arrive"),
    Row(State.ACCEPTED, Event.SET_OUT, _RESPONDERS, State.EN_ROUTE, "set out"),
    Row(State.ACCEPTED, Event.ARRIVE, _RESPONDERS, State.ARRIVED, "arrive"),
    Row(State.ACCEPTED, Event.GIVE_BACK, _RESPONDERS, State.RINGING, "give the handoff back"),
    Row(State.EN_ROUTE, Event.SET_ETA, _RESPONDERS, State.EN_ROUTE, "say when you will arrive"),
    Row(State.EN_ROUTE, Event.ARRIVE, _RESPONDERS, State.ARRIVED, "arrive"),
    Row(State.EN_ROUTE, Event.GIVE_BACK, _RESPONDERS, State.RINGING, "give the handoff back"),
    Row(State.ARRIVED, Event.RELEASE, _ANYONE_THERE, State.RELEASED, "release the officer"),
    *(
        Row(state, Event.CHOOSE_DROP_OFF, _POLICE, State.DROP_OFF, "drive the person to a drop-off center")
        for state in (State.RINGING, State.EXHAUSTED, State.ACCEPTED, State.EN_ROUTE)
    ),
    Row(State.DROP_OFF, Event.DROP_OFF_ARRIVE, _ANYONE_THERE, State.DROPPED_OFF, "arrive at the drop-off center"),
    *(Row(state, Event.FAIL, _ANYONE_THERE, State.FAILED, "record why the handoff failed") for state in LIVE),
    *(Row(state, Event.CANCEL, _CALLERS, State.CANCELLED, "cancel the handoff") for state in LIVE),
)

MACHINE = Machine("handoff", State.RINGING, _TABLE)


def accept(state: State, role: Actor, *, holder: str | None) -> State:
    """The state after one responder takes it. `holder` is the name of whoever has it already: then NotPossible."""
    if holder is not None and state in TAKEN:
        raise NotPossible(f"{holder} has already taken this handoff. You are not needed there; nothing was changed.")
    return MACHINE.next_state(state, Event.ACCEPT, role)
