"""Every question one door of a protocol could put to an officer, and which of them matter now.

A criterion that rests on one yes-or-no fact is put as its own sentence: Yes means that it holds. A criterion that only
records can settle, or that rests on the person's age, is put as a check: the officer looked, and it is met or not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.ask import ask_about
from belltown.protocol.decide import Encounter, Finding, answer_of
from belltown.protocol.facts import AskedOf, Fact, Kind, Value
from belltown.protocol.rules import Is, Not, Test
from belltown.protocol.version import Criterion, ProtocolVersion
from belltown.vocabulary import Pathway

OFFENSE, AGE, PLACE, ROOM = "offense", "age", "in_catchment", "capacity_remains"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `criterion` is the one whose sentence is shown; `yes` the fact's value when it holds.

    `fact` None: a check of the criterion, met or not met.
    """

    key: str
    sentence: str
    fact: Fact | None = None
    criterion: Criterion | None = None
    yes: Value = True

    @property
    def is_check(self) -> bool:
        return self.fact is None

    @property
    def is_amount(self) -> bool:
        return self.fact is not None and self.fact.kind is Kind.NUMBER

    @property
    def of_records(self) -> bool:
        """Whether somebody has to look into records to answer."""
        return self.is_check and self.criterion is not None and _wants_records(self.criterion)


def every_question(version: ProtocolVersion, pathway: Pathway, *, places: bool = True) -> tuple[Question, ...]:
    """All questions of this door, in the protocol's order. `places`: the page has beats to choose from."""
    criteria = version.criteria_for(pathway)
    found: dict[str, Question] = {}
    for criterion in criteria:
        for question in _questions_on(criterion, criteria):
            if not (places and question.fact is not None and question.fact.id == PLACE):
                found.setdefault(question.key, question)
    return tuple(found.values())


def reads_offense(version: ProtocolVersion, pathway: Pathway) -> bool:
    """Whether any rule of this door looks at the offense."""
    return any(fact.id == OFFENSE for criterion in version.criteria_for(pathway) for fact in criterion.facts)


def keys_asked(finding: Finding, reading: Encounter, questions: Iterable[Question]) -> frozenset[str]:
    """The keys of the questions that the protocol asks now: the fewest that could settle it.

    What hangs on an offense not yet chosen waits for it: nobody is asked for grams before there are drugs.
    """
    criteria = {reason.criterion.id: reason.criterion for reason in finding.because}
    asked = [one for one in ask_about(finding, reading) if any(_applies(criteria[id], reading) for id in one.bears_on)]
    keys = {f"fact-{one.fact.id}" for one in asked if one.fact}
    keys |= {f"check-{id}" for one in asked if one.fact is None or one.fact.id == AGE for id in one.bears_on}
    return frozenset(keys & {question.key for question in questions})


def remaining(finding: Finding) -> tuple[Criterion, ...]:
    """The open criteria that one word of the officer can settle: not the offense, not an amount, not the site's own."""
    return tuple(
        reason.criterion
        for reason in finding.because
        if reason.answer is UNKNOWN and reason.missing and all(_by_word(fact) for fact in reason.missing)
    )


def relevant_facts(version: ProtocolVersion, pathway: Pathway, facts: Mapping[str, Value]) -> frozenset[str]:
    """The facts that some rule of this door still reads, given what is known: no more than these are kept."""
    now = Encounter(pathway, version.effective, facts)
    applying = [one for one in version.criteria_for(pathway) if one.when is None or answer_of(one.when, now) is not NO]
    return frozenset(fact.id for criterion in applying for fact in criterion.facts) | {OFFENSE}


def _applies(criterion: Criterion, reading: Encounter) -> bool:
    """Whether the criterion surely applies, as far as the offense decides that."""
    if criterion.when is None or OFFENSE in reading.facts:
        return True
    return answer_of(criterion.when, reading) is YES


def _by_word(fact: Fact) -> bool:
    if fact.asked_of is AskedOf.SYSTEM or fact.id == OFFENSE:
        return False
    return fact.kind is not Kind.NUMBER or fact.id == AGE


def _questions_on(criterion: Criterion, criteria: tuple[Criterion, ...]) -> Iterable[Question]:
    facts = sorted(criterion.facts, key=lambda fact: fact.id)
    for fact in facts:
        if fact.asked_of in (AskedOf.OFFICER, AskedOf.PERSON) and fact.id not in (OFFENSE, AGE):
            yield _on_fact(fact, criteria)
    if _wants_records(criterion) or any(fact.id == AGE for fact in facts):
        yield Question(f"check-{criterion.id}", criterion.text, criterion=criterion)


def _on_fact(fact: Fact, criteria: tuple[Criterion, ...]) -> Question:
    reading = [one for one in criteria if fact in one.facts]
    holds = _value_that_holds(reading[0].test, fact) if len(reading) == 1 else None
    if holds is None:
        return Question(f"fact-{fact.id}", fact.question, fact)
    return Question(f"fact-{fact.id}", reading[0].text, fact, reading[0], holds)


def _value_that_holds(test: Test, fact: Fact, denied: bool = False) -> bool | None:
    """The yes-or-no value that meets the test, where the test is nothing but that fact; else None."""
    if isinstance(test, Not):
        return _value_that_holds(test.test, fact, not denied)
    if isinstance(test, Is) and test.fact == fact and isinstance(test.value, bool):
        return test.value is not denied
    return None


def _wants_records(criterion: Criterion) -> bool:
    return any(fact.asked_of is AskedOf.RECORDS for fact in criterion.facts)
