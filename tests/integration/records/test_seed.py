"""The demo's history is plausible, invented, and told once."""

from datetime import timedelta

import pytest

from belltown.workflow import clocks
from belltown_site.demo import fill_roster
from belltown_site.jurisdiction.setting_up import publish_packaged, set_up_site
from belltown_site.ledger.models import Entry
from belltown_site.records import gate, sweeps
from belltown_site.records.seed import seed_story
from belltown_site.records.seed_people import PLANTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast, now):
    set_up_site("example-county")
    publish_packaged("example-county", publisher=cast["pam"], activator=cast["pam"], now=now)
    fill_roster(cast, now)
    assert seed_story(now) is True
    return cast


def test_every_desk_of_the_demo_has_something_to_do(told, now):
    cast = told
    assert Entry.objects.filter(act="encounter.start").count() >= 40
    assert len(gate.approvals(viewer=cast["sol"])) == 1
    lines = gate.holds(viewer=cast["pru"], now=now)
    assert {"holding", "paused", "intake_confirmed", "lapsed"} <= {line.state for line in lines}
    assert clocks.State.DUE_SOON in {line.clock.state for line in lines}
    assert len(gate.intakes_due(viewer=cast["cass"], now=now)) >= 5
    assert [one.state for one in gate.referrals(viewer=cast["pam"])].count("received") == 3
    assert gate.field_home(viewer=cast["ofelia"], now=now).open
    assert gate.dispatch_board(viewer=cast["pam"], now=now).live == ()
    assert gate.capacity(viewer=cast["ofelia"], now=now).expected_minutes
    names = {line.person for line in gate.agency_encounters(viewer=cast["pam"], now=now)} - {"Identity not known"}
    assert names
    assert all(name.split()[-1] in PLANTS for name in names), "every person of the demo is named for a plant"


def test_a_history_is_told_once_no_message_of_it_leaves_and_nobody_sees_it(told, now):
    before = Entry.objects.count()
    assert seed_story(now) is False
    assert Entry.objects.count() == before
    assert sweeps.sweep(now + timedelta(seconds=1)).sent == 0
    nobody = told["nobody"]
    assert gate.holds(viewer=nobody, now=now) == ()
    assert gate.referrals(viewer=nobody) == ()
    assert gate.agency_encounters(viewer=nobody, now=now) == ()
