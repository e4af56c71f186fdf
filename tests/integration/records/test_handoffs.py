"""The warm handoff, and who is rung when."""

import uuid
from datetime import timedelta

import pytest

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import OfferOutcome, Role
from belltown.workflow import clocks
from belltown_site.jurisdiction.models import OnCallShift
from belltown_site.records import actions, gate, sweeps
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency

pytestmark = pytest.mark.django_db
verbs = actions.handoffs


def minutes(count):
    return timedelta(minutes=count)


def sheet(site, id, now, viewer="ofelia"):
    return gate.handoff(id, viewer=site[viewer], now=now)


def rung(site, id, now):
    return [(ring.who.name.split()[0], ring.outcome) for ring in sheet(site, id, now).rings]


def test_the_first_on_call_is_rung_at_once_and_alone(site, now):
    id = story.requested(now)
    assert rung(site, id, now) == [("Dee", "ringing")]
    assert sheet(site, id, now).next_ring_at == now + minutes(1)


def test_the_next_and_the_deputy_are_rung_when_their_time_comes(site, now):
    id = story.requested(now)
    assert verbs.ring_due(now=now + timedelta(seconds=59)) == 0
    assert verbs.ring_due(now=now + minutes(1)) == 1
    assert rung(site, id, now) == [("Dee", "ringing"), ("Cass", "ringing")]
    verbs.ring_due(now=now + minutes(3))
    assert [name for name, _ in rung(site, id, now)] == ["Dee", "Cass", "Cleo"]


def test_a_sweep_twice_at_the_same_moment_rings_nobody_twice(site, now):
    id = story.requested(now)
    assert [verbs.ring_due(now=now + minutes(1)) for _ in range(3)] == [1, 0, 0]
    assert len(rung(site, id, now)) == 2


def test_a_sweep_that_comes_late_rings_everyone_it_missed(site, now):
    id = story.requested(now)
    verbs.ring_due(now=now + minutes(4))
    assert [name for name, _ in rung(site, id, now)] == ["Dee", "Cass", "Cleo"]


def test_when_nobody_answers_the_officer_gets_a_number_and_a_late_answer_is_welcome(site, now):
    id = story.requested(now)
    verbs.ring_due(now=now + minutes(5))
    later = now + minutes(6)
    assert (sheet(site, id, later).state, sheet(site, id, later).call_instead) == ("exhausted", "316-555-0110")
    verbs.accept(id, by=site["cass"], now=later)
    assert (sheet(site, id, later).responder.name, sheet(site, id, later).call_instead) == ("Cass Castellanos", "")


def test_saying_cannot_rings_the_next_at_once(site, now):
    id = story.requested(now)
    verbs.cannot(id, by=site["dee"], now=now + timedelta(seconds=10))
    assert rung(site, id, now) == [("Dee", "cannot"), ("Cass", "ringing")]


def test_cannot_twice_is_once(site, now):
    id = story.requested(now)
    for _ in range(2):
        verbs.cannot(id, by=site["dee"], now=now)
    assert rung(site, id, now) == [("Dee", "cannot"), ("Cass", "ringing")]


def test_with_nobody_on_call_it_is_exhausted_at_once_and_seen_by_care(site, now):
    OnCallShift.objects.all().delete()
    id = story.requested(now)
    found = sheet(site, id, now)
    assert (found.state, found.rings, found.call_instead) == ("exhausted", (), "316-555-0110")
    assert gate.handoff(id, viewer=site["cass"], now=now).state == "exhausted"


def test_everyone_may_be_rung_again(site, now):
    id = story.requested(now)
    verbs.ring_due(now=now + minutes(5))
    verbs.ring_again(id, by=site["ofelia"], now=now + minutes(6))
    assert rung(site, id, now)[-1] == ("Dee", "ringing")
    assert [outcome for _, outcome in rung(site, id, now)[:3]] == ["no_answer"] * 3


def test_whoever_accepts_has_it_and_the_others_stand_down(site, now):
    id = story.requested(now)
    verbs.ring_due(now=now + minutes(1))
    verbs.accept(id, by=site["cass"], now=now + minutes(2), eta_minutes=15)
    assert rung(site, id, now) == [("Dee", "stood_down"), ("Cass", "accepted")]
    found = sheet(site, id, now)
    assert (found.responder.name, found.expected_at) == ("Cass Castellanos", now + minutes(17))
    assert gate.my_rings(viewer=site["dee"], now=now) == ()


def test_the_second_to_accept_is_told_who_has_it(site, now):
    id = story.requested(now)
    verbs.accept(id, by=site["dee"], now=now)
    with pytest.raises(NotPossible, match="Dee Delacroix has already taken this handoff"):
        verbs.accept(id, by=site["cass"], now=now)
    assert sheet(site, id, now).responder.name == "Dee Delacroix"


