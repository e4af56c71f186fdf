"""However many rows, the same number of queries."""

import uuid

import pytest

from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.queries import asked_by, queries

pytestmark = pytest.mark.django_db


TOLD_TO_POSTGRESQL_ALONE = ("SELECT set_config(", "SELECT pg_advisory_xact_lock(")
"""Who asks, and whose turn it is to write the ledger."""


def asked_for_leave(site, now):
    id = story.encountered(now)
    actions.encounters.complainant(id, answer="no_complainant", by=site["ofelia"], now=now)
    actions.approvals.request(id, by=site["ofelia"], now=now)


def referred(site, now):
    actions.referrals.receive(uuid.uuid4(), about="a neighbor", words="sleeps in the doorway", now=now)


def handed_over(site, now):
    story.handed_over(now)


def rings(site, now):
    story.requested(now)


LISTS = {
    "field_home": (handed_over, "ofelia"),
    "approvals": (asked_for_leave, "sol"),
    "dispatch_board": (rings, "pam"),
    "live_handoffs": (rings, "ofelia"),
    "my_rings": (rings, "dee"),
    "holds": (handed_over, "pru"),
    "intakes_due": (handed_over, "cass"),
    "agency_encounters": (handed_over, "sol"),
    "referrals": (referred, "pam"),
    "counts": (handed_over, "eli"),
    "capacity": (handed_over, "ofelia"),
}


def looking(name, viewer, now):
    timeless = name in ("approvals", "referrals")
    return lambda: getattr(gate, name)(viewer=viewer, **({} if timeless else {"now": now}))


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_longer_list_asks_no_more_queries(site, now, name):
    make, viewer = LISTS[name]
    look = looking(name, site[viewer], now)
    make(site, now)
    few = queries(look)
    for _ in range(3):
        make(site, now)
    assert queries(look) == few
    assert few <= 30


@pytest.mark.parametrize("sheet", ["encounter", "handoff", "hold"])
def test_one_sheet_asks_few_queries(site, now, sheet):
    encounter = story.accepted(now)
    handoff = story.requested(now, encounter)
    hold = gate.holds(viewer=site["pam"], now=now)[0].id
    key = {"encounter": encounter, "handoff": handoff, "hold": hold}[sheet]
    asked = asked_by(lambda: getattr(gate, sheet)(key, viewer=site["pam"], now=now))
    assert sum(1 for sql in asked if not sql.startswith(TOLD_TO_POSTGRESQL_ALONE)) <= 20
