"""Moments, figures and distances as people say them. Pure: the moment it is said at is an argument."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from belltown.exchange.hsds.hours import Openness
from belltown.exchange.hsds.hours_words import NAMES, clock_words
from belltown.protocol.answers import NO, YES

_NEAR = timedelta(hours=12)


def ago(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago: "just now", "40 minutes ago", "yesterday, 2:10 pm", "3 weeks ago"."""
    span = now - moment
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return _counted(minutes, "minute") + " ago"
    if span < _NEAR:
        return _counted(minutes // 60, "hour") + " ago"
    return _days_ago(moment.astimezone(zone), now.astimezone(zone))


def _days_ago(moment: datetime, now: datetime) -> str:
    days = (now.date() - moment.date()).days
    time = _clock(moment)
    if days < 2:
        return f"{'yesterday' if days == 1 else 'today'}, {time}"
    return days_ago(moment.date(), now.date())


def days_ago(day: date, today: date) -> str:
    """How many days, weeks, months or years ago a day was."""
    days = (today - day).days
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    for size, unit in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * size or (unit != "week" and days >= size):
            return _counted(days // size, unit) + " ago"
    return _counted(days, "day") + " ago"


def room_words(available: float, unit: str, moment: datetime, *, stale: bool, now: datetime, zone: tzinfo) -> str:
    """How much room there is; of an old figure, that it was so."""
    count = counted_unit(available, unit)
    return f"was {count}, {ago(moment, now, zone)}" if stale else f"{count} as of {ago(moment, now, zone)}"


def counted_unit(available: float, unit: str) -> str:
    """A figure with its unit: "2 beds", "1 bed", "no beds"."""
    word = unit.lower() or "place"
    number = f"{available:g}"
    if number == "1":
        return f"1 {word}"
    plural = word if word.endswith("s") else f"{word}es" if word.endswith(("ch", "sh", "x")) else f"{word}s"
    return f"{'no' if number == '0' else number} {plural}"


def open_words(state: Openness, now: datetime, zone: tzinfo) -> str:
    """Whether it is open, and what comes next. What is not known is said so, and never as closed."""
    if state.answer is YES:
        return "Open around the clock" if state.always else f"Open until {moment_words(state.until, now, zone)}"
    if state.answer is NO:
        opens = f", opens {moment_words(state.opens, now, zone)}" if state.opens else ""
        return f"Closed now{opens}"
    return f"Not known whether it is open: {state.why}"


def moment_words(moment: datetime | None, now: datetime, zone: tzinfo) -> str:
    """A moment to come: "9 pm", "tomorrow 8 am", "Monday 8 am"."""
    if moment is None:
        return "later"
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days <= 0 or (days == 1 and local.hour == 0 and local.minute == 0):
        return _clock(local)
    return f"{'tomorrow' if days == 1 else NAMES[local.weekday()]} {_clock(local)}"


def miles_words(miles: float) -> str:
    """A distance as a walker reckons it."""
    return "close by" if miles < 0.1 else f"{miles:.1f} miles"


def _clock(moment: datetime) -> str:
    return clock_words(moment.hour * 60 + moment.minute)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
