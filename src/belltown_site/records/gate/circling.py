"""The circle around somebody in the agency's care, and who could be in one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from belltown.disclosure.consent import CARE
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate import lines
from belltown_site.records.gate.people import circle_line, look_at_own, person_of
from belltown_site.records.gate.witness import seen
from belltown_site.records.guard import reads
from belltown_site.records.sheets import CircleSheet, Purpose


@reads
def circle(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> CircleSheet:
    """Who alone may know of this person, for those who may say so. Raises NotAllowed, NotFound."""
    check_may(viewer, Permission.DRAW_CIRCLES)
    look = look_at_own(id, viewer, now)
    seen(viewer, "circle", "participant", look.row.pk, purpose)
    return CircleSheet(look.row.pk, person_of(look), circle_line(look), tuple(map(lines.who, colleagues_of(viewer))))


def colleagues_of(viewer: User) -> list[User]:
    """Whoever works in the seats of care of the viewer's agency now: those a circle can be drawn from."""
    open_here = User.objects.filter(agency=viewer.agency_id, is_active=True, role__in=sorted(CARE))
    return list(open_here.select_related("agency").order_by("name"))
