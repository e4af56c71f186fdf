"""Read a protocol over a table of any length: the same rules as `decide`, as Ibis expressions, with no loop over rows.

An answer is two columns, `<criterion>__yes` and `<criterion>__no`; both false means unknown. Neither is ever NULL:
engines disagree on how NULL passes through NOT and AND, and Ibis 12 writes `(~x).isnull()` as `NOT (x) IS NULL`.

A fact is read from the column of its name. Where a file tells less than a value, it may still tell something:

- a number or a date may come as `<fact>__low` and `<fact>__high`, both included, NULL for "no bound known":
  an age group of 18-24 meets "at least 18" though no age is published;
- a choice may come with `<fact>__or`, `__or2` and `__or3`, other values it may have: a drug charge that is possession
  or sale.

An answer is given only where every value still possible gives it. A fact without a column is unknown in every row, and
so is a value that the fact cannot take (NaN, a negative weight, a word that is none of its choices).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce, singledispatch
from typing import Any

import ibis

from belltown.errors import BadInput, Fault
from belltown.protocol.facts import LARGEST_NUMBER, NEVER, Fact, Kind
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Test, Within
from belltown.protocol.version import Criterion, ProtocolVersion
from belltown.vocabulary import Pathway

YES, NO = "__yes", "__no"
LOW, HIGH = "__low", "__high"
OR = ("__or", "__or2", "__or3")
ELIGIBLE = "eligible"
_FIRST_DAY = NEVER + timedelta(days=1)
_MOST_MONTHS, _MOST_DAYS = 12 * 10_000, 366 * 10_000  # longer look-backs reach before year 1 from any date


def screen(table: ibis.Table, version: ProtocolVersion, pathway: Pathway, *, on: str = "on") -> ibis.Table:
    """`table` with `<criterion>__yes` and `<criterion>__no` for the pathway's criteria, and the same for `eligible`.

    `on` names the column with the encounter's local date. Checks and overrides are a person's word on one encounter and
    have no place here. Raises KeyError for a pathway this version does not open, BadInput for columns of a wrong type.
    """
    version.pathways[pathway]
    criteria = version.criteria_for(pathway)
    _refuse_wrong_types(table, criteria, on)
    columns = Columns(_with_codes(table, criteria), on)
    answered = {criterion.id: _criterion(criterion, columns) for criterion in criteria}
    new = {name: column for id, both in answered.items() for name, column in both.named(id).items()}
    wide = columns.table.select(*table.columns, **new)
    yes = reduce(_and, (wide[f"{id}{YES}"] for id in answered), True)
    no = reduce(_or, (wide[f"{id}{NO}"] for id in answered), False)
    return wide.mutate(**Both(yes, no).named(ELIGIBLE))


def _with_codes(table: ibis.Table, criteria: tuple[Criterion, ...]) -> ibis.Table:
    """With the place of every choice in its fact's list, NULL for a word that is none of them.

    Each word is looked up once, however many criteria ask for it: comparing numbers is far quicker than words.
    """
    choices = {fact for criterion in criteria for fact in criterion.facts if fact.kind is Kind.CHOICE}
    named = {name: fact for fact in choices for name in facts_told(table, fact)}
    codes = {_code(name): ibis.array(fact.choices).index(table[name]).nullif(-1) for name, fact in named.items()}
    return table.mutate(**dict(sorted(codes.items())))


def _code(name: str) -> str:
    return f"{name}__code"


def facts_told(table: ibis.Table, fact: Fact) -> tuple[str, ...]:
    """The columns of the table that tell this fact; empty when nothing does."""
    suffixes = {
        Kind.NUMBER: ("", LOW, HIGH),
        Kind.LAST_DATE: ("", LOW, HIGH),
        Kind.CHOICE: ("", *OR),
        Kind.YES_NO: ("",),
    }
    return tuple(f"{fact.id}{end}" for end in suffixes[fact.kind] if f"{fact.id}{end}" in table.columns)


def facts_not_told(table: ibis.Table, version: ProtocolVersion, pathway: Pathway) -> tuple[Fact, ...]:
    """The facts the pathway's criteria read for which the table has no column, in order of id."""
    asked = frozenset[Fact]().union(*(criterion.facts for criterion in version.criteria_for(pathway)))
    return tuple(sorted((fact for fact in asked if not facts_told(table, fact)), key=lambda fact: fact.id))


