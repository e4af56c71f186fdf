"""When something is open: HSDS schedules read as RFC 5545 recurrences, in the place's own time.

A time without an offset is local time: publishers write what stands on the door, although HSDS 3.1 says UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, cast

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.package import Row
from belltown.exchange.hsds.tables import WEEKDAYS
from belltown.protocol.answers import NO, UNKNOWN, YES, Answer

DAY = 24 * 60
_IDS = frozenset({"id", "service_id", "location_id", "service_at_location_id"})
AHEAD = 8
"""How many days ahead the next opening is looked for."""
LONG = timedelta(days=6)
"""What stays open longer than this is open around the clock."""


def minutes_of(text: str) -> int:
    """Minutes after midnight of an HSDS time such as 09:00, 09:00:30 or 09:00-05:00."""
    return int(text[:2]) * 60 + int(text[3:5])


def offset_of(text: str) -> int | None:
    """Minutes east of UTC that the time names; None where it is local."""
    tail = text[8:] if len(text) > 5 and text[5] == ":" else text[5:]
    tail = tail.lstrip(".0123456789")
    if not tail:
        return None
    if tail == "Z":
        return 0
    digits = tail[1:].replace(":", "")
    return (1 if tail[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:]))


@dataclass(frozen=True, slots=True)
class Schedule:
    """One row of `schedule`, its parts taken apart. Without times or days it is words alone, and tells no hours."""

    opens: int | None = None
    closes: int | None = None
    freq: str = ""
    byday: tuple[str, ...] = ()
    interval: int = 1
    bymonthday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    wkst: str = ""
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    offset: int | None = None
    words: str = ""

    @classmethod
    def of(cls, row: Row) -> Schedule:
        """The schedule of a checked row."""
        return _schedule(tuple(sorted((name, value) for name, value in row.items() if name not in _IDS)))

    @classmethod
    def _made(cls, row: Row) -> Schedule:
        given = {name: str(row[name]) for name in row}
        opens, closes = given.get("opens_at"), given.get("closes_at")
        zone = offset_of(opens) if opens else None
        if zone is None and "timezone" in row:
            zone = round(float(row["timezone"]) * 60)
        return cls(
            opens=minutes_of(opens) if opens else None,
            closes=minutes_of(closes) if closes else None,
            freq=given.get("freq", ""),
            byday=tuple(_parts(given.get("byday", ""))),
            interval=int(row.get("interval", 1)),
            bymonthday=_numbers(given.get("bymonthday", "")),
            byweekno=_numbers(given.get("byweekno", "")),
            byyearday=_numbers(given.get("byyearday", "")),
            wkst=given.get("wkst", ""),
            count=int(row["count"]) if "count" in row else None,
            offset=zone,
            words=given.get("description") or given.get("notes", ""),
            **{name: _day(given.get(name)) for name in ("dtstart", "until", "valid_from", "valid_to")},
        )

    @property
    def tells_hours(self) -> bool:
        """Whether one can work out from it when something is open."""
        return self.opens is not None and bool(self.byday or self.freq or self.dtstart)

    @property
    def is_weekly(self) -> bool:
        """Whether the same weekdays come every week, so that a glance at the weekday tells."""
        odd = self.interval != 1 or self.count or self.byweekno or self.byyearday or self.bymonthday
        return self.freq in ("WEEKLY", "") and bool(self.byday) and not odd

    def days(self, first: date, last: date) -> Iterator[date]:
        """The local days from `first` to `last` on which it opens."""
        first = max(filter(None, (first, self.valid_from, self.dtstart)))
        last = min(filter(None, (last, self.valid_to, self.until)))
        if self.is_weekly:
            span = (first + timedelta(days=n) for n in range((last - first).days + 1))
            return (day for day in span if WEEKDAYS[day.weekday()] in self.byday)
        if not self.freq:
            return iter(day for day in (self.dtstart,) if day and first <= day <= last)
        return self._recurring(first, last)

    def _recurring(self, first: date, last: date) -> Iterator[date]:
        start = self.dtstart or self.valid_from or date(first.year - 1, 1, 1)
        rule = _rule(self, start)
        for moment in rule.between(_noon(first), _noon(last), inc=True):
            yield moment.date()

    def openings(self, now: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """From when until when it is open, from yesterday to some days ahead."""
        if not self.tells_hours:
            return
        own = zone if self.offset is None else timezone(timedelta(minutes=self.offset))
        today = now.astimezone(own).date()
        opens, closes = cast("int", self.opens), cast("int", self.closes)
        for day in self.days(today - timedelta(days=1), today + timedelta(days=AHEAD)):
            ends = closes if closes > opens else closes + DAY
            yield _moment(day, opens, own), _moment(day, ends, own)


@lru_cache(maxsize=4096)
def _schedule(cells: tuple[tuple[str, Value], ...]) -> Schedule:
    """Many services keep the same hours, and say them in the same words."""
    return Schedule._made(dict(cells))


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether it is open at a moment, and what comes next. `why` says what makes it unknown."""

    answer: Answer
    until: datetime | None = None
    opens: datetime | None = None
    always: bool = False
    why: str = ""


def openness(schedules: Iterable[Schedule], now: datetime, zone: tzinfo, *, holiday: bool = False) -> Openness:
    """Whether a place with these schedules is open. Without hours, or on a holiday it says nothing of, unknown."""
    every = tuple(schedules)
    spans = _joined(sorted(span for one in every for span in one.openings(now, zone)))
    here = next((span for span in spans if span[0] <= now < span[1]), None)
    after = next((span[0] for span in spans if span[0] > now), None)
    if not any(one.tells_hours for one in every):
        return Openness(UNKNOWN, why="no hours are known")
    always = bool(here and here[1] - now > LONG)
    if holiday and not always:
        return Openness(UNKNOWN, opens=after, why="today is a holiday, and its hours on holidays are not known")
    if here:
        return Openness(YES, until=None if always else here[1], opens=after, always=always)
    if any(not one.tells_hours for one in every):
        return Openness(UNKNOWN, opens=after, why="it has other hours too, in words alone")
    return Openness(NO, opens=after)


def _joined(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans that touch or overlap, as one."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _rule(schedule: Schedule, start: date) -> Any:
    from dateutil import rrule  # read when a schedule is more than a list of weekdays

    days = [_weekday(rrule, entry) for entry in schedule.byday]
    options = {
        "byweekday": days or None,
        "bymonthday": schedule.bymonthday or None,
        "byweekno": schedule.byweekno or None,
        "byyearday": schedule.byyearday or None,
        "wkst": getattr(rrule, schedule.wkst) if schedule.wkst else None,
    }
    # RFC 5545 gives week numbers and days of the year to yearly rules alone; HSDS writes them in weekly ones
    freq = rrule.YEARLY if schedule.byweekno or schedule.byyearday else getattr(rrule, schedule.freq)
    return rrule.rrule(freq, dtstart=_noon(start), interval=schedule.interval, count=schedule.count, **options)


def _weekday(rrule: Any, entry: str) -> Any:
    day = getattr(rrule, entry[-2:])
    return day(int(entry[:-2])) if entry[:-2] else day


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


def _moment(day: date, minutes: int, zone: tzinfo) -> datetime:
    """A wall-clock time of a day; minutes past 24 hours are the next day's."""
    extra, rest = divmod(minutes, DAY)
    return datetime.combine(day + timedelta(days=extra), time(rest // 60, rest % 60), zone)


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(",") if part.strip())


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _parts(text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
