"""Emergency openings: those that stand open to the viewer, and those that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from belltown.disclosure.circle import Circle
from belltown.disclosure.glass import EmergencyNature, Verdict, is_late, may_break
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate import lines
from belltown_site.records.gate.circles import circles_of
from belltown_site.records.gate.consents import viewer_of
from belltown_site.records.gate.people import Before, looks_before, person_of
from belltown_site.records.gate.reach import as_uuid, is_here, no_such
from belltown_site.records.gate.witness import seen, seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import Glass
from belltown_site.records.sheets import OpenGlass, Opening, OpeningCounts, Purpose

LOOK_BACK = timedelta(days=30)
_PEOPLE = ("opened_by__agency", "closed_by__agency", "reviewed_by__agency")


@reads
def openings(*, viewer: User, purpose: Purpose = Purpose.OVERSIGHT, now: datetime) -> tuple[Opening, ...]:
    """What this viewer is the second person for: what waits, the longest first; then the last thirty days' reviewed."""
    recent = Q(reviewed_at__isnull=True) | Q(reviewed_at__gte=now - LOOK_BACK)
    found = _shown(_for_second_person(viewer, _whole().filter(recent)), viewer, now)
    seen_list(viewer, "openings", (("participant", one.participant_id) for one in found), purpose)
    return tuple(sorted(found, key=lambda one: (one.verdict is not None, one.opened_at)))


@reads
def opening(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.OVERSIGHT, now: datetime) -> Opening:
    """One opening, for its second person. Raises NotFound alike for none and for one not theirs to review."""
    rows = _whole().filter(pk=as_uuid(id, "opening"))
    found = _shown(_for_second_person(viewer, rows), viewer, now)
    if not found:
        raise no_such("opening")
    seen(viewer, "opening", "glass", found[0].id, purpose)
    return found[0]


@reads
def openings_waiting(*, viewer: User, now: datetime) -> OpeningCounts:
    """How many wait for this viewer's eyes; for a project manager, for anybody's. Names nobody and leaves no line."""
    waiting = Glass.objects.filter(reviewed_at__isnull=True).defer("words", "given_to", "verdict_words")
    everybodys = is_here(viewer) and viewer.role == Role.PROJECT_MANAGER
    rows = list(waiting) if everybodys else _for_second_person(viewer, waiting)
    return OpeningCounts(len(rows), sum(is_late(row.opened_at, now) for row in rows))


@reads
def open_glasses(*, viewer: User, now: datetime) -> tuple[tuple[UUID, OpenGlass], ...]:
    """The records that stand open to this viewer now, by the participant's id. Names nobody and leaves no line."""
    if not viewer.may(Permission.OPEN_IN_EMERGENCY):
        return ()
    mine = Glass.objects.filter(opened_by=viewer, closed_at__isnull=True, until__gt=now, opened_at__lte=now)
    return tuple((row.participant_id, lines.open_glass(row, now)) for row in mine)


def is_second_person(row: Glass, viewer: User) -> bool:
    """Whether it is for this viewer to review and to close this opening."""
    return bool(_for_second_person(viewer, Glass.objects.filter(pk=row.pk)))


def may_review(opened_by: UUID, viewer: User, circle: Circle | None) -> bool:
    """A clinical supervisor of the agency that holds the record; of a circle, whoever is in it. Never the opener."""
    if viewer.pk == opened_by or not may_break(Role(viewer.role)):
        return False
    return circle.admits(viewer_of(viewer)) if circle else viewer.role == Role.CLINICAL_SUPERVISOR


def _for_second_person(viewer: User, rows: QuerySet[Glass]) -> list[Glass]:
    """Those of the rows that this viewer is the second person for."""
    if not is_here(viewer):
        return []
    held = list(rows.filter(holder=viewer.agency_id))
    around = circles_of({row.participant_id for row in held})
    return [row for row in held if may_review(row.opened_by_id, viewer, around.get(row.participant_id))]


def _whole() -> QuerySet[Glass]:
    return Glass.objects.select_related(*_PEOPLE)


def _shown(rows: Iterable[Glass], viewer: User, now: datetime) -> list[Opening]:
    kept = list(rows)
    looks = {look.row.pk: look for look in looks_before({row.participant_id for row in kept}, viewer, now)}
    return [_opening(row, looks[row.participant_id], now) for row in kept if row.participant_id in looks]


def _opening(row: Glass, look: Before, now: datetime) -> Opening:
    waits = row.reviewed_at is None
    return Opening(
        id=row.pk,
        participant_id=row.participant_id,
        person=person_of(look),
        nature=EmergencyNature(row.nature),
        words=row.words,
        given_to=row.given_to,
        opened_by=lines.who(row.opened_by),
        opened_at=row.opened_at,
        until=row.until,
        closed_by=lines.who_or_none(row.closed_by),
        closed_at=row.closed_at,
        is_open=row.closed_at is None and now < row.until,
        is_late=waits and is_late(row.opened_at, now),
        verdict=Verdict(row.verdict) if row.verdict else None,
        verdict_words=row.verdict_words,
        reviewed_by=lines.who_or_none(row.reviewed_by),
        reviewed_at=row.reviewed_at,
    )
