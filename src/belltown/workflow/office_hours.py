"""When somebody reads what came in: on business days, nine to five. A convention of ours, told to whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from belltown.workflow.calendar import Days

OPENS, CLOSES = time(9), time(17)


@dataclass(frozen=True, slots=True)
class Reading:
    """When somebody reads it: now, or on the day `on`."""

    is_now: bool
    on: date


def next_reading(at: datetime, calendar: Days) -> Reading:
    """When what is sent at this local moment is read. Raises ValueError for a moment without a timezone."""
    if at.utcoffset() is None:
        raise ValueError("at has no timezone")
    day = at.date()
    if calendar.is_business_day(day) and at.time() < CLOSES:
        return Reading(is_now=at.time() >= OPENS, on=day)
    day += timedelta(days=1)
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return Reading(is_now=False, on=day)
