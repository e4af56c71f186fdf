"""Scores against published vectors, and what skipping does to them."""

import pytest

from belltown.questionnaires.answering import faults_in
from belltown.questionnaires.load import available, load_text, named
from belltown.questionnaires.scoring import asked, prompts, scores
from tests.unit.questionnaires.test_questionnaire_load import GOOD


def all_answered(form, place):
    """Every question answered with the choice at this place (the last one where there are fewer)."""
    return {one.id: one.values[min(place, len(one.values) - 1)] for one in form.questions}


PUBLISHED = [
    # least and most by the instruments' own papers; bands of Kroenke 2001 and Spitzer 2006
    ("phq-9", 0, 0, "Minimal"),
    ("phq-9", 1, 9, "Mild"),
    ("phq-9", 2, 18, "Moderately severe"),
    ("phq-9", 3, 27, "Severe"),
    ("gad-7", 0, 0, "Minimal"),
    ("gad-7", 1, 7, "Mild"),
    ("gad-7", 2, 14, "Moderate"),
    ("gad-7", 3, 21, "Severe"),
    ("audit-c", 0, 0, ""),
    ("audit-c", 2, 6, ""),
    ("audit-c", 4, 12, ""),
    ("barc-10", 0, 10, ""),
    ("barc-10", 3, 40, ""),
    ("barc-10", 5, 60, ""),
]


@pytest.mark.parametrize(("id", "place", "total", "band"), PUBLISHED)
def test_totals_and_bands_are_those_of_the_paper(id, place, total, band):
    form = named(id)
    score = scores(form, all_answered(form, place))[0]
    assert (score.total, score.least, score.most, score.band) == (total, total, total, band)


@pytest.mark.parametrize(
    ("raised", "band"),
    [(4, "Minimal"), (5, "Mild"), (9, "Mild"), (10, "Moderate"), (15, "Moderately severe"), (20, "Severe")],
)
def test_the_edges_of_the_bands(raised, band):
    form = named("phq-9")
    answers = {}
    for question in form.scales[0].questions:
        points = min(raised, 3)
        answers[question.id], raised = question.values[points], raised - points
    assert scores(form, answers)[0].band == band


def test_the_short_form_lies_in_the_long_one():
    answers = {"interest": "nearly_every_day", "down": "several_days"}
    short = {score.scale.id: score for score in scores(named("phq-9"), answers)}["phq-2"]
    assert (short.total, short.sentence) == (4, "4 of 6")


class TestSkipping:
    def test_a_total_with_a_gap_is_a_range(self):
        score = scores(named("gad-7"), {"nervous": "several_days"})[0]
        assert (score.total, score.least, score.most, score.skipped) == (None, 1, 19, 6)
        assert score.sentence == "Between 1 and 19 of 21, 6 skipped"

    def test_a_range_within_one_band_has_that_band(self):
        form = named("phq-9")
        answers = all_answered(form, 3)
        del answers["sleep"]
        score = scores(form, answers)[0]
        assert (score.least, score.most, score.band) == (24, 27, "Severe")
        assert score.sentence == "Between 24 and 27 of 27, 1 skipped: severe"

    def test_nothing_answered_is_not_known(self):
        assert scores(named("barc-10"), {})[0].sentence == "Not known: every question was skipped"

    @pytest.mark.parametrize("id", available())
    def test_nothing_has_to_be_answered(self, id):
        assert faults_in(named(id), {}) == ()


class TestPrompts:
    @pytest.mark.parametrize("value", ["several_days", "more_than_half", "nearly_every_day"])
    def test_item_nine_above_zero_asks_to_stop_and_talk(self, value):
        (prompt,) = prompts(named("phq-9"), {"better_off_dead": value})
        assert "988" in prompt.text

    @pytest.mark.parametrize("answers", [{}, {"better_off_dead": "not_at_all"}, {"down": "nearly_every_day"}])
    def test_nothing_else_does(self, answers):
        assert prompts(named("phq-9"), answers) == ()


class TestAsked:
    def test_a_question_hangs_on_another(self):
        form = load_text(GOOD)
        assert "where" not in [one.id for one in asked(form, {})]
        assert "where" not in [one.id for one in asked(form, {"slept": "no"})]
        assert "where" in [one.id for one in asked(form, {"slept": "yes"})]

    def test_one_that_hangs_on_a_question_not_asked_is_not_asked(self):
        more = GOOD.replace(
            "  - {id: nights,",
            "  - {id: why, text: Why?, kind: text, when: {question: room, is: [own]}}\n  - {id: nights,",
        ).replace(
            "  - {id: where,",
            '  - {id: room, text: Whose?, choices: [{value: own, text: Own}], when: {question: slept, is: ["yes"]}}\n'
            "  - {id: where,",
        )
        form = load_text(more)
        assert "why" not in [one.id for one in asked(form, {"slept": "no", "room": "own"})]
        assert "why" in [one.id for one in asked(form, {"slept": "yes", "room": "own"})]


class TestFaults:
    @pytest.mark.parametrize(
        ("id", "answer", "reason"),
        [
            ("slept", "perhaps", "must be one of yes, no"),
            ("slept", ("yes",), "must be one of yes, no"),
            ("needs", (), "must be one or more of its choices"),
            ("needs", "bed", "must be one or more of its choices"),
            ("needs", ("bed", "car"), "must be among bed, phone"),
            ("nights", -1, "must be a whole number from 0"),
            ("nights", True, "must be a whole number from 0"),
            ("nights", "3", "must be a whole number from 0"),
            ("moved", "2026-02-30", "must be a day"),
            ("where", "  ", "leave it out to skip it"),
            ("where", "x" * 4001, "has 4001 characters"),
            ("shoes", "42", "is no question of this form"),
        ],
    )
    def test_what_cannot_be_an_answer(self, id, answer, reason):
        (fault,) = faults_in(load_text(GOOD), {id: answer})
        assert fault.place == id
        assert reason in fault.reason

    def test_all_at_once_and_none_for_good_ones(self):
        form = load_text(GOOD)
        assert len(faults_in(form, {"slept": "x", "nights": -1, "moved": "y"})) == 3
        good = {"slept": "yes", "where": "At my aunt's", "nights": 3, "moved": "2026-11-01", "needs": ("bed", "phone")}
        assert faults_in(form, good) == ()
