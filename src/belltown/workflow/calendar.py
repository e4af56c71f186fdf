"""Which local days are business days: not Saturday, not Sunday, not a public holiday of the state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol


class Days(Protocol):
    """Anything that knows which days count as business days."""

    def is_business_day(self, day: date) -> bool: ...


STATES = frozenset((
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL", "IN",
    "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM",
    "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UM", "UT", "VA", "VI", "VT", "WA",
    "WI", "WV", "WY",
))  # fmt: skip
"""The postal codes of states and territories whose public holidays are known."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Business days in a state of the United States ("WA"); without a state, federal holidays alone.

    Holidays, with the days they are observed on, come from the `holidays` package. Raises ValueError for no such state.
    """

    state: str = ""

    def __post_init__(self) -> None:
        if self.state and self.state not in STATES:
            raise ValueError(f"[{self.state[:20]}] is not a state of the United States, such as WA")

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Whether the day is a public holiday, or the day one is observed on."""
        return day in _holidays_in(self.state, day.year)


@lru_cache(maxsize=512)
def _holidays_in(state: str, year: int) -> frozenset[date]:
    import holidays  # a hundred milliseconds that most commands need not wait for

    return frozenset(holidays.country_holidays("US", subdiv=state or None, years=year))
