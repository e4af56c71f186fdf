"""The officer's side of a handoff: who is being rung, the clock, plan B, and the big button at the end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown.errors import BelltownError
from belltown_site.accounts.roles import Permission
from belltown_site.desks.field.calling import Calling
from belltown_site.records import actions, gate
from belltown_site.records.gate.handoffs import centres
from belltown_site.web.views import Act, View, doing, for_those_who_may, is_live, status_of


@require_safe
@for_those_who_may(Permission.REQUEST_HANDOFF)
def handoff(request: HttpRequest, id: UUID) -> HttpResponse:
    """One handoff as its officer follows it. It keeps itself up to date."""
    return _show(request, id)


def _show(request: HttpRequest, id: UUID, refusal: BelltownError | None = None) -> HttpResponse:
    sheet = gate.handoff(id, viewer=request.user, now=timezone.now())
    template = "field/_handoff.html" if is_live(request) else "field/handoff.html"
    context = {"call": Calling(sheet, centres()), "sheet": sheet, "refusal": refusal}
    return render(request, template, context, status=status_of(refusal))


def step(act: Act) -> View:
    return doing(act, Permission.REQUEST_HANDOFF, show=_show, page="field:handoff")


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
