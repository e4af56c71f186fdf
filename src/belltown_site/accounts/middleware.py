"""Every request of somebody signed in passes here: is the session still open, and did a person make the request?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from belltown_site.accounts import sessions
from belltown_site.accounts.asking_again import ask_again, is_behind_a_page
from belltown_site.accounts.sessions import Standing

Page = Callable[[HttpRequest], HttpResponse]


def session_rules(get_response: Page) -> Page:
    """Whoever was idle too long, or signed in too long ago, is nobody until they sign in again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.open_session = request.locked_user = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _enter(request)
        return get_response(request)

    middleware.process_view = _process_view  # type: ignore[attr-defined]
    return middleware


def _process_view(request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
    if not getattr(view, "login_required", True) or request.user.is_authenticated:
        return None
    return ask_again(request)


def _enter(request: HttpRequest) -> None:
    """Let the session's user in, or remember whose page this was and let in nobody."""
    now, opened = timezone.now(), sessions.find(request.session, request.user)
    if opened is None or sessions.standing(opened, now) is not Standing.OPEN:
        if request.user.is_participant:
            sessions.end(request)
            logout(request)  # nothing is locked and kept for later: the next to touch this screen may be anybody
            return
        request.locked_user, request.user = request.user, AnonymousUser()
        return
    request.open_session = opened
    if not is_behind_a_page(request):
        sessions.note_use(opened, now)
