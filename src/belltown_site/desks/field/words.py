"""What the field desk calls states, answers and reasons."""

from __future__ import annotations

from belltown.vocabulary import DeclineReason, HandoffFailure, NotOfferedReason
from belltown.workflow import encounter, handoff

State = encounter.State

STATES = {
    State.COMPLAINANT_PENDING: "Ask the person harmed",
    State.APPROVAL_PENDING: "Waits for approval",
    State.SCREENED: "Ready to offer",
    State.OFFERED: "Offered: record the answer",
    State.ACCEPTED: "Accepted: call the case manager",
    State.HANDOFF_FAILED: "The handoff failed",
    State.DECLINED: "Declined",
    State.NOT_OFFERED: "Not offered",
    State.HANDED_OVER: "Handed over",
    State.ENTERED_IN_ERROR: "Entered in error",
}

COMPLAINANT = (
    ("no_complainant", "Nobody was harmed"),
    ("agrees", "They agree to diversion"),
    ("no_view", "They have no view"),
    ("objects", "They object to diversion"),
    ("not_reached", "They could not be reached"),
)

DECLINED = {
    DeclineReason.NOT_INTERESTED_NOW: "Not interested now",
    DeclineReason.PREFERS_COURT: "Would rather go to court",
    DeclineReason.ALREADY_HAS_SERVICES: "Has services already",
    DeclineReason.DISTRUSTS_SHARING: "Does not trust the sharing of data",
    DeclineReason.BAD_EXPERIENCE_BEFORE: "A bad experience before",
    DeclineReason.WAIT_TOO_LONG: "The wait is too long",
    DeclineReason.DID_NOT_SAY: "Did not say",
}

NOT_OFFERED = {
    NotOfferedReason.NOT_ELIGIBLE: "The protocol is not met",
    NotOfferedReason.ELIGIBILITY_UNKNOWN: "Nobody could tell whether it is met",
    NotOfferedReason.NO_CAPACITY: "No room on a caseload",
    NotOfferedReason.NOBODY_ON_CALL: "Nobody on call",
    NotOfferedReason.PUBLIC_SAFETY: "Public safety",
    NotOfferedReason.MEDICAL_EMERGENCY: "A medical emergency",
    NotOfferedReason.PERSON_COULD_NOT_ENGAGE: "The person could not engage",
    NotOfferedReason.COMPLAINANT_OBJECTED: "The person harmed objects",
    NotOfferedReason.APPROVAL_REFUSED: "Approval was refused",
    NotOfferedReason.OFFICER_DISCRETION: "My own discretion",
}

REFUSALS = (
    ("not_eligible", "The protocol is not met"),
    ("public_safety", "Concern for public safety"),
    ("no_capacity", "No room on a caseload"),
    ("better_route", "Another route serves the person better"),
)

OVERRIDES = (
    ("interests_of_justice", "In the interests of justice"),
    ("old_matter", "The matter is old"),
    ("minor_part", "The person's part was minor"),
    ("better_served_by_care", "Care will serve safety better"),
)

FAILURES = {
    HandoffFailure.NOBODY_ANSWERED: "Nobody answered",
    HandoffFailure.COULD_NOT_REACH_SCENE: "Could not reach the scene",
    HandoffFailure.OFFICER_CALLED_AWAY: "I was called away",
    HandoffFailure.PERSON_LEFT: "The person left",
    HandoffFailure.PERSON_CHANGED_MIND: "The person changed their mind",
    HandoffFailure.TAKEN_TO_HOSPITAL: "Taken to hospital",
    HandoffFailure.BOOKED_ON_OTHER_MATTER: "Booked on another matter",
}

RINGS = {
    "ringing": "is being rung",
    "cannot": "cannot come",
    "no_answer": "did not answer",
    "accepted": "took it",
    "stood_down": "not needed any more",
}

HANDOFFS = {
    handoff.State.RINGING: "Ringing",
    handoff.State.EXHAUSTED: "Nobody has answered yet",
    handoff.State.ACCEPTED: "Somebody is coming",
    handoff.State.EN_ROUTE: "On the way",
    handoff.State.ARRIVED: "At the scene",
    handoff.State.RELEASED: "You are released",
    handoff.State.DROP_OFF: "Drive to the drop-off center",
    handoff.State.DROPPED_OFF: "Dropped off",
    handoff.State.FAILED: "The handoff failed",
    handoff.State.CANCELLED: "Called off",
}
