"""Wrong passwords lock an account for a while, known or not: a stranger learns nothing, a guesser gains nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from belltown.errors import NotAllowed
from belltown_site.accounts.limits import count, digest_of, forget, how_often
from belltown_site.accounts.models import Attempt

WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 60
LOCK = "sign-in lock"
"""The kind of the line that says an account is locked."""

_TRY, _PLACE = "sign-in account", "sign-in address"
_TIMED = "There were too many tries, so this account is locked for 15 minutes. Please wait, or ask your administrator."
_HELD = "There were too many tries, so this account is locked. Please ask your administrator to release it."


def count_attempt(email: str, address: str, *, now: datetime) -> None:
    """Count one try before it is judged. Raises NotAllowed: the account is locked, or the address tried too often."""
    key = _key(email)
    if _is_locked(key, now):
        raise NotAllowed(_sentence())
    try:
        count(_TRY, key, most=PER_ACCOUNT, window=WINDOW, now=now)
    except NotAllowed:
        _lock(key, now)
        raise NotAllowed(_sentence()) from None
    count(_PLACE, address, most=PER_ADDRESS, window=WINDOW, now=now)


def note_wrong(email: str, *, now: datetime) -> bool:
    """Lock the account when this was the last wrong password it bears; returns whether it was."""
    key = _key(email)
    is_last = how_often(_TRY, key, window=WINDOW, now=now) >= PER_ACCOUNT
    if is_last:
        _lock(key, now)
    return is_last


def forget_attempts(email: str) -> None:
    """Forget an account's tries once its owner has signed in."""
    forget(_TRY, _key(email))


def release(email: str) -> None:
    """Open a locked account again: what an administrator does after speaking with its owner."""
    forget(LOCK, _key(email))
    forget_attempts(email)


def locked_among(emails: Iterable[str], now: datetime) -> frozenset[str]:
    """Which of these addresses are locked now: one query, however many they are."""
    locks = Attempt.objects.filter(kind=LOCK)
    if not settings.BELLTOWN_LOCK_UNTIL_RELEASED:
        locks = locks.filter(at__gt=now - LOCKED_FOR)
    digests = set(locks.values_list("digest", flat=True))
    return frozenset(email for email in emails if digests and digest_of(LOCK, _key(email)) in digests)


def forget_old(now: datetime, kept: timedelta) -> int:
    """Remove lines that no limit counts any more; returns how many. A lock that waits for a person stays."""
    old = Attempt.objects.filter(at__lt=now - kept)
    return (old.exclude(kind=LOCK) if settings.BELLTOWN_LOCK_UNTIL_RELEASED else old).delete()[0]


def _is_locked(key: str, now: datetime) -> bool:
    since = None if settings.BELLTOWN_LOCK_UNTIL_RELEASED else LOCKED_FOR
    return how_often(LOCK, key, window=since, now=now) > 0


def _lock(key: str, now: datetime) -> None:
    forget(LOCK, key)
    count(LOCK, key, most=1, window=None, now=now)
    forget(_TRY, key)


def _sentence() -> str:
    return _HELD if settings.BELLTOWN_LOCK_UNTIL_RELEASED else _TIMED


def _key(email: str) -> str:
    return email.strip().lower()
