"""Moments, figures and distances as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belltown.exchange.hsds.hours import Openness
from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown_site.directory.wording import (
    ago,
    counted_unit,
    days_ago,
    miles_words,
    moment_words,
    open_words,
    room_words,
)

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 2 pm


@pytest.mark.parametrize(("minutes", "words"), [
    (-5, "just now"), (0, "just now"), (1, "1 minute ago"), (59, "59 minutes ago"), (60, "1 hour ago"),
    (11 * 60, "11 hours ago"), (13 * 60, "today, 1 am"), (24 * 60 - 10, "yesterday, 2:10 pm"),
    (38 * 60, "yesterday, midnight"),
    (3 * 24 * 60, "3 days ago"), (21 * 24 * 60, "3 weeks ago"), (45 * 24 * 60, "1 month ago"),
    (800 * 24 * 60, "2 years ago"),
])  # fmt: skip
def test_how_long_ago(minutes, words):
    assert ago(NOW - timedelta(minutes=minutes), NOW, ZONE) == words


def test_days_ago():
    today = NOW.date()
    assert [days_ago(today - timedelta(days=n), today) for n in (0, 1, 2, 13, 14, 30, 365)] == [
        "today", "yesterday", "2 days ago", "13 days ago", "2 weeks ago", "1 month ago", "1 year ago",
    ]  # fmt: skip


@pytest.mark.parametrize(("available", "unit", "words"), [
    (2, "Bed", "2 beds"), (1, "Bed", "1 bed"), (0, "Bed", "no beds"), (2.5, "Hours", "2.5 hours"),
    (2, "Box", "2 boxes"), (3, "", "3 places"),
])  # fmt: skip
def test_a_figure_with_its_unit(available, unit, words):
    assert counted_unit(available, unit) == words


def test_an_old_figure_says_what_was():
    moment = NOW - timedelta(minutes=24 * 60 - 10)
    assert room_words(2, "Bed", moment, stale=True, now=NOW, zone=ZONE) == "was 2 beds, yesterday, 2:10 pm"
    assert room_words(2, "Bed", moment, stale=False, now=NOW, zone=ZONE) == "2 beds as of yesterday, 2:10 pm"


@pytest.mark.parametrize(("hours", "words"), [
    (7, "9 pm"), (10, "midnight"), (18, "tomorrow 8 am"), (66, "Thursday 8 am"), (None, "later"),
])  # fmt: skip
def test_a_moment_to_come(hours, words):
    moment = None if hours is None else NOW + timedelta(hours=hours)
    assert moment_words(moment, NOW, ZONE) == words


def test_whether_it_is_open():
    later = NOW + timedelta(hours=7)
    assert open_words(Openness(YES, until=later), NOW, ZONE) == "Open until 9 pm"
    assert open_words(Openness(YES, always=True), NOW, ZONE) == "Open around the clock"
    assert open_words(Openness(NO, opens=later), NOW, ZONE) == "Closed now, opens 9 pm"
    assert open_words(Openness(NO), NOW, ZONE) == "Closed now"
    assert open_words(Openness(UNKNOWN, why="x"), NOW, ZONE) == "Not known whether it is open: x"


def test_distances():
    assert [miles_words(one) for one in (0.04, 1.23)] == ["close by", "1.2 miles"]
