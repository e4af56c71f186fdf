"""The people in care, as far as each allows: one's own agency by its work, everybody else by a consent in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, SharingPurpose
from belltown.disclosure.ruling import Reason, Ruling
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.consents import Allowed, allowed_by
from belltown_site.records.gate.looks import looks_at
from belltown_site.records.gate.papers import notice_for, papers_of, restriction_lines
from belltown_site.records.gate.reach import as_uuid, held, is_here, no_such
from belltown_site.records.gate.witness import seen, seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import Encounter, Handoff, Participant
from belltown_site.records.sheets import (
    IntakeLine,
    ParticipantSheet,
    PersonLine,
    PersonSheet,
    Purpose,
    Withheld,
)

T = TypeVar("T")
MOST = 500
PURPOSE_OF = {
    Role.PROSECUTOR: SharingPurpose.LEGAL_COORDINATION,
    Role.DEFENDER: SharingPurpose.LEGAL_COORDINATION,
    Role.OFFICER: SharingPurpose.CASE_CONFERENCE,
    Role.SERGEANT: SharingPurpose.CASE_CONFERENCE,
    Role.PROJECT_MANAGER: SharingPurpose.CASE_CONFERENCE,
} | dict.fromkeys(CARE, SharingPurpose.CARE)
"""Why a seat looks at a person at all. A consent for another purpose does not serve."""

OWN = "In your agency's care."


@dataclass(frozen=True, slots=True)
class Before:
    """One viewer before one participant: what the person allows, and in whose care they are."""

    row: Participant
    viewer: User
    care: Handoff
    allowed: Allowed

    @property
    def is_own(self) -> bool:
        return is_own(self.care, self.viewer)

    def ruling(self, kind: Class, purpose: SharingPurpose | None = None) -> Ruling:
        """What the person allows; whoever is not of those who care sees nothing for working in the same agency."""
        why = purpose or PURPOSE_OF[Role(self.viewer.role)]
        ruling = self.allowed.ruling(self.row.pk, self.viewer, self.care.agency_id, kind, why)
        borrowed = ruling.reason is Reason.OWN_RECORD and not self.is_own
        return Ruling(False, Reason.NO_CONSENT) if borrowed else ruling

    def show(self, kind: Class, value: T, purpose: SharingPurpose | None = None) -> T | Withheld:
        ruling = self.ruling(kind, purpose)
        return value if ruling.allowed else Withheld(ruling.sentence)

    @property
    def may_open(self) -> bool:
        return self.ruling(Class.IDENTITY).allowed and (self.is_own or Role(self.viewer.role) in PURPOSE_OF)


@reads
def people(*, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> tuple[PersonLine, ...]:
    """The participants this viewer may know of, by name: those in the agency's care, and those who said so."""
    if not viewer.may(Permission.SEE_PEOPLE):
        return ()
    rows = _rows().filter(_within_reach(viewer)).distinct()[:MOST]
    found = [_line(look) for look in _looks(rows, viewer, now) if look.may_open]
    seen_list(viewer, "people", len(found), purpose)
    return tuple(sorted(found, key=lambda line: line.person.label.casefold()))


