"""The people whose intake a filing clock awaits, and what a case manager tells that clock."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from belltown.vocabulary import PauseReason
from belltown_site.accounts.models import check_may
from belltown_site.accounts.roles import Permission
from belltown_site.desks.care.forms import IntakeForm
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.records import actions, gate
from belltown_site.records.sheets import HoldSheet, Purpose
from belltown_site.web.forms import PauseForm, posted
from belltown_site.web.views import attempt, for_those_who_may


@require_safe
@for_those_who_may(Permission.CONFIRM_INTAKE)
def intakes(request: HttpRequest) -> HttpResponse:
    """The people handed to this agency whose intake is awaited, soonest due first."""
    rows = gate.intakes_due(viewer=request.user, now=timezone.now())
    return render(request, "care/intakes.html", {"intakes": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Confirm that intake is complete, and on which day: nothing more reaches the prosecutor."""
    sheet, now = _sheet(request, id), timezone.now()
    form = IntakeForm(posted(request), today=local_day(now))
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        refusal = attempt(lambda: actions.holds.confirm_intake(id, by=request.user, now=now, on=on))
        if refusal is None:
            messages.success(request, "Intake is confirmed. The prosecutor sees that it is done, and the date.")
            return redirect("care:intakes")
        form.add_error(None, str(refusal))
    text = "The prosecutor learns that intake is complete, and the date. Nothing of what was said leaves this agency."
    return _ask(request, sheet, form, question="Confirm that intake is complete", submit="Confirm intake", text=text)


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let the clock stand still while the person cannot come."""
    sheet = _sheet(request, id)
    form = PauseForm(posted(request), allowed=sheet.allowed_pauses)
    if request.method == "POST" and form.is_valid():
        reason = PauseReason(form.cleaned_data["reason"])
        actions.holds.pause(id, by=request.user, now=timezone.now(), reason=reason)
        messages.success(request, "The clock stands still, and the due day moves with it.")
        return redirect("care:intakes")
    text = "The prosecutor sees that the clock stands still, and this reason."
    return _ask(request, sheet, form, question="Why must the intake wait?", submit="Pause the clock", text=text)


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let the clock run again."""
    sheet = _sheet(request, id)
    if request.method == "POST":
        actions.holds.resume(id, by=request.user, now=timezone.now())
        messages.success(request, "The clock runs again.")
        return redirect("care:intakes")
    return _ask(request, sheet, None, question="Let the clock run again?", submit="Let it run")


def _sheet(request: HttpRequest, id: UUID) -> HoldSheet:
    check_may(request.user, Permission.CONFIRM_INTAKE)
    return gate.hold(id, viewer=request.user, purpose=Purpose.INTAKE, now=timezone.now())


def _ask(
    request: HttpRequest, sheet: HoldSheet, form: object, *, question: str, submit: str, text: str = ""
) -> HttpResponse:
    context = {
        "question": question,
        "submit": submit,
        "text": text,
        "form": form,
        "items": [("Person", sheet.person or "Name not known"), ("Intake due", timezone.localdate(sheet.clock.due_at))],
        "cancel_url": reverse("care:intakes"),
    }
    return render(request, "confirm.html", context, status=422 if getattr(form, "errors", None) else 200)
