"""ISO weeks in the site's own timezone: when one is over, and until when it should have been reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FRIDAY = 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, from Monday's midnight to the next."""

    year: int
    number: int
    zone: str

    @property
    def key(self) -> str:
        """How it stands in an address: "2026-w48"."""
        return f"{self.year}-w{self.number:02}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def starts(self) -> datetime:
        return self._midnight(self.monday)

    @property
    def ends(self) -> datetime:
        return self._midnight(self.monday + _WEEK)

    @property
    def due_on(self) -> date:
        """The Friday that follows: the last day on which its review is in time."""
        return self.monday + _WEEK + timedelta(days=FRIDAY)

    @property
    def title(self) -> str:
        first, last = self.monday, self.sunday
        return f"{first:%B} {first.day} to {last:%B} {last.day}, {last.year}"

    def is_late(self, now: datetime) -> bool:
        """Whether the Friday by which it should have been reviewed is over."""
        return now >= self._midnight(self.due_on + timedelta(days=1))

    def before(self) -> Week:
        return week_of(self._midnight(self.monday - _WEEK), self.zone)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), ZoneInfo(self.zone))


def week_of(moment: datetime, zone: str) -> Week:
    """The week a moment lies in."""
    year, number, _ = moment.astimezone(ZoneInfo(zone)).date().isocalendar()
    return Week(year, number, zone)


def finished(now: datetime, zone: str, most: int) -> tuple[Week, ...]:
    """The latest weeks that are over, the newest first."""
    found = [week_of(now, zone).before()]
    while len(found) < most:
        found.append(found[-1].before())
    return tuple(found)


def parse(key: str, zone: str) -> Week | None:
    """The week of an address; None where it is none."""
    year, _, number = key.partition("-w")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and len(number) == 2 and number.isdigit()):
        return None
    try:
        week = Week(int(year), int(number), zone)
        return week if week.monday and week.key == key else None
    except ValueError:
        return None
