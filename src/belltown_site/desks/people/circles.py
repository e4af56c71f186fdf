"""A circle around a person: who alone may know of them."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from belltown.disclosure.circle import CircleReason
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.forms import CircleForm
from belltown_site.records import actions, gate
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.DRAW_CIRCLES)
def draw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say who alone may know of the person; where a circle stands, another takes its place."""
    sheet = gate.circle(id, viewer=request.user, now=timezone.now())
    form, refusal = CircleForm(posted(request), sheet=sheet, viewer=request.user.pk), None
    if request.method == "POST" and form.is_valid():
        reason, members = CircleReason(form.cleaned_data["reason"]), form.cleaned_data["members"]
        refusal = attempt(
            lambda: actions.circles.draw(
                uuid.uuid4(), participant=id, members=members, reason=reason, by=request.user, now=timezone.now()
            )
        )
        if refusal is None:
            messages.success(request, "From now on nobody else finds this person.")
            return redirect("people:person", id=id)
    context = {"sheet": sheet, "form": form, "refusal": refusal}
    return render(request, "people/circle.html", context, status=422 if form.errors else status_of(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.DRAW_CIRCLES)
def lift(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lift the circle, after saying what that means."""
    sheet = gate.circle(id, viewer=request.user, now=timezone.now())
    if sheet.circle is None:
        raise Http404
    if request.method == "POST":
        actions.circles.lift(sheet.circle.id, by=request.user, now=timezone.now())
        messages.success(request, "Lifted. Everybody in care at your agency finds this person again.")
        return redirect("people:person", id=id)
    context = {
        "question": "Let everybody in care at your agency find this person again?",
        "text": "What was signed before counts again too. Ask the person first: what was drawn for them is theirs.",
        "submit": "Lift the circle",
        "danger": True,
        "cancel_url": reverse("people:person", args=[id]),
    }
    return render(request, "confirm.html", context)
