"""A week of the on-call roster: who is rung when, and when nobody would be. Pure: no clock and no database here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from belltown.protocol.version import OnCallHours
from belltown_site.jurisdiction.models import Rank
from belltown_site.jurisdiction.roster import OnCall

DAYS = 7
AROUND_THE_CLOCK = (OnCallHours(tuple(range(7)), time(0), time(0)),)


class NoSuchTime(ValueError):
    """A time that the clocks leap over. `str()` of it is fit for the screen."""


def local_moment(day: date, at: time, zone: tzinfo) -> datetime:
    """That local time in UTC; the first of two when the clocks go back, so that shifts that meet there still meet.

    Raises NoSuchTime for one that the clocks leap over.
    """
    moment = datetime.combine(day, at, zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        raise NoSuchTime(f"There is no {clock_words(at)} that night: the clocks go forward. Choose an hour later.")
    return moment


def monday_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, from `starts` up to `ends`, in UTC."""

    starts: datetime
    ends: datetime

    def words(self, zone: tzinfo) -> str:
        """In local time: "Tue, Nov 24, 2:00 AM to 6:00 AM"."""
        first, last = self.starts.astimezone(zone), self.ends.astimezone(zone)
        until = clock_words(last) if last.date() == first.date() else f"{_day_words(last)}, {clock_words(last)}"
        return f"{_day_words(first)}, {clock_words(first)} to {until}"


def promised(hours: Sequence[OnCallHours], first: date, zone: tzinfo) -> tuple[Span, ...]:
    """When the protocol promises somebody, in the week from `first`; all of it where the protocol names no hours."""
    week = Span(_start_of(first, zone), _start_of(first + timedelta(days=DAYS), zone))
    spans = [
        _hours_on(day, one, zone)
        for one in hours or AROUND_THE_CLOCK
        for day in (first + timedelta(days=offset) for offset in range(-1, DAYS))
        if day.weekday() in one.days
    ]
    return joined(_within(span, week) for span in spans)


