"""One handoff on two phones and a dispatcher's screen: asked, rung, not answered, rung on, taken, there, released.

The ladder is moved by calling its sweep with a later moment; nobody waits. Mail goes through a real SMTP server, and
text messages to a real HTTP server that verifies their signature as any provider would.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from standardwebhooks.webhooks import Webhook

from belltown_site.accounts.models import User
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.records import gate, sweeps
from tests.integration.records import story
from tests.lib import field
from tests.lib.browser import DESK, PHONE, assert_good_page, keep_picture, open_context, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRIVATE = ("Juniper", "Yarrow", "kiosk", "rug possession", "1990")


class Inbox:
    """A mail server's mailbox."""

    def __init__(self) -> None:
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        return "250 OK"


class Provider(BaseHTTPRequestHandler):
    """A text message provider: it verifies what it is sent, and keeps it."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append((Webhook(self.server.secret).verify(body, headers), body.decode()))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def cast(db) -> dict[str, User]:
    return field.set_up(timezone.now())


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    mailbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield mailbox
    controller.stop()


@pytest.fixture
def provider(cast) -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.heard, server.secret = [], SitePreferences.objects.get().webhook_secret
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    SitePreferences.objects.update(webhook_url=f"http://127.0.0.1:{server.server_port}/text")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Phones:
    """Everybody's open page, by name."""

    pages: dict[str, Page]

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]

    def wake(self) -> None:
        """Every page looks again, as its stream would tell it to."""
        for page in self.pages.values():
            page.evaluate(
                "document.querySelectorAll('[hx-trigger~=live]').forEach(p => p.dispatchEvent(new CustomEvent('live')))"
            )


@pytest.fixture
def phones(chromium: Browser, live_server, cast) -> Iterator[Phones]:
    """Ofelia, Dee and Cass each with a phone, Sol at a desk."""
    contexts, pages = [], {}
    for name, screen in (("ofelia", PHONE), ("dee", PHONE), ("cass", PHONE), ("sol", DESK)):
        context, listener = open_context(chromium, live_server.url, **screen)
        contexts.append((context, listener))
        pages[name] = context.new_page()
        sign_in(pages[name], cast[name])
    yield Phones(pages)
    for context, listener in contexts:
        context.close()
        assert listener.heard == []


def due(page: Page) -> str:
    """The instant the big or only arrival clock of this page runs towards."""
    return max(page.locator("[data-clock]").evaluate_all("all => all.map(one => one.dataset.clock)"))


