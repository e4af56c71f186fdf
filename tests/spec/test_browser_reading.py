"""The browser reads a protocol as the server does: every pack's cases, and rules nobody wrote."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from belltown.protocol.cases import packaged_cases
from belltown.protocol.decide import decide
from belltown.protocol.load import available, named
from tests.generative.rules import situations
from tests.spec.browser_reading import read_in_browser

pytestmark = pytest.mark.browser
INVENTED = 200


@cache
def invented():
    found = []

    @seed(2026)
    @settings(
        max_examples=INVENTED, database=None, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(situations())
    def collect(situation):
        found.append(situation)

    collect()
    return found


@cache
def jobs():
    packs = [(named(key), [case.encounter for case in packaged_cases(named(key))]) for key in available()]
    return packs + [(version, [encounter]) for version, encounter in invented()]


@cache
def told():
    """Everything in one evaluation, so that the browser is opened once."""
    return read_in_browser(jobs())


def as_decided(version, encounter):
    finding = decide(version, encounter)
    return finding.answer, {one.criterion.id: (one.answer, one.standing.value) for one in finding.because}


@pytest.mark.parametrize("index", range(len(available())), ids=available())
def test_the_browser_answers_every_case_of_a_pack_as_the_server_does(index):
    version, encounters = jobs()[index]
    assert told()[index] == [as_decided(version, encounter) for encounter in encounters]


def test_the_browser_answers_invented_rules_as_the_server_does():
    packs = len(available())
    differing = [
        (version.criteria, encounter, said)
        for (version, (encounter,)), (said,) in zip(jobs()[packs:], told()[packs:], strict=True)
        if said != as_decided(version, encounter)
    ]
    assert differing == []


def test_the_invented_situations_are_many_and_give_every_answer():
    answers = [decide(version, encounter).answer.value for version, encounter in invented()]
    assert len(answers) >= INVENTED
    assert set(answers) == {"yes", "no", "unknown"}


def test_a_wrong_answer_would_be_noticed():
    version, (encounter, *_) = jobs()[0]
    answer, criteria = as_decided(version, encounter)
    turned = {id: ("turned", standing) for id, (_, standing) in criteria.items()}
    assert told()[0][0] != (answer, turned)
