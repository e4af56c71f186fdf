"""What sheets are made of. A sheet is a frozen copy: holding one gives no way back into the vault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeVar
from uuid import UUID

from belltown.vocabulary import Role

T = TypeVar("T")
BY_CONSENT = "shown by consent"


class Purpose(StrEnum):
    """Why someone looks. It stands in the ledger beside who and what."""

    SCREENING = "screening"
    APPROVAL = "approval"
    HANDOFF = "handoff"
    DISPATCH = "dispatch"
    INTAKE = "intake"
    FILING = "filing"
    TRIAGE = "triage"
    OVERSIGHT = "oversight"
    CARE = "care"
    EMERGENCY = "emergency"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a value would: there may be one, and it is not for this viewer. It is false in a condition."""

    reason: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return self.reason


Consented = Annotated[T | Withheld, BY_CONSENT]
"""A field that a participant's consent opens to others. A sheet with one has a `notice`, and its page carries it."""


@dataclass(frozen=True, slots=True)
class Who:
    """Someone at work."""

    id: UUID
    name: str
    role: Role
    agency: str
    unit: str = ""
    phone: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """A person, as far as known. `label` is what to call them on a page. `born` is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: UUID
    chosen_name: str
    name_given: str
    name_unsure: bool
    born: str
    born_unsure: bool
    contact: str | Withheld
    other_names: tuple[str, ...] = ()
    other_births: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.chosen_name or self.name_given or "Name not known"

    def __str__(self) -> str:
        return self.label
