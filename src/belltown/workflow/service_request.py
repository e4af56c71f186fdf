"""A request to a service on a participant's behalf, followed until the loop is closed.

Its states are those of FHIR R4's Task as SDOH Clinical Care 3.0.0 uses them (ready and received left out), so that what
is written here can be sent as it stands. Whether the need was met is another fact, kept apart from the state.
"""

from __future__ import annotations

from enum import StrEnum

from belltown.workflow.machine import Machine, Transition


class Side(StrEnum):
    """Who acts: those who ask, or the service that is asked, with an account or without."""

    SENDER = "sender"
    RECEIVER = "receiver"


class State(StrEnum):
    """Where a request stands: the code of the Task's status, hyphens written as underscores."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    FAILED = "failed"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered_in_error"

    @property
    def fhir(self) -> str:
        return self.value.replace("_", "-")


class Event(StrEnum):
    """What happens to a request."""

    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    BEGIN = "begin"
    PUT_ON_HOLD = "put_on_hold"
    TAKE_UP_AGAIN = "take_up_again"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    MARK_AS_ERROR = "mark_as_error"


class RejectionReason(StrEnum):
    """Why a service says no. Each is unmet need to be counted, never a mark against the participant."""

    FULL = "full"
    NOT_ELIGIBLE_HERE = "not_eligible_here"
    WRONG_SERVICE = "wrong_service"
    OUTSIDE_OUR_AREA = "outside_our_area"
    NEEDS_MORE_INFORMATION = "needs_more_information"
    CANNOT_BE_REACHED = "cannot_be_reached"
    OTHER = "other"


class NeedOutcome(StrEnum):
    """What became of the need itself, whatever the request's state: a request may end well and the need stay open."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    NOT_AVAILABLE = "not_available"
    NO_LONGER_WANTED = "no_longer_wanted"


Row = Transition[State, Event]
_BOTH, _SENDER, _RECEIVER = (Side.SENDER, Side.RECEIVER), (Side.SENDER,), (Side.RECEIVER,)
_AT_WORK = (State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD)
_OPEN = (State.REQUESTED, *_AT_WORK)
OVER = (State.REJECTED, State.CANCELLED, State.FAILED, State.COMPLETED, State.ENTERED_IN_ERROR)
"""States in which nobody waits for anything any more. A new request may always follow."""


def _table() -> tuple[Row, ...]:
    return (
        Row(State.DRAFT, Event.SEND, _SENDER, State.REQUESTED, "send the request"),
        Row(State.DRAFT, Event.CANCEL, _SENDER, State.CANCELLED, "put the draft away"),
        Row(State.REQUESTED, Event.ACCEPT, _BOTH, State.ACCEPTED, "say that the service accepts"),
        Row(State.REQUESTED, Event.REJECT, _BOTH, State.REJECTED, "say that the service cannot, and why"),
        *(Row(state, Event.BEGIN, _BOTH, State.IN_PROGRESS, "say that the service has begun")
          for state in (State.REQUESTED, State.ACCEPTED)),
        *(Row(state, Event.PUT_ON_HOLD, _BOTH, State.ON_HOLD, "put the request on hold")
          for state in (State.ACCEPTED, State.IN_PROGRESS)),
        Row(State.ON_HOLD, Event.TAKE_UP_AGAIN, _BOTH, State.IN_PROGRESS, "take the request up again"),
        *(Row(state, Event.COMPLETE, _BOTH, State.COMPLETED, "say that it is done") for state in _AT_WORK),
        *(Row(state, Event.FAIL, _BOTH, State.FAILED, "say that it came to nothing") for state in _AT_WORK),
        *(Row(state, Event.CANCEL, _SENDER, State.CANCELLED, "take the request back") for state in _OPEN),
        *(Row(state, Event.MARK_AS_ERROR, _SENDER, State.ENTERED_IN_ERROR, "mark the request as an error")
          for state in (State.DRAFT, *_OPEN)),
    )  # fmt: skip


MACHINE: Machine[State, Event] = Machine("service request", State.DRAFT, _table())


def waits_on(state: State) -> Side | None:
    """Whose move it is; None when nobody waits. On hold it is the sender's: somebody must find out what would help."""
    return {State.DRAFT: Side.SENDER, State.ON_HOLD: Side.SENDER}.get(state, None if state in OVER else Side.RECEIVER)
