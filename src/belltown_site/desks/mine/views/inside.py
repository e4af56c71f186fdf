"""Inside one's own window: who walks with one, who has looked, what one asks, what is kept, and one's rights."""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import NotPossible
from belltown_site.desks.mine.pages import draw, own
from belltown_site.desks.mine.saying import language_of, say
from belltown_site.records import actions, gate
from belltown_site.records.actions.questions import LONGEST

LOOKS_A_PAGE = 25


def page(request: HttpRequest) -> HttpResponse:
    """One's own first page."""
    return draw(request, "page", sheet=gate.own_page(viewer=request.user, now=timezone.now()))


@require_safe
@own
def looks(request: HttpRequest) -> HttpResponse:
    """Everybody who has looked, so many a page that an old phone can carry it."""
    found = Paginator(gate.own_looks(viewer=request.user, now=timezone.now()), LOOKS_A_PAGE)
    emergencies = gate.own_emergencies(viewer=request.user)
    return draw(request, "looks", looks=found.get_page(request.GET.get("page")), emergencies=emergencies)


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@own
def questions(request: HttpRequest) -> HttpResponse:
    """Ask, and read what was answered."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if request.method == "POST" and not (fault := _asked(request, text)):
        messages.success(request, say(language_of(request), "ask_sent"))
        return redirect("mine:questions")
    fault = fault if request.method == "POST" else ""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    sheet = gate.own_questions(viewer=request.user, now=timezone.now())
    return draw(request, "questions", status, sheet=sheet, text=text, fault=fault, number=uuid.uuid4())


@require_safe
@own
def record(request: HttpRequest) -> HttpResponse:
    """What is kept about one, to read and to print."""
    sheet = gate.own_record(viewer=request.user, language=language_of(request), now=timezone.now())
    return draw(request, "record", sheet=sheet)


@require_POST
@own
def forget_phone(request: HttpRequest) -> HttpResponse:
    """Let no link be sent to one's phone any more."""
    actions.own_windows.forget_phone(by=request.user, now=timezone.now())
    messages.success(request, say(language_of(request), "record_forgotten"))
    return redirect("mine:record")


@require_safe
@own
def rights(request: HttpRequest) -> HttpResponse:
    """One's rights in short, and where to complain."""
    return draw(request, "rights", sheet=gate.own_page(viewer=request.user, now=timezone.now()))


def _asked(request: HttpRequest, text: str) -> str:
    """Send the question; the key of what stands against it, or nothing."""
    if not text.strip():
        return "ask_empty"
    if len(text.strip()) > LONGEST:
        return "ask_long"
    try:
        actions.questions.ask(request.POST.get("number", ""), text=text, by=request.user, now=timezone.now())
    except NotPossible:
        return "ask_nobody"
    return ""
