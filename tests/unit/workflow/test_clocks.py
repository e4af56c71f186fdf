from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belltown.errors import NotPossible
from belltown.protocol.version import ClockRule, Source
from belltown.vocabulary import PauseReason
from belltown.workflow.calendar import WorkCalendar
from belltown.workflow.clocks import Clock, Pause, State, check_pause, due_at

SEATTLE = "America/Los_Angeles"
JAIL, HOSPITAL = PauseReason.JAIL, PauseReason.HOSPITAL
SOURCE = Source("test", "A test")
BOTH = (JAIL, HOSPITAL)
ARRIVE = ClockRule("arrive", SOURCE, minutes=30, pauses=BOTH)
INTAKE = ClockRule("intake", SOURCE, days=30, pauses=BOTH)
THREE_DAYS = ClockRule("call", SOURCE, days=3, pauses=BOTH)
FIVE_WORKDAYS = ClockRule("reply", SOURCE, business_days=5, pauses=BOTH)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def local(*when, tz=SEATTLE):
    return datetime(*when, tzinfo=ZoneInfo(tz))


def end_of(*day, tz=SEATTLE):
    return local(*day, 23, 59, 59, 999_999, tz=tz)


def jail(start, end):
    return Pause(start, end, JAIL)


def due(rule, start, *pauses, tz=SEATTLE, state="WA", now=LATER):
    return due_at(rule, start, pauses, tz, WorkCalendar(state), now=now)


class TestMinutes:
    def test_minutes_are_elapsed_time(self):
        assert due(ARRIVE, local(2026, 11, 23, 12, 0)) == local(2026, 11, 23, 12, 30)

    def test_the_answer_is_in_utc(self):
        assert due(ARRIVE, local(2026, 11, 23, 12, 0)).tzinfo is UTC

    def test_half_an_hour_over_the_spring_change_is_half_an_hour(self):
        assert due(ARRIVE, local(2026, 3, 8, 1, 45)) == local(2026, 3, 8, 3, 15)

    def test_half_an_hour_over_the_autumn_change_is_half_an_hour(self):
        start = local(2026, 11, 1, 1, 45)
        assert due(ARRIVE, start) - start.astimezone(UTC) == timedelta(minutes=30)
        assert due(ARRIVE, start).astimezone(ZoneInfo(SEATTLE)).replace(tzinfo=None) == datetime(2026, 11, 1, 1, 15)  # noqa: DTZ001

    def test_a_pause_adds_exactly_its_length(self):
        start = local(2026, 11, 23, 12, 0)
        assert due(ARRIVE, start, jail(start + timedelta(minutes=5), start + timedelta(minutes=12))) == (
            local(2026, 11, 23, 12, 37)
        )

    def test_overlapping_pauses_count_once(self):
        start = local(2026, 11, 23, 12, 0)
        first = Pause(start, start + timedelta(minutes=10), JAIL)
        second = Pause(start + timedelta(minutes=5), start + timedelta(minutes=12), HOSPITAL)
        assert due(ARRIVE, start, first, second) == local(2026, 11, 23, 12, 42)

    def test_a_pause_that_began_before_the_clock_counts_from_its_start(self):
        start = local(2026, 11, 23, 12, 0)
        assert due(ARRIVE, start, jail(start - timedelta(hours=3), start + timedelta(minutes=1))) == (
            local(2026, 11, 23, 12, 31)
        )

    def test_a_pause_after_the_time_ran_out_brings_nothing_back(self):
        start = local(2026, 11, 23, 12, 0)
        assert due(ARRIVE, start, jail(local(2026, 11, 23, 13, 0), local(2026, 11, 23, 14, 0))) == (
            local(2026, 11, 23, 12, 30)
        )


