"""Read a protocol for one encounter. The plain reference reading: `screen` and the browser must agree with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import singledispatch

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer, either, every, opposite, some
from belltown.protocol.facts import NEVER, Fact, Value
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Test, Within
from belltown.protocol.version import Criterion, ProtocolVersion
from belltown.vocabulary import Pathway, Role, Strength


@dataclass(frozen=True, slots=True)
class Encounter:
    """One meeting, as far as it is known.

    `on` is the local date look-backs count from. A fact that is absent, or whose value it cannot have, is unknown.
    `checks` holds someone's word, after looking, that a criterion is met or not met; it stands in for the records
    nobody stores. `overrides` holds the presumptive criteria that someone entitled has set aside.
    """

    pathway: Pathway
    on: date
    facts: Mapping[str, Value] = field(default_factory=dict)
    checks: Mapping[str, bool] = field(default_factory=dict)
    overrides: frozenset[str] = frozenset()


class Standing(StrEnum):
    """What a criterion's answer rests on."""

    FACTS = "facts"
    CHECK = "check"
    OVERRIDE = "override"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion's answer, what it rests on, and which facts are still missing for it."""

    criterion: Criterion
    answer: Answer
    standing: Standing
    missing: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The protocol's answer for one encounter, with because. It advises; the officer decides.

    `overridable_by` names who could turn a NO into a YES: not empty only when every unmet criterion is presumptive.
    """

    pathway: Pathway
    answer: Answer
    because: tuple[Reason, ...]
    overridable_by: tuple[Role, ...]
    protocol: str
    digest: str


def decide(version: ProtocolVersion, encounter: Encounter) -> Finding:
    """The Finding for one encounter. Raises KeyError for a pathway this version does not open."""
    version.pathways[encounter.pathway]
    because = tuple(_reason(criterion, encounter) for criterion in version.criteria_for(encounter.pathway))
    return Finding(
        pathway=encounter.pathway,
        answer=every(reason.answer for reason in because),
        because=because,
        overridable_by=_overridable_by(because),
        protocol=version.key,
        digest=version.digest,
    )


def _overridable_by(because: tuple[Reason, ...]) -> tuple[Role, ...]:
    unmet = [reason.criterion for reason in because if reason.answer is NO]
    if not unmet or any(criterion.strength is Strength.HARD for criterion in unmet):
        return ()
    return tuple(role for role in unmet[0].override if all(role in criterion.override for criterion in unmet))


def _reason(criterion: Criterion, encounter: Encounter) -> Reason:
    if criterion.strength is Strength.PRESUMPTIVE and criterion.id in encounter.overrides:
        return Reason(criterion, YES, Standing.OVERRIDE)
    if (checked := encounter.checks.get(criterion.id)) is not None:
        return Reason(criterion, Answer.of(checked), Standing.CHECK)
    if criterion.when and answer_of(criterion.when, encounter) is NO:
        return Reason(criterion, YES, Standing.NOT_APPLICABLE)
    answer = answer_to(criterion, encounter)
    missing = missing_for(criterion, encounter) if answer is UNKNOWN else ()
    return Reason(criterion, answer, Standing.FACTS, missing)


def answer_to(criterion: Criterion, encounter: Encounter) -> Answer:
    """The criterion's answer from the facts alone, checks and overrides left aside; YES where it does not apply."""
    applies = answer_of(criterion.when, encounter) if criterion.when else YES
    return YES if applies is NO else either(opposite(applies), answer_of(criterion.test, encounter))


def missing_for(criterion: Criterion, encounter: Encounter) -> tuple[Fact, ...]:
    """The facts the criterion reads and this encounter does not tell, in order of id."""
    lacking = [fact for fact in criterion.facts if told(fact, encounter) is None]
    return tuple(sorted(lacking, key=lambda fact: fact.id))


def told(fact: Fact, encounter: Encounter) -> Value | None:
    """What the encounter tells of the fact; None when absent, impossible, or dated after the encounter."""
    value = encounter.facts.get(fact.id)
    if value is None or fact.fault_in(value):
        return None
    return None if isinstance(value, date) and value > encounter.on else value


@singledispatch
def answer_of(test: Test, encounter: Encounter) -> Answer:  # noqa: ARG001
    """The three-valued answer of a test for this encounter."""
    raise TypeError(f"no reading for [{type(test).__name__}]")


@answer_of.register
def _(test: Is, encounter: Encounter) -> Answer:
    value = told(test.fact, encounter)
    return UNKNOWN if value is None else Answer.of(value == test.value)


@answer_of.register
def _(test: In, encounter: Encounter) -> Answer:
    value = told(test.fact, encounter)
    return UNKNOWN if value is None else Answer.of(value in test.values)


@answer_of.register
def _(test: AtMost, encounter: Encounter) -> Answer:
    value = told(test.fact, encounter)
    return Answer.of(value <= test.limit) if isinstance(value, int | float) else UNKNOWN


@answer_of.register
def _(test: AtLeast, encounter: Encounter) -> Answer:
    value = told(test.fact, encounter)
    return Answer.of(value >= test.limit) if isinstance(value, int | float) else UNKNOWN


@answer_of.register
def _(test: Within, encounter: Encounter) -> Answer:
    value = told(test.fact, encounter)
    if not isinstance(value, date):
        return UNKNOWN
    return Answer.of(value != NEVER and value >= test.period.before(encounter.on))


@answer_of.register
def _(test: Ever, encounter: Encounter) -> Answer:
    value = told(test.fact, encounter)
    return Answer.of(value != NEVER) if isinstance(value, date) else UNKNOWN


@answer_of.register
def _(test: Not, encounter: Encounter) -> Answer:
    return opposite(answer_of(test.test, encounter))


@answer_of.register
def _(test: All, encounter: Encounter) -> Answer:
    return every(answer_of(part, encounter) for part in test.tests)


@answer_of.register
def _(test: AnyOf, encounter: Encounter) -> Answer:
    return some(answer_of(part, encounter) for part in test.tests)
