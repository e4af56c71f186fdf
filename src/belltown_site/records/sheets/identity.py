"""Sheets about who somebody is: what they are called, who else they may be, and which records are one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.linkage.weights import Strength
from belltown.vocabulary import Pathway
from belltown_site.records.sheets.base import Consented, PersonSheet, Who, Withheld


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name. `words` says what it is to the person. No `id`: it was written when they were met, and stays."""

    id: UUID | None
    name: str
    words: str
    unsure: bool
    leads: bool
    written_by: Who | None = None
    written_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BirthLine:
    """One date of birth that may be right: YYYY, YYYY-MM or YYYY-MM-DD."""

    id: UUID | None
    born: str
    about: bool
    leads: bool
    written_by: Who | None = None
    written_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MetLine:
    """One encounter by which the person came to the agency."""

    at: datetime
    pathway: Pathway
    met_by: Who | None
    handed_over_at: datetime | None


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """Somebody who may be the one asked for: how much speaks for it, and what. `also`: names of linked records."""

    id: UUID
    person: PersonSheet
    agency: str
    case_manager: Who | Withheld | None
    handed_over_at: Consented[datetime] | None
    is_own: bool
    why: str
    notice: str
    strength: Strength
    reasons: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordBrief:
    """One record beside another."""

    id: UUID
    person: PersonSheet
    met: tuple[MetLine, ...]
    papers: int


@dataclass(frozen=True, slots=True)
class NotSameLine:
    """That two records were said not to be one person. `names_changed`: what is known of either has changed since."""

    id: UUID
    left: PersonSheet
    right: PersonSheet
    by: Who
    at: datetime
    names_changed: bool


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two records that may be one person, and what speaks for it."""

    left: RecordBrief
    right: RecordBrief
    strength: Strength
    reasons: tuple[str, ...]
    said_not_same: NotSameLine | None = None


@dataclass(frozen=True, slots=True)
class SameSheet:
    """The pairs that may be one person, the likeliest first, and those that somebody said are two."""

    pairs: tuple[SamePair, ...]
    not_same: tuple[NotSameLine, ...]
