"""A community or social-contact referral. Nothing here bars the way back: whatever ended may be opened again."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from belltown.vocabulary import Role
from belltown.workflow.machine import Machine, Transition


class State(StrEnum):
    """Where a referral stands. APPROVED: outreach looks for the person. NOT_LOCATED: it keeps looking."""

    RECEIVED = "received"
    SCREENING = "screening"
    WAITING = "waiting"
    APPROVED = "approved"
    CONTACTED = "contacted"
    INTAKE_STARTED = "intake_started"
    ENROLLED = "enrolled"
    REFUSED = "refused"
    DECLINED = "declined"
    NOT_LOCATED = "not_located"


class Event(StrEnum):
    """What happens to a referral."""

    SCREEN = "screen"
    APPROVE = "approve"
    REFUSE = "refuse"
    PUT_ON_WAITING_LIST = "put_on_waiting_list"
    CONTACT = "contact"
    NOT_LOCATE = "not_locate"
    DECLINE = "decline"
    START_INTAKE = "start_intake"
    ENROLL = "enroll"
    REOPEN = "reopen"


Row = Transition[State, Event]

_CARE = (Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR)
_SCREENERS = (*_CARE, Role.PROJECT_MANAGER)
_REOPENED = (State.REFUSED, State.DECLINED, State.NOT_LOCATED, State.ENROLLED)
_MET = (State.CONTACTED, State.INTAKE_STARTED)


@lru_cache(maxsize=64)
def machine(approval: tuple[Role, ...]) -> Machine[State, Event]:
    """A referral's life where `approval` names who approves; where nobody need, whoever screens says yes or no."""
    deciders = approval or _SCREENERS
    return Machine("referral", State.RECEIVED, (*_decision(deciders), *_outreach(), *_way_back()))


def _decision(deciders: tuple[Role, ...]) -> tuple[Row, ...]:
    waiting = "put the referral on the waiting list"
    return (
        Row(State.RECEIVED, Event.SCREEN, (*_SCREENERS, *_missing_from_screeners(deciders)), State.SCREENING,
            "start screening the referral"),
        *(Row(state, Event.APPROVE, deciders, State.APPROVED, "approve the referral")
          for state in (State.SCREENING, State.WAITING)),
        *(Row(state, Event.REFUSE, deciders, State.REFUSED, "refuse the referral with its reason")
          for state in (State.SCREENING, State.WAITING)),
        Row(State.SCREENING, Event.PUT_ON_WAITING_LIST, deciders, State.WAITING, waiting),
        Row(State.APPROVED, Event.PUT_ON_WAITING_LIST, _SCREENERS, State.WAITING, waiting),
    )  # fmt: skip


def _missing_from_screeners(deciders: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(role for role in deciders if role not in _SCREENERS)


def _outreach() -> tuple[Row, ...]:
    return (
        *(Row(state, Event.CONTACT, _CARE, State.CONTACTED, "record that the person was met")
          for state in (State.APPROVED, State.NOT_LOCATED)),
        *(Row(state, Event.NOT_LOCATE, _CARE, State.NOT_LOCATED, "record that the person was not found")
          for state in (State.APPROVED, *_MET)),
        *(Row(state, Event.DECLINE, _CARE, State.DECLINED, "record that the person declines")
          for state in _MET),
        Row(State.CONTACTED, Event.START_INTAKE, _CARE, State.INTAKE_STARTED, "start intake"),
        Row(State.INTAKE_STARTED, Event.ENROLL, _CARE, State.ENROLLED, "complete intake"),
    )  # fmt: skip


def _way_back() -> tuple[Row, ...]:
    return tuple(
        Row(state, Event.REOPEN, _SCREENERS, State.SCREENING, "open the referral again") for state in _REOPENED
    )
