"""Two stories in a browser: a life in danger and what follows from it; and somebody whom only a few may know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown.vocabulary import Role
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.browser import assert_good_page, keep_picture, sign_in
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.emergencies import broken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(cast):
    now = timezone.now()
    story.set_up(now - timedelta(days=3))
    story.handed_over(now - timedelta(days=2))
    return cast


def _good(page: Page, name: str, screen: str) -> None:
    assert_good_page(page)
    keep_picture(page, f"{name}-{screen}")


def test_a_life_in_danger(page: Page, screen: str, county):
    otto = someone_from_the_other_agency(Role.OUTREACH)
    sign_in(page, otto)
    page.goto("/people/")
    expect(page.get_by_text("Nobody to show")).to_be_visible()
    page.get_by_role("link", name="Emergency: open a record").click()
    _good(page, "emergency", screen)
    page.get_by_label("Full name").fill("Juniper Yarow")
    page.get_by_label("Date of birth, or the year").fill("1990")
    page.get_by_role("radio", name="Overdose, or fear of one").check()
    page.get_by_label("What is happening?").fill("Found on the platform, hardly breathing.")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_text("Nobody in care agrees")).to_be_visible()
    _good(page, "emergency-refused", screen)
    page.get_by_label("Full name").fill("Juniper Yarrow")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", level=1, name="Juniper Yarrow")).to_be_visible()
    expect(page.get_by_role("heading", name="Open in an emergency")).to_be_visible()
    expect(page.get_by_text("by the pier")).to_be_visible()
    expect(page.get_by_text("42 CFR 2.51")).to_be_visible()
    _good(page, "emergency-open", screen)
    address = page.url

    sign_in(page, county["cleo"])
    page.goto("/home/")
    page.get_by_role("link", name=re.compile("1 emergency opening to review")).click()
    _good(page, "openings", screen)
    page.get_by_role("link", name="Juniper Yarrow").click()
    _good(page, "opening", screen)
    page.get_by_role("radio", name="Not in order").check()
    page.get_by_label("In your own words").fill("The medics had her already. I have called Otto.")
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    _good(page, "openings-reviewed", screen)

    sign_in(page, otto)
    page.goto(address)
    expect(page.get_by_text("There is no such person")).to_be_visible()

    sign_in(page, county["cass"])
    page.goto(address)
    expect(page.get_by_text("Not in order: The medics had her already.").first).to_be_visible()
    _good(page, "emergency-told", screen)


@pytest.mark.parametrize("screen", ["phone"])
def test_an_open_page_is_led_away_when_the_second_person_closes_it(page: Page, county):
    otto, now = someone_from_the_other_agency(Role.OUTREACH), timezone.now()
    person, glass = broken(otto, now)
    sign_in(page, otto)
    page.goto(f"/people/{person}/")
    expect(page.get_by_role("heading", name="Open in an emergency")).to_be_visible()
    actions.glasses.close(glass, by=county["cleo"], now=timezone.now())
    page.locator("#glass").dispatch_event("live")
    expect(page.get_by_role("heading", level=1, name="Emergency: open a record")).to_be_visible()
    expect(page.get_by_text("Juniper")).to_have_count(0)


def test_somebody_whom_only_a_few_may_know(page: Page, screen: str, county):
    sign_in(page, county["cleo"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    address = page.url
    page.get_by_role("link", name="Say who alone may know of them").click()
    _good(page, "circle", screen)
    page.get_by_role("radio", name="Flees somebody with a badge or an account").check()
    page.get_by_role("checkbox", name=re.compile(county["cass"].name)).check()
    page.get_by_role("button", name="Draw the circle").click()
    expect(page.get_by_role("heading", name="Kept to a circle")).to_be_visible()
    _good(page, "circle-drawn", screen)

    for name in ("dee", "ofelia", "pru"):
        sign_in(page, county[name])
        page.goto("/people/")
        expect(page.get_by_text("Juniper Yarrow")).to_have_count(0)
        page.goto(address)
        expect(page.get_by_text("There is no such person")).to_be_visible()
    sign_in(page, county["pru"])
    page.goto("/holds/")
    expect(page.get_by_text("June Yarrow").first).to_be_visible()
    _good(page, "circle-holds", screen)

    sign_in(page, county["cass"])
    page.goto(address)
    page.get_by_role("link", name="Lift it").click()
    _good(page, "circle-lift", screen)
    page.get_by_role("button", name="Lift the circle").click()
    expect(page.get_by_text("finds this person again")).to_be_visible()
    assert len(gate.people(viewer=county["dee"], now=timezone.now())) == 1
