"""What leaves the house when somebody is rung: by a real SMTP server and a real signed webhook."""

import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from standardwebhooks.webhooks import Webhook

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.records import actions, gate, sweeps
from belltown_site.records.actions import outbox
from belltown_site.records.paging import Unsendable, checked
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.emergencies import opened

pytestmark = pytest.mark.django_db
PRIVATE = ("Juniper", "Yarrow", "kiosk", "Bell", "Drug", "drug", "1990")


class Inbox:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def smtp(settings):
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield inbox
    controller.stop()


class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(site):
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.posts, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    SitePreferences.objects.update(webhook_url=f"http://127.0.0.1:{server.server_port}/page?site=1")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def secret():
    return SitePreferences.objects.get().webhook_secret


def answer(kind, data, *, key=None, at=None):
    body = json.dumps({"type": kind, "data": data})
    at = at or datetime.now(UTC)  # the signature's own check reads the real clock
    signature = Webhook(key or secret()).sign("msg_1", at, body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    return {"body": body.encode(), "headers": headers}


def ring_of(site, handoff, now):
    return str(gate.handoff(handoff, viewer=site["ofelia"], now=now).rings[-1].id)


def test_a_ring_leaves_by_a_real_mail_server_and_tells_nothing(site, now, smtp):
    story.requested(now)
    assert sweeps.send_due(now) == (1, 0)
    (letter,) = smtp.letters
    assert letter.rcpt_tos == [site["dee"].email]
    text = letter.content.decode()
    assert "Someone asks for a warm handoff" in text
    assert not any(word in text.replace("Belltown", "").replace("belltown", "") for word in PRIVATE)


def test_an_opening_to_review_leaves_by_both_ways_and_tells_nothing(site, now, smtp, provider):
    story.handed_over(now)
    opened(someone_from_the_other_agency(Role.OUTREACH), now)
    sweeps.sweep(now)
    letters = [one for one in smtp.letters if b"emergency" in one.content]
    assert [one.rcpt_tos for one in letters] == [[site["cleo"].email]]
    bodies = [body for _, body in provider.posts if b"glass.review" in body]
    assert set(json.loads(bodies[0])["data"]) == {"opening", "recipient"}
    for text in (letters[0].content.decode(), bodies[0].decode()):
        assert not any(word in text.replace("Belltown", "") for word in (*PRIVATE, "overdose", "platform"))


def test_a_message_is_sent_once(site, now):
    story.requested(now)
    assert [sweeps.send_due(now) for _ in range(2)] == [(1, 0), (0, 0)]
    assert len(mail.outbox) == 1


def test_a_ring_leaves_by_a_webhook_whose_signature_verifies(site, now, provider):
    now = datetime.now(UTC)
    story.set_up_hours(now)
    handoff = story.requested(now)
    sweeps.send_due(now)
    ((headers, body),) = provider.posts
    message = Webhook(secret()).verify(body, {name.lower(): value for name, value in headers.items()})
    assert message["type"] == "handoff.ringing"
    assert message["data"] == {"ring": ring_of(site, handoff, now), "recipient": str(site["dee"].pk)}
    assert set(json.loads(body)) == {"type", "timestamp", "data"}
    assert not any(word in body.decode() for word in PRIVATE)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_provider_that_does_not_take_it_is_tried_again_and_never_followed(site, now, provider, status):
    provider.status = status
    story.requested(now)
    assert sweeps.send_due(now) == (1, 1)
    assert len(provider.posts) == 1
    assert sweeps.send_due(now + timedelta(seconds=4)) == (0, 0)
    assert sweeps.send_due(now + timedelta(seconds=5)) == (0, 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/page",
        "ftp://localhost/x",
        "file:///etc/passwd",
        "",
        "https://",
        "http://localhost.evil.example/",
    ],
)
def test_no_other_address_is_ever_called(url):
    with pytest.raises(Unsendable, match="webhook_not_https"):
        checked(url)


@pytest.mark.parametrize("url", ["https://sms.example/page", "http://localhost:8080/x", "http://127.0.0.1/"])
def test_https_and_this_machine_may_be_called(url):
    assert checked(url).hostname


def test_a_message_that_never_leaves_is_dead_and_seen_on_the_board(site, now):
    handoff = story.requested(now)

    def refuse(parcel, moment):
        raise ConnectionRefusedError("mail.secret.example")

    moment = now
    for pause in (*outbox.BACK_OFF, timedelta(0)):
        assert sweeps.send_due(moment, send=refuse) == (0, 1)
        moment += pause
    assert sweeps.send_due(moment + timedelta(hours=1), send=refuse) == (0, 0)
    board = gate.dispatch_board(viewer=site["pam"], now=moment)
    assert board.undelivered == 1
    assert gate.handoff(handoff, viewer=site["ofelia"], now=moment).undelivered == 1