class TestDays:
    def test_day_one_is_the_day_after_and_the_last_day_counts_whole(self):
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0)) == end_of(2026, 11, 26)

    def test_the_hour_of_the_start_does_not_matter(self):
        assert due(THREE_DAYS, local(2026, 11, 23, 0, 0)) == due(THREE_DAYS, end_of(2026, 11, 23))

    def test_the_day_is_the_local_one(self):
        midnight_in_utc = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
        assert due(THREE_DAYS, midnight_in_utc) == end_of(2026, 11, 26)
        assert due(THREE_DAYS, midnight_in_utc, tz="UTC") == end_of(2026, 11, 27, tz="UTC")

    @pytest.mark.parametrize(
        ("start", "last"),
        [
            ((2026, 1, 31, 12, 0), (2026, 3, 2)),
            ((2028, 1, 30, 12, 0), (2028, 2, 29)),
            ((2028, 2, 29, 12, 0), (2028, 3, 30)),
            ((2026, 2, 28, 12, 0), (2026, 3, 30)),
            ((2026, 12, 15, 12, 0), (2027, 1, 14)),
        ],
    )
    def test_thirty_days_over_month_ends_and_leap_days(self, start, last):
        assert due(INTAKE, local(*start)) == end_of(*last)

    def test_a_day_of_23_or_25_hours_is_one_day(self):
        assert due(THREE_DAYS, local(2026, 3, 6, 12, 0)) == end_of(2026, 3, 9)
        assert due(THREE_DAYS, local(2026, 10, 30, 12, 0)) == end_of(2026, 11, 2)

    def test_a_clock_that_ends_on_the_day_of_the_change_ends_at_its_midnight(self):
        assert due(THREE_DAYS, local(2026, 10, 29, 12, 0)) == datetime(2026, 11, 2, 7, 59, 59, 999_999, tzinfo=UTC)
        assert due(THREE_DAYS, local(2026, 3, 5, 12, 0)) == datetime(2026, 3, 9, 6, 59, 59, 999_999, tzinfo=UTC)

    def test_a_midnight_that_does_not_exist_does_not_stop_the_clock(self):
        """In Havana the clock goes from 23:59 on 7 March 2026 to 01:00."""
        havana = "America/Havana"
        assert due(THREE_DAYS, local(2026, 3, 4, 12, 0, tz=havana), tz=havana) == (
            datetime(2026, 3, 8, 4, 59, 59, 999_999, tzinfo=UTC)
        )

    def test_a_day_that_a_pause_touches_does_not_count(self):
        pause = jail(local(2026, 11, 24, 22, 0), local(2026, 11, 25, 1, 0))
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0), pause) == end_of(2026, 11, 28)

    def test_two_pauses_on_one_day_cost_one_day(self):
        pauses = [jail(local(2026, 11, 24, hour, 0), local(2026, 11, 24, hour + 1, 0)) for hour in (8, 20)]
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0), *pauses) == end_of(2026, 11, 27)

    def test_a_pause_that_ends_at_midnight_does_not_touch_the_next_day(self):
        pause = jail(local(2026, 11, 24, 12, 0), local(2026, 11, 25, 0, 0))
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0), pause) == end_of(2026, 11, 27)

    def test_a_pause_on_the_starting_day_changes_nothing(self):
        pause = jail(local(2026, 11, 23, 10, 0), local(2026, 11, 23, 12, 0))
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0), pause) == end_of(2026, 11, 26)

    def test_a_pause_on_the_last_day_gives_another(self):
        pause = jail(local(2026, 11, 26, 23, 0), local(2026, 11, 26, 23, 30))
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0), pause) == end_of(2026, 11, 27)

    def test_a_pause_after_the_last_day_brings_nothing_back(self):
        pause = jail(local(2026, 11, 27, 0, 0), local(2026, 11, 29, 0, 0))
        assert due(THREE_DAYS, local(2026, 11, 23, 9, 0), pause) == end_of(2026, 11, 26)


