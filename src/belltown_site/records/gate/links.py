"""Which records one agency says are one person, which it says are not, and what a request to keep back binds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from uuid import UUID

from belltown.disclosure.ruling import Restriction
from belltown.linkage.groups import groups_of
from belltown_site.records import models
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import Link, NotSame

Pair = tuple[UUID, UUID]
_BINDS = "a request to keep something back binds every linked record, also before one who may know of one alone"


def pair_of(one: UUID, other: UUID) -> Pair:
    """The two in the one order in which a pair is written."""
    return (one, other) if one < other else (other, one)


def links_of(agency: UUID) -> list[Link]:
    """The links that stand in this agency."""
    return list(Link.objects.filter(agency=agency, unlinked_at__isnull=True).select_related("linked_by__agency"))


def not_same_of(agency: UUID) -> list[NotSame]:
    """What this agency said are two, and still says."""
    return list(NotSame.objects.filter(agency=agency, lifted_at__isnull=True).select_related("said_by__agency"))


def groups_in(agency: UUID) -> dict[UUID, frozenset[UUID]]:
    """Every linked record of this agency with all that hang on it: one query."""
    standing = Link.objects.filter(agency=agency, unlinked_at__isnull=True)
    return groups_of(standing.values_list("left_id", "right_id"))


@reads_as_worker(_BINDS)
def restrictions_binding(
    participants: Iterable[UUID], read: Callable[[models.Restriction], Restriction]
) -> dict[UUID, tuple[Restriction, ...]]:
    """What binds each of these records: asked for itself, or for any record that any agency linked to it."""
    wanted = list(participants)
    groups = groups_of(Link.objects.filter(unlinked_at__isnull=True).values_list("left_id", "right_id"))
    reached = {one: groups.get(one, frozenset({one})) for one in wanted}
    everyone = {member for group in reached.values() for member in group}
    asked: dict[UUID, list[Restriction]] = defaultdict(list)
    for row in models.Restriction.objects.filter(participant__in=everyone, ended_at__isnull=True):
        asked[row.participant_id].append(read(row))
    bound = {one: tuple(kept for member in sorted(group) for kept in asked[member]) for one, group in reached.items()}
    return {one: kept for one, kept in bound.items() if kept}
