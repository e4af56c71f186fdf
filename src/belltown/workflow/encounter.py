"""The diversion encounter: screened, offered, answered, handed over.

The protocol shapes it. A complainant who is *consulted* never blocks, but must be heard (or not be found) before the
offer; a *veto* blocks when they object and waits while they cannot be found. Approval, where somebody must give it,
comes before the offer, so that nothing is promised to the person that is then taken back.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from belltown.vocabulary import ComplainantRule, Role
from belltown.workflow.machine import Machine, Transition


class State(StrEnum):
    """Where an encounter stands. SCREENED: nothing stands before the offer."""

    COMPLAINANT_PENDING = "complainant_pending"
    APPROVAL_PENDING = "approval_pending"
    SCREENED = "screened"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_OFFERED = "not_offered"
    HANDED_OVER = "handed_over"
    HANDOFF_FAILED = "handoff_failed"
    ENTERED_IN_ERROR = "entered_in_error"


class Event(StrEnum):
    """What happens to an encounter."""

    NO_COMPLAINANT = "no_complainant"
    COMPLAINANT_AGREES = "complainant_agrees"
    COMPLAINANT_OBJECTS = "complainant_objects"
    COMPLAINANT_NOT_FOUND = "complainant_not_found"
    APPROVE = "approve"
    REFUSE_APPROVAL = "refuse_approval"
    OFFER = "offer"
    NOT_OFFER = "not_offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    OFFER_AGAIN = "offer_again"
    RECONSIDER = "reconsider"
    CORRECT_FACTS = "correct_facts"
    HAND_OVER = "hand_over"
    FAIL_HANDOFF = "fail_handoff"
    TRY_HANDOFF_AGAIN = "try_handoff_again"
    MARK_AS_ERROR = "mark_as_error"


Row = Transition[State, Event]

_POLICE = (Role.OFFICER, Role.SERGEANT)
_ON_SCENE = (*_POLICE, Role.OUTREACH, Role.CASE_MANAGER)
_CORRECTORS = (*_POLICE, Role.PROJECT_MANAGER)
_HEARD_WORDS = {
    Event.NO_COMPLAINANT: "record that there is no complainant",
    Event.COMPLAINANT_AGREES: "record that the complainant does not object",
    Event.COMPLAINANT_OBJECTS: "record that the complainant objects",
    Event.COMPLAINANT_NOT_FOUND: "record that the complainant could not be reached",
}
_FROM_THE_OFFER_ON = (
    Row(State.SCREENED, Event.OFFER, _POLICE, State.OFFERED, "offer diversion"),
    Row(State.OFFERED, Event.ACCEPT, _POLICE, State.ACCEPTED, "record that the person accepts"),
    Row(State.OFFERED, Event.DECLINE, _POLICE, State.DECLINED, "record that the person declines"),
    Row(State.ACCEPTED, Event.HAND_OVER, _ON_SCENE, State.HANDED_OVER, "record that the person was handed over"),
    Row(State.ACCEPTED, Event.FAIL_HANDOFF, _ON_SCENE, State.HANDOFF_FAILED, "record that the handoff failed"),
    Row(State.ACCEPTED, Event.DECLINE, _ON_SCENE, State.DECLINED, "record that the person changed their mind"),
    Row(State.HANDOFF_FAILED, Event.TRY_HANDOFF_AGAIN, _ON_SCENE, State.ACCEPTED, "try the handoff again"),
    Row(State.HANDOFF_FAILED, Event.DECLINE, _ON_SCENE, State.DECLINED, "record that the person changed their mind"),
    Row(State.DECLINED, Event.OFFER_AGAIN, _POLICE, State.OFFERED, "offer diversion again"),
)  # fmt: skip


@lru_cache(maxsize=64)
def machine(complainant: ComplainantRule, approval: tuple[Role, ...]) -> Machine[State, Event]:
    """The encounter's life under one pathway's rules. A new encounter is in `.start`; nothing before it is stored."""
    before = _steps_before_the_offer(complainant, approval)
    start = before[0]
    table = (
        *_complainant(complainant, before),
        *_approval(approval),
        *_FROM_THE_OFFER_ON,
        *(row for state in before for row in _before_offer(state, start)),
        Row(State.NOT_OFFERED, Event.RECONSIDER, _POLICE, start, "think again about offering"),
        *(_error(state) for state in (*before, State.OFFERED, State.ACCEPTED, State.DECLINED, State.NOT_OFFERED)),
    )
    return Machine("encounter", start, table)


def _steps_before_the_offer(complainant: ComplainantRule, approval: tuple[Role, ...]) -> tuple[State, ...]:
    steps = [
        (State.COMPLAINANT_PENDING, complainant is not ComplainantRule.NONE),
        (State.APPROVAL_PENDING, bool(approval)),
        (State.SCREENED, True),
    ]
    return tuple(state for state, wanted in steps if wanted)


def _complainant(rule: ComplainantRule, steps: tuple[State, ...]) -> tuple[Row, ...]:
    if rule is ComplainantRule.NONE:
        return ()
    onward = steps[steps.index(State.COMPLAINANT_PENDING) + 1]
    leads = {Event.NO_COMPLAINANT: onward, Event.COMPLAINANT_AGREES: onward}
    if rule is ComplainantRule.CONSULTED:
        leads |= {Event.COMPLAINANT_OBJECTS: onward, Event.COMPLAINANT_NOT_FOUND: onward}
    else:
        leads |= {
            Event.COMPLAINANT_OBJECTS: State.NOT_OFFERED,
            Event.COMPLAINANT_NOT_FOUND: State.COMPLAINANT_PENDING,
        }
    return tuple(Row(State.COMPLAINANT_PENDING, event, _POLICE, to, _HEARD_WORDS[event]) for event, to in leads.items())


def _approval(roles: tuple[Role, ...]) -> tuple[Row, ...]:
    pending = State.APPROVAL_PENDING
    if not roles:
        return ()
    return (
        Row(pending, Event.APPROVE, roles, State.SCREENED, "approve the diversion"),
        Row(pending, Event.REFUSE_APPROVAL, roles, State.NOT_OFFERED, "refuse approval"),
    )


def _before_offer(state: State, start: State) -> tuple[Row, ...]:
    return (
        Row(state, Event.NOT_OFFER, _POLICE, State.NOT_OFFERED, "record that diversion was not offered"),
        # New facts make a new finding, so whoever was heard or approved is asked anew.
        Row(state, Event.CORRECT_FACTS, _POLICE, start, "correct the facts"),
    )


def _error(state: State) -> Row:
    words = "mark the encounter as entered in error"
    return Row(state, Event.MARK_AS_ERROR, _CORRECTORS, State.ENTERED_IN_ERROR, words)
