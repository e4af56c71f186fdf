"""How somebody takes part on a day: computed from what happened, never kept as a state. Nobody ever fails out.

Custody and hospital are periods, not endings, and a later meeting undoes whatever was thought before it: a person who
moved, withdrew or could not be found is taking part again from the day they are met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Status(StrEnum):
    """The list a site may report from (statuses of the field, without one for failing)."""

    INTAKE_NOT_DONE = "intake_not_done"
    ACTIVE = "active"
    INACTIVE = "inactive"
    IN_CUSTODY = "in_custody"
    IN_HOSPITAL = "in_hospital"
    IN_THE_WIND = "in_the_wind"
    MOVED_AWAY = "moved_away"
    WITHDREW = "withdrew"
    DECEASED = "deceased"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class AwayKind(StrEnum):
    """Where somebody is kept from taking part."""

    CUSTODY = "custody"
    HOSPITAL = "hospital"
    RESIDENTIAL_TREATMENT = "residential_treatment"


class Word(StrEnum):
    """What the person or their worker said. A meeting on a later day overrules all of them."""

    INACTIVE = "inactive"
    MOVED_AWAY = "moved_away"
    WITHDREW = "withdrew"


@dataclass(frozen=True, slots=True)
class Away:
    """From `start` on, in custody or the like; the last day is `end`, or it goes on. Raises ValueError backwards."""

    kind: AwayKind
    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a stay that begins on {self.start} cannot end on {self.end}")

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of one person's course. `met` are the days on which they and a worker met or spoke."""

    handed_over: date
    intake_done: date | None = None
    met: tuple[date, ...] = ()
    away: tuple[Away, ...] = ()
    words: tuple[tuple[date, Word], ...] = ()
    died: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody takes part on a day, since when as far as is known, and whether they had come back."""

    status: Status
    since: date
    came_back: bool = False


def standing(course: Course, on: date, *, wind_after: timedelta) -> Standing:
    """The standing on a day. Nobody heard of for `wind_after`, custody and hospital apart, is in the wind."""
    if course.died is not None and course.died <= on:
        return Standing(Status.DECEASED, course.died)
    if stay := _stay_on(course.away, on):
        status = Status.IN_CUSTODY if stay.kind is AwayKind.CUSTODY else Status.IN_HOSPITAL
        return Standing(status, stay.start)
    last = _last_heard_of(course, on)
    if word := _word_that_holds(course, on):
        return Standing(Status(word[1].value), word[0])
    if on - last > wind_after:
        return Standing(Status.IN_THE_WIND, last + wind_after + timedelta(days=1))
    if course.intake_done is None or course.intake_done > on:
        return Standing(Status.INTAKE_NOT_DONE, course.handed_over)
    return _active(course, on, wind_after)


def days_at_risk(start: date, end: date, away: Iterable[Away], *, died: date | None = None) -> int:
    """Days from `start` to the day before `end` on which the person was at liberty and alive.

    Stays that overlap are counted once. It is the exposure of a rate: custody days come off the clock.
    """
    last = min(end, died) if died else end
    kept = {day for one in away for day in _days(max(one.start, start), min(one.end or last, last - _DAY))}
    return max(0, (last - start).days - len(kept))


_DAY = timedelta(days=1)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _stay_on(away: Iterable[Away], on: date) -> Away | None:
    """The stay of that day; where two overlap, custody, for that is where the person can be visited."""
    here = [stay for stay in away if stay.holds_on(on)]
    return min(here, key=lambda stay: (stay.kind is not AwayKind.CUSTODY, stay.start), default=None)


def _last_heard_of(course: Course, on: date) -> date:
    """The last day on which anybody knew where the person was: met, handed over, or out of a stay."""
    ended = (stay.end for stay in course.away if stay.end is not None)
    return max(day for day in (course.handed_over, *course.met, *ended) if day <= on or day == course.handed_over)


def _word_that_holds(course: Course, on: date) -> tuple[date, Word] | None:
    """The latest that was said, unless the person was met on a later day."""
    latest = max((word for word in course.words if word[0] <= on), key=lambda word: word[0], default=None)
    return latest if latest and not any(latest[0] < day <= on for day in course.met) else None


def _active(course: Course, on: date, wind_after: timedelta) -> Standing:
    """Active since intake, or since the person was met again after having been away, gone or silent."""
    begun = course.intake_done or course.handed_over
    back = [day for day in sorted(course.met) if begun < day <= on and _was_gone(course, day - _DAY, wind_after)]
    return Standing(Status.ACTIVE, back[-1], came_back=True) if back else Standing(Status.ACTIVE, begun)


def _was_gone(course: Course, day: date, wind_after: timedelta) -> bool:
    silent = day - _last_heard_of(course, day) > wind_after
    return silent or bool(_stay_on(course.away, day) or _word_that_holds(course, day))
