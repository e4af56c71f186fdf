"""The course of one person, day by day; the long story of somebody who disappears, is jailed and returns."""

from datetime import date, timedelta

import pytest

from belltown.workflow.participation import Away, AwayKind, Course, Standing, Status, Word, days_at_risk, standing

START = date(2026, 3, 2)
WIND = timedelta(days=30)


def day(number):
    return START + timedelta(days=number)


def on(course, number):
    return standing(course, day(number), wind_after=WIND)


def custody(first, last=None):
    return Away(AwayKind.CUSTODY, day(first), None if last is None else day(last))


PAT = Course(
    handed_over=day(0),
    intake_done=day(5),
    met=(day(0), day(5), day(12), day(75), day(90)),
    away=(custody(60, 68),),
)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, Standing(Status.INTAKE_NOT_DONE, day(0))),
        (4, Standing(Status.INTAKE_NOT_DONE, day(0))),
        (5, Standing(Status.ACTIVE, day(5))),
        (42, Standing(Status.ACTIVE, day(5))),
        (43, Standing(Status.IN_THE_WIND, day(43))),
        (59, Standing(Status.IN_THE_WIND, day(43))),
        (60, Standing(Status.IN_CUSTODY, day(60))),
        (68, Standing(Status.IN_CUSTODY, day(60))),
        (69, Standing(Status.ACTIVE, day(5))),
        (75, Standing(Status.ACTIVE, day(5))),
        (120, Standing(Status.ACTIVE, day(5))),
        (121, Standing(Status.IN_THE_WIND, day(121))),
    ],
)
def test_a_long_story(number, expected):
    assert on(PAT, number) == expected


def test_somebody_met_again_after_silence_has_come_back():
    course = Course(day(0), day(1), met=(day(1), day(60)))
    assert on(course, 59).status is Status.IN_THE_WIND
    assert on(course, 60) == Standing(Status.ACTIVE, day(60), came_back=True)


@pytest.mark.parametrize("word", Word)
def test_a_word_holds_until_the_person_is_met_again(word):
    course = Course(day(0), day(1), met=(day(1), day(20)), words=((day(10), word),))
    assert on(course, 9).status is Status.ACTIVE
    assert on(course, 10) == Standing(Status(word.value), day(10))
    assert on(course, 19).status is Status(word.value)
    assert on(course, 20) == Standing(Status.ACTIVE, day(20), came_back=True)


def test_a_word_said_on_the_day_of_a_meeting_counts():
    course = Course(day(0), day(1), met=(day(10),), words=((day(10), Word.WITHDREW),))
    assert on(course, 10).status is Status.WITHDREW


def test_the_latest_word_counts():
    course = Course(day(0), day(1), words=((day(12), Word.MOVED_AWAY), (day(10), Word.INACTIVE)))
    assert on(course, 11).status is Status.INACTIVE
    assert on(course, 12).status is Status.MOVED_AWAY


def test_whoever_died_is_not_in_the_wind():
    course = Course(day(0), day(1), met=(day(90),), died=day(40))
    assert on(course, 39).status is Status.IN_THE_WIND
    assert on(course, 41) == Standing(Status.DECEASED, day(40))


def test_of_two_stays_at_once_custody_is_said():
    stays = (Away(AwayKind.HOSPITAL, day(3), day(30)), custody(10, 12))
    course = Course(day(0), day(1), away=stays)
    assert [on(course, number).status for number in (9, 10, 13)] == [
        Status.IN_HOSPITAL, Status.IN_CUSTODY, Status.IN_HOSPITAL
    ]  # fmt: skip


def test_treatment_where_one_lives_is_a_stay_like_hospital():
    course = Course(day(0), day(1), away=(Away(AwayKind.RESIDENTIAL_TREATMENT, day(3)),))
    assert on(course, 400) == Standing(Status.IN_HOSPITAL, day(3))


def test_a_stay_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end"):
        custody(5, 4)


class TestDaysAtRisk:
    def test_without_stays_it_is_the_window(self):
        assert days_at_risk(day(0), day(365), ()) == 365

    def test_custody_comes_off_both_ends_counted(self):
        assert days_at_risk(day(0), day(100), [custody(60, 68)]) == 91

    def test_stays_that_overlap_count_once(self):
        assert days_at_risk(day(0), day(30), [custody(5, 9), custody(8, 12)]) == 22

    def test_only_what_lies_in_the_window_counts(self):
        assert days_at_risk(day(10), day(20), [custody(0, 11), custody(19, 40), custody(50, 60)]) == 7

    def test_an_open_stay_goes_on_to_the_end(self):
        assert days_at_risk(day(0), day(30), [custody(10)]) == 10

    def test_nobody_is_at_risk_after_death(self):
        assert days_at_risk(day(0), day(365), [custody(50, 70)], died=day(60)) == 50

    def test_a_window_that_death_came_before_has_none(self):
        assert days_at_risk(day(10), day(20), [], died=day(5)) == 0
