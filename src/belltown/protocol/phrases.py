"""Rules in plain English: what a test asks, as the middle of a sentence."""

from __future__ import annotations

from functools import singledispatch

from belltown.protocol.facts import Fact, Kind
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Test, Within

_STATEMENTS: dict[str, tuple[str, str]] = {
    "warrant_only": ("the arrest is on a warrant alone", "the arrest is not on a warrant alone"),
    "subsistence": ("the dealing is only to live or to support own use", "the dealing is for profit"),
    "amenable": ("the person seems open to diversion", "the person does not seem open to diversion"),
    "interested": ("the person wants to take part", "the person does not want to take part"),
    "exploits_minors": ("there is sign of exploiting minors or others",
                        "there is no sign of exploiting minors or others"),
    "promotes_prostitution": ("there is sign of promoting prostitution", "there is no sign of promoting prostitution"),
    "sale_to_minor": ("the sale was to a minor or in a school zone",
                      "the sale was neither to a minor nor in a school zone"),
    "threat_of_harm": ("the person threatens harm to others", "the person does not threaten harm to others"),
    "in_catchment": ("the place is inside the program area", "the place is outside the program area"),
    "capacity_remains": ("there is room on a caseload", "there is no room on a caseload"),
    "treatment_court_case": ("a treatment-court case is pending", "no treatment-court case is pending"),
    "no_contact_order": ("an order bars contact with a participant", "no order bars contact with a participant"),
    "on_supervision": ("the person is on probation or parole", "the person is not on probation or parole"),
    "evidence_records": ("police records show the involvement", "police records do not show the involvement"),
    "evidence_observed": ("an officer has seen the involvement", "no officer has seen the involvement"),
    "evidence_reliable": ("a reliable source has told of the involvement",
                          "no reliable source has told of the involvement"),
    "high_risk_of_arrest": ("the person is at high risk of arrest", "the person is not at high risk of arrest"),
}  # fmt: skip
_SUBJECTS: dict[str, str] = {
    "offense": "the offense is",
    "level": "the charge is",
    "drug_kind": "the drug is",
    "drug_grams": "the drugs weigh",
    "dosage_units": "the pills or doses number",
    "age": "the person's age is",
}


def test_in_words(test: Test) -> str:
    """The rule in plain English without a full stop, such as: the drugs weigh at most 3 g."""
    return _says(test, holds=True)


test_in_words.__test__ = False  # type: ignore[attr-defined]  # not a pytest function


def words_of(id: str) -> str:
    """An id as words."""
    return id.replace("_", " ")


def listed(words: list[str], last: str) -> str:
    """The words as one phrase: a, b or c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def number(value: float) -> str:
    """The number as people write it: 3, not 3.0; 3.5; 1000000."""
    return str(int(value)) if float(value).is_integer() else str(value)


def _subject(fact: Fact) -> str:
    return _SUBJECTS.get(fact.id, f'the answer to "{fact.question}" is')


@singledispatch
def _says(test: Test, *, holds: bool) -> str:  # noqa: ARG001
    """What it means that the test holds, or that it does not."""
    raise TypeError(f"no words for [{type(test).__name__}]")


@_says.register
def _(test: Is, *, holds: bool) -> str:
    if test.fact.kind is Kind.CHOICE:
        return f"{_subject(test.fact)} {'' if holds else 'not '}{words_of(str(test.value))}"
    yes = holds is (test.value is True)
    if test.fact.id in _STATEMENTS:
        return _STATEMENTS[test.fact.id][0 if yes else 1]
    return f'the answer to "{test.fact.question}" is {"yes" if yes else "no"}'


@_says.register
def _(test: In, *, holds: bool) -> str:
    values = [words_of(value) for value in test.values]
    if holds:
        return f"{_subject(test.fact)} {listed(values, 'or')}"
    return f"{_subject(test.fact)} not {listed(values, 'or')}"


def _amount(fact: Fact, how: str, limit: float) -> str:
    unit = f" {fact.unit}" if fact.unit else ""
    return f"{_subject(fact)} {how} {number(limit)}{unit}"


@_says.register
def _(test: AtMost, *, holds: bool) -> str:
    return _amount(test.fact, "at most" if holds else "more than", test.limit)


@_says.register
def _(test: AtLeast, *, holds: bool) -> str:
    return _amount(test.fact, "at least" if holds else "less than", test.limit)


def _event(fact: Fact) -> str:
    return f"the {words_of(fact.id)}" if fact.id.startswith("last_") else f"the last {words_of(fact.id)}"


@_says.register
def _(test: Within, *, holds: bool) -> str:
    return f"{_event(test.fact)} was {'' if holds else 'not '}within {test.period}"


@_says.register
def _(test: Ever, *, holds: bool) -> str:
    event = _event(test.fact).replace("the last ", "", 1)
    return f"there has {'once' if holds else 'never'} been a {event}"


@_says.register
def _(test: Not, *, holds: bool) -> str:
    return _says(test.test, holds=not holds)


@_says.register
def _(test: All, *, holds: bool) -> str:
    return _joined(test, "and" if holds else "or", holds=holds)


@_says.register
def _(test: AnyOf, *, holds: bool) -> str:
    return _joined(test, "or" if holds else "and", holds=holds)


def _joined(test: All | AnyOf, word: str, *, holds: bool) -> str:
    """Every part negated where the whole is: not (a and b) is (not a) or (not b)."""
    parts = [_says(part, holds=holds) for part in test.tests]
    bracketed = [f"({said})" if len(part.parts) > 1 else said for part, said in zip(test.tests, parts, strict=True)]
    return f", {word} ".join(bracketed)
