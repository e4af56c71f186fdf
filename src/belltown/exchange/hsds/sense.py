"""What must be true of a row beyond its types: dates in order, amounts above zero, openings that can happen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.faults import quoted
from belltown.exchange.hsds.hours import minutes_of
from belltown.exchange.hsds.package import Row
from belltown.exchange.hsds.tables import WEEKDAYS

Faults = Iterator[tuple[str, str]]
_DAYS = "|".join(WEEKDAYS)
_ENTRY = re.compile(rf"([+-]?\d{{1,2}})?({_DAYS})")
_NEED_FREQ = ("interval", "count", "until", "byweekno", "bymonthday", "byyearday")
_NUMBER = re.compile(r"[+-]?\d{1,3}")


def sense(table: str, row: Row) -> Faults:
    """The column and the reason of everything in this row that cannot be so."""
    return _CHECKS[table](row) if table in _CHECKS else iter(())


def _service(row: Row) -> Faults:
    yield from _not_below_zero(row, "minimum_age", "maximum_age")
    yield from _in_order(row, "minimum_age", "maximum_age")


def _location(row: Row) -> Faults:
    yield from _between(row, "latitude", -90, 90)
    yield from _between(row, "longitude", -180, 180)
    if ("latitude" in row) != ("longitude" in row):
        yield "latitude", "latitude and longitude come together or not at all"


def _cost(row: Row) -> Faults:
    yield from _not_below_zero(row, "amount")
    yield from _in_order(row, "valid_from", "valid_to")


def _capacity(row: Row) -> Faults:
    yield from _not_below_zero(row, "available", "maximum")


def _schedule(row: Row) -> Faults:
    yield from _in_order(row, "valid_from", "valid_to")
    yield from _in_order(row, "dtstart", "until")
    yield from _between(row, "timezone", -12, 14)
    yield from _recurrence(row)
    yield from _lists(row)
    yield from _opening(row)


def _recurrence(row: Row) -> Faults:
    """RFC 5545, 3.3.10: what a rule may not say at once, and what it may not leave out."""
    for name in ("interval", "count"):
        if name in row and (float(row[name]) % 1 or not 1 <= float(row[name]) <= 1000):
            yield name, f"must be a whole number from 1 to 1000, and is {quoted(row[name])}"
    if "until" in row and "count" in row:
        yield "count", "a schedule ends on a day or after a number of times, not both"
    if "dtstart" not in row and ("count" in row or row.get("interval", 1) != 1):
        yield "dtstart", "is needed, so that one can tell which weeks or months are meant"
    yield from _frequency(row)


def _frequency(row: Row) -> Faults:
    named = [name for name in _NEED_FREQ if name in row]
    if named and "freq" not in row:
        yield "freq", f"is needed, because {named[0]} is given"


def _lists(row: Row) -> Faults:
    monthly = row.get("freq") == "MONTHLY"
    for entry in _entries(row, "byday"):
        found = _ENTRY.fullmatch(entry)
        if not found:
            yield "byday", f"{quoted(entry)} is no day such as MO or, in a month, 2MO"
        elif found[1] and (not monthly or not 1 <= abs(int(found[1])) <= 5):
            yield "byday", f"{quoted(entry)}: a number before the day means which one of a month, 1 to 5 or -1 to -5"
    for name, most, freq in (("byweekno", 53, "WEEKLY"), ("bymonthday", 31, "MONTHLY"), ("byyearday", 366, "")):
        for entry in _entries(row, name):
            if not _NUMBER.fullmatch(entry) or not 1 <= abs(int(entry)) <= most:
                yield name, f"{quoted(entry)} is no number from 1 to {most} or -{most} to -1"
        if name in row and freq and row.get("freq", freq) != freq:
            yield name, f"goes with freq {freq} alone"


def _opening(row: Row) -> Faults:
    if ("opens_at" in row) != ("closes_at" in row):
        yield "closes_at" if "opens_at" in row else "opens_at", "is missing, and the other time is there"
        return
    if "opens_at" not in row or "notes" in row or "description" in row:
        return
    opens, closes = minutes_of(str(row["opens_at"])), minutes_of(str(row["closes_at"]))
    if closes != 0 and closes <= opens:
        yield "closes_at", "is not after opens_at; where it runs over midnight, say so in description or notes"


def _entries(row: Row, name: str) -> list[str]:
    return [part.strip() for part in str(row[name]).split(",")] if name in row else []


def _not_below_zero(row: Row, *names: str) -> Faults:
    for name in names:
        if name in row and _number(row[name]) < 0:
            yield name, f"cannot be below zero, and is {quoted(row[name])}"


def _between(row: Row, name: str, least: int, most: int) -> Faults:
    if name in row and not least <= _number(row[name]) <= most:
        yield name, f"must be from {least} to {most}, and is {quoted(row[name])}"


def _in_order(row: Row, first: str, last: str) -> Faults:
    """Numbers, or days as ISO writes them, which sort as they follow one another."""
    if first in row and last in row and row[first] > row[last]:  # type: ignore[operator]
        yield last, f"{quoted(row[last])} is before {first} {quoted(row[first])}"


def _number(value: Value) -> float:
    return float(value)


_CHECKS: dict[str, Callable[[Row], Faults]] = {
    "service": _service, "location": _location, "cost_option": _cost, "service_capacity": _capacity,
    "schedule": _schedule,
}  # fmt: skip
