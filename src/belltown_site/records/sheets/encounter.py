"""Sheets about an encounter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from belltown.protocol.decide import Encounter as Reading
from belltown.protocol.decide import Finding
from belltown.protocol.facts import Value
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import OffenseGroup, OfferOutcome, Pathway, Role
from belltown.workflow import encounter as workflow
from belltown.workflow.clocks import Status
from belltown.workflow.machine import Transition
from belltown_site.records.sheets.base import PersonSheet, Who, Withheld


class Relation(StrEnum):
    """What makes an encounter this viewer's business. Without one there is no such encounter."""

    AUTHOR = "author"
    SUPERVISOR = "supervisor"
    MANAGEMENT = "management"
    RUNG = "rung"
    RESPONDER = "responder"
    APPROVER = "approver"
    PROSECUTION = "prosecution"
    DEFENSE = "defense"


@dataclass(frozen=True, slots=True)
class Charge:
    """The charge, in the protocol's group and in the local code's own words."""

    group: OffenseGroup | None
    code: str
    text: str

    @property
    def label(self) -> str:
        return self.text or (self.group.label if self.group else "Charge not entered yet")

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class CheckLine:
    """Someone looked: a criterion is met or not met."""

    criterion: str
    met: bool | None
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """A presumptive criterion was set aside. `reason` is a code."""

    criterion: str
    reason: str
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class ComplainantLine:
    """What the person harmed said when asked. `answer` is a code."""

    answer: str
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """Leave asked of a seat. `granted` None: it waits still."""

    id: UUID
    encounter_id: UUID
    role: Role
    requested_by: Who
    requested_at: datetime
    granted: bool | None
    reason: str
    decided_by: Who | None
    decided_at: datetime | None
    withdrawn: bool
    pathway: Pathway
    charge: Charge | Withheld
    answer: str | Withheld


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One outcome of the chance to offer, with what the protocol said then and which criteria were unknown."""

    outcome: OfferOutcome
    reason: str
    answer: str | Withheld
    unknown: tuple[str, ...] | Withheld
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class HandoffBrief:
    """A handoff as the encounter's page names it."""

    id: UUID
    state: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class HoldBrief:
    """The filing hold as the encounter's page names it."""

    id: UUID
    state: str
    clock: Status


@dataclass(frozen=True, slots=True)
class EncounterLine:
    """One encounter in a list."""

    id: UUID
    at: datetime
    pathway: Pathway
    state: workflow.State
    charge: Charge | Withheld
    person: str | Withheld
    answer: str | Withheld
    officer: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSheet:
    """What is written down of one encounter before the offer, as far as this viewer may see it.

    `reading` is what the protocol reads (facts, checks, overrides): give it to `ask` and `report_text`.
    """

    id: UUID
    relation: Relation
    state: workflow.State
    pathway: Pathway
    beat: str | Withheld
    place: str | Withheld
    point: tuple[float, float] | Withheld | None
    person: PersonSheet | Withheld | None
    charge: Charge | Withheld
    facts: Mapping[str, Value] | Withheld
    reading: Reading | Withheld
    version: ProtocolVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterSheet(DraftSheet):
    """Everything of one encounter that this viewer may see. `acts` are the workflow's steps open to them now."""

    on: date | Withheld
    at: datetime | Withheld
    officer: Who
    unit: str
    finding: Finding | Withheld
    checks: tuple[CheckLine, ...] | Withheld
    overrides: tuple[OverrideLine, ...] | Withheld
    complainant: tuple[ComplainantLine, ...] | Withheld
    approvals: tuple[ApprovalLine, ...] | Withheld
    offers: tuple[OfferLine, ...] | Withheld
    handoffs: tuple[HandoffBrief, ...] | Withheld
    hold: HoldBrief | Withheld | None
    acts: tuple[Transition[workflow.State, workflow.Event], ...]


@dataclass(frozen=True, slots=True)
class FieldHome:
    """An officer's start page: own encounters, open and recent, and the approvals that wait for this viewer."""

    open: tuple[EncounterLine, ...]
    recent: tuple[EncounterLine, ...]
    approvals: tuple[ApprovalLine, ...]


@dataclass(frozen=True, slots=True)
class KnownGuard:
    """Whether someone of this name may already take part. Says which parts agree, and shows no record."""

    may_be_known: bool
    agreeing: tuple[str, ...]
    sentence: str
