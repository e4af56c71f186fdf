"""The address to which a message provider brings back what people answered: signed, and told no more than a code."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def call(site):
    return story.requested(timezone.now())


def kept(site, call):
    return gate.handoff(call, viewer=site["sol"], now=timezone.now())


def bring(kind, data, *, secret=None, at=None, body=None):
    """Post it as the provider would: no cookie, no token, from outside, with every check of the site on."""
    text = body if body is not None else json.dumps({"type": kind, "data": data})
    at = at or datetime.now(UTC)
    signature = Webhook(secret or SitePreferences.objects.get().webhook_secret).sign("msg_1", at, text)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    outside = Client(enforce_csrf_checks=True)
    return outside.post(reverse("dispatch:answers"), text, content_type="application/json", headers=headers)


def ring(site, call):
    return {"ring": str(kept(site, call).rings[-1].id)}


def test_a_signed_yes_takes_the_handoff_for_whoever_was_rung(site, call):
    answer = bring("ring.accept", {**ring(site, call), "eta_minutes": 12})
    assert (answer.status_code, answer.json()) == (200, {"code": "taken_down"})
    found = kept(site, call)
    assert found.responder.name == "Dee Delacroix"
    assert found.rings[0].channel == "webhook"
    assert found.expected_at - found.accepted_at == timedelta(minutes=12)


def test_a_signed_no_rings_the_next(site, call):
    assert bring("ring.cannot", ring(site, call)).status_code == 200
    assert [one.outcome for one in kept(site, call).rings] == ["cannot", "ringing"]


def test_the_same_message_twice_is_once(site, call):
    message = ring(site, call)
    assert [bring("ring.accept", message).status_code for _ in range(2)] == [200, 200]
    assert len(kept(site, call).rings) == 1


def test_too_late_is_a_code_and_never_the_name_of_who_has_it(site, call):
    message = ring(site, call)
    actions.handoffs.accept(call, by=site["cass"], now=timezone.now())
    answer = bring("ring.accept", message)
    assert (answer.status_code, answer.json()) == (409, {"code": "too_late"})
    assert b"Cass" not in answer.content


@pytest.mark.parametrize(
    ("made", "status", "code"),
    [
        ({"secret": "whsec_" + "MDEy" * 8}, 403, "not_allowed"),
        ({"at": datetime.now(UTC) - timedelta(hours=1)}, 403, "not_allowed"),
        ({"body": "no JSON"}, 422, "cannot_be_read"),
        ({"body": "[]"}, 422, "cannot_be_read"),
        ({"body": "{}"}, 422, "cannot_be_read"),
    ],
)
def test_what_is_not_ours_or_cannot_be_read_changes_nothing(site, call, made, status, code):
    answer = bring("ring.accept", ring(site, call), **made)
    assert (answer.status_code, answer.json()) == (status, {"code": code})
    assert kept(site, call).responder is None


def test_a_ring_that_is_not_there_is_told_so(site, call):
    answer = bring("ring.accept", {"ring": "00000000-0000-0000-0000-000000000000"})
    assert (answer.status_code, answer.json()) == (404, {"code": "no_such_ring"})


def test_without_a_signature_or_by_another_method_it_is_refused(site, call, client):
    assert client.post(reverse("dispatch:answers"), "{}", content_type="application/json").status_code == 403
    assert client.get(reverse("dispatch:answers")).status_code == 405


def test_a_message_of_many_megabytes_is_refused(site, call):
    assert bring("ring.accept", {}, body="x" * 2_000_000).status_code in (400, 413)
    assert kept(site, call).responder is None
