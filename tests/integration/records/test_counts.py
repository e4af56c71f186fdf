"""Counts that name nobody."""

import uuid
from datetime import timedelta

import pytest

from belltown.disclosure.small_cells import SUPPRESSED
from belltown.errors import NotAllowed
from belltown_site.records import actions, gate
from tests.integration.records import story

pytestmark = pytest.mark.django_db


def offers(site, now):
    table = gate.counts(viewer=site["eli"], now=now).offers
    return dict(zip(table.columns, table.cells[table.rows.index("arrest_diversion")], strict=True))


def not_offered(now, times):
    for _ in range(times):
        id = story.encountered(now, facts={}, checks={})
        actions.offers.record(id, outcome="not_offered", reason="no_capacity", by=story.make_person("ofelia"), now=now)


def test_a_large_count_is_shown_and_nothing_is_nothing(site, now):
    not_offered(now, 12)
    assert offers(site, now) == {"accepted": 0, "declined": 0, "not_offered": 12}


def test_a_small_count_is_suppressed_and_says_so(site, now):
    not_offered(now, 3)
    assert offers(site, now)["not_offered"] == SUPPRESSED


def test_an_encounter_counts_once_by_what_became_of_it_last(site, now):
    not_offered(now, 11)
    id = story.encountered(now)
    actions.offers.record(id, outcome="not_offered", reason="no_capacity", by=site["ofelia"], now=now)
    actions.offers.reconsider(id, by=site["ofelia"], now=now)
    actions.encounters.mark_as_error(id, by=site["ofelia"], now=now)
    assert offers(site, now)["not_offered"] == 11


def test_what_is_older_than_the_span_is_left_out(site, now):
    not_offered(now, 12)
    assert offers(site, now + timedelta(days=91))["not_offered"] == 0


def test_referrals_not_taken_are_counted_by_reason(site, now):
    for _ in range(11):
        id = actions.referrals.receive(uuid.uuid4(), about="somebody", words="needs help", now=now)
        actions.referrals.refuse(id, reason="no_capacity", by=site["pam"], now=now)
    table = gate.counts(viewer=site["pam"], now=now).refusals
    assert table.cells[0][table.columns.index("no_capacity")] == 11


def test_handoffs_are_counted_by_their_end(site, now):
    for _ in range(11):
        story.handed_over(now)
    table = gate.counts(viewer=site["pam"], now=now).handoffs
    assert dict(zip(table.columns, table.cells[0], strict=True)) == {"met": 11, "dropped_off": 0, "failed": 0}


@pytest.mark.parametrize("name", ["ofelia", "dee", "cass", "ada", "pat", "nobody"])
def test_counts_are_refused_to_the_rest_in_words(site, now, name):
    with pytest.raises(NotAllowed, match="Counts are for"):
        gate.counts(viewer=site[name], now=now)
