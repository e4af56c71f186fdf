"""Django's `force_login` stands for a complete sign-in, second factor and all. Nothing in the site knows of this."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from belltown_site.accounts import sessions
from belltown_site.accounts.models import User


def mark_forced_sign_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Note the session as one with every factor proved, when a test forced it: its request came from nowhere."""
    if request.path:
        return
    request.session.save()
    sessions.mark(request, user, timezone.now())
