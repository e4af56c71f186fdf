"""The desk's first page, the approvals that wait, the unit's encounters, and the drop-off centers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.desks.field import lists
from belltown_site.records import gate
from belltown_site.records.gate.handoffs import centres as open_centres
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.SCREEN)
def start(request: HttpRequest) -> HttpResponse:
    """One big button; then what is live, what waits, what is open."""
    now = timezone.now()
    home = gate.field_home(viewer=request.user, now=now)
    handoffs = gate.live_handoffs(viewer=request.user, now=now)
    called = {one.encounter_id for one in handoffs}
    context = {
        "capacity": gate.capacity(viewer=request.user, now=now),
        "handoffs": [lists.handoff(one) for one in handoffs],
        "approvals": [lists.approval(one) for one in home.approvals],
        "open": [lists.encounter(line) for line in home.open if line.id not in called],
        "recent": [lists.encounter(line) for line in home.recent],
        "topics": (
            "approval",
            *(f"handoff:{one.id}" for one in handoffs),
            *(f"encounter:{one.id}" for one in home.open),
        ),
    }
    return render(request, "field/start.html", context)


@require_safe
@for_those_who_may(Permission.APPROVE)
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for this viewer's leave, the longest waiting first."""
    waiting = gate.approvals(viewer=request.user)
    return render(request, "field/approvals.html", {"approvals": [lists.approval(one) for one in waiting]})


@require_safe
@for_those_who_may(Permission.APPROVE)
def unit(request: HttpRequest) -> HttpResponse:
    """For a sergeant, the agency's encounters of thirty days; for the project manager, everybody's."""
    found = gate.agency_encounters(viewer=request.user, now=timezone.now())
    return render(
        request, "field/unit.html", {"encounters": [lists.encounter(one, with_officer=True) for one in found]}
    )


@require_safe
@for_those_who_may(Permission.REQUEST_HANDOFF, Permission.WATCH_DISPATCH)
def centres(request: HttpRequest) -> HttpResponse:
    """Where somebody can be taken when nobody can come."""
    return render(request, "field/centres.html", {"centres": open_centres()})
