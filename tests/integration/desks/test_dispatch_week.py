"""A week of the roster: promised hours, gaps, nights, and the two nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.protocol.version import OnCallHours
from belltown_site.desks.dispatch.week import (
    NoSuchTime,
    Span,
    Week,
    gaps,
    joined,
    local_moment,
    monday_of,
    promised,
)
from belltown_site.jurisdiction.models import Rank
from belltown_site.jurisdiction.roster import OnCall

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)
AUTUMN, SPRING = date(2026, 11, 1), date(2026, 3, 8)  # Sundays on which the clocks go back, and forward


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


def shift(starts, ends, name="Dee Delacroix", rank=Rank.FIRST):
    return OnCall(uuid4(), uuid4(), name, "", "", uuid4(), "Open Door", rank, starts, ends)


def week(*shifts, first=MONDAY, hours=(), now=None):
    now = now or datetime.combine(first, time(0), CHICAGO).astimezone(UTC)
    return Week(first, tuple(shifts), tuple(hours), CHICAGO, now)


def whole_days(*days):
    return [shift(local(day, 0), local(day, 0) + 24 * HOUR) for day in days]


class TestGaps:
    def test_a_gap_is_said_in_local_time(self):
        shifts = [
            *whole_days(23, 25, 26, 27, 28, 29),
            shift(local(24, 0), local(24, 2)),
            shift(local(24, 6), local(25, 0)),
        ]
        assert week(*shifts).gap_words == ("Nobody is on call Tue, Nov 24, 2:00 AM to 6:00 AM",)

    def test_a_gap_over_midnight_is_one_gap(self):
        shifts = [
            *whole_days(23, 26, 27, 28, 29),
            shift(local(24, 0), local(24, 22)),
            shift(local(25, 6), local(26, 0)),
        ]
        assert week(*shifts).gap_words == ("Nobody is on call Tue, Nov 24, 10:00 PM to Wed, Nov 25, 6:00 AM",)

    def test_a_full_week_has_none(self):
        assert week(*whole_days(*range(23, 30))).gaps == ()

    def test_an_empty_week_is_one_gap(self):
        (gap,) = week().gaps
        assert gap.ends - gap.starts == 7 * 24 * HOUR

    def test_what_is_past_is_no_gap_any_more(self):
        assert week(now=local(30, 0)).gaps == ()

    def test_a_gap_that_runs_now_is_said_first_and_until_when(self):
        here = week(*whole_days(24, 25, 26, 27, 28, 29), now=local(23, 12))
        assert here.nobody_now
        assert here.gap_words == ("Nobody is on call now, until Tue, Nov 24, 12:00 AM",)

    def test_a_gap_later_today_is_not_now(self):
        here = week(shift(local(23, 0), local(23, 13)), *whole_days(24, 25, 26, 27, 28, 29), now=local(23, 12))
        assert not here.nobody_now
        assert here.gap_words == ("Nobody is on call Mon, Nov 23, 1:00 PM to Tue, Nov 24, 12:00 AM",)

    def test_only_what_the_protocol_promises_can_be_missed(self):
        hours = (OnCallHours((0,), time(7), time(19)),)
        assert week(shift(local(23, 7), local(23, 12)), hours=hours).gap_words == (
            "Nobody is on call Mon, Nov 23, 12:00 PM to 7:00 PM",
        )

    def test_promised_hours_over_midnight_reach_into_the_next_day_and_week(self):
        nights = (OnCallHours((6,), time(22), time(6)),)
        spans = promised(nights, MONDAY, CHICAGO)
        assert [span.words(CHICAGO) for span in spans] == [
            "Mon, Nov 23, 12:00 AM to 6:00 AM",
            "Sun, Nov 29, 10:00 PM to Mon, Nov 30, 12:00 AM",
        ]

    def test_a_deputy_alone_is_no_gap(self):
        shifts = [shift(one.starts, one.ends, rank=Rank.DEPUTY) for one in whole_days(*range(23, 30))]
        assert week(*shifts).gaps == ()


moments = st.integers(0, 60).map(lambda hours: local(23, 0) + hours * HOUR)
spans = st.lists(st.tuples(moments, moments).map(lambda pair: Span(min(pair), max(pair))), max_size=6)


def hours_in(some):
    return {span.starts + step * HOUR for span in some for step in range(int((span.ends - span.starts) / HOUR))}


@given(spans, spans)
def test_every_wanted_hour_is_covered_or_a_gap_and_never_both(wanted, shifts):
    missing = hours_in(gaps(wanted, shifts))
    assert missing == hours_in(wanted) - hours_in(shifts)


@given(spans)
def test_joining_keeps_every_hour_and_leaves_no_two_that_touch(some):
    found = joined(some)
    assert hours_in(found) == hours_in(some)
    assert all(one.ends < after.starts for one, after in pairwise(found))


class TestTheClocksChange:
    def test_a_time_that_is_leapt_over_is_refused_in_words(self):
        with pytest.raises(NoSuchTime, match="There is no 2:30 AM that night: the clocks go forward"):
            local_moment(SPRING, time(2, 30), CHICAGO)

    def test_a_time_that_comes_twice_is_the_first_so_that_shifts_still_meet(self):
        moment = local_moment(AUTUMN, time(1, 30), CHICAGO)
        assert moment == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        assert local_moment(AUTUMN, time(1, 30, fold=1), CHICAGO) in (moment, moment + HOUR)

    @pytest.mark.parametrize(("day", "hours"), [(AUTUMN, 13), (SPRING, 11)])
    def test_a_night_shift_says_how_long_it_really_is(self, day, hours):
        before = day - timedelta(days=1)
        night = shift(local_moment(before, time(19), CHICAGO), local_moment(day, time(7), CHICAGO))
        (turn,) = [one for one in week(night, first=monday_of(day)).days[5].turns if not one.is_gap]
        assert turn.words == f"7:00 PM to Sun 7:00 AM ({hours} hours: the clocks change)"

    @pytest.mark.parametrize("day", [AUTUMN, SPRING])
    def test_a_week_with_such_a_night_is_covered_by_shifts_that_meet(self, day):
        first = monday_of(day)
        days = [first + timedelta(days=offset) for offset in range(8)]
        starts = [local_moment(one, time(0), CHICAGO) for one in days]
        shifts = [shift(one, after) for one, after in pairwise(starts)]
        assert week(*shifts, first=first).gaps == ()


class TestDays:
    def test_a_shift_stands_on_the_day_it_begins_and_an_overnight_one_names_its_end(self):
        days = week(shift(local(24, 19), local(25, 7))).days
        (turn,) = [one for one in days[1].turns if not one.is_gap]
        assert turn.words == "7:00 PM to Wed 7:00 AM"
        assert not [one for one in days[2].turns if not one.is_gap]

    def test_what_began_before_the_week_stands_on_its_first_day(self):
        sunday = datetime(2026, 11, 22, 19, tzinfo=CHICAGO).astimezone(UTC)
        days = week(shift(sunday, local(23, 7))).days
        assert days[0].turns[0].words == "Sun 7:00 PM to 7:00 AM"

    def test_people_of_the_same_hours_share_a_line_in_the_order_they_are_rung(self):
        hours = (local(24, 7), local(24, 19))
        here = week(shift(*hours, "Cleo", Rank.DEPUTY), shift(*hours, "Dee"), shift(*hours, "Cass", Rank.NEXT))
        (turn,) = [one for one in here.days[1].turns if not one.is_gap]
        assert [(rank, [one.name for one in people]) for rank, people in turn.by_rank] == [
            ("First", ["Dee"]),
            ("Next", ["Cass"]),
            ("Deputy", ["Cleo"]),
        ]

    def test_gaps_stand_among_the_turns_in_order(self):
        turns = week(shift(local(23, 7), local(23, 19)), hours=(OnCallHours((0,), time(0), time(0)),)).days[0].turns
        assert [turn.is_gap for turn in turns] == [True, False, True]

    def test_a_gap_of_days_stands_on_each_of_them(self):
        hours = (OnCallHours((0, 1, 2), time(6), time(6)),)
        days = week(shift(local(25, 20), local(26, 7)), hours=hours).days
        words = [[turn.words for turn in day.turns if turn.is_gap] for day in days[:4]]
        assert words == [["6:00 AM to midnight"], ["12:00 AM to midnight"], ["12:00 AM to 8:00 PM"], []]

    def test_today_is_marked_and_a_turn_knows_whether_it_is_now_or_over(self):
        here = week(*whole_days(23, 24, 25), now=local(24, 9))
        assert [day.is_today for day in here.days] == [False, True, False, False, False, False, False]
        assert (here.days[0].turns[0].is_over, here.days[1].turns[0].is_now) == (True, True)

    @pytest.mark.parametrize("day", range(23, 30))
    def test_every_day_of_a_week_has_the_same_monday(self, day):
        assert monday_of(date(2026, 11, day)) == MONDAY

    def test_a_week_knows_its_neighbors_and_its_name(self):
        here = week()
        assert (here.previous, here.following) == (date(2026, 11, 16), date(2026, 11, 30))
        assert here.title == "Nov 23 to Nov 29, 2026"
