"""A broken glass: who may, what it opens, and when it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, Viewer
from belltown.disclosure.glass import (
    OPENED,
    REVIEWED_WITHIN,
    EmergencyNature,
    Glass,
    Verdict,
    is_late,
    may_break,
    opening,
)
from belltown.vocabulary import Role
from tests.unit.disclosure.test_consent import NOON

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
OTTO = Viewer("u7", Role.OUTREACH, "elsewhere")
GLASS = Glass("g1", "u7", NOON, NOON + HOUR)


@pytest.mark.parametrize("role", Role)
def test_only_the_seats_of_care_break_it(role):
    assert may_break(role) is (role in {Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})
    found = opening([GLASS], replace(OTTO, role=role), Class.HEALTH, NOON)
    assert (found is GLASS) is (role in CARE)


def test_counselling_notes_charges_and_outcomes_are_not_among_what_it_opens():
    assert set(Class) - OPENED == {Class.COUNSELLING_NOTE, Class.LEGAL, Class.ELIGIBILITY, Class.OUTCOME}
    assert opening([GLASS], OTTO, Class.COUNSELLING_NOTE, NOON) is None


@pytest.mark.parametrize(
    ("after", "stands"), [(-SECOND, False), (timedelta(0), True), (HOUR - SECOND, True), (HOUR, False)]
)
def test_it_stands_from_its_first_moment_up_to_its_last(after, stands):
    assert GLASS.is_open(NOON + after) is stands


def test_closing_it_ends_it_at_that_moment():
    closed = replace(GLASS, closed_at=NOON + 5 * SECOND)
    assert closed.is_open(NOON + 4 * SECOND)
    assert not closed.is_open(NOON + 5 * SECOND)


def test_another_persons_glass_opens_nothing():
    assert opening([replace(GLASS, viewer="u8")], OTTO, Class.HEALTH, NOON) is None


@pytest.mark.parametrize("minutes", [14, 181])
def test_a_glass_of_another_length_cannot_be_made(minutes):
    with pytest.raises(ValueError, match="between 15 and 180"):
        Glass("g", "u", NOON, NOON + timedelta(minutes=minutes))


def test_a_moment_without_a_timezone_cannot_be_made():
    with pytest.raises(ValueError, match="no timezone"):
        Glass("g", "u", NOON.replace(tzinfo=None), NOON.replace(tzinfo=None) + HOUR)


def test_late_after_three_days_and_not_at_three():
    assert not is_late(NOON, NOON + REVIEWED_WITHIN)
    assert is_late(NOON, NOON + REVIEWED_WITHIN + SECOND)


def test_every_nature_and_verdict_can_be_said():
    assert all(one.label for one in (*EmergencyNature, *Verdict))
