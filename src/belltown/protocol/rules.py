"""Tests on facts, as frozen nodes. A node checks itself when made: a rule that makes no sense cannot exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from belltown.protocol.facts import Fact, Kind, Value


@dataclass(frozen=True, slots=True)
class Period:
    """A look-back in calendar terms. Months clamp to the month's end: 31 March less one month is the 28th or 29th."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.years, self.months, self.days) < 0 or not (self.years or self.months or self.days):
            raise ValueError("a look-back needs a whole, positive number of years, months or days")

    @property
    def all_months(self) -> int:
        return 12 * self.years + self.months

    def before(self, day: date) -> date:
        """The first day that still lies within this period when looking back from `day`."""
        months = day.year * 12 + day.month - 1 - self.all_months
        year, month = divmod(months, 12)
        if year < 1:
            return date.min
        clamped = min(day.day, _days_in_month(year, month + 1))
        start = date(year, month + 1, clamped)
        return start - timedelta(days=self.days) if self.days < start.toordinal() else date.min

    def __str__(self) -> str:
        parts = [(self.years, "year"), (self.months, "month"), (self.days, "day")]
        return " and ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count)


def _days_in_month(year: int, month: int) -> int:
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return (next_month - timedelta(days=1)).day


class Test:
    """Base of every node. `parts` are the nodes below it, `fact` the fact a leaf reads."""

    __slots__ = ()
    __test__ = False  # not a pytest class

    @property
    def parts(self) -> tuple[Test, ...]:
        return ()


def _need(fact: Fact, *kinds: Kind) -> None:
    if fact.kind not in kinds:
        wanted = " or ".join(kinds)
        raise ValueError(f"[{fact.id}] is a {fact.kind} fact, and this test needs a {wanted} fact")


def _need_value(fact: Fact, value: object) -> None:
    if fault := fact.fault_in(value):
        raise ValueError(f"[{value}] cannot be compared with [{fact.id}]: it {fault}")


@dataclass(frozen=True, slots=True)
class Is(Test):
    """The yes/no fact is true (or, with `value` False, false); or the choice is this one."""

    fact: Fact
    value: Value = True

    def __post_init__(self) -> None:
        _need(self.fact, Kind.YES_NO, Kind.CHOICE)
        _need_value(self.fact, self.value)


@dataclass(frozen=True, slots=True)
class In(Test):
    """The choice is one of these."""

    fact: Fact
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        _need(self.fact, Kind.CHOICE)
        if not self.values:
            raise ValueError(f"the list for [{self.fact.id}] is empty, so nothing could ever meet it")
        for value in self.values:
            _need_value(self.fact, value)


@dataclass(frozen=True, slots=True)
class AtMost(Test):
    """The number is this or less."""

    fact: Fact
    limit: float

    def __post_init__(self) -> None:
        _need(self.fact, Kind.NUMBER)
        _need_value(self.fact, self.limit)


@dataclass(frozen=True, slots=True)
class AtLeast(Test):
    """The number is this or more."""

    fact: Fact
    limit: float

    def __post_init__(self) -> None:
        _need(self.fact, Kind.NUMBER)
        _need_value(self.fact, self.limit)


@dataclass(frozen=True, slots=True)
class Within(Test):
    """The thing last happened within this period before the encounter, the first and last day included.

    A date after the encounter is no look-back at all: the answer is unknown.
    """

    fact: Fact
    period: Period

    def __post_init__(self) -> None:
        _need(self.fact, Kind.LAST_DATE)


@dataclass(frozen=True, slots=True)
class Ever(Test):
    """The thing is known to have happened at some time before the encounter."""

    fact: Fact

    def __post_init__(self) -> None:
        _need(self.fact, Kind.LAST_DATE)


@dataclass(frozen=True, slots=True)
class Not(Test):
    """The opposite."""

    test: Test

    @property
    def parts(self) -> tuple[Test, ...]:
        return (self.test,)


@dataclass(frozen=True, slots=True)
class All(Test):
    """Every one of these."""

    tests: tuple[Test, ...]

    def __post_init__(self) -> None:
        if not self.tests:
            raise ValueError("an all list is empty, so it would hold for everybody")

    @property
    def parts(self) -> tuple[Test, ...]:
        return self.tests


@dataclass(frozen=True, slots=True)
class AnyOf(Test):
    """At least one of these."""

    tests: tuple[Test, ...]

    def __post_init__(self) -> None:
        if not self.tests:
            raise ValueError("an any list is empty, so nothing could ever meet it")

    @property
    def parts(self) -> tuple[Test, ...]:
        return self.tests


Leaf = Is | In | AtMost | AtLeast | Within | Ever


def facts_of(test: Test) -> frozenset[Fact]:
    """Every fact the test reads."""
    if isinstance(test, Is | In | AtMost | AtLeast | Within | Ever):
        return frozenset({test.fact})
    return frozenset().union(*(facts_of(part) for part in test.parts))
