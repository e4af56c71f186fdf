"""The words an officer reads, a council agrees to, and a report may hold."""

from dataclasses import replace
from datetime import date

import pytest

from belltown.protocol.decide import Encounter, decide
from belltown.protocol.differences import difference
from belltown.protocol.facts import STANDARD_FACTS, Fact, Kind
from belltown.protocol.load import named
from belltown.protocol.phrases import number, test_in_words
from belltown.protocol.projection import test_to_json
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Test, Within
from belltown.protocol.words import citation, fact_question, finding_sentences, headline, report_text
from belltown.vocabulary import NotOfferedReason, OfferOutcome, Pathway, Role
from tests.unit.protocol.packs import GOOD, river

ARREST, SOCIAL = Pathway.ARREST_DIVERSION, Pathway.SOCIAL_CONTACT
ON = date(2024, 3, 31)
F = STANDARD_FACTS
RIDES = Fact("rides", Kind.NUMBER, "How many rides?")
CALM = Fact("calm", Kind.YES_NO, "Is the person calm?")
MOOD = Fact("mood_now", Kind.CHOICE, "Which mood?", choices=("calm", "very_upset"))
STAY = Fact("hospital_stay", Kind.LAST_DATE, "When was the last stay?")

SAYINGS = [
    (AtMost(F["drug_grams"], 3), "the drugs weigh at most 3 g", "the drugs weigh more than 3 g"),
    (AtLeast(F["age"], 18), "the person's age is at least 18 years", "the person's age is less than 18 years"),
    (AtMost(RIDES, 2.5), """the answer to "How many rides?" is at most 2.5""",
     """the answer to "How many rides?" is more than 2.5"""),
    (Is(F["interested"]), "the person wants to take part", "the person does not want to take part"),
    (Is(F["interested"], False), "the person does not want to take part", "the person wants to take part"),
    (Is(CALM), 'the answer to "Is the person calm?" is yes', 'the answer to "Is the person calm?" is no'),
    (Is(F["offense"], "drug_sale"), "the offense is drug sale", "the offense is not drug sale"),
    (Is(MOOD, "very_upset"), """the answer to "Which mood?" is very upset""",
     """the answer to "Which mood?" is not very upset"""),
    (In(F["offense"], ("theft",)), "the offense is theft", "the offense is not theft"),
    (In(F["offense"], ("theft", "fraud", "arson")), "the offense is theft, fraud or arson",
     "the offense is not theft, fraud or arson"),
    (Within(F["last_involvement"], Period(months=24)), "the last involvement was within 24 months",
     "the last involvement was not within 24 months"),
    (Within(STAY, Period(days=1)), "the last hospital stay was within 1 day",
     "the last hospital stay was not within 1 day"),
    (Ever(F["last_violent_conviction"]), "there has once been a violent conviction",
     "there has never been a violent conviction"),
    (All((Is(F["amenable"]), AtMost(F["drug_grams"], 3))),
     "the person seems open to diversion, and the drugs weigh at most 3 g",
     "the person does not seem open to diversion, or the drugs weigh more than 3 g"),
    (AnyOf((All((Is(F["amenable"]), Is(F["interested"]))), Is(F["on_supervision"]))),
     "(the person seems open to diversion, and the person wants to take part), or the person is on probation or parole",
     "(the person does not seem open to diversion, or the person does not want to take part), "
     "and the person is not on probation or parole"),
]  # fmt: skip


@pytest.mark.parametrize(("test", "holds", "fails"), SAYINGS)
def test_a_rule_and_its_opposite_are_said_in_plain_english(test, holds, fails):
    assert test_in_words(test) == holds
    assert test_in_words(Not(test)) == fails
    assert test_in_words(Not(Not(test))) == holds


def test_a_kind_of_test_without_words_or_shape_is_refused():
    with pytest.raises(TypeError, match="no words for"):
        test_in_words(Test())
    with pytest.raises(TypeError, match="no shape for"):
        test_to_json(Test())


def test_numbers_are_written_as_people_write_them():
    assert [number(one) for one in (3, 3.0, 2.5, 1e6)] == ["3", "3", "2.5", "1000000"]


def found(version=None, **parts):
    return decide(version or river(), Encounter(parts.pop("pathway", ARREST), ON, **parts))


def test_sentences_say_answer_text_citation_and_what_is_missing():
    assert finding_sentences(found(facts={"offense": "drug_sale"})) == [
        "Unknown: The drugs weigh 3 grams or less. [A law, section 2, unverified] Still to answer: How much, in grams?",
        "Unknown: No barring conviction in 10 years. [A memo] "
        "Still to answer: Has someone checked: No barring conviction in 10 years?",
    ]


