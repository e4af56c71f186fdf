"""One night in the invented county, in real browsers: from the sidewalk to the prosecutor's decision.

Five people, five devices, one record. At the end the ledger verifies, and the decision replays to the very finding.
"""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from belltown_site.accounts.models import User
from belltown_site.demo import SITE, fill_roster
from belltown_site.jurisdiction.setting_up import publish_packaged, set_up_site
from belltown_site.ledger.export import verify_stored
from belltown_site.records import actions, gate
from tests.lib.browser import DESK, PHONE, assert_good_page, open_context, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Devices:
    """One browser profile for each person; any console error on any of them fails the test."""

    def __init__(self, browser: Browser, origin: str, cast: dict[str, User]) -> None:
        self.browser, self.origin, self.cast = browser, origin, cast
        self.opened = []

    def of(self, name: str, **options: object) -> Page:
        context, listener = open_context(self.browser, self.origin, **options)
        self.opened.append((context, listener))
        page = context.new_page()
        sign_in(page, self.cast[name])
        return page

    def close(self) -> None:
        for context, listener in self.opened:
            context.close()
            assert listener.heard == []


@pytest.fixture
def devices(chromium, live_server, cast):
    now = timezone.now()
    set_up_site(SITE)
    publish_packaged(SITE, publisher=cast["pam"], activator=cast["pam"], now=now)
    fill_roster(cast, now)
    found = Devices(chromium, live_server.url, cast)
    yield found
    found.close()


def _button(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(words)).first.click()
    page.wait_for_load_state()


def _screen(officer: Page) -> str:
    """A common case; returns the encounter's address."""
    officer.goto("/field/")
    officer.get_by_role("link", name="New encounter").click()
    officer.get_by_role("radio", name="Drug possession").check()
    officer.get_by_label("How much, in grams?").fill("2")
    officer.get_by_role("radio", name=re.compile("D1")).check()
    officer.get_by_role("button", name="Yes, all of these hold").click()
    expect(officer.get_by_text("Eligible").first).to_be_visible()
    _button(officer, "Go on")
    _button(officer, "Nobody was harmed")
    _button(officer, "Ask the sergeant")
    return officer.url


def _approve(sergeant: Page) -> None:
    sergeant.goto("/field/approvals/")
    sergeant.get_by_role("link", name=re.compile("Drug possession")).click()
    _button(sergeant, "Approve")


def _accepted_and_called(officer: Page, encounter: str) -> str:
    officer.goto(encounter)
    _button(officer, "Offered and accepted")
    _button(officer, "Call the case manager")
    return officer.url


def _let_the_prosecutor_know(case_manager: Page) -> None:
    """The person tells their name, hears the form, and agrees."""
    case_manager.goto("/intakes/")
    case_manager.get_by_role("link", name="write down what to call the person").click()
    case_manager.get_by_label("Name", exact=True).fill("Juniper")
    _button(case_manager, "Go on")
    case_manager.get_by_role("link", name="Share something new").click()
    case_manager.get_by_role("link", name=re.compile("Police, prosecutor")).click()
    case_manager.get_by_label(re.compile("first long talk")).check()
    _button(case_manager, "Go on to read the form")
    assert_good_page(case_manager)
    case_manager.get_by_text("Read aloud, agreed before a witness").click()
    case_manager.get_by_label(re.compile("Full name")).fill("Cass Castellanos")
    _button(case_manager, "The person agreed")
    expect(case_manager.get_by_text("In force", exact=True)).to_be_visible()


def test_from_the_sidewalk_to_the_decision(devices: Devices, cast):
    officer, sergeant, outreach = devices.of("ofelia", **PHONE), devices.of("sol", **PHONE), devices.of("dee", **PHONE)
    encounter = _screen(officer)
    _approve(sergeant)
    handoff = _accepted_and_called(officer, encounter)
    outreach.goto("/dispatch/")
    expect(outreach.get_by_text("Beat D1").first).to_be_visible()
    _button(outreach, "I take it")
    officer.goto(handoff)
    expect(officer.get_by_text("Dee Delacroix").first).to_be_visible()
    assert_good_page(officer)
    assert_good_page(outreach)
    assert officer.locator("time[datetime]").first.get_attribute("datetime") == outreach.locator(
        "time[datetime]"
    ).first.get_attribute("datetime")
    _button(outreach, "there already")
    officer.goto(handoff)
    _button(officer, "I am released")
    expect(officer.get_by_text("You are free to leave").first).to_be_visible()

    case_manager, prosecutor = devices.of("cass", **PHONE), devices.of("pru", **DESK)
    _let_the_prosecutor_know(case_manager)
    case_manager.goto("/intakes/")
    case_manager.get_by_role("link", name="Confirm intake").click()
    _button(case_manager, "Confirm intake")
    prosecutor.goto("/holds/")
    prosecutor.get_by_role("link", name=re.compile("Intake complete")).click()
    prosecutor.get_by_role("link", name="Record a decision").click()
    prosecutor.get_by_role("radio", name="Not filed").check()
    _button(prosecutor, "Record the decision")
    expect(prosecutor.get_by_text("Recorded: not filed.")).to_be_visible()

    (line,) = gate.holds(viewer=cast["pru"], now=timezone.now(), decided=True)
    kept, replayed = actions.replay(str(line.encounter_id))
    assert kept == replayed
    assert verify_stored().entries > 10


def test_of_two_who_take_it_one_has_it_and_the_other_is_told(devices: Devices):
    officer, sergeant = devices.of("ofelia", **PHONE), devices.of("sol", **PHONE)
    dee, cass = devices.of("dee", **PHONE), devices.of("cass", **PHONE)
    encounter = _screen(officer)
    _approve(sergeant)
    handoff = _accepted_and_called(officer, encounter)
    path = handoff.rpartition("/handoff/")[2]
    dee.goto(f"/dispatch/{path}")
    cass.goto(f"/dispatch/{path}")
    _button(dee, "I take it")
    _button(cass, "I take it")
    expect(cass.get_by_text(re.compile("Dee Delacroix has already taken")).first).to_be_visible()
    expect(dee.get_by_role("button", name=re.compile("Set out"))).to_be_visible()
