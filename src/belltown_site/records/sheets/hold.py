"""Sheets about the filing hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from belltown.vocabulary import FilingDecision, PauseReason
from belltown.workflow import hold as workflow
from belltown.workflow.clocks import Status
from belltown.workflow.machine import Transition
from belltown_site.records.sheets.base import Consented, PersonSheet, Who, Withheld
from belltown_site.records.sheets.encounter import Charge


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A time the clock stood still. `ended_at` None: it stands still yet."""

    reason: PauseReason
    started_by: Who
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What a prosecutor recorded."""

    decision: FilingDecision
    extended_days: int
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """All a prosecutor learns of care: done or not, and the date. `notice` goes along where a consent allows it."""

    completed: bool
    on: date
    notice: str = ""


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One hold in a list, soonest due first."""

    id: UUID
    encounter_id: UUID
    state: workflow.State
    person: str | Withheld
    charge: Charge | Withheld
    on: date | Withheld
    clock: Status
    agency: str
    intake: Consented[IntakeLine] | None

    @property
    def notice(self) -> str:
        """The statement of 42 CFR 2.32 for what this line shows by consent."""
        return getattr(self.intake, "notice", "")


@dataclass(frozen=True, slots=True)
class HoldSheet:
    """One hold. `still_willing` False: the person has since declined. `working_days`: its clock counts only those."""

    id: UUID
    encounter_id: UUID
    state: workflow.State
    office: str
    person: PersonSheet | Withheld | None
    charge: Charge | Withheld
    on: date | Withheld
    officer: Who
    opened_at: datetime
    clock: Status
    working_days: bool
    allowed_pauses: tuple[PauseReason, ...]
    pauses: tuple[PauseLine, ...]
    intake: Consented[IntakeLine] | None
    still_willing: bool
    decisions: tuple[DecisionLine, ...]
    acts: tuple[Transition[workflow.State, workflow.Event], ...]

    @property
    def notice(self) -> str:
        """The statement of 42 CFR 2.32 for what this sheet shows by consent."""
        return getattr(self.intake, "notice", "")


@dataclass(frozen=True, slots=True)
class IntakeDue:
    """A person whose intake is awaited, soonest due first. `may_be_told`: they let the prosecutor know of it."""

    hold_id: UUID
    encounter_id: UUID
    person: PersonSheet | None
    clock: Status
    responder: Who | None
    handed_over_at: datetime | None
    may_be_told: bool
