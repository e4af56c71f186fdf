"""Sheets about one participant: what they are to this viewer, what they signed, who has looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose, Standing
from belltown.disclosure.wording import Language
from belltown.errors import Fault
from belltown.vocabulary import Role
from belltown_site.records.sheets.base import PersonSheet, Who, Withheld
from belltown_site.records.sheets.hold import IntakeLine
from belltown_site.records.sheets.identity import BirthLine, MetLine, NameLine, RecordBrief


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One recipient's part of a consent, in plain words."""

    recipient: str
    classes: tuple[InformationClass, ...]
    purpose: SharingPurpose
    sentence: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One paper in a list."""

    id: UUID
    kind: ConsentKind
    title: str
    standing: Standing
    signed_on: date | None
    until: date | None
    until_words: str
    revoked_at: datetime | None
    shares: tuple[ShareLine, ...]

    @property
    def is_draft(self) -> bool:
        return self.signed_on is None and self.revoked_at is None

    @property
    def is_in_force(self) -> bool:
        return self.standing is Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class SeatView:
    """What one seat would see once the paper is signed, and what it would not, each with its reason."""

    seat: str
    sees: tuple[str, ...]
    kept_from: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a printed form: a heading, a list, or a paragraph."""

    kind: str
    lines: tuple[str, ...]


def _block(text: str) -> Block:
    lines = tuple(text.splitlines())
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line.removeprefix("- ") for line in lines))
    return Block("paragraph" if len(lines) > 1 or text[-1:] in ".:;?!" else "heading", lines)


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """One paper whole. `lacking` names what keeps it from standing, the signature apart."""

    line: ConsentLine
    participant_id: UUID
    person: PersonSheet
    discloser: str
    language: Language
    form: str
    form_digest: str
    grade: float
    lacking: tuple[Fault, ...]
    preview: tuple[SeatView, ...]
    signing: str
    witness: Who | None
    revoked_through: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The form as headings, lists and paragraphs. Its first line is its title, which the page shows already."""
        return tuple(_block(text) for text in self.form.strip().split("\n\n") if text != self.line.title)


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """What the participant asked to be kept from one agency."""

    id: UUID
    agency: str
    classes: tuple[InformationClass, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at something of this person's."""

    at: datetime
    name: str
    role: str
    agency: str
    what: str
    purpose: str
    address: str
    consent: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Accounting:
    """To whom outside the agency this person was shown, from `since` on: what 42 CFR 2.25 lets them ask for."""

    since: datetime
    agency: str
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One participant in a list. `why`: what makes them the viewer's business. `also`: names of linked records."""

    id: UUID
    person: PersonSheet
    case_manager: Who | Withheld | None
    agency: str
    handed_over_at: datetime | Withheld | None
    papers: int
    is_own: bool
    why: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """Another record of the same person, beside theirs. No `link`: it hangs on a record between."""

    record: RecordBrief
    intake: IntakeLine | Withheld | None
    consents: tuple[ConsentLine, ...]
    restrictions: tuple[RestrictionLine, ...]
    link: UUID | None = None
    linked_by: Who | None = None
    linked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParticipantSheet:
    """One participant as this viewer may see them. Papers, requests and looks: for those who care alone."""

    id: UUID
    person: PersonSheet
    agency: str
    is_own: bool
    why: str
    case_manager: Who | Withheld | None
    handed_over_at: datetime | Withheld | None
    intake: IntakeLine | Withheld | None
    consents: tuple[ConsentLine, ...]
    restrictions: tuple[RestrictionLine, ...]
    looks: tuple[Look, ...]
    notice: str
    names: tuple[NameLine, ...] = ()
    births: tuple[BirthLine, ...] = ()
    met: tuple[MetLine, ...] = ()
    linked: tuple[LinkedRecord, ...] = ()

    @property
    def other_names(self) -> tuple[NameLine, ...]:
        """What else they are called, the ended ones left out."""
        return tuple(line for line in self.names if not line.leads and not line.ended_at)

    @property
    def other_births(self) -> tuple[BirthLine, ...]:
        """When else they may be born, the ended ones left out."""
        return tuple(line for line in self.births if not line.leads and not line.ended_at)

    @property
    def topic(self) -> str:
        """What wakes a page that shows this person: also when they stop sharing."""
        return f"participant:{self.id}"


@dataclass(frozen=True, slots=True)
class Offered:
    """One box that may be ticked: this recipient, this class, this purpose, in plain words."""

    key: str
    agency: UUID
    roles: tuple[Role, ...]
    kind: InformationClass
    purpose: SharingPurpose
    words: str


@dataclass(frozen=True, slots=True)
class RecipientChoice:
    """An agency somebody may choose to share with, and what may be ticked for it."""

    agency: str
    hint: str
    offered: tuple[Offered, ...]


def shares_ticked(keys: Iterable[str], choices: Iterable[RecipientChoice]) -> tuple[Share, ...]:
    """The shares that the ticked boxes make, one for each seat and purpose. Boxes that were not offered make none."""
    ticked = set(keys)
    kept = [one for choice in choices for one in choice.offered if one.key in ticked]
    wanted: dict[tuple[UUID, Role, SharingPurpose], set[InformationClass]] = {}
    for one in kept:
        for role in one.roles:
            wanted.setdefault((one.agency, role, one.purpose), set()).add(one.kind)
    return tuple(
        Share(Recipient(agency=str(agency), role=role), frozenset(classes), purpose)
        for (agency, role, purpose), classes in wanted.items()
    )
