"""The holds that want a decision, one hold with its clock, and what a prosecutor may do with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from belltown.vocabulary import FilingDecision, PauseReason
from belltown.workflow.hold import EVENT_OF, Event
from belltown_site.accounts.roles import Permission
from belltown_site.desks.legal.forms import DecisionForm, ExtensionForm
from belltown_site.records import actions, gate
from belltown_site.records.sheets import HoldSheet
from belltown_site.web.forms import PauseForm, posted
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.SEE_HOLDS)
def holds(request: HttpRequest) -> HttpResponse:
    """The holds that want a decision, soonest due first."""
    rows = gate.holds(viewer=request.user, now=timezone.now())
    return render(request, "legal/holds.html", {"holds": rows, "decided": False})


@require_safe
@for_those_who_may(Permission.SEE_HOLDS)
def decided(request: HttpRequest) -> HttpResponse:
    """The holds that were decided."""
    rows = gate.holds(viewer=request.user, now=timezone.now(), decided=True)
    return render(request, "legal/holds.html", {"holds": rows, "decided": True})


@require_safe
def hold(request: HttpRequest, id: UUID) -> HttpResponse:
    """One hold: the charge, the clock, what happened, what may be done."""
    sheet = _sheet(request, id)
    context = {"hold": sheet, "acts": {act.event.value for act in sheet.acts}, "decisions": _decisions(sheet)}
    return render(request, "legal/hold.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that the matter is filed or not filed. Nothing is ever filed by itself."""
    sheet = _sheet(request, id)
    form = DecisionForm(posted(request), allowed=_decisions(sheet))
    if request.method == "POST" and form.is_valid():
        decision = FilingDecision(form.cleaned_data["decision"])
        actions.holds.decide(id, by=request.user, now=timezone.now(), decision=decision)
        return _back(request, id, f"Recorded: {decision.value.replace('_', ' ')}.")
    return _ask(request, sheet, form, question="What do you decide?", submit="Record the decision")


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give the person more time."""
    sheet = _sheet(request, id)
    form = ExtensionForm(posted(request), working_days=sheet.working_days, initial={"after": len(sheet.decisions)})
    if request.method == "POST" and form.is_valid():
        days, extended = form.cleaned_data["days"], FilingDecision.HOLD_EXTENDED
        actions.holds.decide(
            id, by=request.user, now=timezone.now(), decision=extended, days=days, after=form.cleaned_data["after"]
        )
        return _back(request, id, f"The hold is {days} days longer.")
    return _ask(request, sheet, form, question="How much more time?", submit="Extend the hold")


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let the clock stand still, for a stated reason."""
    sheet = _sheet(request, id)
    form = PauseForm(posted(request), allowed=sheet.allowed_pauses)
    if request.method == "POST" and form.is_valid():
        reason = PauseReason(form.cleaned_data["reason"])
        actions.holds.pause(id, by=request.user, now=timezone.now(), reason=reason)
        return _back(request, id, "The clock stands still.")
    return _ask(request, sheet, form, question="Why does the clock stand still?", submit="Pause the clock")


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let the clock run again."""
    sheet = _sheet(request, id)
    if request.method == "POST":
        actions.holds.resume(id, by=request.user, now=timezone.now())
        return _back(request, id, "The clock runs again.")
    return _ask(request, sheet, None, question="Let the clock run again?", submit="Let it run")


@require_http_methods(["GET", "HEAD", "POST"])
def return_early(request: HttpRequest, id: UUID) -> HttpResponse:
    """End the hold before its time: the matter goes back to ordinary discretion."""
    sheet = _sheet(request, id)
    if request.method == "POST":
        actions.holds.return_early(id, by=request.user, now=timezone.now())
        return _back(request, id, "The matter is back in ordinary discretion. Nothing was filed.")
    return _ask(
        request,
        sheet,
        None,
        question="End the hold before its time?",
        submit="Return it to ordinary discretion",
        danger=True,
    )


def _sheet(request: HttpRequest, id: UUID) -> HoldSheet:
    return gate.hold(id, viewer=request.user, now=timezone.now())


def _decisions(sheet: HoldSheet) -> tuple[FilingDecision, ...]:
    open_events: set[Event] = {act.event for act in sheet.acts}
    wanted = (FilingDecision.NOT_FILED, FilingDecision.FILED)
    return tuple(decision for decision in wanted if EVENT_OF[decision] in open_events)


def _ask(
    request: HttpRequest, sheet: HoldSheet, form: object, *, question: str, submit: str, danger: bool = False
) -> HttpResponse:
    context = {
        "question": question,
        "submit": submit,
        "form": form,
        "danger": danger,
        "items": [("Charge", sheet.charge), ("Intake due", timezone.localdate(sheet.clock.due_at))],
        "cancel_url": reverse("legal:hold", args=[sheet.id]),
    }
    return render(request, "confirm.html", context, status=422 if getattr(form, "errors", None) else 200)


def _back(request: HttpRequest, id: UUID, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("legal:hold", id=id)
