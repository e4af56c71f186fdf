"""A circle around a participant: drawn, drawn anew, lifted. Each is an act of its own, with its line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from belltown.disclosure.circle import CircleReason
from belltown.errors import BadInput, Fault
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.actions.acting import aware, locked, one_of, trace
from belltown_site.records.gate.circling import colleagues_of
from belltown_site.records.gate.people import look_at_own
from belltown_site.records.gate.reach import as_uuid
from belltown_site.records.guard import writes, writes_as_worker
from belltown_site.records.models import Circle, CircleMember

NOT_WITHOUT_YOU = (
    "must have you among them: whoever draws a circle can lift it again. If it is you from whom this is to be kept, "
    "please ask a colleague to draw it"
)


@writes
def draw(
    id: UUID | str,
    *,
    participant: UUID | str,
    members: Iterable[UUID | str],
    reason: CircleReason,
    by: User,
    now: datetime,
) -> UUID:
    """From now on these accounts alone know of the person; a circle that stood is lifted for it. Returns its id.

    Raises NotFound, NotAllowed, BadInput where somebody does not work in care here, or whoever draws it is left out.
    """
    check_may(by, Permission.DRAW_CIRCLES)
    look, code = look_at_own(participant, by, aware(now)), one_of(CircleReason, reason, "reason")
    inside = _inside(members, by)
    standing = Circle.objects.filter(participant=look.row, lifted_at__isnull=True).first()
    if standing:
        _lift(standing, by, now)
    row = Circle.objects.create(
        id=as_uuid(id, "circle"), participant=look.row, agency=by.agency, reason=code.value, drawn_by=by, drawn_at=now
    )
    CircleMember.objects.bulk_create(CircleMember(circle=row, user=one, by=by, at=now) for one in inside)
    trace("circle.draw", row, by, members=len(inside))
    return row.pk


@writes
def lift(circle_id: UUID | str, *, by: User, now: datetime) -> UUID:
    """From now on the person is known as anybody in care is. Returns their id. Raises NotFound, NotAllowed."""
    check_may(by, Permission.DRAW_CIRCLES)
    row = locked(Circle, circle_id, "circle")
    look_at_own(row.participant_id, by, now)
    if row.lifted_at is None:
        _lift(row, by, aware(now))
    return row.participant_id


@writes_as_worker("whoever takes the call of somebody behind a circle meets them, and must be let in by it")
def let_in(participant: UUID | None, *, by: User, now: datetime) -> None:
    """Whoever has just taken this person's call is in the circle around them, if one stands."""
    row = Circle.objects.filter(participant=participant, lifted_at__isnull=True).first() if participant else None
    if row is None or CircleMember.objects.filter(circle=row, user=by).exists():
        return
    CircleMember.objects.create(circle=row, user=by, by=by, at=now)
    trace("circle.let_in", row, by)


def _inside(members: Iterable[UUID | str], by: User) -> list[User]:
    wanted = {as_uuid(one, "account") for one in members}
    inside = [one for one in colleagues_of(by) if one.pk in wanted]
    if len(inside) != len(wanted):
        raise BadInput("Nothing was drawn.", [Fault("members", "must all work in care at your agency")])
    if by.pk not in wanted:
        raise BadInput("Nothing was drawn.", [Fault("members", NOT_WITHOUT_YOU)])
    return inside


def _lift(row: Circle, by: User, now: datetime) -> None:
    row.lifted_by, row.lifted_at = by, now
    row.save()
    trace("circle.lift", row, by)