def test_one_who_was_rung_in_another_agency_is_told_too(site, now):
    other = someone_from_the_other_agency(Role.OUTREACH)
    OnCallShift.objects.create(user=other, rank=1, starts=now - minutes(60), ends=now + minutes(60))
    id = story.requested(now)
    verbs.accept(id, by=site["dee"], now=now)
    with pytest.raises(NotPossible, match="Dee Delacroix has already taken"):
        verbs.accept(id, by=other, now=now)


def test_accepting_twice_only_sets_the_time_of_arrival(site, now):
    id = story.requested(now)
    verbs.accept(id, by=site["dee"], now=now)
    verbs.accept(id, by=site["dee"], now=now + minutes(1), eta_minutes=9)
    assert sheet(site, id, now).expected_at == now + minutes(10)
    assert sheet(site, id, now).accepted_at == now


def test_an_officer_cannot_take_a_handoff(site, now):
    with pytest.raises(NotAllowed, match="cannot answer on-call requests"):
        verbs.accept(story.requested(now), by=site["ofelia"], now=now)


def test_officer_and_dispatch_see_the_same_clock(site, now):
    id = story.requested(now)
    for later in (now + minutes(5), now + minutes(25), now + minutes(31)):
        seen = {sheet(site, id, later, viewer).clock for viewer in ("ofelia", "sol", "dee", "cass", "cleo", "pam")}
        assert len(seen) == 1
    assert seen.pop().state is clocks.State.LAPSED


def test_arrival_meets_the_clock_and_release_hands_the_encounter_over(site, now):
    encounter = story.accepted(now)
    id = story.requested(now, encounter)
    verbs.accept(id, by=site["dee"], now=now)
    verbs.en_route(id, by=site["dee"], now=now + minutes(1), eta_minutes=20)
    verbs.set_eta(id, minutes=15, by=site["dee"], now=now + minutes(5))
    verbs.arrive(id, by=site["dee"], now=now + minutes(22))
    assert sheet(site, id, now + minutes(50)).clock.state is clocks.State.MET
    verbs.release(id, by=site["ofelia"], now=now + minutes(25))
    found = sheet(site, id, now + minutes(50))
    assert (found.state, found.released_at) == ("released", now + minutes(25))
    assert gate.encounter(encounter, viewer=site["ofelia"], now=now).state == "handed_over"


@pytest.mark.parametrize("steps", [["en_route"], ["en_route", "arrive"], ["arrive", "release"]])
def test_each_step_twice_is_once(site, now, steps):
    id = story.requested(now)
    verbs.accept(id, by=site["dee"], now=now)
    for step in steps:
        getattr(verbs, step)(id, by=site["dee"], now=now + minutes(1))
        before = sheet(site, id, now)
        getattr(verbs, step)(id, by=site["dee"], now=now + minutes(2))
        assert sheet(site, id, now) == before


def test_only_who_has_it_sets_out_and_arrives(site, now):
    id = story.requested(now)
    verbs.accept(id, by=site["dee"], now=now)
    for act in (verbs.en_route, verbs.arrive, verbs.give_back):
        with pytest.raises(NotAllowed, match="Dee Delacroix has this handoff"):
            act(id, by=site["cass"], now=now)


def test_a_handoff_given_back_rings_the_others_again(site, now):
    id = story.requested(now)
    verbs.accept(id, by=site["dee"], now=now)
    verbs.give_back(id, by=site["dee"], now=now + minutes(3))
    found = sheet(site, id, now + minutes(3))
    assert (found.state, found.responder, found.accepted_at) == ("ringing", None, None)
    assert [ring.who.name for ring in found.rings if ring.outcome == "ringing"] == ["Dee Delacroix"]


def test_a_failed_handoff_keeps_its_reason_and_may_be_tried_again(site, now):
    encounter = story.accepted(now)
    id = story.requested(now, encounter)
    verbs.fail(id, reason="officer_called_away", by=site["ofelia"], now=now)
    assert gate.encounter(encounter, viewer=site["ofelia"], now=now).state == "handoff_failed"
    again = story.requested(now, encounter)
    assert again != id
    assert gate.encounter(encounter, viewer=site["ofelia"], now=now).state == "accepted"


def test_a_failure_needs_its_reason(site, now):
    with pytest.raises(BadInput, match="must be one of nobody_answered"):
        verbs.fail(story.requested(now), reason="dunno", by=site["ofelia"], now=now)


def test_the_drop_off_center_is_plan_b_and_stands_everyone_down(site, now):
    centre = story.centre()
    encounter = story.accepted(now)
    id = story.requested(now, encounter)
    verbs.drop_off(id, centre_id=centre.pk, by=site["ofelia"], now=now + minutes(8))
    assert rung(site, id, now) == [("Dee", "stood_down")]
    verbs.dropped_off(id, by=site["ofelia"], now=now + minutes(20))
    found = sheet(site, id, now + minutes(60))
    assert (found.centre.name, found.clock.state) == ("Harbor House (invented)", clocks.State.MET)
    assert gate.encounter(encounter, viewer=site["ofelia"], now=now).state == "handed_over"