def test_sentences_say_what_an_answer_rests_on():
    met = found(facts={"offense": "drug_sale", "drug_grams": 1}, checks={"bar": False})
    assert [one.split(":")[0] for one in finding_sentences(met)] == ["Met", "Not met, by a check"]
    aside = found(facts={"offense": "theft"}, overrides=frozenset({"bar"}))
    assert [one.split(":")[0] for one in finding_sentences(aside)] == ["Does not apply", "Set aside"]


def test_a_citation_is_marked_where_nobody_has_verified_it():
    weight, bar = river().criteria
    assert (citation(weight), citation(bar)) == ("A law, section 2, unverified", "A memo")


def test_the_headline_is_one_sentence_an_officer_understands():
    assert headline(found(facts={"offense": "theft"}, checks={"bar": True})) == "Eligible for arrest diversion."
    assert headline(found()) == "Cannot tell yet: 3 answers missing."
    assert headline(found(pathway=SOCIAL)) == "Cannot tell yet: 1 answer missing."
    assert headline(found(facts={"offense": "drug_sale", "drug_grams": 9})) == (
        "Not eligible for arrest diversion. Not met: The drugs weigh 3 grams or less."
    )


def test_the_headline_says_who_may_set_a_refusal_aside():
    line = headline(found(facts={"offense": "theft"}, checks={"bar": False}))
    assert line.endswith("No barring conviction in 10 years. The prosecutor or the sergeant may set this aside.")


def test_a_question_names_its_unit_once():
    assert fact_question(F["drug_grams"]) == "How much, in grams?"
    assert fact_question(F["dosage_units"]) == "How many pills or doses?"
    assert fact_question(F["age"]) == "How old is the person? (years)"
    assert fact_question(F["amenable"]) == "Does the person seem open to diversion?"


def report(finding, **parts):
    parts = {"on": ON, "place_words": "Third and Pine", "outcome": OfferOutcome.ACCEPTED} | parts
    return report_text(finding, **parts)


def test_a_report_tells_of_the_event_and_counts_the_rest():
    finding = found(
        facts={"offense": "drug_sale", "drug_grams": 1}, checks={"bar": False}, overrides=frozenset({"bar"})
    )
    assert report(finding, approved_by=Role.SERGEANT) == (
        "Arrest diversion was considered on March 31, 2024, at Third and Pine.\n"
        f"Protocol river/2020-03-01 (digest {river().digest[:12]}): eligible.\n"
        "- Met: The drugs weigh 3 grams or less.\n"
        "- 1 more criterion of the protocol, not recited here.\n"
        "Diversion was offered and accepted.\n"
        "Approved by: Sergeant.\n"
        "The protocol's answer advises; the decision is a person's."
    )


def test_a_report_never_holds_a_word_of_records_or_consent():
    version = named("seattle/2011-10-01")
    facts = {"offense": "drug_possession", "drug_grams": 1, "in_catchment": True, "age": 30}
    text = report(found(version, facts=facts, checks={"no-ten-year-bar": False, "no-lifetime-bar": True}))
    for word in ("convict", "ten-year", "lifetime", "open to diversion", "18 or older"):
        assert word not in text
    assert ": not eligible.\n" in text


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (NotOfferedReason.NO_CAPACITY, "Diversion was not offered: no capacity."),
        (NotOfferedReason.MEDICAL_EMERGENCY, "Diversion was not offered."),
        (NotOfferedReason.PERSON_COULD_NOT_ENGAGE, "Diversion was not offered."),
        (None, "Diversion was not offered."),
    ],
)
def test_a_reason_that_tells_of_health_stays_out_of_the_report(why, told):
    assert told in report(found(), outcome=OfferOutcome.NOT_OFFERED, not_offered=why).split("\n")


def test_a_report_is_made_of_single_lines_whatever_the_place():
    text = report(found(), place_words="  Third\nand\r\n Pine. ", outcome=OfferOutcome.DECLINED)
    assert text.startswith("Arrest diversion was considered on March 31, 2024, at Third and Pine.\n")
    assert "at a place not recorded." in report(found(), place_words=" \n")
    assert "eligibility not settled" in text


