"""Clocks, computed from what happened. Nothing here is stored but facts: when it started, when it stood still.

Minutes are elapsed time: neither a clock change nor midnight alters them, and a pause adds exactly its own length.

Days are local calendar days. Day one is the day after the start; the time runs out when the last day ends, at local
midnight. A day that a pause touches at all does not count: a pause on the starting day changes nothing, two pauses on
one day cost one day, and a person released from jail at noon has not lost that afternoon. Business days also leave out
weekends and public holidays. These are our choices: the published limits say only "30 days" (California Penal Code
1001.87), and a site that counts otherwise should say so.

Only what has happened by `now` counts: a pause that is still open is taken as if it ended now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from belltown.errors import NotPossible
from belltown.vocabulary import PauseReason
from belltown.workflow.calendar import Days, WorkCalendar

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_SOON_AT_MOST = timedelta(days=3)


class Limit(Protocol):
    """What a clock needs to know of a protocol's time limit. `protocol.version.ClockRule` is one."""

    @property
    def name(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def business_days(self) -> int: ...
    @property
    def pauses(self) -> tuple[PauseReason, ...]: ...


@dataclass(frozen=True, slots=True)
class Pause:
    """A time during which a clock stands still, from `start` up to `end`; still going on while `end` is None."""

    start: datetime
    end: datetime | None
    reason: PauseReason

    def __post_init__(self) -> None:
        _aware(self.start, "a pause's start")
        if self.end is not None and _aware(self.end, "a pause's end") < self.start:
            raise ValueError("a pause cannot end before it starts")


class State(StrEnum):
    """How a clock stands. DUE_SOON: the last quarter of its time, three days at most."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    PAUSED = "paused"
    LAPSED = "lapsed"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Status:
    """A clock at one moment. `remaining` is negative once the time has run out; `late` when it was met too late, None
    where whoever looks may not learn the day that met it.

    While PAUSED, `due_at` is when it would be due if the pause ended now, and `reasons` says why it stands still.
    """

    state: State
    due_at: datetime
    remaining: timedelta
    late: bool | None = False
    reasons: tuple[PauseReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """One running time limit: the rule, the facts so far, and where and by which calendar days are counted.

    Raises ValueError for a moment without a timezone, NotPossible for a pause the rule does not allow.
    """

    rule: Limit
    started_at: datetime
    tz: str
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None
    calendar: Days = field(default_factory=WorkCalendar)

    def __post_init__(self) -> None:
        _aware(self.started_at, "the start")
        if self.met_at is not None:
            _aware(self.met_at, "the moment it was met")
        for pause in self.pauses:
            check_pause(self.rule, pause.reason)

    def due_at(self, now: datetime) -> datetime:
        """The last moment in time, in UTC, as it is known at `now`."""
        seen = min(_aware(now, "now"), self.met_at or now)
        return due_at(self.rule, self.started_at, self.pauses, self.tz, self.calendar, now=seen)

    def lapses_at(self, now: datetime) -> datetime | None:
        """What an index for a sweeper may hold: `due_at`, or None while it is met or stands still. Recompute after."""
        stands_still = self.met_at is not None or self._reasons(now)
        return None if stands_still else self.due_at(now)

    def status(self, now: datetime) -> Status:
        """How the clock stands at `now`. It lapses just after `due_at`, never while paused."""
        due = self.due_at(now)
        if self.met_at is not None and self.met_at <= now:
            return Status(State.MET, due, due - self.met_at, late=self.met_at > due)
        remaining, reasons = due - now, self._reasons(now)
        return Status(_state(remaining, reasons, _soon(self.rule)), due, remaining, reasons=reasons)

    def untold(self, now: datetime) -> Status:
        """The status for whoever may not learn the day that met it: that it is met, and nothing computed from it."""
        status = self.status(now)
        if status.state is not State.MET:
            return status
        return Status(State.MET, replace(self, met_at=None).due_at(now), timedelta(0), late=None)

    def _reasons(self, now: datetime) -> tuple[PauseReason, ...]:
        """Why it stands still at `now`; empty when it runs, or had run out before it was paused."""
        open_now = [p for p in self.pauses if p.start <= now and (p.end is None or now < p.end)]
        if not open_now or now < self.started_at:
            return ()
        first = min(pause.start for pause in open_now)
        if first > self.due_at(first):
            return ()
        return tuple(sorted({pause.reason for pause in open_now}))


def due_at(
    rule: Limit, started_at: datetime, pauses: Iterable[Pause], tz: str, calendar: Days, *, now: datetime
) -> datetime:
    """The last moment in time, in UTC. The order of `pauses` does not matter, nor how one pause is cut into several."""
    start = _aware(started_at, "the start").astimezone(UTC)
    still = _union(_until(pauses, start, _aware(now, "now").astimezone(UTC)))
    if rule.minutes:
        return _after_minutes(start, timedelta(minutes=rule.minutes), still)
    zone = ZoneInfo(tz)
    touched = _local_days(still, zone)
    counts = calendar.is_business_day if rule.business_days else _every_day
    first = start.astimezone(zone).date()
    return _end_of(_nth_day(first, rule.days or rule.business_days, touched, counts), zone)


def check_pause(rule: Limit, reason: PauseReason) -> None:
    """Raises NotPossible, naming the reasons that do, when `reason` does not pause this clock."""
    if reason not in rule.pauses:
        allowed = ", ".join(_said(other) for other in rule.pauses) or "nothing"
        raise NotPossible(f"{_said(reason).capitalize()} does not pause the {rule.name} clock here; {allowed} does.")


def _said(word: StrEnum) -> str:
    return word.value.replace("_", " ")


def _aware(moment: datetime, what: str) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{what} has no timezone, so nobody can tell when it was")
    return moment


def _until(pauses: Iterable[Pause], start: datetime, now: datetime) -> list[tuple[datetime, datetime]]:
    """Each pause as far as it lies between the clock's start and now; those of no length left out."""
    spans = [(max(p.start.astimezone(UTC), start), min((p.end or now).astimezone(UTC), now)) for p in pauses]
    return [(begin, end) for begin, end in spans if begin < end]


def _union(spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _after_minutes(start: datetime, length: timedelta, still: Sequence[tuple[datetime, datetime]]) -> datetime:
    due = start + length
    for begin, end in still:
        if begin > due:
            break
        due += end - begin
    return due


def _local_days(still: Sequence[tuple[datetime, datetime]], zone: ZoneInfo) -> set[date]:
    days: set[date] = set()
    for begin, end in still:
        day, last = begin.astimezone(zone).date(), (end - _MICROSECOND).astimezone(zone).date()
        while day <= last:
            days.add(day)
            day += _DAY
    return days


def _every_day(_: date) -> bool:
    return True


def _nth_day(first: date, n: int, touched: set[date], counts: Callable[[date], bool]) -> date:
    day = first
    while n:
        day += _DAY
        n -= counts(day) and day not in touched
    return day


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """The day's last microsecond, so that it is shown as that day and not the next."""
    midnight = day + _DAY
    return datetime(midnight.year, midnight.month, midnight.day, tzinfo=zone).astimezone(UTC) - _MICROSECOND


def _soon(rule: Limit) -> timedelta:
    whole = timedelta(minutes=rule.minutes, days=rule.days or rule.business_days)
    return min(whole / 4, _SOON_AT_MOST)


def _state(remaining: timedelta, reasons: Sequence[PauseReason], soon: timedelta) -> State:
    if reasons:
        return State.PAUSED
    if remaining < timedelta(0):
        return State.LAPSED
    return State.DUE_SOON if remaining <= soon else State.RUNNING
