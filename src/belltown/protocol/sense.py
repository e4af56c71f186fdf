"""Finding rules that contradict each other: criteria of one pathway that no encounter could ever meet together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer, every
from belltown.protocol.decide import Encounter, answer_to
from belltown.protocol.facts import NEVER, Fact, Kind, Value
from belltown.protocol.rules import AtLeast, AtMost, In, Is, Leaf, Test, Within
from belltown.protocol.version import Criterion
from belltown.vocabulary import Pathway

MOST_STEPS = 20_000
"""After this many steps the search gives up and calls the criteria consistent; real packs need a few dozen."""


def leaves(test: Test | None) -> Iterator[Leaf]:
    """Every leaf below a test; of None, nothing."""
    if isinstance(test, Leaf):
        yield test
    elif test is not None:
        for part in test.parts:
            yield from leaves(part)


def values_that_matter(fact: Fact, tests: Iterable[Leaf], on: date) -> tuple[Value, ...]:
    """Values of the fact that between them meet every combination of answers these tests can give."""
    mine = [test for test in tests if test.fact.id == fact.id]
    match fact.kind:
        case Kind.YES_NO:
            return (True, False)
        case Kind.CHOICE:
            return _choices(fact, mine)
        case Kind.NUMBER:
            return _numbers(mine)
        case Kind.LAST_DATE:
            return _dates(mine, on)


def _choices(fact: Fact, tests: Sequence[Leaf]) -> tuple[Value, ...]:
    named = {test.value for test in tests if isinstance(test, Is)}
    named = named.union(*(test.values for test in tests if isinstance(test, In)))
    other = [choice for choice in fact.choices if choice not in named][:1]
    return (*(choice for choice in fact.choices if choice in named), *other)


def _numbers(tests: Sequence[Leaf]) -> tuple[Value, ...]:
    limits = sorted({test.limit for test in tests if isinstance(test, AtMost | AtLeast)})
    between = [(low + high) / 2 for low, high in zip([0, *limits], limits, strict=False)]
    return tuple(dict.fromkeys([*limits, *between, (limits[-1] if limits else 0) + 1]))


def _dates(tests: Sequence[Leaf], on: date) -> tuple[Value, ...]:
    starts = [test.period.before(on) for test in tests if isinstance(test, Within)]
    eves = [start - timedelta(days=1) for start in starts if start > date(1, 1, 3)]
    return tuple(dict.fromkeys([NEVER, *(day for day in (*starts, *eves) if day > NEVER), on]))


def contradictions(criteria: Sequence[Criterion], pathway: Pathway, on: date) -> tuple[Criterion, ...]:
    """The fewest criteria of the pathway that can never all be met (none can be spared); empty when all can."""
    clashing = [criterion for criterion in criteria if pathway in criterion.pathways]
    if _possible(clashing, pathway, on):
        return ()
    for criterion in tuple(clashing):
        fewer = [other for other in clashing if other is not criterion]
        if not _possible(fewer, pathway, on):
            clashing = fewer
    return tuple(clashing)


def _possible(criteria: Sequence[Criterion], pathway: Pathway, on: date) -> bool:
    tests = [leaf for criterion in criteria for part in (criterion.when, criterion.test) for leaf in leaves(part)]
    facts = {leaf.fact.id: leaf.fact for leaf in tests}
    values = {name: values_that_matter(fact, tests, on) for name, fact in facts.items()}
    return _Search(criteria, values, pathway, on).succeeds({})


class _Search:
    """Depth first over the values that matter, giving up a branch as soon as one criterion is surely unmet."""

    def __init__(
        self, criteria: Sequence[Criterion], values: dict[str, tuple[Value, ...]], pathway: Pathway, on: date
    ) -> None:
        self.criteria, self.values, self.pathway, self.on = criteria, values, pathway, on
        self.steps = 0

    def succeeds(self, facts: dict[str, Value]) -> bool:
        self.steps += 1
        encounter = Encounter(self.pathway, self.on, facts)
        answers = [answer_to(criterion, encounter) for criterion in self.criteria]
        overall = every(answers)
        if overall is not UNKNOWN or self.steps > MOST_STEPS:
            return overall is not NO
        name = self._next_fact(answers, facts)
        return any(self.succeeds({**facts, name: value}) for value in self.values[name])

    def _next_fact(self, answers: list[Answer], facts: dict[str, Value]) -> str:
        open_criteria = [c for c, answer in zip(self.criteria, answers, strict=True) if answer is not YES]
        fewest = min(open_criteria, key=lambda criterion: len(criterion.facts))
        return min(fact.id for fact in fewest.facts if fact.id not in facts)
