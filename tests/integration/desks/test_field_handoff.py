"""The officer's side of a handoff: who is rung, the clock, plan B, released, failed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.vocabulary import HandoffFailure
from belltown_site.jurisdiction.models import DropOffCentre, OnCallShift
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib import field
from tests.lib.field import LIVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cast(now):
    return field.set_up(now)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["ofelia"])
    return client


@pytest.fixture
def handoff(cast, now):
    return story.requested(now)


def text(response):
    return " ".join(response.content.decode().split())


def page(client, id, **headers):
    return text(client.get(reverse("field:handoff", args=[id]), headers=headers))


def do(client, id, name, **said):
    return client.post(reverse(f"field:{name}", args=[id]), said)


def kept(cast, id):
    return gate.handoff(id, viewer=cast["ofelia"], now=timezone.now())


def test_the_officer_sees_who_is_rung_the_clock_and_a_number_to_call(desk, cast, handoff):
    shown = page(desk, handoff)
    assert "Ringing Dee Delacroix" in shown
    assert "Until somebody is here" in shown
    assert "data-clock=" in shown
    assert f'href="tel:{"".join(one for one in cast["dee"].phone if one.isdigit() or one == "+")}"' in shown
    assert "Third and Bell, by the kiosk" in shown


def test_when_somebody_comes_the_page_says_who_and_when(desk, cast, handoff, now):
    actions.handoffs.accept(handoff, by=cast["dee"], now=now, eta_minutes=18)
    shown = page(desk, handoff)
    assert "Dee Delacroix is coming" in shown
    assert "Expected" in shown
    actions.handoffs.en_route(handoff, by=cast["dee"], now=now)
    assert "Dee Delacroix is on the way" in page(desk, handoff)


def test_the_officer_is_released_once_somebody_is_there(desk, cast, handoff, now):
    assert "I am released" not in page(desk, handoff)
    actions.handoffs.accept(handoff, by=cast["dee"], now=now)
    actions.handoffs.arrive(handoff, by=cast["dee"], now=now + timedelta(minutes=5))
    assert "I am released" in page(desk, handoff)
    for _ in range(2):
        assert do(desk, handoff, "release").status_code == 302
    shown = page(desk, handoff)
    assert "You are free to leave." in shown
    encounter = kept(cast, handoff).encounter_id
    assert gate.encounter(encounter, viewer=cast["ofelia"], now=now).state == "handed_over"
    assert "Handed over. You are free." in text(desk.get(reverse("field:encounter", args=[encounter])))


def test_being_released_before_anybody_is_there_is_refused_in_a_sentence(desk, handoff):
    answer = do(desk, handoff, "release")
    assert answer.status_code == 409
    assert "This could not be done." in text(answer)


def test_plan_b_is_a_drop_off_center_and_ends_there(desk, cast, handoff):
    assert "Harbor House (invented)" in page(desk, handoff)
    centre = DropOffCentre.objects.get(name="Harbor House (invented)")
    do(desk, handoff, "drop_off", centre=str(centre.pk))
    assert "Drive to Harbor House (invented)" in page(desk, handoff)
    assert "1 Pier" in page(desk, handoff)
    do(desk, handoff, "dropped_off")
    assert "has taken the person in" in page(desk, handoff)
    assert kept(cast, handoff).state == "dropped_off"


def test_a_center_there_is_not_is_no_way_out(desk, handoff):
    assert do(desk, handoff, "drop_off", centre="nowhere").status_code == 404


@pytest.mark.parametrize("reason", HandoffFailure)
def test_a_failure_keeps_its_reason_and_the_officer_may_call_again(desk, cast, handoff, reason):
    assert f'value="{reason}"' in page(desk, handoff)
    do(desk, handoff, "fail", reason=reason.value)
    sheet = kept(cast, handoff)
    assert (sheet.state, sheet.failure) == ("failed", reason)
    assert "The handoff failed" in page(desk, handoff)
    assert "Call again?" in text(desk.get(reverse("field:encounter", args=[sheet.encounter_id])))


def test_a_failure_without_a_reason_is_refused(desk, cast, handoff):
    assert do(desk, handoff, "fail", reason="").status_code == 422
    assert kept(cast, handoff).state == "ringing"


def test_calling_it_off_leaves_the_person_accepted(desk, cast, handoff):
    do(desk, handoff, "cancel")
    sheet = kept(cast, handoff)
    assert sheet.state == "cancelled"
    assert gate.encounter(sheet.encounter_id, viewer=cast["ofelia"], now=timezone.now()).state == "accepted"


def test_when_nobody_has_answered_the_officer_gets_the_number_and_may_ring_again(desk, cast, now):
    OnCallShift.objects.all().delete()
    handoff = story.requested(now)
    shown = page(desk, handoff)
    assert "Nobody has answered yet" in shown
    assert 'href="tel:3165550110"' in shown
    assert 'details class="choose-why" open' in shown
    assert "Ring everyone again" in shown
    do(desk, handoff, "ring_again")
    assert kept(cast, handoff).state in ("ringing", "exhausted")


def test_an_open_page_refetches_only_its_own_part_and_is_woken_by_its_handoff(desk, handoff):
    part = page(desk, handoff, **LIVE)
    assert part.startswith('<div id="call"')
    assert f"topic=handoff%3A{handoff}" in page(desk, handoff)


def test_the_desk_lists_the_live_handoff_in_place_of_its_encounter(desk, cast, handoff):
    shown = text(desk.get(reverse("field:start")))
    assert reverse("field:handoff", args=[handoff]) in shown
    assert reverse("field:encounter", args=[kept(cast, handoff).encounter_id]) not in shown


def test_the_centers_page_lists_what_is_open(desk):
    DropOffCentre.objects.create(name="Closed House", address="2 Pier", phone="1", hours="never", is_open=False)
    shown = text(desk.get(reverse("field:centres")))
    assert "Harbor House (invented)" in shown
    assert "Closed House" not in shown


def test_without_a_center_the_page_says_what_to_do(desk):
    DropOffCentre.objects.update(is_open=False)
    assert "No drop-off center is open now." in text(desk.get(reverse("field:centres")))
