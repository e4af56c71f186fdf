"""What one shares, the forms one signed, and stopping: in one step, and at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown.disclosure.consent import Standing
from belltown_site.desks.mine.pages import draw, own
from belltown_site.desks.mine.saying import language_of, say
from belltown_site.records import actions, gate


@require_safe
@own
def shares(request: HttpRequest) -> HttpResponse:
    """Every form one signed: those in force first, then what is past."""
    papers = gate.own_papers(viewer=request.user, language=language_of(request), now=timezone.now())
    standing = [paper for paper in papers if paper.may_stop]
    past = [paper for paper in papers if not paper.may_stop]
    sharing = any(paper.standing is Standing.IN_FORCE for paper in papers)
    return draw(request, "shares", standing=standing, past=past, sharing=sharing)


@require_safe
@own
def form(request: HttpRequest, id: UUID) -> HttpResponse:
    """The form as it was signed, word for word."""
    sheet = gate.own_form(id, viewer=request.user, language=language_of(request), now=timezone.now())
    return draw(request, "form", sheet=sheet)


@require_POST
@own
def stop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stop sharing by one form. Nobody is asked whether they are sure."""
    actions.consents.revoke(id, by=request.user, now=timezone.now())
    return _stopped(request, "shares_stopped")


@require_POST
@own
def stop_everything(request: HttpRequest) -> HttpResponse:
    """Stop sharing by every form at once."""
    actions.consents.revoke_everything(by=request.user, now=timezone.now())
    return _stopped(request, "shares_stopped_all")


def _stopped(request: HttpRequest, key: str) -> HttpResponse:
    language = language_of(request)
    messages.success(request, f"{say(language, key)} {say(language, 'shares_undo')}")
    return redirect("mine:shares")
