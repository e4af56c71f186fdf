"""A participant stays in their own window: every other page sends them there, or is not for them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from belltown.errors import BelltownError
from belltown_site.desks.mine.pages import refusal
from belltown_site.web.middleware import STATUS

Page = Callable[[HttpRequest], HttpResponse]
OWN = "mine"
ALSO_OPEN = {"accounts:sign_out", "accounts:continue_as"}
"""Ways out of the window: to nobody, and in the invented demo to somebody else."""
SENT_HOME = {"home:home", "accounts:account", "accounts:sign_in"}


def own_window_alone(get_response: Page) -> Page:
    """No page of people at work opens to a participant, and no refusal is drawn in their look or in one language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        ours = getattr(response, "own_window", False)
        if _is_participant(request) and response.status_code >= HTTPStatus.BAD_REQUEST and not ours:
            return refusal(request, response.status_code)
        return response

    middleware.process_view = _process_view  # type: ignore[attr-defined]
    middleware.process_exception = _process_exception  # type: ignore[attr-defined]
    return middleware


def _process_view(request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
    match = request.resolver_match
    if match is None or not _is_participant(request) or match.namespace == OWN or match.view_name in ALSO_OPEN:
        return None
    if match.view_name in SENT_HOME or match.namespace == "public":
        return redirect("mine:home")
    return refusal(request, HTTPStatus.FORBIDDEN)


def _process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """What the gate and the actions refuse is said in the window's own words: theirs are for people at work."""
    if not (isinstance(error, BelltownError) and _is_participant(request)):
        return None
    return refusal(request, STATUS.get(type(error), HTTPStatus.UNPROCESSABLE_ENTITY))


def _is_participant(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and user.is_participant