@reads
def participant(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> ParticipantSheet:
    """One participant as this viewer may see them. Raises NotFound alike for nobody and for one not theirs to see."""
    look = look_at(id, viewer, now)
    ruling = look.ruling(Class.IDENTITY)
    seen(viewer, "participant", "participant", look.row.pk, purpose, consent=ruling.consent)
    return _sheet(look, ruling)


def look_at(id: UUID | str, viewer: User, now: datetime) -> Before:
    """This viewer before this participant. Raises NotFound unless the person may be known to them."""
    rows = (
        _rows().filter(_within_reach(viewer), pk=as_uuid(id, "person")).distinct()
        if viewer.may(Permission.SEE_PEOPLE)
        else ()
    )
    found = [look for look in _looks(rows, viewer, now) if look.may_open]
    if not found:
        raise no_such("person")
    return found[0]


def look_at_own(id: UUID | str, viewer: User, now: datetime) -> Before:
    """The same for those in whose care the person is: they alone handle papers. Raises NotFound."""
    look = look_at(id, viewer, now)
    if not look.is_own:
        raise no_such("person")
    return look


def is_own(care: Handoff, viewer: User) -> bool:
    """Whether the person is in the care of the viewer's agency, and the viewer of those who care."""
    return is_here(viewer) and Role(viewer.role) in CARE and care.agency_id == viewer.agency_id


def _rows() -> QuerySet[Participant]:
    encounters = Encounter.objects.select_related("intake").prefetch_related(Prefetch("handoffs", fetch.handoffs()))
    return Participant.objects.prefetch_related(Prefetch("encounters", encounters))


def _within_reach(viewer: User) -> Q:
    """A first, wide sieve in the database: the ruling on each row decides."""
    named = Q(consents__shares__agency=viewer.agency_id) | Q(consents__shares__person=viewer.pk)
    of_seat = Q(consents__shares__agency__isnull=True, consents__shares__role=viewer.role)
    return Q(encounters__handoffs__agency=viewer.agency_id) | named | of_seat


def _looks(rows: Iterable[Participant], viewer: User, now: datetime) -> list[Before]:
    kept = [(row, care) for row in rows if (care := care_of(row, viewer))]
    allowed = allowed_by([row.pk for row, _ in kept], now)
    return [Before(row, viewer, care, allowed) for row, care in kept]


def care_of(row: Participant, viewer: User) -> Handoff | None:
    """The handoff by which the person came into care: the viewer's own agency's latest, else the latest of all."""
    taken = [one for encounter in row.encounters.all() for one in held(encounter.handoffs.all())]
    taken.sort(key=lambda one: (is_own(one, viewer), one.requested_at))
    return taken[-1] if taken else None


def person_of(look: Before) -> PersonSheet:
    """The person, with the way to reach them only where that is allowed."""
    row = look.row
    return PersonSheet(
        id=row.pk,
        chosen_name=row.chosen_name,
        name_given=row.name_given,
        name_unsure=row.name_unsure,
        born=row.born,
        born_unsure=row.born_unsure,
        contact=look.show(Class.CONTACT, row.contact),
    )


def _line(look: Before) -> PersonLine:
    papers = look.allowed.consents.get(look.row.pk, ())
    return PersonLine(
        id=look.row.pk,
        person=person_of(look),
        case_manager=lines.who_or_none(look.care.accepted_by),
        agency=look.care.agency.name,
        handed_over_at=look.show(Class.DIVERSION_EVENT, _handed_over_at(look.care)),
        papers=sum(1 for one in papers if one.signed_on and not one.revoked_at) if look.is_own else 0,
        is_own=look.is_own,
        why=OWN if look.is_own else look.ruling(Class.IDENTITY).sentence,
    )


def _sheet(look: Before, ruling: Ruling) -> ParticipantSheet:
    own, row = look.is_own, look.row
    return ParticipantSheet(
        id=row.pk,
        person=person_of(look),
        agency=look.care.agency.name,
        is_own=own,
        why=OWN if own else ruling.sentence,
        case_manager=lines.who_or_none(look.care.accepted_by),
        handed_over_at=look.show(Class.DIVERSION_EVENT, _handed_over_at(look.care)),
        intake=look.show(Class.LEGAL, _intake(row), None if own else SharingPurpose.INTAKE_CONFIRMATION),
        consents=papers_of(row.pk, look.allowed.at) if own else (),
        restrictions=restriction_lines(row.pk) if own else (),
        looks=looks_at(row.pk, look.viewer) if own else (),
        notice="" if own else notice_for(row.pk, look.viewer, look.allowed.at),
    )


def _handed_over_at(care: Handoff) -> datetime | None:
    return care.released_at or care.dropped_off_at


def _intake(row: Participant) -> IntakeLine | None:
    kept = [one.intake for one in row.encounters.all() if getattr(one, "intake", None)]
    latest = max(kept, key=lambda one: one.at, default=None)
    return IntakeLine(latest.completed, latest.on) if latest else None