def test_a_fault_is_kept_by_its_kind_and_not_its_words(site, now):
    from belltown_site.records.models import OutboxMessage
    from tests.lib.vault import opened

    story.requested(now)

    def refuse(parcel, moment):
        raise ConnectionRefusedError("mail.secret.example said no to dee@")

    sweeps.send_due(now, send=refuse)
    with opened():
        assert OutboxMessage.objects.get().fault == "ConnectionRefusedError"


def test_a_worker_that_dies_loses_its_lease_and_another_sends(site, now):
    story.requested(now)
    (dead,) = outbox.lease(now=now)
    assert outbox.lease(now=now + timedelta(seconds=59)) == ()
    (parcel,) = outbox.lease(now=now + timedelta(seconds=60))
    assert parcel.id == dead.id
    assert outbox.sent(parcel=dead, now=now) is False
    assert outbox.sent(parcel=parcel, now=now) is True


def test_who_need_not_come_is_not_written_to_any_more(site, now):
    id = story.requested(now)
    actions.handoffs.accept(id, by=site["dee"], now=now)
    assert sweeps.send_due(now) == (0, 0)


class TestAnswersFromOutside:
    def test_a_signed_message_accepts_as_the_person_who_was_rung(self, site, now):
        id = story.requested(now)
        message = answer("ring.accept", {"ring": ring_of(site, id, now), "eta_minutes": 12})
        actions.paging.answer_from_outside(now=now, **message)
        found = gate.handoff(id, viewer=site["ofelia"], now=now)
        assert (found.responder.name, found.rings[0].channel) == ("Dee Delacroix", "webhook")
        assert found.expected_at == now + timedelta(minutes=12)

    def test_the_same_message_twice_changes_nothing_more(self, site, now):
        id = story.requested(now)
        message = answer("ring.accept", {"ring": ring_of(site, id, now)})
        for _ in range(2):
            actions.paging.answer_from_outside(now=now, **message)
        assert len(gate.handoff(id, viewer=site["ofelia"], now=now).rings) == 1

    def test_a_signed_no_rings_the_next(self, site, now):
        id = story.requested(now)
        actions.paging.answer_from_outside(now=now, **answer("ring.cannot", {"ring": ring_of(site, id, now)}))
        assert [ring.outcome for ring in gate.handoff(id, viewer=site["ofelia"], now=now).rings] == [
            "cannot",
            "ringing",
        ]

    def test_one_who_comes_second_is_told(self, site, now):
        id = story.requested(now)
        actions.handoffs.ring_due(now=now + timedelta(minutes=1))
        message = answer("ring.accept", {"ring": ring_of(site, id, now)})
        actions.handoffs.accept(id, by=site["dee"], now=now)
        with pytest.raises(NotPossible, match="Dee Delacroix has already taken"):
            actions.paging.answer_from_outside(now=now, **message)

    def test_another_secret_is_refused_and_nothing_changes(self, site, now):
        id = story.requested(now)
        message = answer("ring.accept", {"ring": ring_of(site, id, now)}, key="whsec_" + "MDEy" * 8)
        with pytest.raises(NotAllowed, match="signature does not fit"):
            actions.paging.answer_from_outside(now=now, **message)
        assert gate.handoff(id, viewer=site["ofelia"], now=now).responder is None

    def test_an_old_message_is_refused(self, site, now):
        id = story.requested(now)
        old = datetime.now(UTC) - timedelta(minutes=6)
        message = answer("ring.accept", {"ring": ring_of(site, id, now)}, at=old)
        with pytest.raises(NotAllowed, match="signature does not fit"):
            actions.paging.answer_from_outside(now=now, **message)

    def test_a_changed_body_is_refused(self, site, now):
        id = story.requested(now)
        message = answer("ring.cannot", {"ring": ring_of(site, id, now)})
        message["body"] = message["body"].replace(b"cannot", b"accept")
        with pytest.raises(NotAllowed, match="signature does not fit"):
            actions.paging.answer_from_outside(now=now, **message)

    def test_without_any_signature_it_is_refused(self, site, now):
        with pytest.raises(NotAllowed, match="signature does not fit"):
            actions.paging.answer_from_outside(body=b"{}", headers={}, now=now)

    @pytest.mark.parametrize(
        ("kind", "data", "error"),
        [
            ("ring.explode", {}, BadInput),
            ("ring.accept", [], BadInput),
            ("ring.accept", {"ring": "not-a-number"}, NotFound),
            ("ring.accept", {"ring": "00000000-0000-0000-0000-000000000000"}, NotFound),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_words(self, site, now, kind, data, error):
        with pytest.raises(error):
            actions.paging.answer_from_outside(now=now, **answer(kind, data))

    @pytest.mark.parametrize("eta", ["soon", True, 1.5, -3])
    def test_an_arrival_that_is_no_number_is_refused(self, site, now, eta):
        id = story.requested(now)
        message = answer("ring.accept", {"ring": ring_of(site, id, now), "eta_minutes": eta})
        with pytest.raises(BadInput):
            actions.paging.answer_from_outside(now=now, **message)
