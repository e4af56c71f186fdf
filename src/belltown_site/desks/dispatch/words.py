"""What the dispatch desk calls states, answers and reasons."""

from __future__ import annotations

from belltown.vocabulary import HandoffFailure
from belltown.workflow.handoff import State

STATES = {
    State.RINGING: "Ringing",
    State.EXHAUSTED: "Nobody has answered",
    State.ACCEPTED: "Taken",
    State.EN_ROUTE: "On the way",
    State.ARRIVED: "At the scene",
    State.RELEASED: "Handed over, officer released",
    State.DROP_OFF: "On the way to a drop-off center",
    State.DROPPED_OFF: "Taken to a drop-off center",
    State.FAILED: "Failed",
    State.CANCELLED: "Called off",
}

COMES = {State.ACCEPTED: "has it", State.EN_ROUTE: "is on the way", State.ARRIVED: "is at the scene"}
I_COME = {State.ACCEPTED: "have it", State.EN_ROUTE: "are on the way", State.ARRIVED: "are at the scene"}

FAILURES = {
    HandoffFailure.NOBODY_ANSWERED: "Nobody answered",
    HandoffFailure.COULD_NOT_REACH_SCENE: "Could not reach the scene",
    HandoffFailure.OFFICER_CALLED_AWAY: "The officer was called away",
    HandoffFailure.PERSON_LEFT: "The person left",
    HandoffFailure.PERSON_CHANGED_MIND: "The person changed their mind",
    HandoffFailure.TAKEN_TO_HOSPITAL: "The person was taken to hospital",
    HandoffFailure.BOOKED_ON_OTHER_MATTER: "The person was booked on another matter",
}

RINGS = {
    "ringing": "is being rung",
    "cannot": "cannot come",
    "no_answer": "did not answer",
    "accepted": "took it",
    "stood_down": "need not come",
}

RANKS = {0: "Not rung, took it by choice", 1: "First", 2: "Next", 3: "Deputy"}


def failure_words(code: str) -> str:
    """The reason a handoff failed, in words; empty for none."""
    return {one.value: text for one, text in FAILURES.items()}.get(code, "")
