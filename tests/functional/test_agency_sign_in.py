"""Signing in at one's agency as people do, in a browser, against a real provider at another address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown_site.accounts.models import OpenSession
from tests.integration.accounts.factors import with_password
from tests.lib import cast as people
from tests.lib import provider as providers
from tests.lib.browser import DESK, SCREENS, assert_good_page, keep_picture, open_context
from tests.lib.site import set_up_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE_AND_DESK = pytest.mark.parametrize("screen", ["phone", "desk"])
BUTTON = re.compile("sign in at Example County Police", re.I)


@pytest.fixture(scope="module")
def process() -> Iterator[providers.Provider]:
    with providers.running() as running:
        yield running


@pytest.fixture
def provider(process, live_server):
    process.control(forget=True)
    set_up_site()
    ofelia = people.ofelia()
    process.employs(ofelia)
    process.serves(ofelia.agency, host=live_server.url)
    return process


@pytest.fixture
def page(chromium, live_server, provider, screen) -> Iterator[Page]:
    """As the site's own, but the way to the provider is no fault."""
    context, listener = open_context(chromium, live_server.url, **SCREENS[screen])
    yield context.new_page()
    context.close()
    assert [one for one in listener.heard if provider.url not in one] == []


def as_ofelia(page: Page):
    """At the provider's own page."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    page.get_by_role("button", name="Ofelia").click()


def sign_in(page: Page):
    page.goto("/sign-in")
    page.get_by_role("button", name=BUTTON).click()
    as_ofelia(page)
    expect(page).to_have_url(re.compile("/home/$"))


def test_from_the_button_to_the_desk_and_out_again(page: Page, screen: str, provider):
    page.goto("/sign-in")
    assert_good_page(page)
    keep_picture(page, f"agency-sign-in-{screen}")
    sign_in(page)
    page.goto("/account")
    expect(page.get_by_text("Sign-in at Example County Police")).to_be_visible()
    assert_good_page(page)
    keep_picture(page, f"agency-account-{screen}")
    page.get_by_text("Ofelia Okafor", exact=False).first.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out here.")).to_be_visible()
    assert_good_page(page)
    keep_picture(page, f"agency-signed-out-{screen}")
    page.get_by_role("link", name="Sign out there too").click()
    expect(page.get_by_text("Signed out of the provider.")).to_be_visible()


@PHONE_AND_DESK
def test_a_locked_page_is_opened_from_a_tab_of_its_own_and_nothing_typed_is_lost(page: Page, screen: str):
    page.clock.install()
    sign_in(page)
    page.goto("/account/passkey")
    page.get_by_label("A name for it").fill("half typed")
    page.wait_for_load_state()
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
    page.clock.fast_forward("20:00")
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_role("button", name=BUTTON)).to_be_focused()
    expect(dialog.get_by_label("Password")).to_be_hidden()
    keep_picture(page, f"agency-locked-{screen}")
    with page.context.expect_page() as opened:
        dialog.get_by_role("button", name=BUTTON).click()
    as_ofelia(opened.value)
    expect(opened.value.get_by_text("You can close this tab.")).to_be_visible()
    assert_good_page(opened.value)
    keep_picture(opened.value, f"agency-taken-up-{screen}")
    opened.value.close()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("A name for it")).to_have_value("half typed")


@PHONE_AND_DESK
def test_a_provider_that_is_away_is_said_with_the_other_ways(page: Page, screen: str, provider):
    provider.control(down="/.well-known/openid-configuration")
    page.goto("/sign-in")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be used now")
    expect(page.get_by_label("Password")).to_be_visible()
    assert_good_page(page)
    keep_picture(page, f"agency-away-{screen}")


@PHONE_AND_DESK
def test_the_page_that_asks_again_offers_each_way_there_is(page: Page, screen: str):
    with_password("ofelia")
    sign_in(page)
    page.goto("/sign-in/again?next=/account")
    assert_good_page(page)
    keep_picture(page, f"agency-again-{screen}")
    page.get_by_role("button", name=BUTTON).click()
    as_ofelia(page)
    expect(page).to_have_url(re.compile("/account$"))


def test_without_javascript_one_more_click_leads_there_and_what_was_sent_goes_on(chromium, live_server, provider):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, **DESK)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Sign in at Example County Police"))
    keep_picture(page, "agency-going-desk")
    page.get_by_role("link", name="Go to Example County Police").click()
    as_ofelia(page)
    page.goto("/account")
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
    page.get_by_role("button", name="Make ten new ones").click()
    expect(page.get_by_text("What you sent is kept")).to_be_visible()
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("link", name="Go to Example County Police").click()
    as_ofelia(page)
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    context.close()


def test_signing_out_forgets_what_the_browser_kept_and_leaves_what_waits_to_be_sent(chromium, live_server, provider):
    context = chromium.new_context(base_url=live_server.url, **DESK)
    page = context.new_page()
    sign_in(page)
    page.evaluate(
        """() => {
          for (const name of ['seen', 'belltown-outbox']) localStorage.setItem(name, 'x');
          sessionStorage.setItem('seen', 'x');
          return Promise.all(['seen', 'belltown-outbox'].map((name) => new Promise((done) => {
            const asked = indexedDB.open(name); asked.onsuccess = () => { asked.result.close(); done(); };
          })));
        }"""
    )
    page.get_by_text("Ofelia Okafor", exact=False).first.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out here.")).to_be_visible()
    page.wait_for_function("indexedDB.databases().then((all) => all.length === 1)")
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == ["belltown-outbox"]
    assert page.evaluate("[Object.keys(localStorage), sessionStorage.length]") == [["belltown-outbox"], 0]
    context.close()
