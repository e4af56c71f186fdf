"""How often something may be tried from one place. Kept a short while, under keyed digests that name nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from belltown.errors import NotAllowed
from belltown_site.accounts.models import Attempt


def count(kind: str, key: str, *, most: int, window: timedelta | None, now: datetime) -> None:
    """Count one try before it is judged, so that tries at the same moment count too. No `window`: tries never grow old.

    Raises NotAllowed when this `key` had more than `most` tries of this `kind` within the `window`.
    """
    digest = digest_of(kind, key)
    with transaction.atomic():
        if window:
            Attempt.objects.filter(kind=kind, at__lt=now - window).delete()
        Attempt.objects.create(at=now, kind=kind, digest=digest)
        tries = how_often(kind, key, window=window, now=now)
    if window and tries > most:
        minutes = int(window.total_seconds() // 60)
        raise NotAllowed(f"There were too many tries. Please wait {minutes} minutes, or ask your administrator.")


def how_often(kind: str, key: str, *, window: timedelta | None, now: datetime) -> int:
    """How many tries of this `kind` and `key` lie within the `window`; without one, how many there are."""
    tries = Attempt.objects.filter(kind=kind, digest=digest_of(kind, key))
    return (tries.filter(at__gt=now - window) if window else tries).count()


def forget(kind: str, key: str) -> None:
    """Forget the tries of one key."""
    Attempt.objects.filter(kind=kind, digest=digest_of(kind, key)).delete()


def digest_of(kind: str, key: str) -> str:
    """What stands for one key of one kind: nobody can read the key off it."""
    return salted_hmac(f"belltown.attempt.{kind}", key, algorithm="sha256").hexdigest()
