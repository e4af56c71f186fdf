"""Laws of scoring: to skip is not to answer no, and to say more never contradicts what was known."""

from hypothesis import given
from hypothesis import strategies as st

from belltown.questionnaires.answering import faults_in
from belltown.questionnaires.load import available, named
from belltown.questionnaires.scoring import scores

FORMS = {id: named(id) for id in available()}


@st.composite
def answered(draw):
    """A form, and answers to some of its questions."""
    form = FORMS[draw(st.sampled_from(sorted(FORMS)))]
    said = {one.id: draw(st.sampled_from(one.values)) for one in form.questions if draw(st.booleans())}
    return form, said


@given(answered())
def test_any_part_of_a_form_may_be_kept(case):
    form, said = case
    assert faults_in(form, said) == ()


@given(answered(), st.data())
def test_one_more_answer_only_narrows_the_range(case, data):
    form, said = case
    left = [one for one in form.questions if one.id not in said]
    if not left:
        return
    question = data.draw(st.sampled_from(left))
    more = {**said, question.id: data.draw(st.sampled_from(question.values))}
    for before, after in zip(scores(form, said), scores(form, more), strict=True):
        assert before.least <= after.least <= after.most <= before.most
        assert not before.band or after.band == before.band


@given(answered())
def test_a_total_is_known_exactly_where_nothing_was_skipped(case):
    form, said = case
    for score in scores(form, said):
        assert (score.total is None) is (score.skipped > 0)
        assert score.scale.least <= score.least <= score.most <= score.scale.most
