"""The officer's side of a handoff: who is being rung, the clock, plan B, and the big button at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown.errors import BelltownError
from belltown_site.accounts.roles import Permission
from belltown_site.desks.field.calling import Calling
from belltown_site.records import actions, gate
from belltown_site.records.gate.handoffs import centres
from belltown_site.web.views import View, attempt, for_those_who_may, is_live, status_of

Act = Callable[[HttpRequest, UUID, datetime], object]


@require_safe
@for_those_who_may(Permission.REQUEST_HANDOFF)
def handoff(request: HttpRequest, id: UUID) -> HttpResponse:
    """One handoff as its officer follows it. It keeps itself up to date."""
    return _show(request, id)


def step(act: Act) -> View:
    """A view that does one thing to a handoff and shows it again."""

    @require_POST
    @for_those_who_may(Permission.REQUEST_HANDOFF)
    def stepped(request: HttpRequest, id: UUID) -> HttpResponse:
        refusal = attempt(lambda: act(request, id, timezone.now()))
        return _show(request, id, refusal) if refusal else redirect("field:handoff", id=id)

    return stepped


def _release(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.release(id, by=request.user, now=now)


def _drop_off(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.drop_off(id, centre_id=request.POST.get("centre", ""), by=request.user, now=now)


def _dropped_off(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.dropped_off(id, by=request.user, now=now)


def _ring_again(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.ring_again(id, by=request.user, now=now)


def _fail(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.fail(id, reason=request.POST.get("reason", ""), by=request.user, now=now)


def _cancel(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.cancel(id, by=request.user, now=now)


release, drop_off, dropped_off = step(_release), step(_drop_off), step(_dropped_off)
ring_again, fail, cancel = step(_ring_again), step(_fail), step(_cancel)


def _show(request: HttpRequest, id: UUID, refusal: BelltownError | None = None) -> HttpResponse:
    sheet = gate.handoff(id, viewer=request.user, now=timezone.now())
    template = "field/_handoff.html" if is_live(request) else "field/handoff.html"
    context = {"call": Calling(sheet, centres()), "sheet": sheet, "refusal": refusal}
    return render(request, template, context, status=status_of(refusal))
