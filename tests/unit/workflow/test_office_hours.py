"""When a question is read: in office hours now, else on the next business day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.workflow.calendar import WorkCalendar
from belltown.workflow.office_hours import Reading, next_reading

DAYS = WorkCalendar()


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(2026, 11, 24, 9, 0), Reading(True, date(2026, 11, 24))),
        (at(2026, 11, 24, 16, 59), Reading(True, date(2026, 11, 24))),
        (at(2026, 11, 24, 8, 59), Reading(False, date(2026, 11, 24))),
        (at(2026, 11, 24, 17, 0), Reading(False, date(2026, 11, 25))),
        (at(2026, 11, 25, 18, 0), Reading(False, date(2026, 11, 27))),  # Thanksgiving lies between
        (at(2026, 11, 27, 22, 0), Reading(False, date(2026, 11, 30))),
        (at(2026, 11, 28, 12, 0), Reading(False, date(2026, 11, 30))),
    ],
)
def test_it_is_read_in_office_hours(moment, expected):
    assert next_reading(moment, DAYS) == expected


@given(
    st.datetimes(
        min_value=at(2020, 1, 1).replace(tzinfo=None),
        max_value=at(2030, 1, 1).replace(tzinfo=None),
        timezones=st.just(UTC),
    )
)
def test_it_is_always_read_on_a_business_day_within_five(moment):
    found = next_reading(moment, DAYS)
    assert DAYS.is_business_day(found.on)
    assert timedelta(0) <= found.on - moment.date() <= timedelta(days=5)
    assert not found.is_now or found.on == moment.date()


def test_a_moment_without_a_timezone_is_refused():
    with pytest.raises(ValueError, match="timezone"):
        next_reading(at(2026, 11, 24, 12).replace(tzinfo=None), DAYS)
