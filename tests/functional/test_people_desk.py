"""The people's desk in a browser: a form is read together, signed with a finger, seen by the one it names, stopped."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.integration.records import story
from tests.lib.browser import assert_good_page, keep_picture, sign_in

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


def _sign_with_a_finger(page: Page) -> None:
    box = page.locator("canvas")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + 30)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(at["x"] + 20 + 25 * step, at["y"] + 30 + 15 * (step % 2))
    page.mouse.up()


def test_a_paper_from_the_first_tick_to_the_last_word(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/")
    _good(page, "people", screen)
    page.get_by_role("link", name="Juniper Yarrow").click()
    _good(page, "person", screen)
    page.get_by_role("link", name="Share something new").click()
    _good(page, "kinds", screen)
    page.get_by_role("link", name=re.compile("Police, prosecutor")).click()
    page.get_by_role("group", name=re.compile("Defenders")).get_by_label(re.compile("who I am")).check()
    _good(page, "choose", screen)
    page.get_by_role("button", name="Go on to read the form").click()
    _good(page, "paper", screen)
    page.get_by_role("button", name="Sign and put in force").click()
    expect(page.get_by_text("Is empty: please let the person sign in the box")).to_be_visible()
    _sign_with_a_finger(page)
    page.get_by_role("button", name="Sign and put in force").click()
    expect(page.get_by_text("In force", exact=True)).to_be_visible()
    _good(page, "signed", screen)
    page.get_by_role("link", name="The person's copy").click()
    _good(page, "copy", screen)

    sign_in(page, county["del"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    expect(page.get_by_text("42 CFR part 2 prohibits")).to_be_visible()
    _good(page, "shared", screen)

    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    page.get_by_role("button", name=re.compile("Stop sharing")).click()
    expect(page.get_by_text("From this moment nobody sees anything by this paper.")).to_be_visible()
    sign_in(page, county["del"])
    page.goto("/people/")
    expect(page.get_by_text("Nobody to show")).to_be_visible()


def test_something_is_kept_back(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    page.get_by_role("link", name="Keep something back").click()
    page.get_by_role("radio", name=re.compile("Defenders")).check()
    page.get_by_role("checkbox", name="Contact").check()
    _good(page, "keep-back", screen)
    page.get_by_role("button", name="Keep it back").click()
    expect(page.get_by_text("is not shown: contact")).to_be_visible()
    _good(page, "kept-back", screen)
