"""Two records are one person, or are two: said, taken back, said again. Nothing is copied from one to the other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from belltown.errors import BadInput, Fault, NotPossible
from belltown.linkage.candidates import compare
from belltown.linkage.groups import group_of
from belltown_site.accounts.models import Agency, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.actions.acting import aware, locked, trace
from belltown_site.records.gate.finding import description
from belltown_site.records.gate.links import links_of, not_same_of, pair_of
from belltown_site.records.gate.people import Before, look_at_own
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import writes
from belltown_site.records.models import Link, NotSame


@writes
def link(*, one: UUID | str, other: UUID | str, by: User, now: datetime) -> UUID:
    """Say that two records in the agency's care are one person. Returns the link's id; said twice it is one.

    Raises NotFound, NotAllowed, BadInput for one record twice, NotPossible where somebody said that they are two, also
    of records that are linked to these.
    """
    left, right = _both(one, other, by, now)
    links = links_of(by.agency_id)
    already = [row for row in links if (row.left_id, row.right_id) == (left.row.pk, right.row.pk)]
    if already:
        return already[0].pk
    pairs = [(row.left_id, row.right_id) for row in links]
    _check_nobody_objects(group_of(left.row.pk, pairs), group_of(right.row.pk, pairs), by)
    reasons = list(compare(description(left), description(right)).codes)
    row = Link.objects.create(
        agency=by.agency, left=left.row, right=right.row, reasons=reasons, linked_by=by, linked_at=aware(now)
    )
    trace("link.link", row, by, left=str(left.row.pk), right=str(right.row.pk))
    return row.pk


@writes
def unlink(link_id: UUID | str, *, by: User, now: datetime) -> UUID:
    """Take this one link apart; every other stays. Returns the id of one of the two records."""
    row = _of_agency(Link, link_id, "link", by)
    if row.unlinked_at is None:
        row.unlinked_by, row.unlinked_at = by, aware(now)
        row.save()
        trace("link.unlink", row, by, left=str(row.left_id), right=str(row.right_id))
    return row.left_id


@writes
def not_same(*, one: UUID | str, other: UUID | str, by: User, now: datetime) -> UUID:
    """Remember that two records are two people. Returns its id; said again, it counts from now on.

    Raises NotFound, NotAllowed, BadInput for one record twice, NotPossible while they are linked.
    """
    left, right = _both(one, other, by, now)
    pairs = [(row.left_id, row.right_id) for row in links_of(by.agency_id)]
    if right.row.pk in group_of(left.row.pk, pairs):
        raise NotPossible("These records are linked as one person. Please unlink them first, on the person's page.")
    for before in NotSame.objects.filter(agency=by.agency, left=left.row, right=right.row, lifted_at__isnull=True):
        _lift(before, by, now)
    row = NotSame.objects.create(agency=by.agency, left=left.row, right=right.row, said_by=by, said_at=aware(now))
    trace("notsame.say", row, by, left=str(left.row.pk), right=str(right.row.pk))
    return row.pk


@writes
def lift(not_same_id: UUID | str, *, by: User, now: datetime) -> UUID:
    """Take back that two records are two people. Returns the id of one of them."""
    row = _of_agency(NotSame, not_same_id, "note", by)
    if row.lifted_at is None:
        _lift(row, by, now)
    return row.left_id


def _lift(row: NotSame, by: User, now: datetime) -> None:
    row.lifted_by, row.lifted_at = by, aware(now)
    row.save()
    trace("notsame.lift", row, by, left=str(row.left_id), right=str(row.right_id))


def _both(one: UUID | str, other: UUID | str, by: User, now: datetime) -> tuple[Before, Before]:
    """Both records, the smaller id first, while nobody else of the agency links any."""
    check_may(by, Permission.LINK_RECORDS)
    left, right = pair_of(as_uuid(one, "person"), as_uuid(other, "person"))
    if left == right:
        raise BadInput("Nothing was linked.", [Fault("other", "is the same record: please choose another one")])
    Agency.objects.select_for_update(no_key=True).get(pk=by.agency_id)  # two links at once could contradict a third
    return look_at_own(left, by, now), look_at_own(right, by, now)


def _check_nobody_objects(some: frozenset[UUID], others: frozenset[UUID], by: User) -> None:
    """Raises NotPossible where any of the ones was said not to be any of the others."""
    for row in not_same_of(by.agency_id):
        if (row.left_id in some and row.right_id in others) or (row.left_id in others and row.right_id in some):
            raise NotPossible(
                f"{row.said_by.name} said on {row.said_at:%B} {row.said_at.day}, {row.said_at.year} that these are not "
                "the same person. If that was a mistake, please take it back first, under Maybe the same person."
            )


def _of_agency(model: type[Link] | type[NotSame], id: UUID | str, noun: str, by: User) -> Link | NotSame:
    """The row, locked; to another agency it does not exist."""
    check_may(by, Permission.LINK_RECORDS)
    row = locked(model, id, noun)
    if row.agency_id != by.agency_id:
        raise no_such(noun)
    return row
