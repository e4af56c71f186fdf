"""Which local days count as business days."""

from datetime import date

import holidays
import pytest

from belltown.workflow.calendar import STATES, WorkCalendar


def test_every_state_named_has_holidays():
    assert set(holidays.UnitedStates.subdivisions) == STATES


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 26), date(2026, 7, 3)])
def test_weekends_and_federal_holidays_as_observed_are_no_business_days(day):
    assert not WorkCalendar().is_business_day(day)


def test_a_states_own_holiday_counts_only_there():
    cesar_chavez_day = date(2026, 3, 31)
    assert not WorkCalendar("CA").is_business_day(cesar_chavez_day)
    assert WorkCalendar("WA").is_business_day(cesar_chavez_day)


@pytest.mark.parametrize("state", ["Washington", "wa", "ZZ", "x" * 1_000_000])
def test_a_state_nobody_knows_is_refused_in_a_short_sentence(state):
    with pytest.raises(ValueError, match="is not a state of the United States") as refused:
        WorkCalendar(state)
    assert len(str(refused.value)) < 100
