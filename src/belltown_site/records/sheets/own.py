"""Sheets for a participant's own window, and what the agency that cares for them sees of it.

They hold codes rather than sentences wherever the window says them in the participant's own language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import ConsentKind, Standing
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.disclosure.wording import Language
from belltown.vocabulary import Role
from belltown.workflow.office_hours import Reading
from belltown_site.records.sheets.base import Who
from belltown_site.records.sheets.hold import IntakeLine
from belltown_site.records.sheets.person import Block, blocks_of
from belltown_site.records.sheets.window import OwnQuestion


@dataclass(frozen=True, slots=True)
class OwnAgency:
    """The agency in whose care one is, and how to reach it."""

    id: UUID
    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class OwnDue:
    """A day by which intake is to be done. `stands_still`: the clock does not run now."""

    due_at: datetime
    stands_still: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwnHandoff:
    """Somebody is on their way, or is being looked for. `expected_at` is their own estimate."""

    who: Who | None
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's first page. What is None or empty is not known here."""

    name: str
    agency: OwnAgency | None
    case_manager: Who | None
    since: datetime | None
    handoffs: tuple[OwnHandoff, ...]
    dues: tuple[OwnDue, ...]
    intake: IntakeLine | None
    sharing: int
    waiting: int


@dataclass(frozen=True, slots=True)
class OwnShare:
    """What one recipient sees, in one's own language. Empty parts of the recipient name nobody in particular."""

    person: str
    role: Role | None
    agency: str
    words: str


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """One paper one signed. `ends` says until when, as a sentence."""

    id: UUID
    kind: ConsentKind
    title: str
    language: Language
    standing: Standing
    signed_on: date | None
    ends: str
    revoked_at: datetime | None
    shares: tuple[OwnShare, ...]

    @property
    def may_stop(self) -> bool:
        """Whether something is or may come to be shared by it."""
        return self.signed_on is not None and self.standing in (Standing.IN_FORCE, Standing.NOT_YET)


@dataclass(frozen=True, slots=True)
class OwnForm:
    """The form as it was signed, word for word and in its language, with whom it was signed before."""

    paper: OwnPaper
    title: str
    form: str
    form_digest: str
    witness: Who | None

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks_of(self.form, self.title)


@dataclass(frozen=True, slots=True)
class OwnLook:
    """Somebody looked `times` on one day: `what` and `why` are codes. Oneself, where `is_self`."""

    on: date
    name: str
    role: Role
    agency: str
    what: str
    why: str
    times: int
    is_self: bool


@dataclass(frozen=True, slots=True)
class OwnEmergency:
    """Somebody opened one's record in an emergency, with their words and those of whoever looked at it afterwards."""

    on: date
    name: str
    role: Role
    agency: str
    nature: EmergencyNature
    words: str
    verdict: Verdict | None
    verdict_words: str


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """Everything one asked, the newest first, and when the next is read."""

    agency: OwnAgency | None
    questions: tuple[OwnQuestion, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """Something that happened, and who was there: `what` is a code, `detail` the agency's own words."""

    at: datetime
    what: str
    who: Who | None
    detail: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What one asked to be kept from an agency."""

    agency: str
    classes: tuple[InformationClass, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What the agency in whose care one is keeps about one."""

    agency: OwnAgency | None
    chosen_name: str
    name_given: str
    name_unsure: bool
    born: str
    born_unsure: bool
    contact: str
    phone: str
    phone_confirmed: bool
    events: tuple[OwnEvent, ...]
    papers: tuple[OwnPaper, ...]
    kept_back: tuple[KeptBack, ...]
    questions: tuple[OwnQuestion, ...]