@dataclass(frozen=True, slots=True)
class Both:
    """An answer for every row: two boolean expressions without NULL, or plain bools where all rows agree."""

    yes: Any
    no: Any

    def named(self, id: str) -> dict[str, Any]:
        return {f"{id}{YES}": ibis.literal(self.yes) if isinstance(self.yes, bool) else self.yes,
                f"{id}{NO}": ibis.literal(self.no) if isinstance(self.no, bool) else self.no}  # fmt: skip


UNKNOWN = Both(False, False)


def opposite(both: Both) -> Both:
    return Both(both.no, both.yes)


def every(parts: list[Both]) -> Both:
    """The conjunction: yes where all are yes, no where any is no."""
    return Both(reduce(_and, (part.yes for part in parts), True), reduce(_or, (part.no for part in parts), False))


def some(parts: list[Both]) -> Both:
    """The disjunction: yes where any is yes, no where all are no."""
    return opposite(every([opposite(part) for part in parts]))


def _and(left: Any, right: Any) -> Any:
    if isinstance(left, bool):
        return right if left else False
    if isinstance(right, bool):
        return left if right else False
    return left & right


def _or(left: Any, right: Any) -> Any:
    if isinstance(left, bool):
        return True if left else right
    if isinstance(right, bool):
        return True if right else left
    return left | right


@dataclass(frozen=True, slots=True)
class Columns:
    """The table seen as facts. `on` names the column with the date of the encounter."""

    table: Any
    on: str

    @property
    def day(self) -> Any:
        return self.table[self.on]

    def get(self, name: str) -> Any:
        return self.table[name] if name in self.table.columns else None

    def exact(self, fact: Fact) -> Any:
        """The fact's own column, where no bounds stand beside it."""
        told = facts_told(self.table, fact)
        return self.table[fact.id] if told == (fact.id,) else None

    def bounds(self, fact: Fact) -> tuple[Any, Any]:
        """The least and the greatest value still possible, each NULL where unbounded or None where no column tells."""
        exact = self.get(fact.id)
        low, high = self.get(f"{fact.id}{LOW}"), self.get(f"{fact.id}{HIGH}")
        return _first(exact, low), _first(exact, high)


def _first(exact: Any, other: Any) -> Any:
    if exact is None or other is None:
        return other if exact is None else exact
    return ibis.coalesce(exact, other)


def _sure(condition: Any) -> Any:
    """True where the condition is true, false where it is false or NULL.

    COALESCE, because Ibis 12 writes `(a & b).identical_to(True)` as `a AND b IS NOT DISTINCT FROM TRUE`.
    """
    return condition.fill_null(False)


def _both(condition: Any) -> Both:
    """Yes where the condition is true, no where it is false, unknown where it is NULL."""
    return Both(_sure(condition), _sure(~condition))


def _criterion(criterion: Criterion, columns: Columns) -> Both:
    test = answers_of(criterion.test, columns)
    return some([opposite(answers_of(criterion.when, columns)), test]) if criterion.when else test


@singledispatch
def answers_of(test: Test, columns: Columns) -> Both:  # noqa: ARG001
    """The answer of a test for every row."""
    raise TypeError(f"no reading for [{type(test).__name__}]")


@answers_of.register
def _(test: Is, columns: Columns) -> Both:
    if test.fact.kind is Kind.CHOICE:
        return _one_of(test.fact, (str(test.value),), columns)
    column = columns.get(test.fact.id)
    if column is None:
        return UNKNOWN
    return _both(column) if test.value else opposite(_both(column))


@answers_of.register
def _(test: In, columns: Columns) -> Both:
    return _one_of(test.fact, test.values, columns)


def _one_of(fact: Fact, values: tuple[str, ...], columns: Columns) -> Both:
    told = columns.get(_code(fact.id))
    if told is None:
        return UNKNOWN
    wanted = tuple(place for place, choice in enumerate(fact.choices) if choice in values)
    also = tuple(end for end in OR if columns.get(f"{fact.id}{end}") is not None)
    if not also:
        return _both(told.isin(wanted))
    others = tuple(place for place in range(len(fact.choices)) if place not in wanted)
    inside, outside = (_all_among(fact, also, columns, group) for group in (wanted, others))
    return Both(inside, outside)


