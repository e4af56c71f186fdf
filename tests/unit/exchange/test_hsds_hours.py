"""Opening hours: what is open when, what comes next, what is unknown, and how people say it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.exchange.hsds.hours import Schedule, openness
from belltown.exchange.hsds.hours_words import hours_in_words
from belltown.exchange.hsds.tables import WEEKDAYS

ZONE = ZoneInfo("America/Chicago")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def schedule(**row):
    return Schedule.of({"freq": "WEEKLY", **row})


OFFICE = schedule(byday="MO,TU,WE,TH,FR", opens_at="09:00", closes_at="17:00")
NIGHT = schedule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at="20:00", closes_at="07:00", notes="overnight")
ALWAYS = schedule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at="00:00", closes_at="00:00")
SECOND_MONDAY = schedule(freq="MONTHLY", byday="2MO", opens_at="10:00", closes_at="12:00")
FORTNIGHT = schedule(byday="TU", interval=2, dtstart="2026-11-03", opens_at="10:00", closes_at="12:00")


@pytest.mark.parametrize(("one", "moment", "answer"), [
    (OFFICE, "2026-11-23T08:59", "no"), (OFFICE, "2026-11-23T09:00", "yes"), (OFFICE, "2026-11-23T16:59", "yes"),
    (OFFICE, "2026-11-23T17:00", "no"), (OFFICE, "2026-11-22T12:00", "no"),
    (NIGHT, "2026-11-23T03:00", "yes"), (NIGHT, "2026-11-23T12:00", "no"), (NIGHT, "2026-11-23T23:59", "yes"),
    (ALWAYS, "2026-11-23T00:00", "yes"),
    (SECOND_MONDAY, "2026-11-09T11:00", "yes"), (SECOND_MONDAY, "2026-11-16T11:00", "no"),
    (FORTNIGHT, "2026-11-17T11:00", "yes"), (FORTNIGHT, "2026-11-10T11:00", "no"),
    (schedule(freq="MONTHLY", bymonthday="-1", opens_at="10:00", closes_at="12:00"), "2026-11-30T10:30", "yes"),
    (schedule(byday="MO", byweekno="48", opens_at="10:00", closes_at="12:00"), "2026-11-23T10:30", "yes"),
    (schedule(byday="MO", byweekno="47", opens_at="10:00", closes_at="12:00"), "2026-11-23T10:30", "no"),
    (schedule(byday="MO", valid_to="2026-11-22", opens_at="10:00", closes_at="12:00"), "2026-11-23T10:30", "no"),
    (schedule(byday="MO", valid_from="2026-11-24", opens_at="10:00", closes_at="12:00"), "2026-11-23T10:30", "no"),
    (schedule(byday="MO", until="2026-11-16", opens_at="10:00", closes_at="12:00"), "2026-11-23T10:30", "no"),
    (schedule(byday="MO", count=3, dtstart="2026-11-02", opens_at="10:00", closes_at="12:00"), "2026-11-23T11", "no"),
    (schedule(byday="MO", count=4, dtstart="2026-11-02", opens_at="10:00", closes_at="12:00"), "2026-11-23T11", "yes"),
    (schedule(freq="", dtstart="2026-11-23", opens_at="10:00", closes_at="12:00"), "2026-11-23T11:00", "yes"),
    (schedule(byday="MO", opens_at="09:00Z", closes_at="17:00Z"), "2026-11-23T03:30", "yes"),
    (schedule(byday="MO", opens_at="09:00-05:00", closes_at="17:00-05:00"), "2026-11-23T08:30", "yes"),
    (schedule(byday="MO", timezone=-5, opens_at="09:00:00", closes_at="17:00:00"), "2026-11-23T08:30", "yes"),
])  # fmt: skip
def test_what_is_open_when(one, moment, answer):
    assert openness([one], at(moment), ZONE).answer.value == answer


def test_it_says_until_when_and_when_next():
    monday = openness([OFFICE], at("2026-11-23T12:00"), ZONE)
    assert (monday.until, monday.opens) == (at("2026-11-23T17:00"), at("2026-11-24T09:00"))
    friday = openness([OFFICE], at("2026-11-27T18:00"), ZONE)
    assert friday.opens == at("2026-11-30T09:00")


def test_hours_that_touch_are_one_opening_and_all_hours_have_no_end():
    later = schedule(byday="MO", opens_at="17:00", closes_at="21:00")
    assert openness([OFFICE, later], at("2026-11-23T12:00"), ZONE).until == at("2026-11-23T21:00")
    assert openness([ALWAYS], at("2026-11-23T12:00"), ZONE).always
    assert openness([NIGHT], at("2026-11-23T23:00"), ZONE).until == at("2026-11-24T07:00")


def test_unknown_is_never_closed():
    words = Schedule.of({"description": "Call for hours"})
    assert openness([], at("2026-11-23T12:00"), ZONE).answer.value == "unknown"
    assert openness([words], at("2026-11-23T12:00"), ZONE).why == "no hours are known"
    assert openness([OFFICE, words], at("2026-11-23T20:00"), ZONE).answer.value == "unknown"
    assert openness([OFFICE, words], at("2026-11-23T12:00"), ZONE).answer.value == "yes"
    holiday = openness([OFFICE], at("2026-11-26T12:00"), ZONE, holiday=True)
    assert (holiday.answer.value, "holiday" in holiday.why) == ("unknown", True)
    assert openness([ALWAYS], at("2026-11-26T12:00"), ZONE, holiday=True).answer.value == "yes"


def test_a_night_over_the_change_of_clocks_ends_on_the_clock():
    night = openness([NIGHT], at("2026-11-01T00:30"), ZONE)
    assert night.until.astimezone(UTC) == datetime(2026, 11, 1, 13, 0, tzinfo=UTC)


@given(
    st.sets(st.sampled_from(WEEKDAYS), min_size=1), st.integers(0, 1439), st.integers(0, 1439),
    st.integers(0, 366 * 24 * 60),
)  # fmt: skip
def test_the_quick_reading_of_weekdays_agrees_with_a_recurrence_rule(days, opens, closes, minutes):
    """Two readings of one schedule: by the weekday alone, and by RFC 5545 as dateutil reads it."""
    plain = Schedule(opens, closes, "WEEKLY", tuple(days))
    slow = Schedule(opens, closes, "WEEKLY", tuple(days), byyearday=tuple(range(1, 367)))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert slow.is_weekly is False
    assert openness([plain], now, UTC) == openness([slow], now, UTC)


@pytest.mark.parametrize(("one", "words"), [
    (OFFICE, "Monday to Friday, 9 am to 5 pm"),
    (NIGHT, "Every day, 8 pm to 7 am the next day (overnight)"),
    (ALWAYS, "Every day, around the clock"),
    (SECOND_MONDAY, "Second Monday of the month, 10 am to noon"),
    (FORTNIGHT, "Tuesday, every 2 weeks, 10 am to noon"),
    (schedule(byday="MO,WE", opens_at="12:30", closes_at="00:00"), "Monday and Wednesday, 12:30 pm to midnight"),
    (schedule(freq="MONTHLY", bymonthday="1,-1", opens_at="08:00", closes_at="09:00"),
     "On day 1 and the last day of the month, 8 am to 9 am"),
    (schedule(byday="SA", opens_at="08:00", closes_at="09:00", valid_from="2026-12-01", until="2027-01-31"),
     "Saturday, 8 am to 9 am, from Dec 1, 2026, until Jan 31, 2027"),
    (Schedule.of({"description": "Call first"}), "Call first"),
    (Schedule.of({}), "Hours not known"),
])  # fmt: skip
def test_hours_are_said_as_people_say_them(one, words):
    assert hours_in_words([one]) == (words,)


def test_lines_come_by_weekday_and_none_twice():
    saturday = schedule(byday="SA", opens_at="10:00", closes_at="14:00")
    assert hours_in_words([saturday, OFFICE, OFFICE]) == (
        "Monday to Friday, 9 am to 5 pm", "Saturday, 10 am to 2 pm",
    )  # fmt: skip
