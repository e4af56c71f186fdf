"""The people in care, as far as each allows: one's own agency by its work, everybody else by a consent in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, SharingPurpose
from belltown.disclosure.ruling import Ruling
from belltown.linkage.groups import group_of
from belltown.vocabulary import Pathway, Role
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.consents import Allowed, allowed_by
from belltown_site.records.gate.links import groups_in, links_of, pair_of
from belltown_site.records.gate.looks import looks_at
from belltown_site.records.gate.names import birth_lines, name_lines, person_sheet, told
from belltown_site.records.gate.papers import notice_for, papers_of, restriction_lines
from belltown_site.records.gate.reach import as_uuid, is_here, no_such
from belltown_site.records.gate.witness import seen, seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import Encounter, Handoff, Link, Participant
from belltown_site.records.sheets import (
    IntakeLine,
    LinkedRecord,
    MetLine,
    ParticipantSheet,
    PersonLine,
    PersonSheet,
    Purpose,
    RecordBrief,
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
        why = purpose or PURPOSE_OF[Role(self.viewer.role)]
        return self.allowed.ruling(self.row.pk, self.viewer, self.care.agency_id, kind, why)

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
    joined = _joined(found, groups_in(viewer.agency_id))
    return tuple(sorted(joined, key=lambda line: line.person.label.casefold()))


@reads
def participant(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> ParticipantSheet:
    """One participant as this viewer may see them. Raises NotFound alike for nobody and for one not theirs to see."""
    look = look_at(id, viewer, now)
    ruling = look.ruling(Class.IDENTITY)
    seen(viewer, "participant", "participant", look.row.pk, purpose, consent=ruling.consent)
    others = linked_to(look)
    for other in others:
        seen(viewer, "linked_record", "participant", other.record.id, purpose)
    return replace(_sheet(look, ruling), linked=others)


def look_at(id: UUID | str, viewer: User, now: datetime) -> Before:
    """This viewer before this participant. Raises NotFound unless the person may be known to them."""
    found = looks_at_all([as_uuid(id, "person")], viewer, now)
    if not found:
        raise no_such("person")
    return found[0]


def looks_at_all(ids: Iterable[UUID], viewer: User, now: datetime) -> list[Before]:
    """This viewer before those of these participants who may be known to them: the same few queries for any number."""
    rows = _rows().filter(pk__in=list(ids)) if viewer.may(Permission.SEE_PEOPLE) else ()
    return [look for look in _looks(rows, viewer, now) if look.may_open]


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
    return Participant.objects.prefetch_related(Prefetch("encounters", encounters), *told())


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
    taken = [one for encounter in row.encounters.all() for one in encounter.handoffs.all() if one.agency_id]
    taken.sort(key=lambda one: (is_own(one, viewer), one.requested_at))
    return taken[-1] if taken else None


def person_of(look: Before) -> PersonSheet:
    """The person by the name that leads, with the way to reach them only where that is allowed."""
    return person_sheet(look.row, look.show(Class.CONTACT, look.row.contact))


def _line(look: Before) -> PersonLine:
    papers = look.allowed.consents.get(look.row.pk, ())
    return PersonLine(
        id=look.row.pk,
        person=person_of(look),
        case_manager=lines.who_or_none(look.care.accepted_by),
        agency=look.care.agency.name,
        handed_over_at=look.show(Class.DIVERSION_EVENT, handed_over_at(look.care)),
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
        handed_over_at=look.show(Class.DIVERSION_EVENT, handed_over_at(look.care)),
        intake=look.show(Class.LEGAL, _intake(row), None if own else SharingPurpose.INTAKE_CONFIRMATION),
        consents=papers_of(row.pk, look.allowed.at) if own else (),
        restrictions=restriction_lines(row.pk) if own else (),
        looks=looks_at(row.pk, look.viewer) if own else (),
        notice="" if own else notice_for(row.pk, look.viewer, look.allowed.at),
        names=name_lines(row),
        births=birth_lines(row),
        met=met(look) if own else (),
    )


def _joined(found: Iterable[PersonLine], groups: Mapping[UUID, frozenset[UUID]]) -> tuple[PersonLine, ...]:
    """Linked records of the agency's own as one line: the one handed over last leads, the others' names beside it."""
    lines_of: dict[object, list[PersonLine]] = defaultdict(list)
    for line in found:
        lines_of[groups.get(line.id, line.id) if line.is_own else line.id].append(line)
    return tuple(_one_line(group) for group in lines_of.values())


def _one_line(group: list[PersonLine]) -> PersonLine:
    first, *others = sorted(group, key=lambda line: (_seconds(line.handed_over_at), line.id.int), reverse=True)
    names = dict.fromkeys(line.person.label for line in others if line.person.label != first.person.label)
    return replace(first, papers=sum(line.papers for line in group), also=tuple(names)) if others else first


def _seconds(at: datetime | Withheld | None) -> float:
    return at.timestamp() if isinstance(at, datetime) else 0.0


def handed_over_at(care: Handoff) -> datetime | None:
    """When the person came into care, on the street or at a center."""
    return care.released_at or care.dropped_off_at


def _intake(row: Participant) -> IntakeLine | None:
    kept = [one.intake for one in row.encounters.all() if getattr(one, "intake", None)]
    latest = max(kept, key=lambda one: one.at, default=None)
    return IntakeLine(latest.completed, latest.on) if latest else None


def brief(look: Before) -> RecordBrief:
    """One record beside another. The consents of `allowed` must have been gathered for it."""
    papers = look.allowed.consents.get(look.row.pk, ())
    return RecordBrief(
        look.row.pk, person_of(look), met(look), sum(1 for one in papers if one.signed_on and not one.revoked_at)
    )


def met(look: Before) -> tuple[MetLine, ...]:
    """The encounters by which the person came to the agency that looks, the latest first."""
    found = [
        MetLine(one.at, Pathway(one.pathway), lines.who_or_none(handoff.accepted_by), handed_over_at(handoff))
        for one in look.row.encounters.all()
        for handoff in one.handoffs.all()
        if handoff.agency_id == look.viewer.agency_id
    ]
    return tuple(sorted(found, key=lambda line: line.at, reverse=True))


def linked_to(look: Before) -> tuple[LinkedRecord, ...]:
    """The other records that the agency says are this person; nobody else is told that there are any."""
    if not look.is_own:
        return ()
    links = links_of(look.viewer.agency_id)
    others = group_of(look.row.pk, ((link.left_id, link.right_id) for link in links)) - {look.row.pk}
    direct = {pair_of(link.left_id, link.right_id): link for link in links}
    found = [other for other in looks_at_all(others, look.viewer, look.allowed.at) if other.is_own] if others else []
    records = (_linked(other, direct.get(pair_of(look.row.pk, other.row.pk))) for other in found)
    return tuple(sorted(records, key=lambda one: (one.record.person.label.casefold(), one.record.id)))


def _linked(look: Before, link: Link | None) -> LinkedRecord:
    return LinkedRecord(
        record=brief(look),
        intake=look.show(Class.LEGAL, _intake(look.row)),
        consents=papers_of(look.row.pk, look.allowed.at),
        restrictions=restriction_lines(look.row.pk),
        link=link.pk if link else None,
        linked_by=lines.who(link.linked_by) if link else None,
        linked_at=link.linked_at if link else None,
    )
