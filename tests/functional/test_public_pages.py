"""What anybody may read, on a phone, at a desk and at two in the morning."""

from __future__ import annotations

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.lib.browser import assert_good_page, keep_picture, sign_in, walk_by_keyboard
from tests.lib.site import set_up_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "/": "Help first, in place of jail and court",
    "/protocol/": "The protocol in force in Example County",
    "/about/": "Accessibility and privacy",
    "/sign-in": "Sign in",
    "/no-such-page/": "There is no such page here",
}


def test_every_public_page_is_accessible_and_fits_every_screen(page: Page, screen: str):
    set_up_site()
    for path, heading in PAGES.items():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert_good_page(page)
        keep_picture(page, f"public-{path.strip('/') or 'front'}-{screen}")


@override_settings(BELLTOWN_DEMO=True)
def test_every_component_is_accessible_and_fits_every_screen(page: Page, screen: str):
    page.goto("/gallery/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Components")
    assert_good_page(page)
    keep_picture(page, f"gallery-{screen}")


def test_there_is_no_gallery_outside_the_demo(client):
    assert client.get("/gallery/").status_code == 404


@pytest.mark.parametrize("screen", ["phone"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(page: Page):
    set_up_site()
    page.goto("/")
    reached = walk_by_keyboard(page)
    assert reached[:2] == ["Skip to the page", "Belltown"]
    assert "Read the protocol in force" in reached


@pytest.mark.parametrize("screen", ["phone"])
def test_the_skip_link_leads_past_the_header(page: Page):
    page.goto("/about/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("screen", ["phone"])
def test_the_own_menu_opens_by_keyboard_and_escape_closes_it(page: Page, cast):
    set_up_site()
    sign_in(page, cast["ada"])
    page.goto("/home/")
    menu = page.locator("details.who")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_visitor_without_javascript_reads_the_same_protocol(chromium, live_server):
    set_up_site()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/protocol/")
    expect(page.get_by_text("The drugs weigh 5 grams or less.")).to_be_visible()
    context.close()


@pytest.mark.parametrize("screen", ["phone"])
def test_reading_public_pages_leaves_no_cookie(page: Page):
    set_up_site()
    for path in ("/", "/protocol/", "/about/"):
        page.goto(path)
    assert page.context.cookies() == []
