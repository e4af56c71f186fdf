"""The small scripts: clocks that tick, forms sent once, texts that copy, pages that wake."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from playwright.sync_api import Page, Route, expect

from tests.lib.browser import open_context, sign_in
from tests.lib.site import set_up_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("screen", ["phone"]),
]
SERVERS_TIME = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _demo():
    with override_settings(BELLTOWN_DEMO=True):
        yield


@pytest.fixture
def gallery(page: Page) -> Page:
    page.clock.set_fixed_time(SERVERS_TIME)  # only the test turns it, however slow the machine is
    page.goto("/gallery/")
    return page


def turn(page: Page, later: timedelta, first_face: str) -> None:
    """Set the browser's clock, and see the first clock of the page follow at its next tick."""
    page.clock.set_fixed_time(SERVERS_TIME + later)
    expect(page.locator("section .card.stack--tight .clock__left").first).to_have_text(first_face)


def faces(page: Page) -> list[str]:
    return page.locator("section .card.stack--tight .clock__left").all_inner_texts()


def test_clocks_tick_by_the_second_and_turn_late_by_themselves(gallery: Page):
    assert faces(gallery)[:3] == ["24:00 left", "4:00 left", "7:00 late"]
    turn(gallery, timedelta(minutes=4, seconds=1), "19:59 left")
    assert faces(gallery)[:3] == ["19:59 left", "0:01 late", "11:01 late"]
    expect(gallery.locator(".clock").nth(1)).to_have_class(re.compile("clock--late"))


def test_a_clock_that_stands_still_or_was_met_does_not_tick(gallery: Page):
    turn(gallery, timedelta(minutes=1), "23:00 left")
    assert faces(gallery)[3:5] == ["Paused: hospital", "Met in time"]


def test_a_phone_whose_own_time_is_an_hour_wrong_shows_the_servers(page: Page):
    page.clock.set_fixed_time(SERVERS_TIME + timedelta(hours=1))
    page.goto("/gallery/")
    assert faces(page)[0] == "24:00 left"


def test_a_form_tapped_twice_is_sent_once_and_can_be_sent_again_after_coming_back(page: Page):
    sent: list[str] = []

    def hold_back(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.url)
        return route.fulfill(status=204)

    page.route("**/gallery/", hold_back)
    page.goto("/gallery/")
    button = page.get_by_role("button", name="Go on").first
    button.dblclick()
    expect(button).to_have_attribute("aria-busy", "true")
    assert len(sent) == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(button).not_to_have_attribute("aria-busy", "true")
    button.click()
    assert len(sent) == 2


def test_the_text_for_the_report_is_copied_and_says_so(page: Page, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto("/gallery/")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Arrest diversion was considered")


def test_where_copying_is_refused_the_text_is_selected_instead(page: Page):
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto("/gallery/")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_role("button", name="Selected: now copy it")).to_be_visible()
    assert "Arrest diversion was considered" in page.evaluate("getSelection().toString()")


def test_without_javascript_nothing_offers_what_only_a_script_can_do(chromium, live_server, screen):
    context, _ = open_context(chromium, live_server.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/gallery/")
    expect(plain.get_by_role("button", name="Copy the text")).to_be_hidden()
    expect(plain.get_by_text("24 min left").first).to_be_visible()
    context.close()


def _watch_home(page: Page) -> list[str]:
    """The page's own refetches of what waits."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    return asked


def test_a_change_on_the_stream_makes_the_page_look_again(page: Page, cast):
    set_up_site()
    sign_in(page, cast["dee"])
    page.route(
        "**/live/*",
        lambda route: route.fulfill(
            status=200, content_type="text/event-stream", body="retry: 600000\n\nevent: changed\ndata: handoff rung\n\n"
        ),
    )
    with page.expect_request(lambda request: "hx-request" in request.headers) as asked:
        page.goto("/home/")
    assert asked.value.url.endswith("/home/")
    expect(page.locator("#waiting h1")).to_have_count(1)


def test_a_page_whose_stream_is_refused_asks_every_ten_seconds(page: Page, cast):
    set_up_site()
    sign_in(page, cast["dee"])
    page.route("**/live/*", lambda route: route.fulfill(status=200, content_type="text/plain", body=""))
    page.add_init_script("globalThis.EventSource = undefined")
    page.clock.install()
    asked = _watch_home(page)
    page.goto("/home/")
    assert asked == []
    with page.expect_request(lambda request: "hx-request" in request.headers):
        page.clock.run_for(10_500)
    assert len(asked) == 1


def test_a_page_with_nothing_to_watch_opens_no_stream(page: Page, cast):
    set_up_site()
    sign_in(page, cast["ada"])
    opened: list[str] = []
    page.on("request", lambda request: opened.append(request.url) if "/live/" in request.url else None)
    page.goto("/home/")
    assert opened == []
