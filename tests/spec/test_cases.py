"""Every pack's cases, on every reading. One rule, one answer."""

from functools import cache

import pytest

from belltown.protocol.cases import differences, packaged_cases
from belltown.protocol.decide import decide
from belltown.protocol.load import available, named
from belltown.vocabulary import Strength
from tests.spec.readings import READINGS

PACKS = {"california/2017-01-01", "example-county/2026-01-01", "santa-fe/2014-04-01", "seattle/2011-10-01"}


@cache
def cases_of(key):
    return packaged_cases(named(key))


@cache
def told(reading_name, key):
    (reading,) = [reading for reading in READINGS if reading.name == reading_name]
    return reading.read(named(key), cases_of(key))


def every_case():
    for reading in READINGS:
        for key in available():
            for index, case in enumerate(cases_of(key)):
                yield pytest.param(
                    reading.name, key, index, id=f"{reading.name}-{key}-{case.name}", marks=reading.marks
                )


@pytest.mark.parametrize(("reading", "key", "index"), list(every_case()))
def test_a_case_is_answered_as_its_authors_expect(reading, key, index):
    case, said = cases_of(key)[index], told(reading, key)[index]
    assert said.answer is case.answer
    assert said.unmet == set(case.unmet)
    assert said.unknown == set(case.unknown)
    if case.overridable_by is not None and said.overridable_by is not None:
        assert set(said.overridable_by) == set(case.overridable_by)


def test_the_four_jurisdictions_are_packaged():
    assert set(available()) >= PACKS


@pytest.mark.parametrize("key", available())
def test_a_pack_has_at_least_25_cases_with_every_answer_and_every_pathway(key):
    cases = cases_of(key)
    assert len(cases) >= 25
    assert {case.answer.value for case in cases} == {"yes", "no", "unknown"}
    assert {case.encounter.pathway for case in cases} == set(named(key).pathways)


@pytest.mark.parametrize("key", available())
def test_some_case_meets_and_some_case_fails_every_criterion(key):
    version = named(key)
    seen = {
        (reason.criterion.id, reason.answer.value)
        for case in cases_of(key)
        for reason in decide(version, case.encounter).because
    }
    for criterion in version.criteria:
        assert {"yes", "no", "unknown"} <= {answer for name, answer in seen if name == criterion.id}, criterion.id


@pytest.mark.parametrize("key", available())
def test_some_case_says_who_may_override_where_a_rule_is_presumptive(key):
    presumptive = [one for one in named(key).criteria if one.strength is Strength.PRESUMPTIVE]
    said = [case for case in cases_of(key) if case.overridable_by]
    assert bool(said) == bool(presumptive)


def test_a_departure_from_a_case_is_told_in_words():
    key = "seattle/2011-10-01"
    version, cases = named(key), cases_of(key)
    eligible = next(case for case in cases if case.answer.value == "yes")
    refused = next(case for case in cases if case.unmet == ("drug-weight",))
    assert differences(eligible, decide(version, eligible.encounter)) == []
    assert differences(refused, decide(version, eligible.encounter)) == [
        "the answer should be no and is yes",
        "unmet should be ['drug-weight'] and is []",
    ]
