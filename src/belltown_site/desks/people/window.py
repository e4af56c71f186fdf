"""The participant's own window, as those who care for them open it; and their questions, answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from belltown_site.accounts import sessions
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.views import show_person
from belltown_site.records import actions, gate
from belltown_site.web.views import attempt, for_those_who_may


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def code(request: HttpRequest, id: UUID) -> HttpResponse:
    """A one-time code, shown this once, large and to be printed. It stands in no address, so a reload makes another."""
    made = actions.own_windows.make_code(id, by=request.user, now=timezone.now())
    return render(request, "people/window_code.html", {"made": made, "person": id})


@sensitive_post_parameters("phone")
@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def text(request: HttpRequest, id: UUID) -> HttpResponse:
    """Text a one-time link to the participant's phone."""
    phone = request.POST.get("phone", "").strip()
    refusal = attempt(lambda: actions.own_windows.text_link(id, phone=phone, by=request.user, now=timezone.now()))
    if refusal:
        return show_person(request, id, refusal, {"phone": phone})
    messages.success(request, "The link is on its way. It names nobody, works once, and is good for 30 minutes.")
    return redirect("people:person", id=id)


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def here(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hand this screen over: one's own session ends here before the participant's begins."""
    participant = actions.own_windows.open_here(id, by=request.user, now=timezone.now())
    sessions.end(request)
    logout(request)
    sessions.begin(request, participant, timezone.now())
    return redirect("mine:home")


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def forget_phone(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let no link go to that phone any more: it was lost, or is another's now."""
    actions.own_windows.forget_phone(participant=id, by=request.user, now=timezone.now())
    messages.success(request, "The phone is forgotten: no link can be sent to it any more.")
    return redirect("people:person", id=id)


@sensitive_post_parameters("text")
@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answer a question; the person reads it in their own window."""
    words = request.POST.get("text", "").replace("\r\n", "\n")
    person = gate.asked_by(id, viewer=request.user, now=timezone.now())
    refusal = attempt(lambda: actions.questions.answer(id, text=words, by=request.user, now=timezone.now()))
    if refusal:
        return show_person(request, person, refusal, {str(id): words})
    messages.success(request, "Answered. They read it in their own window.")
    return redirect("people:person", id=person)
