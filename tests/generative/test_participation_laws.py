"""Laws of taking part: every day has exactly one standing, and it rests on nothing that lies ahead."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from belltown.workflow.participation import Away, AwayKind, Course, Status, Word, days_at_risk, standing

START = date(2026, 1, 1)
WIND = timedelta(days=30)
days = st.integers(0, 200).map(lambda number: START + timedelta(days=number))


@st.composite
def stays(draw):
    first = draw(days)
    last = draw(st.none() | st.integers(0, 60).map(lambda more: first + timedelta(days=more)))
    return Away(draw(st.sampled_from(AwayKind)), first, last)


courses = st.builds(
    Course,
    handed_over=days,
    intake_done=st.none() | days,
    met=st.lists(days, max_size=6).map(tuple),
    away=st.lists(stays(), max_size=3).map(tuple),
    words=st.lists(st.tuples(days, st.sampled_from(Word)), max_size=3).map(tuple),
    died=st.none() | days,
)


@given(courses, days)
def test_every_day_has_a_standing_and_it_began_by_then(course, day):
    found = standing(course, day, wind_after=WIND)
    assert found.since <= day or course.handed_over > day


@given(courses, days)
def test_whoever_is_met_takes_part(course, day):
    met = Course(**{name: getattr(course, name) for name in Course.__slots__} | {"met": (*course.met, day)})
    found = standing(met, day, wind_after=WIND).status
    kept = any(stay.holds_on(day) for stay in course.away) or (course.died is not None and course.died <= day)
    said = any(on == day for on, _ in course.words)
    assert kept or said or found in (Status.ACTIVE, Status.INTAKE_NOT_DONE)


@given(courses, days, days)
def test_what_comes_later_changes_nothing_before(course, day, later):
    if later <= day:
        return
    known = standing(course, day, wind_after=WIND)
    more = {name: getattr(course, name) for name in Course.__slots__} | {"met": (*course.met, later)}
    assert standing(Course(**more), day, wind_after=WIND) == known


@given(st.lists(stays(), max_size=4), days, st.integers(0, 300), st.none() | days)
def test_days_at_risk_are_those_counted_one_by_one(away, start, length, died):
    end = start + timedelta(days=length)
    slowly = [
        day
        for day in (start + timedelta(days=number) for number in range(length))
        if not any(stay.holds_on(day) for stay in away) and (died is None or day < died)
    ]
    assert days_at_risk(start, end, away, died=died) == len(slowly)
