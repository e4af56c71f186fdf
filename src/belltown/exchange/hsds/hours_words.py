"""Opening hours as people say them: "Monday to Friday, 9 am to 5 pm"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from belltown.exchange.hsds.hours import DAY, Schedule
from belltown.exchange.hsds.tables import WEEKDAYS

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def hours_in_words(schedules: Iterable[Schedule]) -> tuple[str, ...]:
    """One line for each schedule, weekdays first; the publisher's own words where it tells no hours."""
    return tuple(dict.fromkeys(_line(one) for one in sorted(schedules, key=_order)))


def clock_words(minutes: int) -> str:
    """A time of day: "9 am", "12:30 pm", "noon", "midnight"."""
    hour, minute = divmod(minutes % DAY, 60)
    if minute == 0 and hour in (0, 12):
        return "midnight" if hour == 0 else "noon"
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''} {'am' if hour < 12 else 'pm'}"


def _line(schedule: Schedule) -> str:
    if not schedule.tells_hours:
        return schedule.words or "Hours not known"
    parts = [f"{_days(schedule)}, {_times(schedule)}", *_limits(schedule)]
    return ", ".join(parts) + (f" ({schedule.words})" if schedule.words else "")


def _times(schedule: Schedule) -> str:
    opens, closes = schedule.opens or 0, schedule.closes or 0
    if opens == closes:
        return "around the clock" if opens == 0 else f"from {clock_words(opens)} for 24 hours"
    late = " the next day" if 0 < closes < opens else ""
    return f"{clock_words(opens)} to {clock_words(closes)}{late}"


def _days(schedule: Schedule) -> str:
    if schedule.freq == "MONTHLY":
        return _monthly(schedule)
    if schedule.byweekno or schedule.byyearday:
        return "On certain weeks or days of the year"
    if not schedule.byday:
        return _date(schedule.dtstart) if schedule.dtstart and not schedule.freq else "Every week"
    weekdays = _weekdays([WEEKDAYS.index(entry[-2:]) for entry in schedule.byday])
    return weekdays if schedule.interval == 1 else f"{weekdays}, every {schedule.interval} weeks"


def _weekdays(days: list[int]) -> str:
    days = sorted(set(days))
    if len(days) == 7:
        return "Every day"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{NAMES[days[0]]} to {NAMES[days[-1]]}"
    return _and([NAMES[day] for day in days])


def _monthly(schedule: Schedule) -> str:
    every = "the month" if schedule.interval == 1 else f"every {schedule.interval} months"
    if schedule.bymonthday:
        days = [f"day {number}" if number > 0 else _from_the_end(number) for number in schedule.bymonthday]
        return f"On {_and(days)} of {every}"
    named = _and([_nth(entry) for entry in schedule.byday])
    return f"{named[:1].upper()}{named[1:]} of {every}"


def _from_the_end(number: int) -> str:
    return "the last day" if number == -1 else f"the last day but {-number - 1}"


def _nth(entry: str) -> str:
    name = NAMES[WEEKDAYS.index(entry[-2:])]
    return f"{_WHICH.get(int(entry[:-2]), entry[:-2])} {name}" if entry[:-2] else f"every {name}"


def _limits(schedule: Schedule) -> list[str]:
    starts = schedule.valid_from
    ends = min((day for day in (schedule.valid_to, schedule.until) if day), default=None)
    return [*([f"from {_date(starts)}"] if starts else []), *([f"until {_date(ends)}"] if ends else [])]


def _date(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _order(schedule: Schedule) -> tuple[bool, int, int]:
    first = min((WEEKDAYS.index(entry[-2:]) for entry in schedule.byday), default=7)
    return (not schedule.tells_hours, first, schedule.opens or 0)
