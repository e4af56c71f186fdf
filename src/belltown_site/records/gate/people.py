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
from belltown.disclosure.consent import CARE, SharingPurpose, Standing, standing
from belltown.disclosure.glass import Glass as BrokenGlass
from belltown.disclosure.notice import emergency_notice
from belltown.disclosure.ruling import Reason, Ruling
from belltown.linkage.groups import group_of
from belltown.vocabulary import Pathway, Role
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.consents import Allowed, allowed_by
from belltown_site.records.gate.links import groups_in, links_of, pair_of
from belltown_site.records.gate.looks import looks_at
from belltown_site.records.gate.names import birth_lines, name_lines, person_sheet, told
from belltown_site.records.gate.notices import notice_to
from belltown_site.records.gate.papers import papers_of, restriction_lines
from belltown_site.records.gate.reach import as_uuid, held, is_here, no_such
from belltown_site.records.gate.sight import opens_page, ruling_for
from belltown_site.records.gate.windows import questions_of, window_card
from belltown_site.records.gate.witness import seen, seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import Circle, CircleMember, Encounter, Glass, Handoff, Link, Participant
from belltown_site.records.sheets import (
    CircleLine,
    IntakeLine,
    LinkedRecord,
    MetLine,
    OpenGlass,
    ParticipantSheet,
    PersonLine,
    PersonSheet,
    Purpose,
    RecordBrief,
    Withheld,
)

T = TypeVar("T")
MOST = 500
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
        return is_own(self.care, self.viewer) and self.allowed.admits(self.row.pk, self.viewer)

    @property
    def glass(self) -> BrokenGlass | None:
        """The glass through which the viewer sees what nothing else would show."""
        return None if self.is_own else self.allowed.glass_of(self.row.pk, self.viewer)

    def ask(self, kind: Class, purpose: SharingPurpose) -> Ruling:
        """What the person allows; whoever is not of those who care sees nothing for working in the same agency."""
        ruling = self.allowed.ruling(self.row.pk, self.viewer, self.care.agency_id, kind, purpose)
        borrowed = ruling.reason is Reason.OWN_RECORD and not self.is_own
        return Ruling(False, Reason.NO_CONSENT) if borrowed else ruling

    def ruling(self, kind: Class, purpose: SharingPurpose | None = None) -> Ruling:
        """The ruling for that purpose, or for whatever this seat looks at a person for."""
        return self.ask(kind, purpose) if purpose else ruling_for(Role(self.viewer.role), kind, self.ask)

    def show(self, kind: Class, value: T, purpose: SharingPurpose | None = None) -> T | Withheld:
        ruling = self.ruling(kind, purpose)
        return value if ruling.allowed else Withheld(ruling.sentence)

    @property
    def may_open(self) -> bool:
        return opens_page(Role(self.viewer.role), self.ask)

    @property
    def notice(self) -> str:
        """What 42 CFR 2.32 wants said to a viewer outside; empty to those in whose care the person is."""
        if self.is_own:
            return ""
        papers = self.allowed.consents.get(self.row.pk, ())
        by_consent = notice_to(self.viewer, papers, self.allowed.at, self.allowed.postures)
        return emergency_notice(by_consent) if self.glass else by_consent


@reads
def people(*, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> tuple[PersonLine, ...]:
    """The participants this viewer may know of: those in the agency's care, those who said so, and emergencies."""
    if not viewer.may(Permission.SEE_PEOPLE):
        return ()
    rows = _rows().filter(_within_reach(viewer, now)).distinct()[:MOST]
    found = [_line(look) for look in _looks(rows, viewer, now) if look.may_open]
    seen_list(viewer, "people", (("participant", line.id) for line in found), purpose)
    joined = _joined(found, groups_in(viewer.agency_id))
    return tuple(sorted(joined, key=lambda line: line.person.label.casefold()))


@reads
def participant(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> ParticipantSheet:
    """One participant as this viewer may see them. Raises NotFound alike for nobody and for one not theirs to see."""
    look = look_at(id, viewer, now)
    ruling = look.ruling(Class.IDENTITY)
    why = Purpose.EMERGENCY if look.glass else purpose
    rests_on = {"consent": ruling.consent, "glass": look.glass.id if look.glass else ""}
    seen(viewer, "participant", "participant", look.row.pk, why, **rests_on)
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


def looks_before(ids: Iterable[UUID], viewer: User, now: datetime) -> list[Before]:
    """This viewer before each of these people who is in their agency's care and may be known to them."""
    return [look for look in _looks(_rows().filter(pk__in=list(ids)), viewer, now) if look.is_own]


def before(row_id: UUID, viewer: User, now: datetime) -> Before | None:
    """This viewer before this person, whatever may be seen; None of somebody who is in nobody's care."""
    return next(iter(_looks(_rows().filter(pk=row_id), viewer, now)), None)


def looks_at_all(ids: Iterable[UUID], viewer: User, now: datetime) -> list[Before]:
    """This viewer before those of these participants who may be known to them: the same few queries for any number."""
    if not viewer.may(Permission.SEE_PEOPLE):
        return []
    rows = _rows().filter(_within_reach(viewer, now), pk__in=list(ids)).distinct()
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


def _within_reach(viewer: User, now: datetime) -> Q:
    """A first, wide sieve in the database: the ruling on each row decides."""
    named = Q(consents__shares__agency=viewer.agency_id) | Q(consents__shares__person=viewer.pk)
    of_seat = Q(consents__shares__agency__isnull=True, consents__shares__role=viewer.role)
    broken = Q(glasses__opened_by=viewer.pk, glasses__closed_at__isnull=True, glasses__until__gt=now)
    return Q(encounters__handoffs__agency=viewer.agency_id) | named | of_seat | broken


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
        until=look.glass.until if look.glass else None,
        notice=look.notice,
    )


def _sheet(look: Before, ruling: Ruling) -> ParticipantSheet:
    own, row, now = look.is_own, look.row, look.allowed.at
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
        window=window_card(row.pk, now) if own else None,
        questions=questions_of(row.pk, look.viewer, now) if own else (),
        notice=look.notice,
        wakes_by=_wakes_by(look),
        glass=_glass(look),
        circle=circle_line(look) if own else None,
        names=name_lines(row),
        births=birth_lines(row),
        met=met(look) if own else (),
    )


def _wakes_by(look: Before) -> UUID:
    """Behind a circle the circle's id, which nobody outside of it ever learns."""
    circle = look.allowed.circles.get(look.row.pk)
    return UUID(circle.id) if circle else look.row.pk


def _glass(look: Before) -> OpenGlass | None:
    return lines.open_glass(Glass.objects.get(pk=look.glass.id), look.allowed.at) if look.glass else None


def circle_line(look: Before) -> CircleLine | None:
    """The circle around the person, for whoever is in it."""
    circle = look.allowed.circles.get(look.row.pk)
    if circle is None:
        return None
    members = Prefetch("members", CircleMember.objects.select_related("user__agency"))
    row = Circle.objects.select_related("drawn_by__agency").prefetch_related(members).get(pk=circle.id)
    papers = look.allowed.consents.get(look.row.pk, ())
    in_force = [paper for paper in papers if standing(paper, look.allowed.at) is Standing.IN_FORCE]
    return lines.circle_line(row, sum(map(circle.pauses, in_force)))


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
