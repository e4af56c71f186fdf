"""What a participant asks is read and answered by the agency that cares for them, and by nobody else."""

import uuid
from datetime import timedelta

import pytest

from belltown.disclosure.circle import CircleReason
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.models import Question
from belltown_site.web.models import Event
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
WORDS = "Can I bring my dog?"


@pytest.fixture
def pat(site, now):
    return story.window_of(story.handed_over(now), now)


@pytest.fixture
def asked(pat, now):
    return actions.questions.ask(uuid.uuid4(), text=f"  {WORDS} ", by=pat, now=now)


def mine(pat, now):
    return gate.own_questions(viewer=pat, now=now).questions


def test_a_question_is_asked_read_answered_and_the_answer_read(site, now, pat, asked):
    (line,) = gate.questions_waiting(viewer=site["cass"], now=now)
    assert (line.person, line.is_late) == ("Juniper Yarrow", False)
    (seen,) = gate.participant(line.participant_id, viewer=site["cass"], now=now).questions
    assert seen.text == WORDS
    assert actions.questions.answer(asked, text="Yes, do.", by=site["dee"], now=now) == line.participant_id
    (answered,) = mine(pat, now)
    assert (answered.answer, answered.answered_by.name) == ("Yes, do.", site["dee"].name)
    assert gate.questions_waiting(viewer=site["cass"], now=now) == ()


def test_after_two_days_it_is_late_to_both(site, now, pat, asked):
    for days, late in ((2, False), (2.01, True)):
        moment = now + timedelta(days=days)
        assert mine(pat, moment)[0].is_late is late
        assert gate.questions_waiting(viewer=site["cass"], now=moment)[0].is_late is late


def test_an_answered_one_is_never_late(site, now, pat, asked):
    actions.questions.answer(asked, text="Yes.", by=site["cass"], now=now)
    assert not mine(pat, now + timedelta(days=30))[0].is_late


def test_the_words_are_encrypted_and_in_no_line_of_the_ledger(site, now, pat, asked):
    from django.db import connection

    with opened(), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM records_question")
        assert WORDS.encode() not in bytes(cursor.fetchone()[0])
    line = Entry.objects.get(act="question.ask")
    assert (line.by_id, line.subject_id, line.detail) == (pat.pk, str(asked), {})


def test_whoever_waits_for_questions_is_woken(now, pat, asked):
    assert ("question", str(asked)) in set(Event.objects.values_list("topic", "subject"))


def test_the_same_question_sent_twice_is_one(now, pat, asked):
    assert actions.questions.ask(asked, text=WORDS, by=pat, now=now) == asked
    assert len(mine(pat, now)) == 1


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 2001])
def test_nothing_and_too_much_are_refused(site, now, pat, asked, text):
    with pytest.raises(BadInput):
        actions.questions.ask(uuid.uuid4(), text=text, by=pat, now=now)
    with pytest.raises(BadInput):
        actions.questions.answer(asked, text=text, by=site["cass"], now=now)


def test_an_answer_that_was_read_is_not_changed(site, now, asked):
    actions.questions.answer(asked, text="Yes.", by=site["cass"], now=now)
    with pytest.raises(NotPossible, match="has an answer already"):
        actions.questions.answer(asked, text="No.", by=site["dee"], now=now)


@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "pam", "bea", "ada", "pat", "nobody"])
def test_nobody_else_reads_or_answers_it(site, now, pat, asked, name):
    assert gate.questions_waiting(viewer=site[name], now=now) == ()
    with pytest.raises(NotFound):
        gate.asked_by(asked, viewer=site[name], now=now)
    with pytest.raises((NotAllowed, NotFound)):
        actions.questions.answer(asked, text="Hm.", by=site[name], now=now)


def test_nor_does_the_other_agency(now, asked):
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    assert gate.questions_waiting(viewer=other, now=now) == ()
    with pytest.raises(NotFound):
        actions.questions.answer(asked, text="Hm.", by=other, now=now)


@pytest.mark.parametrize("name", ["cass", "pam", "pat", "nobody"])
def test_only_a_participant_with_a_window_asks(site, now, pat, name):
    with pytest.raises((NotAllowed, NotFound)):
        actions.questions.ask(uuid.uuid4(), text=WORDS, by=site[name], now=now)


def test_another_participant_sees_none_of_it(site, now, pat, asked):
    rowan = actions.Person(chosen_name="Rowan Sedge")
    other = story.window_of(story.handed_over(now, story.accepted(now, person=rowan)), now)
    assert mine(other, now) == ()


def test_a_question_belongs_to_the_agency_that_cared_when_it_was_asked(site, now, asked):
    with opened():
        assert Question.objects.get().agency_id == site["dee"].agency_id


def test_outside_of_a_circle_nobody_hears_that_somebody_kept_asked(site, now, pat, asked):
    (line,) = gate.questions_waiting(viewer=site["cass"], now=now)
    actions.circles.draw(
        uuid.uuid4(),
        participant=line.participant_id,
        members=[site["cass"].pk, site["cleo"].pk],
        reason=CircleReason.STAFF_MEMBER,
        by=site["cleo"],
        now=now,
    )
    assert gate.questions_waiting(viewer=site["cass"], now=now) == (line,)
    assert gate.questions_waiting(viewer=site["dee"], now=now) == ()
    with pytest.raises(NotFound):
        gate.asked_by(asked, viewer=site["dee"], now=now)
    with pytest.raises(NotFound):
        actions.questions.answer(asked, text="Yes.", by=site["dee"], now=now)
