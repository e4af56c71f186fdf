"""Sheets about emergency openings, and about the circle around a participant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.disclosure.circle import CircleReason
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.workflow.clocks import Status
from belltown_site.records.sheets.base import PersonSheet, Who


@dataclass(frozen=True, slots=True)
class OpenGlass:
    """A record that stands open to this viewer in an emergency, and how long still."""

    id: UUID
    nature: EmergencyNature
    until: datetime
    clock: Status

    @property
    def topic(self) -> str:
        """What wakes the page when somebody closes it."""
        return f"glass:{self.id}"


@dataclass(frozen=True, slots=True)
class OpeningBrief:
    """An emergency opening as the list of looks tells it: why, and what the second person found.

    `is_opening`: the line tells of the opening itself, and not of a look through it.
    """

    nature: str
    words: str
    review: str
    is_opening: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """One emergency opening, for the second person. `is_open`: it can be closed. `is_late`: nobody looked in time."""

    id: UUID
    participant_id: UUID
    person: PersonSheet
    nature: EmergencyNature
    words: str
    given_to: str
    opened_by: Who
    opened_at: datetime
    until: datetime
    closed_by: Who | None
    closed_at: datetime | None
    is_open: bool
    is_late: bool
    verdict: Verdict | None
    verdict_words: str
    reviewed_by: Who | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningCounts:
    """How many emergency openings wait for a second person, and how many of them too long. Names nobody."""

    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class CircleLine:
    """The circle that stands around somebody. `paused`: how many signed papers reach nobody while it does."""

    id: UUID
    reason: CircleReason
    members: tuple[Who, ...]
    drawn_by: Who
    drawn_at: datetime
    paused: int


@dataclass(frozen=True, slots=True)
class CircleSheet:
    """Somebody in the agency's care, the circle around them if one stands, and who could be in one."""

    participant_id: UUID
    person: PersonSheet
    circle: CircleLine | None
    colleagues: tuple[Who, ...]
