"""Sheets about a participant's window that the participant and those who care for them both read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown_site.records.sheets.base import Who


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question one asked. `is_late`: two days have passed without an answer."""

    id: UUID
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: Who | None
    agency: str
    is_late: bool

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


@dataclass(frozen=True, slots=True)
class WindowCard:
    """What those who care see of a participant's window. `code_until`: a code or link is out and good so long."""

    is_open: bool
    last_used_at: datetime | None
    code_until: datetime | None
    phone: str
    phone_confirmed_at: datetime | None
    texts: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question that waits for an answer of this agency."""

    id: UUID
    participant_id: UUID
    person: str
    asked_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A code, told this once, in two halves; and until when it is good."""

    code: str
    expires_at: datetime
