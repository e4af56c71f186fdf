"""The directory desk in a browser: three taps to an answer, figures with their age, a partner without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown_site.directory.models import CapacityUpdate, Report, Through, Verification
from belltown_site.directory.seed import seed_directory
from belltown_site.jurisdiction.setting_up import set_up_site
from tests.integration.directory import county
from tests.lib.browser import assert_good_page, keep_picture, open_context, sign_in, walk_by_keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEDS = "Lantern House drop-off and beds"


@pytest.fixture
def site(cast):
    set_up_site("example-county")
    seed_directory(cast["cass"], timezone.now())
    return cast


def _good(page: Page, name: str, screen: str) -> None:
    assert_good_page(page)
    keep_picture(page, f"directory-{name}-{screen}")


def test_three_taps_to_an_answer(page: Page, screen: str, site):
    sign_in(page, site["ofelia"])
    page.goto("/directory/")
    _good(page, "needs", screen)
    page.get_by_role("button", name=re.compile("A bed tonight")).click()
    expect(page).to_have_url(re.compile(r"/directory/found/$"))
    first = page.locator(".found").first
    expect(first).to_contain_text(BEDS)
    expect(first).to_contain_text("2 beds as of 4")
    _good(page, "found", screen)
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Open now").check()
    page.get_by_label("Who they are").select_option(label="Women")
    page.get_by_label("Measure the way from").select_option(label="Old Town")
    _good(page, "narrow", screen)
    page.get_by_role("button", name="Show the list").click()
    expect(page.get_by_text("Who they are: Women")).to_be_visible()
    expect(page.locator(".found").first).to_contain_text("miles from Old Town")
    assert "women" not in page.url
    page.get_by_text("Left out, and why").click()
    expect(page.get_by_text("1: Does not take women")).to_be_visible()
    _good(page, "narrowed", screen)
    page.get_by_role("link", name=BEDS, exact=True).click()
    expect(page.get_by_text("Open around the clock").first).to_be_visible()
    expect(page.get_by_text("Pets may come")).to_be_visible()
    _good(page, "service", screen)
    page.go_back()
    expect(page.locator(".found").first).to_be_visible()


@pytest.mark.parametrize("screen", ["phone"])
def test_the_whole_way_by_keyboard(page: Page, screen: str, site):
    sign_in(page, site["cass"])
    page.goto("/directory/")
    assert any("A bed tonight" in name for name in walk_by_keyboard(page))
    page.get_by_role("button", name=re.compile("A bed tonight")).press("Enter")
    expect(page.locator(".found").first).to_be_visible()
    assert any("call Lantern House" in name for name in walk_by_keyboard(page, most=160))


def test_the_board_and_the_queue(page: Page, screen: str, site):
    sign_in(page, site["cass"])
    page.goto("/directory/rooms/")
    _good(page, "rooms", screen)
    row = page.locator(".room", has_text="Youth rooms")
    row.get_by_role("button", name=re.compile("Still 1")).click()
    expect(page.get_by_text("Youth rooms: still 1 bed.")).to_be_visible()
    assert CapacityUpdate.objects.filter(line=county.room("Youth rooms"), through=Through.STAFF).count() == 1
    page.goto("/directory/review/")
    _good(page, "review", screen)
    before = Verification.objects.count()
    page.locator("section", has_text="Not verified for long").get_by_role("button", name="Still right").first.click()
    expect(page.get_by_text("It is noted that everything here is right.")).to_be_visible()
    assert Verification.objects.count() == before + 1
    page.get_by_role("button", name=re.compile("Seen to")).click()
    assert Report.objects.filter(settled_at__isnull=True).count() == 0
    page.locator("section", has_text="Figures that are old").get_by_role("link", name="Call").first.click()
    _good(page, "call", screen)


def test_an_agency_without_an_account_answers_once(page: Page, screen: str, site, chromium, live_server):
    sign_in(page, site["cass"])
    page.goto(f"/directory/ask/{county.service(BEDS).organization_id}/")
    _good(page, "asking", screen)
    page.get_by_label(re.compile("By letter or e-mail")).check()
    page.get_by_role("button", name="Make the question").click()
    _good(page, "letter", screen)
    link = re.search(r"http\S+/update/\S+", page.locator("#question").inner_text())[0]
    outside, listener = open_context(chromium, live_server.url, viewport=page.viewport_size)
    partner = outside.new_page()
    partner.goto(link)
    partner.get_by_label("Lantern House drop-off and beds: free beds").fill("5")
    partner.get_by_label("Lantern House drop-off and beds: everything is right").check()
    partner.get_by_label("What is wrong with Evening showers?").fill("Only until 8 pm in winter")
    _good(partner, "update", screen)
    partner.get_by_role("button", name="Send").click()
    expect(partner.get_by_role("heading", name="Thank you")).to_be_visible()
    assert_good_page(partner)
    partner.goto(link)
    expect(partner.get_by_text("This link does not work any more.")).to_be_visible()
    outside.close()
    assert listener.heard == []
    page.goto(f"/directory/{county.service(BEDS).pk}/")
    expect(page.get_by_text("5 beds as of just now")).to_be_visible()
    expect(page.get_by_text("came by the agency itself").first).to_be_visible()


@pytest.mark.parametrize("screen", ["phone"])
def test_saying_what_is_wrong_and_setting_it_right(page: Page, screen: str, site):
    sign_in(page, site["del"])
    page.goto(f"/directory/{county.service('Hot lunch').pk}/wrong/")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Choose what is wrong.").first).to_be_visible()
    page.get_by_label("The hours are wrong").check()
    _good(page, "wrong", screen)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It is being looked at")).to_be_visible()
    sign_in(page, site["pam"])
    page.goto(f"/directory/{county.service('Hot lunch').pk}/edit/")
    page.get_by_label("A short notice").fill("Closed on Friday")
    _good(page, "edit", screen)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Closed on Friday")).to_be_visible()
    page.goto("/directory/freshness/")
    page.get_by_label("Other hours for certain units").fill("Bed twelve")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("as a unit and its hours").first).to_be_visible()
    page.get_by_label("Other hours for certain units").fill("Bed 12")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is kept")).to_be_visible()
    _good(page, "freshness", screen)


def test_a_search_needs_no_script(chromium, live_server, site):
    context, listener = open_context(chromium, live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site["dee"])
    page.goto("/directory/")
    page.get_by_role("button", name=re.compile("A bed tonight")).click()
    page.get_by_text("Narrow it down").click()
    page.get_by_role("spinbutton", name="Age").fill("17")
    page.get_by_role("button", name="Show the list").click()
    expect(page.get_by_role("link", name="Youth rooms", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=BEDS, exact=True)).to_have_count(0)  # for those of 18 and over
    context.close()
    assert listener.heard == []


def test_old_is_said_to_be_old(site):
    """The seed's figures are of this hour; a day later each says only what was."""
    from belltown_site.directory.sheets import room_board

    assert not all(line.stale for line in room_board(now=timezone.now()))
    assert all(line.stale for line in room_board(now=timezone.now() + timedelta(days=2)))