class TestBusinessDays:
    def test_weekends_and_thanksgiving_do_not_count(self):
        """Started Monday 23 November 2026. Thanksgiving is the 26th; Washington keeps the day after as well."""
        assert due(FIVE_WORKDAYS, local(2026, 11, 23, 9, 0)) == end_of(2026, 12, 2)
        assert due(FIVE_WORKDAYS, local(2026, 11, 23, 9, 0), state="") == end_of(2026, 12, 1)

    def test_a_holiday_on_a_saturday_is_kept_on_the_friday(self):
        """4 July 2026 is a Saturday."""
        assert due(FIVE_WORKDAYS, local(2026, 7, 1, 9, 0), state="") == end_of(2026, 7, 9)

    def test_a_pause_on_a_weekend_costs_no_business_day(self):
        pause = jail(local(2026, 11, 7, 0, 0), local(2026, 11, 8, 12, 0))
        start = local(2026, 11, 2, 9, 0)
        assert due(FIVE_WORKDAYS, start, pause) == due(FIVE_WORKDAYS, start)

    def test_no_such_state_is_refused(self):
        with pytest.raises(ValueError, match=r"\[XX\] is not a state"):
            WorkCalendar("XX")

    @pytest.mark.parametrize(
        ("day", "business"),
        [((2026, 11, 23), True), ((2026, 11, 21), False), ((2026, 12, 25), False), ((2027, 1, 1), False)],
    )
    def test_a_business_day_is_a_weekday_without_a_holiday(self, day, business):
        assert WorkCalendar("WA").is_business_day(date(*day)) is business


class TestStatus:
    start = local(2026, 11, 23, 12, 0)

    def clock(self, rule=ARRIVE, *pauses, met_at=None):
        return Clock(rule, self.start, SEATTLE, pauses, met_at)

    def after(self, minutes):
        return self.start + timedelta(minutes=minutes)

    @pytest.mark.parametrize(
        ("minutes", "state", "remaining"),
        [
            (0, State.RUNNING, 30),
            (22, State.RUNNING, 8),
            (22.5, State.DUE_SOON, 7.5),
            (30, State.DUE_SOON, 0),
            (30.1, State.LAPSED, -0.1),
        ],
    )
    def test_a_clock_runs_is_soon_due_and_lapses_just_after(self, minutes, state, remaining):
        status = self.clock().status(self.after(minutes))
        assert (status.state, status.remaining) == (state, timedelta(minutes=remaining))

    def test_days_are_soon_due_three_days_before_at_the_most(self):
        clock = self.clock(INTAKE)
        assert clock.status(end_of(2026, 12, 20) - timedelta(seconds=1)).state is State.RUNNING
        assert clock.status(end_of(2026, 12, 20)).state is State.DUE_SOON
        assert clock.status(end_of(2026, 12, 23)).state is State.DUE_SOON
        assert clock.status(local(2026, 12, 24, 0, 0)).state is State.LAPSED

    def test_an_open_pause_stands_still_and_says_why(self):
        clock = self.clock(ARRIVE, Pause(self.after(10), None, JAIL))
        for minutes in (10, 60, 6000):
            status = clock.status(self.after(minutes))
            assert (status.state, status.remaining, status.reasons) == (State.PAUSED, timedelta(minutes=20), (JAIL,))

    def test_a_closed_pause_has_ended(self):
        clock = self.clock(ARRIVE, jail(self.after(10), self.after(20)))
        assert clock.status(self.after(15)).state is State.PAUSED
        assert clock.status(self.after(20)).state is State.RUNNING
        assert clock.due_at(self.after(20)) == self.after(40)

    def test_a_pause_that_is_yet_to_come_does_not_count(self):
        clock = self.clock(ARRIVE, jail(self.after(10), self.after(20)))
        assert clock.due_at(self.after(5)) == self.after(30)

    def test_a_pause_after_the_time_ran_out_does_not_hide_the_lapse(self):
        clock = self.clock(ARRIVE, Pause(self.after(40), None, JAIL))
        assert clock.status(self.after(50)).state is State.LAPSED

    def test_a_pause_for_two_reasons_names_both(self):
        clock = self.clock(ARRIVE, Pause(self.after(1), None, JAIL), Pause(self.after(2), None, HOSPITAL))
        assert clock.status(self.after(3)).reasons == (HOSPITAL, JAIL)

    def test_met_in_time_stays_met(self):
        status = self.clock(met_at=self.after(25)).status(self.after(500))
        assert (status.state, status.late, status.remaining) == (State.MET, False, timedelta(minutes=5))

    def test_met_too_late_says_so(self):
        status = self.clock(met_at=self.after(40)).status(self.after(500))
        assert (status.state, status.late) == (State.MET, True)

    def test_a_pause_after_it_was_met_changes_nothing(self):
        clock = self.clock(ARRIVE, Pause(self.after(26), None, JAIL), met_at=self.after(25))
        assert clock.status(self.after(500)).due_at == self.after(30)

    def test_an_index_holds_no_moment_while_it_stands_still_or_is_met(self):
        assert self.clock().lapses_at(self.after(1)) == self.after(30)
        assert self.clock(ARRIVE, Pause(self.after(1), None, JAIL)).lapses_at(self.after(2)) is None
        assert self.clock(met_at=self.after(1)).lapses_at(self.after(2)) is None


