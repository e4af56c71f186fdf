"""The people's desk in a browser: a form is read together, signed with a finger, seen by the one it names, stopped."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown_site.jurisdiction.preferences import local_day
from tests.integration.records import story
from tests.lib.browser import assert_good_page, keep_picture, sign_in
from tests.lib.pictures import HEIC

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
    page.get_by_role("link", name="Show or print the copy").click()
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
    page.get_by_label("From whom?").select_option(label=county["del"].agency.name)
    page.get_by_role("checkbox", name="Contact").check()
    _good(page, "keep-back", screen)
    page.get_by_role("button", name="Keep it back").click()
    expect(page.get_by_text("is not shown: contact")).to_be_visible()
    _good(page, "kept-back", screen)


def test_what_keeping_back_costs_is_said_and_never_in_the_way(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    page.get_by_role("link", name="Keep something back").click()
    page.get_by_label("From whom?").select_option(label="Everybody outside our agency")
    page.get_by_role("checkbox", name="Legal").check()
    page.get_by_role("button", name="Keep it back").click()
    expect(page.get_by_text("the filing clock would run on")).to_be_visible()
    _good(page, "what-it-costs", screen)
    page.get_by_role("button", name="Keep it back all the same").click()
    expect(page.get_by_text("is not shown: legal")).to_be_visible()


def test_a_paper_signed_by_hand_for_one_person_alone(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    page.get_by_role("link", name="Share something new").click()
    page.get_by_role("link", name=re.compile("Police, prosecutor")).click()
    police = county["sol"].agency.name
    page.get_by_role("group", name=re.compile(re.escape(police))).get_by_label(re.compile("who I am")).check()
    page.get_by_text("Only one person there").first.click()
    page.get_by_label(f"Who at {police}").select_option(label=f"{county['sol'].name}, sergeant")
    _good(page, "only-one", screen)
    page.get_by_role("button", name="Go on to read the form").click()
    expect(page.get_by_role("heading", name=re.compile(f"{county['sol'].name}, Sergeant"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Signed by hand on paper")).click()
    _good(page, "to-print", screen)
    photo = {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": HEIC.read_bytes()}
    page.get_by_label("Photo or scan of the signed paper").set_input_files(photo)
    page.get_by_role("button", name="Add the photo").click()
    picture = page.get_by_role("img", name="Page 1 of the signed paper")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 640)
    _good(page, "photographed", screen)
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("Please look at the picture, then tick the box.").first).to_be_visible()
    page.get_by_label("The day beside the signature").fill(local_day(timezone.now()).isoformat())
    page.get_by_role("checkbox", name=re.compile("I looked")).check()
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("In force", exact=True)).to_be_visible()
    page.get_by_role("button", name="Given on paper").click()
    expect(page.get_by_text("Given on paper:")).to_be_visible()
    _good(page, "signed-by-hand", screen)

    sign_in(page, county["sol"])
    page.goto("/people/")
    expect(page.get_by_role("heading", name="What you may do with this")).to_be_visible()
    _good(page, "shared-list", screen)
    sign_in(page, county["ofelia"])
    page.goto("/people/")
    expect(page.get_by_text("Nobody to show")).to_be_visible()


def test_papers_for_a_legal_case_are_turned_on(page: Page, screen: str, county):
    sign_in(page, county["pam"])
    page.goto("/site/proceedings/")
    _good(page, "proceedings", screen)
    page.get_by_role("button", name="Turn them on").click()
    expect(page.get_by_text("Papers for a legal case are on.").first).to_be_visible()
    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    page.get_by_role("link", name="Share something new").click()
    page.get_by_role("link", name="A legal case").click()
    expect(page.get_by_label(re.compile("Which defender or other lawyer"))).to_be_visible()
    _good(page, "legal-case", screen)
