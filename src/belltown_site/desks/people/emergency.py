"""Emergencies: a record is opened for a short while, closed, and looked at by a second person."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.errors import BelltownError
from belltown_site.accounts.roles import Permission
from belltown_site.accounts.stepping import fresh_sign_in_required
from belltown_site.desks.people.forms import EmergencyForm, ReviewForm
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records import actions, gate
from belltown_site.records.sheets import ParticipantSheet
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may, is_live, status_of

NOT_FOUND = (
    "Nothing was opened. Nobody in care agrees on this name and on the birth date or contact, or more than one does. "
    "Check the spelling, give the whole date of birth, or say how they are reached. If a life is in danger, call 911."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.OPEN_IN_EMERGENCY)
@sensitive_post_parameters()
def emergency(request: HttpRequest) -> HttpResponse:
    """Who is in danger, and of what. Whoever sends it proves once more who they are; nothing typed is lost."""
    return _open(request) if request.method == "POST" else _page(request, EmergencyForm(), "")


@fresh_sign_in_required
def _open(request: HttpRequest) -> HttpResponse:
    form, now = EmergencyForm(posted(request)), timezone.now()
    if not form.is_valid():
        return _page(request, form, "", 422)
    found: list[UUID | None] = []
    refusal = attempt(lambda: found.append(_opened(request, form, now)))
    if refusal:
        return _page(request, form, _words(refusal), status_of(refusal))
    return redirect("people:person", id=found[0]) if found[0] else _page(request, form, NOT_FOUND, 422)


def _opened(request: HttpRequest, form: EmergencyForm, now: datetime) -> UUID | None:
    given = dict(form.cleaned_data)
    asked = actions.Emergency(nature=EmergencyNature(given.pop("nature")), **given)
    return actions.glasses.open(uuid.uuid4(), emergency=asked, by=request.user, now=now)


@require_POST
@for_those_who_may(Permission.OPEN_IN_EMERGENCY)
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """End it now: whoever opened it, or the second person."""
    actions.glasses.close(id, by=request.user, now=timezone.now())
    messages.success(request, "Closed. Nothing more is seen by it.")
    return redirect("people:openings" if request.GET.get("to") == "openings" else "people:emergency")


@require_safe
@for_those_who_may(Permission.OPEN_IN_EMERGENCY)
def standing(request: HttpRequest, id: UUID) -> HttpResponse:
    """How long it still stands open; an open page is led away as soon as it does not."""
    glass = next((one for _, one in gate.open_glasses(viewer=request.user, now=timezone.now()) if one.id == id), None)
    if glass is None and not is_live(request):
        raise Http404
    if glass is None:
        return HttpResponse(headers={"HX-Redirect": reverse("people:emergency")})
    return render(request, "people/_glass.html", {"glass": glass})


@require_safe
@for_those_who_may(Permission.OPEN_IN_EMERGENCY)
def openings(request: HttpRequest) -> HttpResponse:
    """What waits for this viewer as the second person, and what was reviewed in the last thirty days."""
    rows = gate.openings(viewer=request.user, now=timezone.now())
    waiting = [row for row in rows if row.verdict is None]
    context = {"waiting": waiting, "reviewed": [row for row in rows if row.verdict is not None]}
    return render(request, "people/openings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.OPEN_IN_EMERGENCY)
def opening(request: HttpRequest, id: UUID) -> HttpResponse:
    """One opening: what happened, and whether it was in order."""
    row, form, refusal = gate.opening(id, viewer=request.user, now=timezone.now()), ReviewForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        verdict, words = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["words"]
        refusal = attempt(
            lambda: actions.glasses.review(id, verdict=verdict, words=words, by=request.user, now=timezone.now())
        )
        if refusal is None:
            messages.success(request, "Kept. The person can read it.")
            return redirect("people:openings")
    context = {"row": row, "form": form, "refusal": refusal}
    return render(request, "people/opening.html", context, status=422 if form.errors else status_of(refusal))


def ends_by_itself(answer: HttpResponse, sheet: ParticipantSheet, now: datetime) -> HttpResponse:
    """The page with a header by which any browser leaves it the moment the glass ends, also without scripts."""
    if sheet.glass:
        seconds = max(1, ceil((sheet.glass.until - now) / timedelta(seconds=1)))
        answer["Refresh"] = f"{seconds}; url={reverse('people:emergency')}"
    return answer


def _page(request: HttpRequest, form: EmergencyForm, refusal: str, status: int = 200) -> HttpResponse:
    glasses = gate.open_glasses(viewer=request.user, now=timezone.now())
    context = {"form": form, "refusal": refusal, "glasses": glasses, "minutes": preferences().glass_minutes}
    return render(request, "people/emergency.html", context, status=status)


def _words(refusal: BelltownError) -> str:
    faults = getattr(refusal, "faults", ())
    return " ".join(f"{fault.place.capitalize()} {fault.reason}." for fault in faults) or str(refusal)
