"""Each pack's own cases: enough of them, every criterion met, unmet and unknown in one, and right by `decide`."""

import re
from datetime import date

import pytest

from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.cases import differences, packaged_cases
from belltown.protocol.decide import Standing, decide
from belltown.protocol.facts import NEVER
from belltown.protocol.load import available, named

PACKS = available()
LOOKED_AT = (Standing.FACTS, Standing.CHECK)


def reasons(key):
    version = named(key)
    return [reason for case in packaged_cases(version) for reason in decide(version, case.encounter).because]


@pytest.mark.parametrize("key", PACKS)
def test_a_pack_brings_at_least_twenty_five_cases(key):
    assert len(packaged_cases(named(key))) >= 25


@pytest.mark.parametrize("key", PACKS)
def test_the_answers_worked_out_by_hand_are_the_answers_given(key):
    version = named(key)
    wrong = {case.name: differences(case, decide(version, case.encounter)) for case in packaged_cases(version)}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("key", PACKS)
def test_every_criterion_is_met_unmet_and_unknown_in_some_case(key):
    hit = {(reason.criterion.id, reason.answer) for reason in reasons(key) if reason.standing in LOOKED_AT}
    wanted = {(one.id, answer) for one in named(key).criteria for answer in (YES, NO, UNKNOWN)}
    assert wanted - hit == set()


@pytest.mark.parametrize("key", PACKS)
def test_every_criterion_with_a_condition_is_also_met_where_it_does_not_apply(key):
    hit = {reason.criterion.id for reason in reasons(key) if reason.standing is Standing.NOT_APPLICABLE}
    assert {one.id for one in named(key).criteria if one.when} - hit == set()


@pytest.mark.parametrize("key", PACKS)
def test_every_pathway_is_answered_yes_no_and_unknown(key):
    version = named(key)
    hit = {(case.encounter.pathway, case.answer) for case in packaged_cases(version)}
    assert hit == {(pathway, answer) for pathway in version.pathways for answer in (YES, NO, UNKNOWN)}


@pytest.mark.parametrize("key", [key for key in PACKS if "santa-fe" in key or "example" in key])
def test_presumptive_criteria_are_set_aside_in_some_case(key):
    assert any(reason.standing is Standing.OVERRIDE for reason in reasons(key))
    assert any(case.overridable_by for case in packaged_cases(named(key)))


@pytest.mark.parametrize("key", PACKS)
def test_every_amount_is_tried_at_its_limit_and_just_beyond(key):
    version = named(key)
    cases = packaged_cases(version)
    for one in version.criteria:
        if (limit := getattr(one.test, "limit", None)) is None:
            continue
        values = {case.encounter.facts.get(one.test.fact.id) for case in cases}
        assert limit in values, one.id
        assert {limit + 0.01, limit - 1} & values, one.id


@pytest.mark.parametrize("key", PACKS)
def test_every_look_back_is_tried_on_its_first_day_and_the_day_before(key):
    version = named(key)
    cases = packaged_cases(version)
    for one in version.criteria:
        test = getattr(one.test, "test", one.test)
        if (period := getattr(test, "period", None)) is None:
            continue
        ages = {age(case, test.fact.id, period) for case in cases}
        assert {0, 1} <= ages, one.id


def age(case, fact, period):
    """Days by which the date lies before the look-back's first day; 0 is that day itself."""
    value = case.encounter.facts.get(fact)
    return (period.before(case.encounter.on) - value).days if isinstance(value, date) and value != NEVER else None


@pytest.mark.parametrize("key", PACKS)
def test_a_case_is_dated_when_its_pack_was_in_force(key):
    version = named(key)
    assert all(case.encounter.on >= version.effective for case in packaged_cases(version))


@pytest.mark.parametrize("key", PACKS)
def test_a_case_is_named_as_a_sentence_a_prosecutor_can_read(key):
    for case in packaged_cases(named(key)):
        assert case.name[0].isupper(), case.name
        assert len(case.name.split()) >= 4, case.name
        assert not re.search(r"[_={}]", case.name), case.name


def test_all_packs_together_try_a_leap_day_a_future_date_and_never():
    cases = [case for key in PACKS for case in packaged_cases(named(key))]
    values = [(case.encounter.on, value) for case in cases for value in case.encounter.facts.values()]
    days = [(on, value) for on, value in values if isinstance(value, date)]
    assert any((on.month, on.day) == (2, 29) for on, _ in days)
    assert any((value.month, value.day) == (2, 29) for _, value in days)
    assert any(value > on for on, value in days)
    assert any(value == NEVER for _, value in days)
