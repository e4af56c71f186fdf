"""A referral from anybody: received, and no more. A queue for those who answer."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown_site.desks.community.views import MOST_AN_HOUR
from belltown_site.records import gate
from tests.integration.records import story
from tests.lib.cast import make_cast

pytestmark = pytest.mark.django_db
WORDS = {"about": "A man called Alder", "where": "Under the bridge, mornings", "words": "He sleeps outside my shop."}


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


def _send(client, **more):
    return client.post(reverse("community:refer"), {"key": uuid.uuid4(), **WORDS, **more})


@pytest.fixture
def referral(client, cast):
    _send(client)
    (row,) = gate.referrals(viewer=cast["pam"])
    return row


def test_anybody_may_refer_and_learns_received_and_no_more(client, cast):
    answer = _send(client)
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Received" in page
    assert "Alder" not in page


def test_the_address_of_the_answer_tells_nothing(client, cast):
    assert _send(client).url == reverse("community:received")


def test_two_taps_are_one_referral(client, cast):
    key = uuid.uuid4()
    for _ in range(2):
        _send(client, key=key)
    assert len(gate.referrals(viewer=cast["pam"])) == 1


@pytest.mark.parametrize("field", ["about", "where", "words"])
def test_what_is_missing_is_named_and_what_was_typed_is_kept(client, cast, field):
    answer = _send(client, **{field: ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(text in page for name, text in WORDS.items() if name != field)
    assert gate.referrals(viewer=cast["pam"]) == ()


@pytest.mark.parametrize("field", ["about", "where", "words", "referrer_name", "referrer_contact"])
def test_a_name_of_a_million_characters_is_refused_in_words(client, cast, field):
    answer = _send(client, **{field: "x" * 900_000})
    assert answer.status_code == 422
    assert "at most" in answer.content.decode()


def test_a_flood_from_one_address_is_stopped_and_nothing_typed_is_lost(client, cast):
    for _ in range(MOST_AN_HOUR):
        _send(client)
    answer = _send(client)
    assert answer.status_code == 422
    assert "Too many referrals" in answer.content.decode()
    assert "He sleeps outside my shop." in answer.content.decode()
    assert len(gate.referrals(viewer=cast["pam"])) == MOST_AN_HOUR


def test_the_queue_shows_the_words_to_those_who_screen(client, cast, referral):
    client.force_login(cast["pam"])
    assert "Alder" in client.get(reverse("community:queue")).content.decode()
    page = client.get(reverse("community:referral", args=[referral.id])).content.decode()
    assert "He sleeps outside my shop." in page


def test_from_screening_to_met(client, cast, referral):
    client.force_login(cast["pam"])
    for step in ("screen", "approve"):
        client.post(reverse("community:move", args=[referral.id, step]))
    client.force_login(cast["cleo"])
    client.post(reverse("community:move", args=[referral.id, "contact"]))
    assert gate.referral(referral.id, viewer=cast["pam"]).state == "contacted"


def test_a_refusal_needs_a_reason_that_is_counted_and_can_be_undone(client, cast, referral):
    client.force_login(cast["pam"])
    url = reverse("community:refuse", args=[referral.id])
    client.post(reverse("community:move", args=[referral.id, "screen"]))
    assert client.post(url, {}).status_code == 422
    client.post(url, {"reason": "no_capacity"})
    assert gate.referral(referral.id, viewer=cast["pam"]).reason == "no_capacity"
    assert "Alder" in client.get(reverse("community:closed")).content.decode()
    client.post(reverse("community:move", args=[referral.id, "reopen"]))
    assert gate.referral(referral.id, viewer=cast["pam"]).state == "screening"


def test_a_step_that_does_not_exist_is_a_plain_page(client, cast, referral):
    client.force_login(cast["pam"])
    assert client.post(reverse("community:move", args=[referral.id, "arrest"])).status_code == 404


@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody"])
def test_neither_police_nor_neighbors_read_the_queue(client, cast, referral, name):
    client.force_login(cast[name])
    assert client.get(reverse("community:queue")).status_code == 403
    page = client.get(reverse("community:referral", args=[referral.id]))
    assert page.status_code == (403 if name == "pat" else 404)  # a participant is refused before anything is looked up
    assert "Alder" not in page.content.decode()


def test_a_business_member_sees_that_their_own_was_received_and_no_more(client, cast):
    client.force_login(cast["bea"])
    _send(client)
    (mine,) = gate.my_referrals(viewer=cast["bea"])
    assert set(type(mine).__slots__) == {"id", "received_at"}