def gaps(wanted: Iterable[Span], shifts: Iterable[Span]) -> tuple[Span, ...]:
    """What of the wanted time no shift covers."""
    covered, left = joined(shifts), []
    for want in joined(wanted):
        begins = want.starts
        for shift in covered:
            if shift.ends <= begins or shift.starts >= want.ends:
                continue
            if shift.starts > begins:
                left.append(Span(begins, shift.starts))
            begins = max(begins, shift.ends)
        if begins < want.ends:
            left.append(Span(begins, want.ends))
    return tuple(left)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few stretches as can be, in order; stretches of no length are left out."""
    found: list[Span] = []
    for span in sorted(span for span in spans if span.starts < span.ends):
        if found and span.starts <= found[-1].ends:
            found[-1] = Span(found[-1].starts, max(found[-1].ends, span.ends))
        else:
            found.append(span)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of the day `on` with everybody on call for all of it, in the order they are rung; or with nobody."""

    on: date
    span: Span
    people: tuple[OnCall, ...]
    zone: tzinfo
    now: datetime

    @property
    def words(self) -> str:
        """The hours, "7:00 AM to 7:00 PM", with the day wherever it is another one."""
        first, last = (moment.astimezone(self.zone) for moment in (self.span.starts, self.span.ends))
        if self.is_gap:
            until = "midnight" if last.date() > self.on else clock_words(last)
            return f"{clock_words(first)} to {until}"
        return f"{self._at(first)} to {self._at(last)}{self._odd_length(first, last)}"

    @property
    def is_gap(self) -> bool:
        return not self.people

    @property
    def is_now(self) -> bool:
        return self.span.starts <= self.now < self.span.ends

    @property
    def is_over(self) -> bool:
        return self.span.ends <= self.now

    @property
    def by_rank(self) -> tuple[tuple[str, tuple[OnCall, ...]], ...]:
        """Each rank with whoever holds it."""
        return tuple((rank.label, tuple(one for one in self.people if one.rank == rank)) for rank in Rank)

    def _at(self, moment: datetime) -> str:
        return clock_words(moment) if moment.date() == self.on else f"{moment:%a} {clock_words(moment)}"

    def _odd_length(self, first: datetime, last: datetime) -> str:
        """Where the clocks change, a shift is longer or shorter than it reads."""
        real = self.span.ends - self.span.starts
        if real == last.replace(tzinfo=None) - first.replace(tzinfo=None):
            return ""
        return f" ({real.total_seconds() / 3600:g} hours: the clocks change)"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the roster, its gaps among its turns. The first also carries what began before the week."""

    on: date
    turns: tuple[Turn, ...]
    is_today: bool

    @property
    def title(self) -> str:
        return f"{self.on:%A}, {self.on:%b} {self.on.day}"


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the roster as a page shows it."""

    first: date
    shifts: tuple[OnCall, ...]
    hours: tuple[OnCallHours, ...]
    zone: tzinfo
    now: datetime

    @property
    def gaps(self) -> tuple[Span, ...]:
        """When nobody would be rung, from now on."""
        wanted = (_within(span, Span(self.now, span.ends)) for span in promised(self.hours, self.first, self.zone))
        return gaps(wanted, (Span(shift.starts, shift.ends) for shift in self.shifts))

    @property
    def nobody_now(self) -> bool:
        return any(gap.starts == self.now for gap in self.gaps)

    @property
    def gap_words(self) -> tuple[str, ...]:
        """Each gap in a sentence."""
        return tuple(self._sentence(gap) for gap in self.gaps)

    @property
    def days(self) -> tuple[Day, ...]:
        return tuple(self._day(self.first + timedelta(days=offset)) for offset in range(DAYS))

    @property
    def title(self) -> str:
        last = self.first + timedelta(days=DAYS - 1)
        return f"{self.first:%b} {self.first.day} to {last:%b} {last.day}, {last.year}"

    @property
    def previous(self) -> date:
        return self.first - timedelta(days=DAYS)

    @property
    def following(self) -> date:
        return self.first + timedelta(days=DAYS)

    @property
    def is_this_week(self) -> bool:
        return self.first == monday_of(self.now.astimezone(self.zone).date())

    @property
    def is_past(self) -> bool:
        return self.following <= self.now.astimezone(self.zone).date()

    def _day(self, day: date) -> Day:
        whole = Span(_start_of(day, self.zone), _start_of(day + timedelta(days=1), self.zone))
        missing = joined(_within(gap, whole) for gap in self.gaps)
        manned = {Span(one.starts, one.ends) for one in self.shifts}
        here = sorted([*missing, *(span for span in manned if self._shown_on(span) == day)])
        return Day(day, tuple(self._turn(day, span) for span in here), day == self.now.astimezone(self.zone).date())

    def _shown_on(self, span: Span) -> date:
        return max(span.starts.astimezone(self.zone).date(), self.first)

    def _turn(self, day: date, span: Span) -> Turn:
        people = [one for one in self.shifts if Span(one.starts, one.ends) == span]
        return Turn(day, span, tuple(sorted(people, key=lambda one: (one.rank, one.name))), self.zone, self.now)

    def _sentence(self, gap: Span) -> str:
        if gap.starts == self.now:
            end = gap.ends.astimezone(self.zone)
            return f"Nobody is on call now, until {_day_words(end)}, {clock_words(end)}"
        return f"Nobody is on call {gap.words(self.zone)}"


def clock_words(at: time | datetime) -> str:
    """A time of day as people say it: "2:05 PM"."""
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def _day_words(at: datetime) -> str:
    return f"{at:%a, %b} {at.day}"


def _start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _hours_on(day: date, hours: OnCallHours, zone: tzinfo) -> Span:
    last = day if hours.starts < hours.ends else day + timedelta(days=1)
    starts, ends = datetime.combine(day, hours.starts, zone), datetime.combine(last, hours.ends, zone)
    return Span(starts.astimezone(UTC), ends.astimezone(UTC))


def _within(span: Span, bounds: Span) -> Span:
    return Span(max(span.starts, bounds.starts), min(span.ends, bounds.ends))
