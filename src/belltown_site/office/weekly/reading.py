"""A week's lines, read off the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from belltown_site.accounts.witness import UNKNOWN
from belltown_site.ledger.models import Entry
from belltown_site.office.weekly.items import Item, Line, items_of
from belltown_site.office.weekly.weeks import Week

BEFORE = timedelta(weeks=8)
"""How far back somebody's usual hours are read."""

READ = ("read.", "glass.", "export.", "ledger.export", "account.", "agency.", "sign_in.")
MOST_KEPT = 64
_kept: dict[tuple[Week, str], tuple[Item, ...]] = {}


def items_in(week: Week) -> tuple[Item, ...]:
    """The items of a week that is over.

    Kept in memory under the digest of the week's last line: that digest holds every line before it, so the same digest
    means the same items.
    """
    key = (week, _last_digest(week))
    if key not in _kept:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        hours, days = _usual(week)
        _kept[key] = items_of(week.key, lines_in(week), hours, days)
    return _kept[key]


def first_week_of_all(zone: str) -> Week | None:
    """The week of the ledger's first line."""
    from belltown_site.office.weekly.weeks import week_of

    first = Entry.objects.order_by("pk").values_list("at", flat=True).first()
    return week_of(first, zone) if first else None


def lines_in(week: Week) -> Iterator[Line]:
    """The lines of one week that the review reads, in order."""
    zone = ZoneInfo(week.zone)
    fields = ("at", "by_id", "act", "subject_kind", "subject_id", "detail")
    rows = _between(week).filter(_acts()).order_by("pk").values_list(*fields)
    for at, by, act, kind, id, detail in rows.iterator(chunk_size=5000):
        yield Line(at.astimezone(zone), _person(by, act, id), act, (kind, id), str(detail.get("consent", "")))


def _person(by: UUID | None, act: str, subject: str) -> UUID | None:
    """Who acted; of a refused sign-in, whose account it was."""
    if by is None and act.startswith("sign_in.") and subject != UNKNOWN:
        return UUID(subject)
    return by


def _usual(week: Week) -> tuple[dict[UUID, dict[int, int]], dict[UUID, int]]:
    """By person: on how many days they worked at each hour in the weeks before, and on how many days at all."""
    zone = ZoneInfo(week.zone)
    before = Entry.objects.filter(at__gte=week.starts - BEFORE, at__lt=week.starts, by_id__isnull=False)
    worked = before.annotate(hour=ExtractHour("at", tzinfo=zone), day=TruncDate("at", tzinfo=zone))
    hours: dict[UUID, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    days: dict[UUID, set[Any]] = defaultdict(set)
    for person, hour, day in worked.order_by().values_list("by_id", "hour", "day").distinct():
        hours[person][hour] += 1
        days[person].add(day)
    return hours, {person: len(found) for person, found in days.items()}


def _between(week: Week) -> QuerySet[Entry]:
    return Entry.objects.filter(at__gte=week.starts, at__lt=week.ends)


def _acts() -> Q:
    wanted = Q()
    for prefix in READ:
        wanted |= Q(act__startswith=prefix)
    return wanted


def _last_digest(week: Week) -> str:
    last = Entry.objects.filter(at__lt=week.ends).order_by("-at", "-pk").values_list("digest", flat=True).first()
    return last or ""
