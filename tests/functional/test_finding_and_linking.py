"""Finding, naming and linking people in a browser, with the keyboard alone and without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown_site.records import actions
from tests.integration.records import story
from tests.lib.browser import (
    DESK,
    assert_good_page,
    keep_picture,
    open_context,
    sign_in,
    walk_by_keyboard,
)
from tests.lib.people import in_care

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(cast):
    now = timezone.now()
    story.set_up(now - timedelta(days=3))
    robert = in_care(now - timedelta(days=2), "Robert García", "1990-05-02", contact="316-555-0142")
    in_care(now - timedelta(days=1), "Bob Garcia", "1990-02-05", contact="by the library, mornings")
    actions.names.write(robert, name="Tiger", kind="alias", by=cast["cass"], now=now - timedelta(days=1))
    return cast


@pytest.fixture
def unnamed(county):
    now = timezone.now() - timedelta(hours=1)
    return story.handed_over(now, story.accepted(now, person=actions.Person()))


def _good(page: Page, name: str, screen: str) -> None:
    assert_good_page(page)
    keep_picture(page, f"{name}-{screen}")


def test_somebody_is_found_and_two_records_are_linked_and_taken_apart(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Find a person").click()
    _good(page, "find", screen)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("Please say something of whom you look for")).to_be_visible()
    page.get_by_label("Name (optional)", exact=True).fill("Bobby Garcia")
    page.get_by_label("Date or year of birth").fill("1990")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="2 people who may be meant")).to_be_visible()
    expect(page.get_by_text("Bobby is a nickname of Robert; born the same year.")).to_be_visible()
    assert "Garc" not in page.url
    _good(page, "found", screen)
    page.get_by_role("link", name="Robert García").click()
    expect(page.get_by_text("Also called Tiger")).to_be_visible()

    page.goto("/people/same/")
    expect(page.get_by_text("day and month swapped")).to_be_visible()
    _good(page, "same", screen)
    page.get_by_role("button", name="One person: link them").click()
    expect(page.get_by_text("Both records stay as they are")).to_be_visible()
    page.goto("/people/")
    expect(page.get_by_text("Also known here as Robert García.")).to_be_visible()
    _good(page, "people-linked", screen)
    page.get_by_role("link", name="Bob Garcia").click()
    expect(page.get_by_role("heading", name="Also known here as Robert García")).to_be_visible()
    _good(page, "person-linked", screen)
    page.get_by_role("button", name=re.compile("Take apart")).click()
    expect(page.get_by_text("Each record is as it was.")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Also known here"))).to_have_count(0)


def test_two_people_are_remembered_as_two(page: Page, screen: str, county):
    sign_in(page, county["cleo"])
    page.goto("/people/same/")
    page.get_by_role("button", name="Two people", exact=True).click()
    expect(page.get_by_role("heading", name="Said to be two people")).to_be_visible()
    expect(page.get_by_text("No two records are much alike")).to_be_visible()
    _good(page, "two", screen)
    page.get_by_role("button", name=re.compile("Take back")).click()
    expect(page.get_by_role("button", name="One person: link them")).to_be_visible()


def test_names_and_dates_are_written_and_taken_back(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/")
    page.get_by_role("link", name="Robert García").click()
    page.get_by_role("link", name="Names and dates of birth").click()
    _good(page, "names", screen)
    page.get_by_label("Name", exact=True).fill("Rosa García")
    page.get_by_role("radio", name=re.compile("The name they go by")).check()
    page.get_by_role("button", name="Write the name down").click()
    expect(page.get_by_role("heading", level=1, name="What Rosa García is called")).to_be_visible()
    page.get_by_label("Born").fill("1991")
    page.get_by_label("About, or not sure").check()
    page.get_by_role("button", name="Write the date down").click()
    _good(page, "names-written", screen)
    page.get_by_role("button", name="Take back the date 1991").click()
    expect(page.get_by_text("1991")).to_have_count(0)
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="This person").click()
    expect(page.get_by_role("heading", level=1, name="Rosa García")).to_be_visible()
    _good(page, "person-names", screen)
    page.get_by_role("link", name="Other records of this person").click()
    expect(page.get_by_role("heading", name="Alike")).to_be_visible()
    _good(page, "others", screen)


def test_somebody_without_a_name_is_looked_for_first(page: Page, screen: str, county, unnamed):
    sign_in(page, county["cass"])
    page.goto(f"/people/unnamed/{unnamed}/")
    page.get_by_label("Name", exact=True).fill("Bob Garcia")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1, name="One of these, or somebody new?")).to_be_visible()
    _good(page, "which", screen)
    page.get_by_role("radio", name=re.compile("Robert García")).check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("heading", name="Also known here as Robert García")).to_be_visible()


@pytest.mark.parametrize("screen", ["desk"])
def test_all_of_it_with_the_keyboard_alone(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/people/find/")
    reached = walk_by_keyboard(page)
    assert "Find" in reached
    page.get_by_label("Name (optional)", exact=True).focus()
    page.keyboard.type("Tiger")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 person who may be meant")).to_be_visible()
    page.goto("/people/same/")
    assert "One person: link them" in walk_by_keyboard(page)
    page.get_by_role("button", name="One person: link them").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Both records stay as they are")).to_be_visible()


def test_a_search_works_without_scripts(chromium, live_server, county):
    context, listener = open_context(chromium, live_server.url, java_script_enabled=False, **DESK)
    page = context.new_page()
    sign_in(page, county["cass"])
    page.goto("/people/find/")
    page.get_by_label("Phone number").fill("555 0142")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("Same phone number.")).to_be_visible()
    assert "555" not in page.url
    context.close()
    assert listener.heard == []