def test_a_center_that_is_closed_or_unknown_is_no_plan(site, now):
    centre = story.centre()
    type(centre).objects.update(is_open=False)
    for key in (centre.pk, uuid.uuid4(), "harbor"):
        with pytest.raises(NotFound, match="drop-off center"):
            verbs.drop_off(story.requested(now), centre_id=key, by=site["ofelia"], now=now)


def test_a_second_request_while_one_is_live_is_the_one_there_is(site, now):
    encounter = story.accepted(now)
    assert story.requested(now, encounter) == story.requested(now, encounter)
    assert len(gate.live_handoffs(viewer=site["ofelia"], now=now)) == 1


def test_nobody_is_rung_before_the_person_has_accepted(site, now):
    with pytest.raises(NotPossible, match="once the person has accepted; the encounter is screened"):
        story.requested(now, story.screened(now))


def test_a_cancelled_handoff_leaves_the_person_taking_part(site, now):
    encounter = story.accepted(now)
    verbs.cancel(story.requested(now, encounter), by=site["ofelia"], now=now)
    assert gate.encounter(encounter, viewer=site["ofelia"], now=now).state == "accepted"


@pytest.mark.parametrize("eta", [-1, 100_000])
def test_an_arrival_that_cannot_be_is_refused(site, now, eta):
    with pytest.raises(BadInput, match="must be 0 to 1440 minutes"):
        verbs.accept(story.requested(now), by=site["dee"], now=now, eta_minutes=eta)


def test_a_ring_shows_where_and_what_and_no_name(site, now):
    story.requested(now)
    (ring,) = gate.my_rings(viewer=site["dee"], now=now)
    assert (ring.meet_at, ring.charge.label) == ("Third and Bell, by the kiosk", "Drug possession")
    assert "Juniper" not in repr(ring)


def test_the_name_comes_with_accepting(site, now):
    id = story.requested(now)
    assert not sheet(site, id, now, "dee").person
    verbs.accept(id, by=site["dee"], now=now)
    assert sheet(site, id, now, "dee").person.label == "Juniper Yarrow"


def test_the_sweep_does_all_that_time_brings(site, now):
    story.requested(now)
    swept = sweeps.sweep(now + minutes(1))
    assert (swept.rung, swept.lapsed, swept.sent, swept.failed) == (1, 0, 2, 0)


def test_capacity_says_room_people_and_the_usual_wait(site, now):
    before = gate.capacity(viewer=site["ofelia"], now=now)
    assert (before.free_places, before.on_call[0].name, before.expected_minutes) == (25, "Dee Delacroix", None)
    for _ in range(3):
        story.handed_over(now)
    after = gate.capacity(viewer=site["ofelia"], now=now + minutes(60))
    assert (after.free_places, after.carried, after.expected_minutes) == (22, 3, 12)
    assert "22 free places on caseloads; Dee Delacroix is first on call" in after.sentence


def test_a_full_caseload_is_said_and_known_to_the_protocol(site, now):
    from belltown_site.jurisdiction.models import SitePreferences

    SitePreferences.objects.update(caseload_ceiling=0)
    assert gate.capacity(viewer=site["ofelia"], now=now).remains is False
    id = story.encountered(now, pathway="social_contact", facts={}, checks={})
    assert gate.encounter(id, viewer=site["ofelia"], now=now).facts["capacity_remains"] is False


@pytest.mark.parametrize("name", ["pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody"])
def test_to_the_rest_there_is_no_such_handoff(site, now, name):
    id = story.requested(now)
    for act in (
        lambda: verbs.release(id, by=site[name], now=now),
        lambda: verbs.fail(id, reason="person_left", by=site[name], now=now),
        lambda: verbs.cancel(id, by=site[name], now=now),
        lambda: verbs.ring_again(id, by=site[name], now=now),
        lambda: gate.handoff(id, viewer=site[name], now=now),
    ):
        with pytest.raises(NotFound):
            act()


def test_declining_ends_what_rings(site, now):
    encounter = story.accepted(now)
    id = story.requested(now, encounter)
    actions.offers.record(encounter, outcome=OfferOutcome.DECLINED, reason="wait_too_long", by=site["ofelia"], now=now)
    assert gate.my_rings(viewer=site["dee"], now=now) == ()
    assert sheet(site, id, now).failure == "person_changed_mind"


@pytest.mark.parametrize(
    ("scene", "where"),
    [
        (actions.Scene(place="By the depot", beat="D1"), "By the depot"),
        (actions.Scene(beat="D1"), "Beat D1"),
        (actions.Scene(), ""),
    ],
)
def test_nobody_is_called_to_nowhere_while_a_place_is_known(site, now, scene, where):
    encounter = story.accepted(now, scene=scene)
    ofelia = site["ofelia"]
    handoff = actions.handoffs.request(uuid.uuid4(), encounter_id=encounter, meet_at="", by=ofelia, now=now)
    assert gate.handoff(handoff, viewer=ofelia, now=now).meet_at == where
