"""Asking those who have no account: a link that works once, a text that counts once, and nothing told to strangers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown_site.directory import asking
from belltown_site.directory.asking import Answered
from belltown_site.directory.models import AskLink, CapacityUpdate, Channel, Report, Through, Verification
from belltown_site.jurisdiction.models import SitePreferences
from tests.integration.directory import county

pytestmark = pytest.mark.django_db
BEDS = "Lantern House drop-off and beds"


@pytest.fixture(autouse=True)
def _county(now):
    county.settle(now)


@pytest.fixture
def asked(cast, now):
    return asking.ask(
        organization_id=county.service(BEDS).organization_id, channel=Channel.TEXT, by=cast["cass"], now=now
    )


def test_a_link_works_once_and_only_its_digest_is_kept(asked, now):
    _, token = asked
    line, beds = county.room(BEDS), county.service(BEDS)
    sheet = asking.opened(token, now=now)
    assert {one.pk for one in sheet.lines} == {line.pk, county.room("Hotel nights").pk}
    asking.take_answer(token, Answered({line.pk: 5}, (beds.pk,)), now=now)
    assert (county.room(BEDS).available, Verification.objects.get().through) == (5, Through.LINK)
    with pytest.raises(NotFound):
        asking.opened(token, now=now)
    with pytest.raises(NotFound):
        asking.take_answer(token, Answered({line.pk: 9}), now=now)
    assert county.room(BEDS).available == 5
    assert token not in str(AskLink.objects.values().get())
    assert len(token) >= 32


def test_a_link_answers_for_its_own_organization_alone(asked, now):
    other, foreign = county.room("Detox"), county.service("Detox")
    answer = Answered({other.pk: 1}, (foreign.pk,), {foreign.pk: "bad"})
    asking.take_answer(asked[1], answer, now=now)
    assert not CapacityUpdate.objects.filter(through=Through.LINK).exists()
    assert not Verification.objects.exists()
    assert not Report.objects.exists()


def test_links_that_do_not_work_all_say_the_same(asked, cast, now):
    link, token = asked
    said = set()
    for broken, moment in (("nonsense", now), (token, now + timedelta(days=15))):
        with pytest.raises(NotFound) as refusal:
            asking.opened(broken, now=moment)
        said.add(str(refusal.value))
    asking.revoke(link_id=link.pk, by=cast["cass"], now=now)
    with pytest.raises(NotFound) as refusal:
        asking.opened(token, now=now)
    assert said == {str(refusal.value)}
    with pytest.raises(NotPossible):
        asking.revoke(link_id=link.pk, by=cast["cass"], now=now)


def test_a_new_question_ends_the_links_of_older_ones(asked, cast, now):
    asking.ask(organization_id=asked[0].organization_id, channel=Channel.LETTER, by=cast["cass"], now=now)
    with pytest.raises(NotFound):
        asking.opened(asked[1], now=now)


@pytest.mark.parametrize("name", ["nobody", "ofelia", "ada"])
def test_those_who_do_not_keep_the_directory_ask_nobody(cast, now, name, asked):
    organization = county.service(BEDS).organization_id
    with pytest.raises(NotAllowed):
        asking.ask(organization_id=organization, channel=Channel.TEXT, by=cast[name], now=now)
    with pytest.raises(NotAllowed):
        asking.revoke(link_id=asked[0].pk, by=cast[name], now=now)


def test_the_partners_page_opens_without_an_account_and_opening_uses_nothing_up(cast):
    """Message programs open links to show what is behind them: that must not end one."""
    organization = county.service(BEDS).organization_id
    _, token = asking.ask(organization_id=organization, channel=Channel.TEXT, by=cast["cass"], now=timezone.now())
    page = Client().get(reverse("directory:update", args=[token]))
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert Client().get(reverse("directory:update", args=[token])).status_code == 200
    line = county.room(BEDS)
    too_many = Client().post(reverse("directory:update", args=[token]), {f"line-{line.pk}": 99})
    assert too_many.status_code == 422
    sent = Client().post(reverse("directory:update", args=[token]), {f"line-{line.pk}": 3})
    assert b"Thank you" in sent.content
    assert Client().get(reverse("directory:update", args=[token])).status_code == 404
    assert Client().get(reverse("directory:update", args=["x" * 32])).status_code == 404


def bring(data, *, kind="capacity.report", id="msg_1", secret=None, at=None, body=None):
    """Post it as the provider would: no cookie, no token, from outside, with every check of the site on."""
    text = body if body is not None else json.dumps({"type": kind, "data": data})
    at = at or datetime.now(UTC)
    signature = Webhook(secret or SitePreferences.objects.get().webhook_secret).sign(id, at, text)
    headers = {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    outside = Client(enforce_csrf_checks=True)
    return outside.post(reverse("directory:texts"), text, content_type="application/json", headers=headers)


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_a_text_with_a_figure_counts_once():
    line = county.room(BEDS)
    for _ in range(2):
        assert code(bring({"line": str(line.pk), "available": 6})) == (200, "taken_down")
    assert county.room(BEDS).available == 6
    assert CapacityUpdate.objects.get(through=Through.TEXT).message == "msg_1"


def test_a_text_from_a_known_phone_needs_no_id():
    number = county.service("Walk-in crisis respite").organization.phones.get().number
    answer = bring({"from": f"+1{number.replace('-', '')}", "text": "3 beds, thank you"})
    assert code(answer) == (409, "which_count"), "the center's phone stands for counselling and respite"
    paws = county.service("Boarding while you are in treatment").organization.phones.get().number
    assert code(bring({"from": paws, "text": "we have 4 left"})) == (200, "taken_down")
    assert county.room("Boarding while you are in treatment").available == 4


@pytest.mark.parametrize(("data", "expected"), [
    ({"line": "17", "available": 2}, (404, "no_such_count")),
    ({"line": "11111111-1111-4111-8111-111111111111", "available": 2}, (404, "no_such_count")),
    ({"from": "+1 206 555 0100", "text": "2"}, (404, "no_such_count")),
    ({"from": "nobody", "text": "2"}, (404, "no_such_count")),
    ({"from": "316-555-0126", "text": "none"}, (422, "cannot_be_read")),
    ({}, (422, "cannot_be_read")),
])  # fmt: skip
def test_a_text_that_cannot_be_read_changes_nothing_and_tells_a_code(data, expected):
    assert code(bring(data)) == expected
    assert not CapacityUpdate.objects.filter(through=Through.TEXT).exists()


@pytest.mark.parametrize("available", [True, "2", 2.5, None, -1, 19])
def test_a_figure_that_is_none_is_refused(available):
    assert bring({"line": str(county.room(BEDS).pk), "available": available}).status_code == 422


def test_a_signature_that_does_not_fit_or_is_old_is_refused():
    good = {"line": str(county.room(BEDS).pk), "available": 2}
    other = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    assert code(bring(good, secret=other)) == (403, "not_allowed")
    assert code(bring(good, at=datetime.now(UTC) - timedelta(minutes=6))) == (403, "not_allowed")
    assert bring(good, kind="ring.accept").status_code == 422
    assert bring(good, body="[1]").status_code == 422
    assert bring(good, body="{").status_code == 422
    assert not CapacityUpdate.objects.filter(through=Through.TEXT).exists()


def test_a_figure_beyond_the_most_is_a_fault_for_the_link_too(asked, now):
    with pytest.raises(BadInput):
        asking.take_answer(asked[1], Answered({county.room(BEDS).pk: 99}), now=now)
    assert asking.opened(asked[1], now=now), "what was refused uses nothing up"
