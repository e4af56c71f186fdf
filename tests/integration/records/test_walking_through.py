"""The whole way, from the street to the prosecutor's decision."""

from datetime import timedelta

import pytest

from belltown.protocol.answers import YES
from belltown.vocabulary import FilingDecision
from belltown.workflow import clocks
from belltown_site.records import actions, gate
from tests.integration.records import story

pytestmark = pytest.mark.django_db


def test_an_encounter_walks_from_the_street_to_a_decision_not_to_file(site, now):
    id = story.handed_over(now)
    story.intake_may_be_told(id, now)
    seen = gate.encounter(id, viewer=site["ofelia"], now=now)
    assert (seen.state, seen.finding.answer, seen.person.label) == ("handed_over", YES, "Juniper Yarrow")
    (hold,) = gate.holds(viewer=site["pru"], now=now)
    (due,) = gate.intakes_due(viewer=site["cass"], now=now)
    assert due.hold_id == hold.id
    later = now + timedelta(days=3)
    actions.holds.confirm_intake(hold.id, on=later.date(), by=site["cass"], now=later)
    sheet = gate.hold(hold.id, viewer=site["pru"], now=later)
    assert (sheet.state, sheet.clock.state, sheet.intake.on) == ("intake_confirmed", clocks.State.MET, later.date())
    actions.holds.decide(hold.id, decision=FilingDecision.NOT_FILED, by=site["pru"], now=later)
    assert gate.hold(hold.id, viewer=site["pru"], now=later).state == "not_filed"