class TestRefusals:
    def test_a_pause_the_rule_does_not_allow_is_refused_with_those_it_does(self):
        with pytest.raises(NotPossible) as caught:
            Clock(INTAKE, LATER, SEATTLE, (Pause(LATER, None, PauseReason.DISASTER),))
        assert str(caught.value) == "Disaster does not pause the intake clock here; jail, hospital does."

    def test_a_rule_without_pauses_is_paused_by_nothing(self):
        with pytest.raises(NotPossible, match="No intake slot does not pause the bare clock here; nothing does"):
            check_pause(ClockRule("bare", SOURCE, days=1), PauseReason.NO_INTAKE_SLOT)

    @pytest.mark.parametrize(
        "make",
        [
            lambda naive: Clock(ARRIVE, naive, SEATTLE),
            lambda naive: Clock(ARRIVE, LATER, SEATTLE, met_at=naive),
            lambda naive: Clock(ARRIVE, LATER, SEATTLE).status(naive),
            lambda naive: Clock(ARRIVE, LATER, SEATTLE).lapses_at(naive),
            lambda naive: Pause(naive, None, JAIL),
            lambda naive: Pause(LATER, naive, JAIL),
            lambda naive: due(ARRIVE, naive),
            lambda naive: due(ARRIVE, LATER, now=naive),
        ],
    )
    def test_a_moment_without_a_timezone_is_refused(self, make):
        with pytest.raises(ValueError, match="has no timezone"):
            make(datetime(2026, 11, 23))  # noqa: DTZ001

    def test_a_pause_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(ValueError, match="cannot end before it starts"):
            jail(LATER, LATER - timedelta(seconds=1))


@dataclass(frozen=True)
class MadeElsewhere:
    name: str = "check-in"
    minutes: int = 0
    days: int = 2
    business_days: int = 0
    pauses: tuple = ()


def test_any_rule_with_a_limit_will_do():
    assert Clock(MadeElsewhere(), local(2026, 11, 23, 9, 0), SEATTLE).due_at(LATER) == end_of(2026, 11, 25)


class TestUntold:
    """The day that met a clock can be withheld; then nothing that was computed from it may be left."""

    START = local(2026, 11, 2, 12, 0)
    NOW = local(2026, 11, 23, 12, 0)

    def clock(self, *pauses, met_at=None):
        return Clock(INTAKE, self.START, SEATTLE, pauses, met_at)

    def test_whatever_day_met_it_the_untold_status_is_the_same(self):
        days = [local(2026, 11, day, 0, 0) for day in (3, 10, 20)]
        found = {self.clock(met_at=day).untold(self.NOW) for day in days}
        assert len(found) == 1
        (only,) = found
        assert (only.state, only.late, only.remaining) == (State.MET, None, timedelta(0))

    def test_a_pause_that_a_meeting_cut_short_tells_nothing_either(self):
        pause = jail(local(2026, 11, 5, 0, 0), local(2026, 11, 21, 0, 0))
        days = [local(2026, 11, day, 0, 0) for day in (3, 10, 20)]
        assert len({self.clock(pause, met_at=day).untold(self.NOW) for day in days}) == 1

    def test_met_too_late_and_met_in_time_look_alike(self):
        much_later = local(2027, 1, 15, 12, 0)
        late = self.clock(met_at=local(2027, 1, 10, 0, 0)).untold(much_later)
        assert late == self.clock(met_at=local(2026, 11, 10, 0, 0)).untold(much_later)

    def test_a_clock_that_still_runs_is_told_as_it_is(self):
        assert self.clock().untold(self.NOW) == self.clock().status(self.NOW)
