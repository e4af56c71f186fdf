"""Between the first proof and the second: somebody is half known here, and nothing else opens for them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from belltown_site.accounts import sessions
from belltown_site.accounts.models import User
from belltown_site.accounts.returning import Return

MARK = "belltown_half_known"
WAITS = timedelta(minutes=10)


def start(
    request: HttpRequest, user: User, back: Return, now: datetime, *, proved_at: datetime | None = None,
    agency: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Remember who gave a first proof, under a new session key: a password, or the word of their `agency`'s sign-in.

    `proved_at` is when the first proof was given, where that was not now.
    """
    sessions.end(request)
    request.session.flush()
    request.session[MARK] = {
        "user": str(user.pk), "at": now.timestamp(), "proved": (proved_at or now).timestamp(), "back": asdict(back),
        "agency": agency,
    }  # fmt: skip


def who(request: HttpRequest, now: datetime) -> User | None:
    """Who gave a first proof in the last ten minutes."""
    held = _held(request)
    if not held or now.timestamp() - held["at"] > WAITS.total_seconds():
        return None
    return User.objects.select_related("agency").filter(pk=held["user"], is_active=True).first()


def agency(request: HttpRequest) -> dict[str, str] | None:
    """The agency's sign-in that gave the first proof; None where it was a password."""
    found: dict[str, str] | None = _held(request).get("agency")
    return found


def finish(request: HttpRequest) -> tuple[Return, datetime]:
    """Where this person goes now, and when their first proof was given. Nobody is half known here any more."""
    held = request.session.pop(MARK)
    return Return(**held["back"]), datetime.fromtimestamp(held["proved"], UTC)


def _held(request: HttpRequest) -> dict[str, Any]:
    held: dict[str, Any] = request.session.get(MARK) or {}
    return held