def _all_among(fact: Fact, also: tuple[str, ...], columns: Columns, group: tuple[int, ...]) -> Any:
    """Whether every choice that is still possible is in the group."""
    if not group:
        return False
    names = [f"{fact.id}{end}" for end in also]
    parts = (columns.get(name).isnull() | _sure(columns.get(_code(name)).isin(group)) for name in names)
    return reduce(_and, parts, _sure(columns.get(_code(fact.id)).isin(group)))


@answers_of.register
def _(test: AtMost, columns: Columns) -> Both:
    low, high = columns.bounds(test.fact)
    yes = high is not None and _sure((high >= 0) & (high <= test.limit))
    return Both(yes, low is not None and _sure((low > test.limit) & (low < LARGEST_NUMBER)))


@answers_of.register
def _(test: AtLeast, columns: Columns) -> Both:
    low, high = columns.bounds(test.fact)
    yes = low is not None and _sure((low >= test.limit) & (low < LARGEST_NUMBER))
    return Both(yes, high is not None and _sure((high >= 0) & (high < test.limit)))


@answers_of.register
def _(test: Within, columns: Columns) -> Both:
    start = _before(columns.day, test.period)
    if (exact := columns.exact(test.fact)) is not None:
        return _both(ibis.ifelse(exact <= columns.day, exact >= start, None))
    low, high = columns.bounds(test.fact)
    yes = low is not None and high is not None and _sure((low >= start) & (high <= columns.day))
    return Both(yes, high is not None and _sure(high < start))


@answers_of.register
def _(test: Ever, columns: Columns) -> Both:
    if (exact := columns.exact(test.fact)) is not None:
        return _both(ibis.ifelse(exact <= columns.day, exact > NEVER, None))
    low, high = columns.bounds(test.fact)
    yes = low is not None and high is not None and _sure((low > NEVER) & (high <= columns.day))
    return Both(yes, high is not None and _sure(high == NEVER))


def _before(day: Any, period: Period) -> Any:
    """As Period.before, but never NEVER itself, so that NEVER lies before every look-back.

    Months clamp to the month's end on every engine tried; a date less a span must be cast back.
    """
    if months := min(period.all_months, _MOST_MONTHS):
        day = (day - ibis.interval(months=months)).cast("date")
    if days := min(period.days, _MOST_DAYS):
        day = (day - ibis.interval(days=days)).cast("date")
    return ibis.greatest(day, _FIRST_DAY)


@answers_of.register
def _(test: Not, columns: Columns) -> Both:
    return opposite(answers_of(test.test, columns))


@answers_of.register
def _(test: All, columns: Columns) -> Both:
    return every([answers_of(part, columns) for part in test.tests])


@answers_of.register
def _(test: AnyOf, columns: Columns) -> Both:
    return some([answers_of(part, columns) for part in test.tests])


def _refuse_wrong_types(table: ibis.Table, criteria: tuple[Criterion, ...], on: str) -> None:
    faults = [_type_fault(table, on, Kind.LAST_DATE)] if on in table.columns else [Fault(on, "there is no such column")]
    facts = frozenset[Fact]().union(*(criterion.facts for criterion in criteria))
    for fact in sorted(facts, key=lambda fact: fact.id):
        faults += [_type_fault(table, name, fact.kind) for name in facts_told(table, fact)]
    if found := [fault for fault in faults if fault]:
        raise BadInput("These columns cannot be screened; give them the type named.", found)


_WANTED = {Kind.YES_NO: "true or false", Kind.NUMBER: "a number", Kind.CHOICE: "text",
           Kind.LAST_DATE: "a date without a time of day"}  # fmt: skip


def _type_fault(table: ibis.Table, name: str, kind: Kind) -> Fault | None:
    type_ = table[name].type()
    fits = {Kind.YES_NO: type_.is_boolean(), Kind.NUMBER: type_.is_numeric() and not type_.is_boolean(),
            Kind.CHOICE: type_.is_string(), Kind.LAST_DATE: type_.is_date()}[kind]  # fmt: skip
    return None if fits else Fault(name, f"is {type_}, and must be {_WANTED[kind]}")