CHANGES = [
    (("at_most: 3", "at_most: 6"),
     'The criterion [weight] changes its rule from "if the offense is drug possession or drug sale: the drugs weigh at '
     'most 3 g" to "if the offense is drug possession or drug sale: the drugs weigh at most 6 g".'),
    (("3 grams or less", "3 g or less"),
     'The criterion [weight] changes its text from "The drugs weigh 3 grams or less." '
     'to "The drugs weigh 3 g or less.".'),
    (("override: [prosecutor, sergeant]", "override: [prosecutor]"),
     "The criterion [bar] changes its right to set it aside from prosecutor and sergeant to prosecutor."),
    (("strength: presumptive\n    override: [prosecutor, sergeant]", "strength: hard"),
     "The criterion [bar] changes its strength from presumptive to hard."),
    (("verified: false\n    pathways", "verified: true\n    pathways"),
     "The criterion [weight] changes its mark as verified from no to yes."),
    (("place: section 2", "place: section 3"),
     "The criterion [weight] changes its source from [law], section 2 to [law], section 3."),
    (("approval: [sergeant]", "approval: []"),
     "The pathway [arrest_diversion] changes its approval from sergeant to none."),
    (("complainant: consulted", "complainant: veto"),
     "The pathway [arrest_diversion] changes its say of the person harmed from consulted to veto."),
    (("minutes: 30", "minutes: 20"),
     "On the pathway [arrest_diversion], the clock [arrive] changes its limit from 30 minutes to 20 minutes."),
    (("days: 30, source", "business_days: 1, source"),
     "On the pathway [arrest_diversion], the clock [filing_hold] changes its limit from 30 days to "
     "1 business day."),
    (("pauses: [jail, hospital]", "pauses: [jail]"),
     "On the pathway [arrest_diversion], the clock [filing_hold] changes its pauses from jail and hospital "
     "to jail."),
    (("      arrive: {minutes: 30, source: memo}\n", ""),
     "On the pathway [arrest_diversion], the clock [arrive] is removed."),
    (("bja: none", "bja: active_outreach"),
     "The pathway [social_contact] changes its BJA pathway from none to active_outreach."),
    (("19:00}", "20:00}"),
     "The on-call hours change from Monday and Tuesday 07:00-19:00 to Monday and Tuesday 07:00-20:00."),
    (("on_call:\n  - {days: [mon, tue], from: \"07:00\", to: 19:00}\n", ""),
     "The on-call hours change from Monday and Tuesday 07:00-19:00 to none."),
    (("effective: 2020-03-01", "effective: 2021-03-01"),
     "The protocol changes its first day in force from 2020-03-01 to 2021-03-01."),
    (("choices: [calm, upset]", "choices: [calm]"), "The fact [mood] is asked otherwise."),
    (("title: A memo", "title: A note"), 'The source [memo] changes its title from "A memo" to "A note".'),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), CHANGES)
def test_a_change_between_versions_is_a_sentence(change, sentence):
    assert sentence in difference(river(), river(change))


def test_versions_alike_have_no_difference():
    assert difference(river(), river()) == []


def test_added_and_removed_criteria_and_pathways_are_named():
    extra = (
        "  - {id: calm, text: Is calm., source: law, pathways: [social_contact], test: {fact: amenable, is: true}}\n"
    )
    larger = river(("pathways:\n  arrest", f"{extra}pathways:\n  arrest"))
    added = "The criterion [calm] is added: Is calm (the person seems open to diversion; for social contact)."
    assert difference(river(), larger) == [added]
    assert difference(larger, river()) == ["The criterion [calm] is removed."]


def test_an_opened_and_a_closed_pathway_are_named():
    social = GOOD[GOOD.index("  social_contact:") : GOOD.index("on_call:")]
    smaller = river((social, ""), (", social_contact]", "]"))
    assert "The pathway [social_contact] is removed." in difference(river(), smaller)
    assert "The pathway [social_contact] is added, approved by nobody." in difference(smaller, river())


def test_an_opened_pathway_comes_with_its_clocks():
    arrest = GOOD[GOOD.index("  arrest_diversion:") : GOOD.index("  social_contact:")]
    rule = GOOD[GOOD.index("  - id: weight") : GOOD.index("  - id: bar")]
    smaller = river((arrest, ""), (rule, ""), ("[arrest_diversion, social", "[social"))
    assert "On the pathway [arrest_diversion], the clock [arrive] is added: 30 minutes." in difference(smaller, river())


def test_another_order_of_criteria_is_said_to_change_no_answer():
    turned = replace(river(), criteria=river().criteria[::-1])
    assert difference(river(), turned) == ["The criteria come in another order; that changes no answer."]


def test_the_two_versions_of_the_example_county_can_be_compared():
    sentences = difference(named("example-county/2026-01-01"), named("example-county/2026-07-01"))
    assert any("[theft-value] is added" in sentence for sentence in sentences)
