"""A participant's consent as data: to whom, what, why, from when and until when, and what it lacks to stand.

Shaped on 42 CFR 2.31 (rule of 16 February 2024). A consent that lacks an element is never acted on (2.31(c)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from belltown.disclosure.classes import InformationClass, may_ever_see
from belltown.errors import Fault
from belltown.vocabulary import Role

CARE = frozenset({Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})
"""The seats that treat or coordinate care: the only ones a consent to treatment, payment and operations can reach."""


OF_PROCEEDINGS = frozenset({Role.DEFENDER, Role.PROSECUTOR})
"""Whom a consent for proceedings may name: a court sees what is filed by one of them."""

SHOWN_IN_PROCEEDINGS = frozenset(
    {
        InformationClass.IDENTITY,
        InformationClass.LEGAL,
        InformationClass.DIVERSION_EVENT,
        InformationClass.OUTCOME,
    }
)


class ConsentKind(StrEnum):
    """The four forms. None can be combined with another on one paper."""

    TREATMENT_PAYMENT_OPERATIONS = "treatment_payment_operations"
    NAMED_RECIPIENT = "named_recipient"
    COUNSELLING_NOTES = "counselling_notes"
    PROCEEDINGS = "proceedings"


class CopyWay(StrEnum):
    """How the participant got their copy of a form."""

    ON_PAPER = "on_paper"
    TO_PHONE = "to_phone"
    SHOWN = "shown"

    @property
    def label(self) -> str:
        return {
            "on_paper": "Given on paper",
            "to_phone": "Sent to their phone",
            "shown": "Shown on the screen: they did not want one to keep",
        }[self.value]


class SharingPurpose(StrEnum):
    """Why something is shared."""

    CARE = "care"
    CASE_CONFERENCE = "case_conference"
    LEGAL_COORDINATION = "legal_coordination"
    INTAKE_CONFIRMATION = "intake_confirmation"
    EVALUATION = "evaluation"
    PROCEEDINGS = "proceedings"


class Standing(StrEnum):
    """Whether a consent may be acted on at a moment, and if not, why not."""

    IN_FORCE = "in_force"
    DEFICIENT = "deficient"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks to see: the account, its seat and its agency."""

    id: str
    role: Role
    agency: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the participant named: a person, an agency, a seat, or a seat in an agency. Empty parts name nobody."""

    person: str = ""
    agency: str = ""
    role: Role | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.person or self.agency or self.role)

    def includes(self, viewer: Viewer) -> bool:
        """Whether the viewer is meant: every part that is named must agree."""
        named = (
            (self.person, viewer.id),
            (self.agency, viewer.agency),
            (self.role, viewer.role),
        )
        return self.is_named and all(wanted == found for wanted, found in named if wanted)


@dataclass(frozen=True, slots=True)
class Share:
    """What one recipient may see, and why. Each recipient has a scope of their own."""

    recipient: Recipient
    classes: frozenset[InformationClass]
    purpose: SharingPurpose


@dataclass(frozen=True, slots=True)
class Consent:
    """One signed paper. `until` None with `until_event` empty means no end: only one kind may say so.

    `template` is the digest of the wording that was signed; `form` that of the filled-in form as stored.
    `counsel_present`: a defender or another lawyer was there, by name. `offered` False: the site acts on no such kind.
    """

    id: str
    kind: ConsentKind
    participant: str
    discloser: str
    shares: tuple[Share, ...]
    begins: date
    until: date | None = None
    until_event: str = ""
    right_to_revoke_told: bool = False
    consequences_told: bool = False
    signed_on: date | None = None
    template: str = ""
    form: str = ""
    event_happened: bool = False
    counsel_present: bool = False
    offered: bool = True
    revoked_at: datetime | None = None
    is_complete: bool = field(init=False, repr=False, compare=False)
    """Whether it lacks nothing: asked once when it is made, for a page asks each consent many times."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_complete", not lacking(self))


def lacking(consent: Consent) -> tuple[Fault, ...]:
    """Everything that keeps the consent from being activated, each with its clause; empty when it may be."""
    return (*_elements(consent), *_alone(consent), *_in_proceedings(consent), *_walled(consent))


