"""A sign-in from its first moment to its last: it locks when nobody works, and ends after a day's work."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from belltown_site.accounts import signing_log
from belltown_site.accounts.models import OpenSession, User

BACKEND = "belltown_site.accounts.sign_in.EmailBackend"
MARK = "belltown_open_session"
AGENCY = "belltown_agency_sign_in"
REMEMBERED = timedelta(seconds=settings.SESSION_COOKIE_AGE)
OWN_WINDOW_IDLE, OWN_WINDOW_WHOLE = timedelta(minutes=10), timedelta(hours=1)
"""A participant's phone is lent, lost and looked over: the window shuts soon, and by itself."""
NOTED_EVERY = timedelta(seconds=20)
FRESH = timedelta(minutes=5)


class Standing(StrEnum):
    """Whether a session may be used now."""

    OPEN = "open"
    IDLE = "idle"
    OVER = "over"


def begin(
    request: HttpRequest, user: User, now: datetime, *, by: str = "password", proved_at: datetime | None = None,
    agency: dict[str, str] | None = None,
) -> OpenSession:  # fmt: skip
    """Open a session for `user`, whose factors were proved, under a new session key.

    `by` is how, for the log; `proved_at` when, where that was not now; `agency` the sign-in of theirs that said so.
    """
    end(request)
    request.session.cycle_key()  # Django keeps the key when the same person signs in again
    login(request, user, backend=BACKEND)
    remembered = OWN_WINDOW_WHOLE if user.is_participant else REMEMBERED
    request.session.set_expiry(now + remembered)  # a moment, not a length: using the site does not prolong it
    request.session[AGENCY] = agency
    request.session.save()
    signing_log.note(signing_log.Event.SIGNED_IN, request=request, user=user, by=by)
    return mark(request, user, now, proved_at=proved_at)


def mark(request: HttpRequest, user: User, now: datetime, *, proved_at: datetime | None = None) -> OpenSession:
    """Note this session as one in which `user` proved every factor, at `now` or at the earlier `proved_at`."""
    opened = OpenSession.objects.create(
        user=user,
        key=request.session.session_key or "",
        device=device_words(request.headers.get("User-Agent", "")),
        started_at=now,
        seen_at=now,
        proved_at=min(proved_at or now, now),
    )
    request.session[MARK] = str(opened.pk)
    return opened


def find(session: Any, user: User) -> OpenSession | None:
    """The open session of this browser and this user; None when it was ended."""
    held = session.get(MARK)
    return OpenSession.objects.select_related("user").filter(pk=held, user=user).first() if held else None


def standing(opened: OpenSession, now: datetime) -> Standing:
    """What the clock says of this session."""
    if now - opened.started_at >= over_after(opened.user):
        return Standing.OVER
    return Standing.IDLE if now - opened.seen_at >= idle_after(opened.user) else Standing.OPEN


def idle_after(user: User) -> timedelta:
    """How long a session of this person stays open while nobody does anything."""
    return OWN_WINDOW_IDLE if user.is_participant else timedelta(minutes=settings.BELLTOWN_IDLE_MINUTES)


def over_after(user: User) -> timedelta:
    """How long it stays open at most."""
    return OWN_WINDOW_WHOLE if user.is_participant else timedelta(hours=settings.BELLTOWN_SESSION_HOURS)


def time_left(opened: OpenSession, now: datetime) -> timedelta:
    """How long until the session locks if nobody does anything."""
    end = opened.started_at + over_after(opened.user)
    return max(timedelta(0), min(opened.seen_at + idle_after(opened.user), end) - now)


def is_fresh(opened: OpenSession | None, now: datetime) -> bool:
    """Whether every factor was proved within the last five minutes."""
    return opened is not None and now - opened.proved_at <= FRESH


def note_use(opened: OpenSession, now: datetime) -> None:
    """Note that the person did something. Written now and then, so that reading does not mean writing."""
    if now - opened.seen_at >= NOTED_EVERY:
        OpenSession.objects.filter(pk=opened.pk, seen_at__lt=now).update(seen_at=now)


def end(request: HttpRequest) -> None:
    """Forget this browser's open session, where there is one."""
    if held := request.session.get(MARK):
        OpenSession.objects.filter(pk=held).delete()


def end_all(user: User, *, but: UUID | None = None) -> int:
    """End every session of `user` at once (`but` one); returns how many."""
    ended = OpenSession.objects.filter(user=user).exclude(pk=but)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in ended.values_list("key", flat=True):
        store(key).delete(key)
    return ended.delete()[0]


def forget_over(now: datetime) -> int:
    """Remove sessions that nobody can take up again; returns how many."""
    return OpenSession.objects.filter(started_at__lt=now - REMEMBERED).delete()[0]


_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """A browser's own description in words a person knows: "Firefox on Windows"."""
    browser = next((name for sign, name in _BROWSERS if re.search(sign, agent)), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser
