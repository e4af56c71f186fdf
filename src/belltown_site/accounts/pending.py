"""Between the password and the second factor: somebody is half known here, and nothing else opens for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from belltown_site.accounts.models import User

MARK = "belltown_half_known"
WAITS = timedelta(minutes=10)


def start(request: HttpRequest, user: User, next_page: str, now: datetime) -> None:
    """Remember whose password was right, under a new session key."""
    request.session.flush()
    request.session[MARK] = {"user": str(user.pk), "next": next_page, "at": now.timestamp()}


def who(request: HttpRequest, now: datetime) -> User | None:
    """Whose password was right in the last ten minutes."""
    held = request.session.get(MARK)
    if not held or now.timestamp() - held["at"] > WAITS.total_seconds():
        return None
    return User.objects.select_related("agency").filter(pk=held["user"], is_active=True).first()


def next_page(request: HttpRequest) -> str:
    """Where this person wanted to go."""
    return str(request.session.get(MARK, {}).get("next", ""))
