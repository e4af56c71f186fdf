"""Sheets about one participant: what they are to this viewer, what they signed, who has looked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import ConsentKind, CopyWay, Recipient, Share, SharingPurpose, Standing
from belltown.disclosure.notice import Scope
from belltown.disclosure.posture import Posture
from belltown.disclosure.wording import Language
from belltown.errors import Fault
from belltown.vocabulary import Role
from belltown_site.records.sheets.base import BY_CONSENT, Consented, PersonSheet, Who, Withheld
from belltown_site.records.sheets.glass import CircleLine, OpenGlass, OpeningBrief
from belltown_site.records.sheets.hold import IntakeLine
from belltown_site.records.sheets.identity import BirthLine, MetLine, NameLine, RecordBrief
from belltown_site.records.sheets.window import OwnQuestion, WindowCard


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
    """What one seat sees by this paper and what it saw already, as the ruling has it. `note` says what stays shut."""

    seat: str
    new: tuple[str, ...]
    already: tuple[str, ...]
    kept_back: tuple[str, ...]
    note: str
    is_walled: bool

    @property
    def sees_anything(self) -> bool:
        return bool(self.new or self.already)


@dataclass(frozen=True, slots=True)
class SeatOutside:
    """An agency outside, or one seat of it, from which something may be kept back."""

    agency: UUID
    role: Role | None
    words: str


@dataclass(frozen=True, slots=True)
class SeatLoss:
    """What a request to keep something back would take from one seat, or keep it from learning."""

    seat: str
    loses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page of the picture of a paper signed by hand."""

    id: UUID
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class PageSheet:
    """One such page with its JPEG."""

    id: UUID
    number: int
    content: bytes


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy that the participant got: how, from whom, when."""

    way: CopyWay
    by: Who
    at: datetime


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


def blocks_of(form: str, title: str) -> tuple[Block, ...]:
    """The form as headings, lists and paragraphs, without its title."""
    return tuple(_block(text) for text in form.strip().split("\n\n") if text != title)


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
    way: str
    last_changed_at: datetime
    drafted_on: date
    revoke_to: str
    counsel: str
    pages: tuple[PageLine, ...]
    copies: tuple[CopyLine, ...]

    @property
    def number(self) -> str:
        """The short number that is printed on the paper, so that a picture is put to the right form."""
        return short_number(str(self.line.id))

    @property
    def pages_digest(self) -> str:
        """What the confirmer saw: the pages' digests in their order, as one; empty without a picture."""
        return digest_of_pages(page.digest for page in self.pages)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The form as headings, lists and paragraphs. Its first line is its title, which the page shows already."""
        return blocks_of(self.form, self.line.title)


def short_number(consent: str) -> str:
    """The first eight signs of a paper's id, as they are printed on it; empty for none."""
    return f"{consent[:4]}-{consent[4:8]}".upper() if consent else ""


def digest_of_pages(digests: Iterable[str]) -> str:
    """One digest for all pages in their order; of none, empty."""
    joined = " ".join(digests)
    return hashlib.sha256(joined.encode()).hexdigest() if joined else ""


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """What the participant asked to be kept back. `whom` is an agency, a seat of it, or everybody outside."""

    id: UUID
    whom: str
    classes: tuple[InformationClass, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at something of this person's. `at` is the latest, where it was opened several `times` a day.

    `emergency`: they broke the glass to do so, and why.
    """

    at: datetime
    by: UUID
    name: str
    role: str
    agency: str
    what: str
    purpose: str
    address: str
    consent: str
    is_elsewhere: bool
    times: int = 1
    emergency: OpeningBrief | None = None


@dataclass(frozen=True, slots=True)
class Accounting:
    """To whom outside the agency this person was shown, from `since` to `until`: what 42 CFR 2.25 lets them ask for."""

    since: datetime
    until: datetime
    agency: str
    looks: tuple[Look, ...]
    scopes: tuple[Scope, ...]
    posture: Posture


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One participant in a list. `why`: what makes them the viewer's business; `until`, in an emergency alone.

    `also`: the names of linked records.
    """

    id: UUID
    person: Annotated[PersonSheet, BY_CONSENT]
    case_manager: Who | Withheld | None
    agency: str
    handed_over_at: Consented[datetime] | None
    papers: int
    is_own: bool
    why: str
    notice: str
    until: datetime | None = None
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
    """One participant as this viewer may see them. Papers, requests, looks, circle: for those who care alone.

    `glass`: the record stands open in an emergency, and for how long. `wakes_by`: the id its live topic goes by.
    """

    id: UUID
    person: Annotated[PersonSheet, BY_CONSENT]
    agency: str
    is_own: bool
    why: str
    case_manager: Who | Withheld | None
    handed_over_at: Consented[datetime] | None
    intake: Consented[IntakeLine] | None
    consents: tuple[ConsentLine, ...]
    restrictions: tuple[RestrictionLine, ...]
    looks: tuple[Look, ...]
    window: WindowCard | None
    questions: tuple[OwnQuestion, ...]
    notice: str
    wakes_by: UUID
    glass: OpenGlass | None = None
    circle: CircleLine | None = None
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
        return f"participant:{self.wakes_by}"


@dataclass(frozen=True, slots=True)
class Offered:
    """One box that may be ticked: this recipient, this class, this purpose, in plain words."""

    key: str
    agency: UUID | None
    roles: tuple[Role, ...]
    kind: InformationClass
    purpose: SharingPurpose
    words: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at a partner agency who may be named alone."""

    id: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class RecipientChoice:
    """An agency somebody may choose to share with, what may be ticked for it, and who works there.

    `agency_id` None: a seat across the agencies.
    """

    agency: str
    agency_id: UUID | None
    hint: str
    offered: tuple[Offered, ...]
    people: tuple[Colleague, ...]


def shares_ticked(
    keys: Iterable[str], choices: Iterable[RecipientChoice], only: Mapping[UUID, UUID] | None = None
) -> tuple[Share, ...]:
    """The shares that the ticked boxes make, one for each seat and purpose. Boxes that were not offered make none.

    `only`: by agency, the one person there who alone is meant.
    """
    ticked, alone = set(keys), _alone(tuple(choices), only or {})
    wanted: dict[tuple[Recipient, SharingPurpose], set[InformationClass]] = {}
    for choice in choices:
        for one in (box for box in choice.offered if box.key in ticked):
            for recipient in _recipients(one, alone):
                wanted.setdefault((recipient, one.purpose), set()).add(one.kind)
    return tuple(Share(recipient, frozenset(classes), why) for (recipient, why), classes in wanted.items())


def _alone(choices: tuple[RecipientChoice, ...], only: Mapping[UUID, UUID]) -> dict[UUID, Colleague]:
    return {
        choice.agency_id: person
        for choice in choices
        for person in choice.people
        if choice.agency_id and only.get(choice.agency_id) == person.id
    }


def _recipients(box: Offered, alone: Mapping[UUID, Colleague]) -> tuple[Recipient, ...]:
    agency = str(box.agency or "")
    if box.agency and (person := alone.get(box.agency)):
        return (Recipient(str(person.id), agency, person.role),)
    return tuple(Recipient(agency=agency, role=role) for role in box.roles)