def test_from_the_officers_call_to_the_officers_release(phones: Phones, cast, inbox, provider):
    encounter = story.accepted(timezone.now())
    for name in ("dee", "cass", "sol"):
        phones[name].goto(reverse("dispatch:board"))
    officer, dee, cass, sol = (phones[name] for name in ("ofelia", "dee", "cass", "sol"))

    officer.goto(reverse("field:encounter", args=[encounter]))
    where = officer.get_by_label(re.compile("where", re.IGNORECASE)).first
    if where.count() and where.is_editable():
        where.fill("Third and Bell, by the kiosk")
    officer.get_by_role("button", name="Call the case manager").click()
    expect(officer.get_by_role("heading", name="Ringing Dee Delacroix")).to_be_visible()
    (call,) = gate.live_handoffs(viewer=cast["ofelia"], now=timezone.now())

    phones.wake()
    expect(dee.get_by_role("button", name="I take it", exact=True)).to_be_visible()
    expect(dee).to_have_title("Ringing: please answer · Belltown")
    expect(cass.get_by_role("button", name="I take it", exact=True)).to_have_count(0)
    expect(sol.get_by_text("Ringing Dee Delacroix")).to_be_visible()
    expect(sol.get_by_text("Then Cass Castellanos is rung")).to_be_visible()
    assert due(officer) == due(dee) == due(sol) == (call.requested_at + timedelta(minutes=30)).isoformat()

    sweeps.sweep(timezone.now())
    assert [letter.rcpt_tos for letter in inbox.letters] == [[cast["dee"].email]]
    ((message, _),) = provider.heard
    assert message["data"]["recipient"] == str(cast["dee"].pk)

    sweeps.sweep(call.requested_at + timedelta(seconds=61))
    assert [letter.rcpt_tos for letter in inbox.letters] == [[cast["dee"].email], [cast["cass"].email]]
    assert [heard["data"]["recipient"] for heard, _ in provider.heard] == [str(cast[n].pk) for n in ("dee", "cass")]
    sent = [letter.content.decode() for letter in inbox.letters] + [body for _, body in provider.heard]
    assert not [word for word in PRIVATE if any(word in text for text in sent)]

    phones.wake()
    expect(officer.get_by_role("heading", name="Ringing Dee Delacroix and Cass Castellanos")).to_be_visible()
    expect(cass.get_by_text("Juniper")).to_have_count(0)
    cass.get_by_role("button", name="I take it and will be there in 15 min").click()
    expect(cass.get_by_text("Juniper Yarrow")).to_be_visible()
    assert_good_page(cass)

    phones.wake()
    expect(officer.get_by_role("heading", name="Cass Castellanos is coming")).to_be_visible()
    expect(dee.get_by_role("button", name="I take it", exact=True)).to_have_count(0)
    expect(sol.get_by_text("Cass Castellanos has it")).to_be_visible()
    assert due(officer) == due(cass) == due(sol)
    keep_picture(officer, "two-phones-officer")
    keep_picture(cass, "two-phones-responder")

    cass.get_by_role("button", name="Set out").click()
    phones.wake()
    expect(officer.get_by_role("heading", name="Cass Castellanos is on the way")).to_be_visible()
    cass.get_by_role("button", name="Arrived").click()
    phones.wake()
    expect(officer.get_by_role("heading", name="Cass Castellanos is here")).to_be_visible()
    cass.get_by_role("button", name="Officer released").click()
    expect(cass.get_by_role("heading", level=1)).to_have_text("Handed over, officer released")

    phones.wake()
    expect(officer.get_by_role("heading", name="You are released")).to_be_visible()
    expect(sol.get_by_role("cell", name="Handed over, officer released")).to_be_visible()
    assert sweeps.sweep(timezone.now() + timedelta(hours=2)).rung == 0
    assert len(inbox.letters) == len(provider.heard) == 2


def test_when_nobody_answers_everybody_reads_it_and_the_sergeant_rings_again(phones: Phones, cast, inbox, provider):
    call = story.requested(timezone.now())
    officer, dee, sol = phones["ofelia"], phones["dee"], phones["sol"]
    officer.goto(reverse("field:handoff", args=[call]))
    dee.goto(reverse("dispatch:board"))
    sol.goto(reverse("dispatch:handoff", args=[call]))
    asked = gate.handoff(call, viewer=cast["sol"], now=timezone.now()).requested_at
    for seconds in (0, 61, 181, 301):
        sweeps.sweep(asked + timedelta(seconds=seconds))
    assert [letter.rcpt_tos[0] for letter in inbox.letters] == [cast[name].email for name in ("dee", "cass", "cleo")]

    phones.wake()
    expect(officer.get_by_role("heading", name="Nobody has answered yet")).to_be_visible()
    expect(officer.get_by_role("link", name=re.compile("316-555-0110"))).to_be_visible()
    expect(sol.get_by_role("heading", level=1)).to_have_text("Nobody has answered")
    expect(sol.get_by_role("link", name="316-555-0110")).to_be_visible()
    expect(dee.get_by_role("button", name="I take it", exact=True)).to_be_visible()
    assert_good_page(sol)

    sol.get_by_role("button", name="Ring everyone again").click()
    expect(sol.get_by_role("heading", level=1)).to_have_text("Ringing Dee Delacroix")
    phones.wake()
    expect(officer.get_by_role("heading", name="Ringing Dee Delacroix")).to_be_visible()
    dee.get_by_role("button", name="I take it", exact=True).click()
    expect(dee.get_by_text("When will you be there?")).to_be_visible()
