"""The desks of those who sit at one: filing holds, intakes, referrals; and the form for anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.integration.records import story
from tests.lib.browser import assert_good_page, keep_picture, sign_in, walk_by_keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(cast):
    """Set up, with a person handed over two days ago."""
    now = timezone.now()
    story.set_up(now - timedelta(days=3))
    encounter = story.handed_over(now - timedelta(days=2))
    story.intake_may_be_told(encounter, now - timedelta(days=1))
    return cast


def _good(page: Page, name: str, screen: str) -> None:
    assert_good_page(page)
    keep_picture(page, f"{name}-{screen}")


def test_from_intake_to_the_prosecutors_decision(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto("/intakes/")
    _good(page, "intakes", screen)
    page.get_by_role("link", name="Confirm intake").click()
    _good(page, "intake-confirm", screen)
    page.get_by_role("button", name="Confirm intake").click()
    expect(page.get_by_text("Intake is confirmed.")).to_be_visible()
    expect(page.get_by_text("No intake is waiting")).to_be_visible()
    sign_in(page, county["pru"])
    page.goto("/holds/")
    _good(page, "holds", screen)
    page.get_by_role("link", name="Juniper Yarrow").click()
    expect(page.get_by_role("heading", name="Intake is complete")).to_be_visible()
    _good(page, "hold", screen)
    page.get_by_role("link", name="Record a decision").click()
    page.get_by_role("radio", name="Not filed").check()
    _good(page, "decide", screen)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Recorded: not filed.")).to_be_visible()


@pytest.mark.parametrize("screen", ["phone"])
def test_a_decision_left_empty_is_asked_for_in_words(page: Page, screen: str, county):
    sign_in(page, county["pru"])
    page.goto("/holds/")
    page.get_by_role("link", name="Juniper Yarrow").click()
    page.get_by_role("link", name="Record a decision").click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator(".usa-error-message").first).to_be_visible()
    assert_good_page(page)


def test_a_neighbor_refers_and_the_program_answers(page: Page, screen: str, county):
    page.goto("/refer/")
    _good(page, "refer", screen)
    page.get_by_label("Who is the person?").fill("A man called Alder")
    page.get_by_label("Where can they usually be found?").fill("Under the bridge, mornings")
    page.get_by_label("What worries you, or what do they need?").fill("He sleeps outside my shop.")
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    _good(page, "received", screen)
    sign_in(page, county["pam"])
    page.goto("/refer/queue/")
    _good(page, "queue", screen)
    page.get_by_role("link", name="A man called Alder").click()
    _good(page, "referral", screen)
    page.get_by_role("button", name="Start screening the referral").click()
    page.get_by_role("link", name="Refuse with a reason").click()
    _good(page, "refuse", screen)
    page.get_by_role("radio", name="No capacity").check()
    page.get_by_role("button", name="Refuse the referral").click()
    expect(page.get_by_text("It may be opened again.")).to_be_visible()


@pytest.mark.parametrize("screen", ["phone"])
def test_what_is_missing_is_said_at_once_and_what_was_typed_stays(page: Page, screen: str, county):
    page.goto("/refer/")
    page.get_by_label("Who is the person?").fill("A man called Alder")
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_label("Who is the person?")).to_have_value("A man called Alder")
    assert_good_page(page)


@pytest.mark.parametrize("screen", ["desk"])
@pytest.mark.parametrize(("who", "path"), [("pru", "/holds/"), ("cass", "/intakes/"), ("pam", "/refer/queue/")])
def test_the_keyboard_reaches_everything_in_sight(page: Page, screen: str, county, who, path):
    sign_in(page, county[who])
    page.goto(path)
    assert len(walk_by_keyboard(page)) > 3
