"""Words never fail, and never leave out what was decided."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.decide import Standing, decide
from belltown.protocol.words import difference, finding_sentences, headline, report_text
from belltown.protocol.words import test_in_words as in_words
from belltown.vocabulary import NotOfferedReason, OfferOutcome, Role
from tests.generative.rules import any_tests, laws, packs, situations, versions

FIRST_WORDS = {YES: ("Met", "Set aside", "Does not apply"), NO: ("Not met",), UNKNOWN: ("Unknown",)}


@laws(100)
@given(situations())
def test_every_criterion_has_its_sentence_with_answer_text_and_citation(situation):
    finding = decide(*situation)
    sentences = finding_sentences(finding)
    assert len(sentences) == len(finding.because)
    for reason, sentence in zip(finding.because, sentences, strict=True):
        assert sentence.startswith(FIRST_WORDS[reason.answer])
        assert reason.criterion.text in sentence
        assert reason.criterion.source.title in sentence
        assert (reason.standing is Standing.CHECK) == ("by a check" in sentence)
        assert ("Still to answer" in sentence) == (reason.answer is UNKNOWN)


@laws(100)
@given(situations())
def test_the_headline_names_every_unmet_criterion_and_counts_what_is_missing(situation):
    finding = decide(*situation)
    line = headline(finding)
    assert line.startswith({YES: "Eligible", NO: "Not eligible", UNKNOWN: "Cannot tell yet"}[finding.answer])
    if finding.answer is NO:
        assert all(one.criterion.text.rstrip(".") in line for one in finding.because if one.answer is NO)
        assert all(role.label.lower() in line for role in finding.overridable_by)
    if finding.answer is UNKNOWN:
        assert int(line.split()[3]) >= 1


@laws(150)
@given(any_tests())
def test_a_rule_can_be_said_in_plain_english(test):
    words = in_words(test)
    assert words.strip() == words
    assert "_" not in words
    assert words.count("(") == words.count(")")


@laws(60)
@given(situations(), st.sampled_from(OfferOutcome), st.none() | st.sampled_from(NotOfferedReason), st.text(max_size=30))
def test_a_report_is_plain_lines_that_hold_nothing_of_records_or_health(situation, outcome, why, place):
    version, encounter = situation
    pinned = [replace(one, text=f"Rule {one.id} of [{' '.join(f.id for f in one.facts)}]") for one in version.criteria]
    finding = decide(replace(version, criteria=tuple(pinned)), encounter)
    text = report_text(
        finding, on=encounter.on, place_words=place, outcome=outcome, not_offered=why, approved_by=Role.SERGEANT
    )
    recited = [line for line in text.split("\n") if "Rule rule-" in line]
    for word in ("listed_before", "last_held", "last_seen", "calm", "colour", "rides"):
        assert not any(word in line for line in recited)
    assert "medical" not in text
    assert "Approved by: Sergeant." in text
    assert finding.protocol in text


@laws(60)
@given(packs())
def test_a_version_does_not_differ_from_itself(version):
    assert difference(version, version) == []


@laws(80)
@given(packs(), packs())
def test_two_versions_that_differ_in_what_they_say_differ_in_words(old, new):
    sentences = difference(old, new)
    assert bool(sentences) == (replace(old, digest="") != replace(new, digest=""))
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)
    for criterion in {one.id for one in new.criteria} - {one.id for one in old.criteria}:
        assert any(f"The criterion [{criterion}] is added" in sentence for sentence in sentences)


@laws(40)
@given(versions())
def test_a_later_first_day_is_a_difference(version):
    later = replace(version, effective=date(2031, 1, 1))
    assert difference(version, later) == [
        "The protocol changes its first day in force from 2020-02-29 to 2031-01-01.",
    ]
