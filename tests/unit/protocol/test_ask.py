"""What is asked next, in situations an officer meets."""

from datetime import date

import pytest

from belltown.protocol import ask as asking
from belltown.protocol.answers import UNKNOWN, YES
from belltown.protocol.ask import QuestionKind, ask, ask_about
from belltown.protocol.decide import Encounter, decide
from belltown.protocol.load import named
from belltown.vocabulary import Pathway
from tests.unit.protocol.packs import TEST, WHEN, river

ARREST, SOCIAL = Pathway.ARREST_DIVERSION, Pathway.SOCIAL_CONTACT
ON = date(2024, 3, 31)


def asked(version, pathway=ARREST, facts=None, checks=None):
    return [question.id for question in ask(version, Encounter(pathway, ON, facts or {}, checks or {}))]


def test_the_offense_alone_may_spare_the_weighing():
    assert asked(river(), checks={"bar": True}) in (["offense"], ["drug_grams"])


def test_a_drug_sale_must_be_weighed():
    assert asked(river(), facts={"offense": "drug_sale"}, checks={"bar": True}) == ["drug_grams"]


def test_records_are_asked_about_as_a_check_in_words():
    (question,) = ask(river(), Encounter(SOCIAL, ON))
    assert question.text == "Has someone checked: No barring conviction in 10 years?"
    assert (question.kind, question.fact, question.alone) == (QuestionKind.CHECK, None, True)
    assert (question.id, question.bears_on) == ("check:bar", ("bar",))


def test_a_fact_is_asked_in_its_own_question():
    (question,) = ask(river(), Encounter(ARREST, ON, {"offense": "drug_sale"}, {"bar": True}))
    assert question.text == "How much, in grams?"
    assert (question.kind, question.fact.id, question.bears_on) == (QuestionKind.FACT, "drug_grams", ("weight",))


def test_nothing_is_asked_once_the_answer_is_no_or_yes():
    assert asked(river(), facts={"offense": "drug_sale", "drug_grams": 9}) == []
    assert asked(river(), facts={"offense": "theft"}, checks={"bar": True}) == []


def test_a_criterion_set_aside_is_not_asked_about():
    encounter = Encounter(SOCIAL, ON, overrides=frozenset({"bar"}))
    assert ask(river(), encounter) == ()


def test_a_date_after_the_encounter_is_asked_again():
    version = river(("asked_of: records", "asked_of: officer"))
    assert asked(version, SOCIAL, facts={"last_bar": date(2024, 4, 1)}) == ["last_bar"]


def test_where_yes_is_out_of_reach_one_question_that_could_settle_no_is_asked():
    light = "test: {any: [{fact: drug_grams, at_most: 3}, {fact: warrant_only, is: true}]}"
    heavy = "test: {any: [{fact: drug_grams, at_least: 5}, {fact: age, at_least: 18}]}"
    version = river((WHEN, ""), (TEST, light), ("test: {not: {fact: last_bar, within: {years: 10}}}", heavy))
    facts = {"warrant_only": False, "age": 12}
    assert decide(version, Encounter(ARREST, ON, facts)).answer is UNKNOWN
    assert asked(version, facts=facts) == ["drug_grams"]


def test_only_the_person_and_the_system_are_left_to_ask_in_a_nearly_settled_contact():
    version = named("california/2017-01-01")
    facts = {"last_involvement": date(2024, 1, 1), "involvement_in_area": True, "evidence_observed": True}
    checks = {"no-treatment-court-case": True, "no-contact-order": True}
    assert set(asked(version, SOCIAL, facts, checks)) == {"high_risk_of_arrest", "interested", "capacity_remains"}


@pytest.mark.parametrize("key", ["seattle/2011-10-01", "santa-fe/2014-04-01", "example-county/2026-01-01"])
def test_every_open_criterion_is_borne_on_and_no_question_comes_twice(key):
    version = named(key)
    for pathway in version.pathways:
        questions = ask(version, Encounter(pathway, ON))
        assert len(questions) == len({question.id for question in questions})
        borne_on = {id for question in questions for id in question.bears_on}
        assert borne_on == {criterion.id for criterion in version.criteria_for(pathway)}


def test_asking_about_a_finding_at_hand_is_the_same():
    encounter = Encounter(ARREST, ON)
    assert ask_about(decide(river(), encounter), encounter) == ask(river(), encounter)


def test_rules_too_entangled_are_asked_about_in_full(monkeypatch):
    monkeypatch.setattr(asking, "MOST_STEPS", 0)
    assert set(asked(river())) == {"offense", "drug_grams", "check:bar"}
    assert decide(river(), Encounter(ARREST, ON, {"offense": "theft"}, {"bar": True})).answer is YES
