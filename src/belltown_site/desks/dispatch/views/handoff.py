"""One handoff: taken, on the way, there, released; or not, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import BadInput, BelltownError, Fault, NotFound
from belltown_site.accounts.roles import Permission
from belltown_site.desks.dispatch.calls import Call
from belltown_site.desks.dispatch.forms import DropOffForm, FailureForm
from belltown_site.jurisdiction.roster import roster
from belltown_site.records import actions, gate
from belltown_site.records.gate.handoffs import centres
from belltown_site.records.sheets import Purpose
from belltown_site.web.views import Act, View, attempt, doing, for_those_who_may, is_live, status_of


@require_safe
@for_those_who_may(Permission.WATCH_DISPATCH)
def handoff(request: HttpRequest, id: UUID) -> HttpResponse:
    """One handoff. It keeps itself up to date."""
    return _show(request, id)


def _show(request: HttpRequest, id: UUID, refusal: BelltownError | None = None) -> HttpResponse:
    """The handoff, and beside it why something was not done. Who may no longer see it reads the refusal alone."""
    try:
        call = _call(request, id)
    except NotFound:
        raise (refusal or NotFound(_GONE)) from None
    template = "dispatch/_handoff.html" if is_live(request) else "dispatch/handoff.html"
    return render(request, template, {"call": call, "refusal": refusal}, status=status_of(refusal))


def tap(act: Act) -> View:
    return doing(act, Permission.WATCH_DISPATCH, show=_show, page="dispatch:handoff")


def _accept(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.accept(id, by=request.user, now=now, eta_minutes=_minutes(request))


def _set_eta(request: HttpRequest, id: UUID, now: datetime) -> None:
    minutes = _minutes(request)
    if minutes is None:
        raise BadInput("Please say in how many minutes you will be there.", [Fault("eta", "is missing")])
    actions.handoffs.set_eta(id, minutes=minutes, by=request.user, now=now)


def _set_out(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.en_route(id, by=request.user, now=now)


def _arrive(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.arrive(id, by=request.user, now=now)


def _release(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.release(id, by=request.user, now=now)


def _dropped_off(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.dropped_off(id, by=request.user, now=now)


def _ring_again(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.handoffs.ring_again(id, by=request.user, now=now)


accept, set_eta, set_out, arrive = tap(_accept), tap(_set_eta), tap(_set_out), tap(_arrive)
release, dropped_off, ring_again = tap(_release), tap(_dropped_off), tap(_ring_again)


@require_POST
@for_those_who_may(Permission.WATCH_DISPATCH)
def cannot(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say no to a ring, and go back to the board: nothing more is asked of this person."""
    refusal = attempt(lambda: actions.handoffs.cannot(id, by=request.user, now=timezone.now()))
    if refusal:
        return _show(request, id, refusal)
    messages.success(request, f"Noted: you cannot come. {_call(request, id).headline}.")
    return redirect("dispatch:board")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.WATCH_DISPATCH)
def fail(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record why it did not happen."""
    call, form = _call(request, id), FailureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(request, id, lambda now: actions.handoffs.fail(id, reason=reason, by=request.user, now=now))
    text = "The officer sees the reason at once and may ask again."
    return _ask(request, call, form, question="Why did the handoff fail?", text=text, submit="Record the failure")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.WATCH_DISPATCH)
def drop_off(request: HttpRequest, id: UUID) -> HttpResponse:
    """Plan B: the officer drives the person to a drop-off center."""
    call, form = _call(request, id), DropOffForm(request.POST or None, centres=centres())
    if request.method == "POST" and form.is_valid():
        centre = form.cleaned_data["centre"]
        return _done(request, id, lambda now: actions.handoffs.drop_off(id, centre_id=centre, by=request.user, now=now))
    text = "The officer drives there, and nobody else need come."
    return _ask(request, call, form, question="Which drop-off center?", text=text, submit="Choose this center")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.WATCH_DISPATCH)
def give_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hand it back: the others are rung again."""
    call = _call(request, id)
    if request.method == "POST":
        return _done(request, id, lambda now: actions.handoffs.give_back(id, by=request.user, now=now))
    text = "The others are rung again, from the first. The officer sees that you are not coming."
    return _ask(request, call, None, question="Give this handoff back?", text=text, submit="Give it back")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.WATCH_DISPATCH)
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call it off; the person still takes part."""
    call = _call(request, id)
    if request.method == "POST":
        return _done(request, id, lambda now: actions.handoffs.cancel(id, by=request.user, now=now))
    text = "Nobody comes. The person still takes part, and the officer may ask for another handoff."
    return _ask(request, call, None, question="Call this handoff off?", text=text, submit="Call it off")


def _call(request: HttpRequest, id: UUID) -> Call:
    now, purpose = timezone.now(), Purpose.HANDOFF if request.user.may(Permission.ANSWER_CALLS) else Purpose.DISPATCH
    return Call(gate.handoff(id, viewer=request.user, purpose=purpose, now=now), request.user, roster(now))


def _done(request: HttpRequest, id: UUID, act: Callable[[datetime], None]) -> HttpResponse:
    refusal = attempt(lambda: act(timezone.now()))
    return _show(request, id, refusal) if refusal else redirect("dispatch:handoff", id=id)


def _ask(
    request: HttpRequest, call: Call, form: object | None, *, question: str, text: str, submit: str
) -> HttpResponse:
    context = {
        "question": question,
        "text": text,
        "submit": submit,
        "form": form,
        "danger": True,
        "items": [("Where", call.sheet.meet_at), ("Stands at", call.headline)],
        "cancel_url": reverse("dispatch:handoff", args=[call.sheet.id]),
    }
    return render(request, "confirm.html", context, status=422 if getattr(form, "errors", None) else 200)


def _minutes(request: HttpRequest) -> int | None:
    text = request.POST.get("eta", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 9):
        raise BadInput("The arrival time cannot be read. Please choose one of the tiles.")
    return int(text) if text else None


_GONE = "This handoff is no longer yours to see: somebody else has it, or it is over. Nothing is asked of you."
