"""Tell open pages that something changed: what kind of thing, never whose. Pages fetch anew what they may see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from belltown_site.accounts.roles import Permission
from belltown_site.web.models import Event

CHANNEL = "belltown_live"
KEPT = timedelta(days=1)
MOST_TOPICS = 10
_SUBJECT = re.compile(r"[0-9a-f-]{1,64}")


@dataclass(frozen=True, slots=True)
class Topic:
    """Who may be woken by every change of this kind, and who by those of one thing whose id they know."""

    every: tuple[Permission, ...]
    one: tuple[Permission, ...]


TOPICS: dict[str, Topic] = {
    "encounter": Topic(every=(), one=(Permission.SCREEN, Permission.APPROVE, Permission.OVERRIDE)),
    "approval": Topic(
        every=(Permission.APPROVE, Permission.OVERRIDE),
        one=(Permission.SCREEN, Permission.APPROVE, Permission.OVERRIDE),
    ),
    "glass": Topic(every=(Permission.OPEN_IN_EMERGENCY,), one=(Permission.OPEN_IN_EMERGENCY,)),
    "handoff": Topic(every=(Permission.WATCH_DISPATCH,), one=(Permission.REQUEST_HANDOFF, Permission.WATCH_DISPATCH)),
    "hold": Topic(every=(Permission.SEE_HOLDS,), one=(Permission.SEE_HOLDS,)),
    "participant": Topic(every=(), one=(Permission.SEE_PEOPLE,)),
    "question": Topic(every=(Permission.KEEP_CONSENTS,), one=(Permission.KEEP_CONSENTS,)),
    "referral": Topic(every=(Permission.TRIAGE_REFERRALS,), one=(Permission.TRIAGE_REFERRALS, Permission.REFER)),
}


def publish(topic: str, kind: str, subject: UUID | str = "") -> None:
    """Wake the pages that watch `topic` once the caller's transaction is committed. KeyError: no such topic."""
    TOPICS[topic]
    Event.objects.create(at=timezone.now(), topic=topic, subject=str(subject), kind=kind)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])  # delivered at commit, never before


def may_watch(user: Any, name: str) -> bool:
    """Whether `user` may be woken by `name`: a topic such as `handoff`, or one thing of it such as `handoff:ID`."""
    topic, _, subject = name.partition(":")
    rule = TOPICS.get(topic)
    if rule is None or (":" in name and not _SUBJECT.fullmatch(subject)):
        return False
    return any(user.may(permission) for permission in (rule.one if subject else rule.every))


def forget_old_events(now: datetime) -> int:
    """Remove wakes that nobody can still be waiting for; returns how many."""
    return Event.objects.filter(at__lt=now - KEPT).delete()[0]
