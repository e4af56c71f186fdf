"""The people in care, as far as each allows: the list, and one person's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown.errors import BelltownError
from belltown.vocabulary import Role
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.emergency import ends_by_itself
from belltown_site.records import gate
from belltown_site.records.sheets import Purpose
from belltown_site.web.views import for_those_who_may, status_of

PURPOSES = {Role.OFFICER: Purpose.HANDOFF, Role.SERGEANT: Purpose.HANDOFF, Role.PROSECUTOR: Purpose.FILING}
"""What a look is noted for, where it is not for care."""


@require_safe
@for_those_who_may(Permission.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody this viewer may know of, by name."""
    rows = gate.people(viewer=request.user, purpose=purpose_of(request), now=timezone.now())
    own = [row for row in rows if row.is_own]
    open_now = [row for row in rows if row.until]
    others = [row for row in rows if not row.is_own and not row.until]
    context = {
        "own": own,
        "others": others,
        "open_now": open_now,
        "may_open": request.user.may(Permission.OPEN_IN_EMERGENCY),
        "may_link": request.user.may(Permission.LINK_RECORDS),
    }
    return render(request, "people/people.html", context)


@require_safe
@for_those_who_may(Permission.SEE_PEOPLE)
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person: who walks with them, what they share, who has looked."""
    return show_person(request, id)


def show_person(
    request: HttpRequest, id: UUID, refusal: BelltownError | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    """The person's page; after a refusal with it, and with what was typed, so that nothing is lost."""
    now = timezone.now()
    sheet = gate.participant(id, viewer=request.user, purpose=purpose_of(request), now=now)
    standing = [paper for paper in sheet.consents if paper.is_in_force]
    drafts = [paper for paper in sheet.consents if paper.is_draft]
    past = [paper for paper in sheet.consents if paper not in standing and paper not in drafts]
    context = {
        "sheet": sheet,
        "standing": standing,
        "drafts": drafts,
        "past": past,
        "may_draw": request.user.may(Permission.DRAW_CIRCLES),
        "refusal": refusal,
        "typed": typed or {},
        "may_link": request.user.may(Permission.LINK_RECORDS),
    }
    page = render(request, "people/person.html", context, status=status_of(refusal))
    return ends_by_itself(page, sheet, now)


def purpose_of(request: HttpRequest) -> Purpose:
    """What a look of this reader's is noted for."""
    return PURPOSES.get(Role(request.user.role), Purpose.CARE)