def standing(consent: Consent, at: datetime) -> Standing:
    """Whether the consent may be acted on at this moment. Its last day is counted in. Raises ValueError if naive."""
    if at.utcoffset() is None:
        raise ValueError("at has no timezone")
    if consent.revoked_at is not None and consent.revoked_at <= at:
        return Standing.REVOKED
    if not consent.offered:
        return Standing.NOT_OFFERED
    if not consent.is_complete:
        return Standing.DEFICIENT
    if at.date() < consent.begins:
        return Standing.NOT_YET
    over = consent.event_happened or (consent.until is not None and at.date() > consent.until)
    return Standing.EXPIRED if over else Standing.IN_FORCE


def shares_reaching(consent: Consent, viewer: Viewer) -> Iterator[Share]:
    """The shares meant for this viewer. One for treatment, payment and operations reaches the seats of care alone."""
    if consent.kind is ConsentKind.TREATMENT_PAYMENT_OPERATIONS and viewer.role not in CARE:
        return
    yield from (share for share in consent.shares if share.recipient.includes(viewer))


def _elements(consent: Consent) -> Iterator[Fault]:
    """42 CFR 2.31(a)(1)-(9)."""
    described = bool(consent.shares) and all(share.classes for share in consent.shares)
    received = bool(consent.shares) and all(share.recipient.is_named for share in consent.shares)
    ends = consent.until or consent.until_event or consent.kind is ConsentKind.TREATMENT_PAYMENT_OPERATIONS
    told = consent.consequences_told or consent.kind is not ConsentKind.TREATMENT_PAYMENT_OPERATIONS
    wanted = (
        (consent.participant, "participant", "names nobody (2.31(a)(1))"),
        (consent.discloser, "discloser", "does not say who may share (2.31(a)(2))"),
        (described, "information", "does not say what is shared (2.31(a)(3))"),
        (received, "recipient", "does not say with whom (2.31(a)(4))"),
        (consent.right_to_revoke_told, "revoking", "does not tell how to stop it (2.31(a)(6))"),
        (ends, "end", "has neither a last day nor an event that ends it (2.31(a)(7))"),
        (consent.form and consent.template, "form", "is not stored as it was signed (2.31(a)(8))"),
        (consent.signed_on, "signature", "is not signed with its date (2.31(a)(8)-(9))"),
        (told, "consequences", "does not tell what refusing would mean (2.31(a)(10))"),
    )
    yield from (Fault(place, reason) for is_there, place, reason in wanted if not is_there)
    if consent.until and consent.until < consent.begins:
        yield Fault("end", "lies before the first day")


def _alone(consent: Consent) -> Iterator[Fault]:
    """42 CFR 2.31(b) and (d): counselling notes, and proceedings, are consented to on a paper of their own."""
    notes = {InformationClass.COUNSELLING_NOTE}
    of_notes = consent.kind is ConsentKind.COUNSELLING_NOTES
    if any((share.classes != notes) if of_notes else (share.classes & notes) for share in consent.shares):
        yield Fault("information", "mixes counselling notes with anything else (2.31(b))")
    of_proceedings = consent.kind is ConsentKind.PROCEEDINGS
    if any((share.purpose is SharingPurpose.PROCEEDINGS) is not of_proceedings for share in consent.shares):
        yield Fault("purpose", "mixes proceedings with anything else (2.31(d))")


def _in_proceedings(consent: Consent) -> Iterator[Fault]:
    """Belltown's own rule, narrower than 2.31(d): with a lawyer at one's side, to seats of the law, of few things."""
    if consent.kind is not ConsentKind.PROCEEDINGS:
        return
    if not consent.counsel_present:
        yield Fault("counsel", "is made with a defender or another lawyer at one's side: please say who is there")
    if any(share.recipient.role not in OF_PROCEEDINGS for share in consent.shares):
        yield Fault("recipient", "can only be a defender or a prosecutor's office")
    if any(share.classes - SHOWN_IN_PROCEEDINGS for share in consent.shares):
        yield Fault("information", "can only be who one is, the charge, the diversion, and how it goes")


def _walled(consent: Consent) -> Iterator[Fault]:
    """The golden rule: what no consent can open is not even asked for."""
    of_care = consent.kind is ConsentKind.TREATMENT_PAYMENT_OPERATIONS
    for share in consent.shares:
        role = share.recipient.role
        if role is None:
            continue
        if closed := sorted(kind.label for kind in share.classes if not may_ever_see(role, kind)):
            yield Fault("recipient", f"a {role.label.lower()} can never be shown {', '.join(closed).lower()}")
        if of_care and role not in CARE:
            yield Fault("recipient", f"a {role.label.lower()} needs a consent that names them (2.31(a)(4))")
