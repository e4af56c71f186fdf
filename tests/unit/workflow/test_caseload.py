from datetime import date, timedelta

import pytest

from belltown.workflow.caseload import WEIGHTS, Level, load
from belltown.workflow.participation import Standing, Status

TODAY = date(2026, 11, 24)
LONG_AGO = TODAY - timedelta(days=200)


def of(status, count=1, since=LONG_AGO):
    return [Standing(status, since)] * count


def test_every_status_has_its_weight():
    assert set(WEIGHTS) == set(Status)


@pytest.mark.parametrize(
    ("heads", "level"),
    [(0, Level.ROOM), (20, Level.ROOM), (21, Level.ABOVE_AVERAGE), (24, Level.ABOVE_AVERAGE), (25, Level.AT_CEILING),
     (26, Level.OVER_CEILING)],
)  # fmt: skip
def test_twenty_is_the_average_and_twenty_five_the_ceiling(heads, level):
    carried = load(of(Status.ACTIVE, heads), TODAY)
    assert (carried.heads, carried.weighted, carried.level) == (heads, heads, level)


def test_the_same_heads_may_weigh_less_or_more():
    light = load(of(Status.IN_THE_WIND, 10) + of(Status.INACTIVE, 4), TODAY)
    heavy = load(of(Status.ACTIVE, 10, since=TODAY) + of(Status.INTAKE_NOT_DONE, 4), TODAY)
    assert (light.heads, light.weighted) == (14, 6)
    assert (heavy.heads, heavy.weighted) == (14, 21)


def test_somebody_is_new_for_thirty_days():
    assert load(of(Status.ACTIVE, since=TODAY - timedelta(days=29)), TODAY).weighted == 1.5
    assert load(of(Status.ACTIVE, since=TODAY - timedelta(days=30)), TODAY).weighted == 1


@pytest.mark.parametrize("status", [Status.MOVED_AWAY, Status.WITHDREW, Status.DECEASED])
def test_whoever_is_gone_is_no_head(status):
    assert load(of(status, 3), TODAY).heads == 0


def test_a_site_has_its_own_weights_and_ceiling():
    carried = load(of(Status.IN_CUSTODY, 12), TODAY, weights={**WEIGHTS, Status.IN_CUSTODY: 1}, ceiling=12, average=10)
    assert (carried.weighted, carried.level) == (12, Level.AT_CEILING)
    assert "full. A new person needs another worker" in carried.sentence


@pytest.mark.parametrize(
    ("heads", "words"),
    [(3, "3 of at most 25 people, weighted 3."), (21, "above the average of 20"), (26, "The supervisor should hand")],
)
def test_the_sentence_says_what_to_do(heads, words):
    assert words in load(of(Status.ACTIVE, heads), TODAY).sentence
