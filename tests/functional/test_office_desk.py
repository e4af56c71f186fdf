"""The office desk in a real browser: accounts, a leaver, an agency, the reviews, the ledger."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown_site import ledger
from belltown_site.accounts.models import User
from belltown_site.office import access, checking
from tests.integration.records import story
from tests.lib.browser import assert_good_page, keep_picture, sign_in, walk_by_keyboard
from tests.lib.clocked import noted_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(cast):
    """At work, with a week behind it in which some things are worth a look."""
    now = timezone.now()
    story.set_up(now)
    week_ago = now - timedelta(days=7)
    for who, act, kind in (
        ("ofelia", "read.known_persons", "viewer"), ("ofelia", "glass.open", "participant"),
        ("cass", "read.accounting", "participant"), ("ada", "account.open", "account"),
    ):  # fmt: skip
        with noted_at(week_ago), transaction.atomic():
            ledger.append(by=cast[who], act=act, subject_kind=kind, subject_id=str(cast[who].pk))
    User.objects.filter(pk=cast["bea"].pk).update(opened_at=now - timedelta(days=85))
    return cast


def _good(page: Page, name: str, screen: str) -> None:
    assert_good_page(page)
    keep_picture(page, f"office-{name}-{screen}")


def test_an_account_from_its_opening_to_its_end(page: Page, screen: str, county):
    access.say(county["del"].pk, keep=False, by=county["pam"], now=timezone.now())
    sign_in(page, county["ada"])
    page.goto("/home/")
    _good(page, "home", screen)
    page.goto("/office/")
    expect(page.get_by_text("Bea Baptiste: closes by itself")).to_be_visible()
    _good(page, "accounts", screen)
    page.get_by_role("link", name="Open an account").click()
    _good(page, "open", screen)
    page.get_by_label("Full name").fill("Nell New")
    page.get_by_label("Work e-mail address").fill("nell@care.example")
    page.get_by_label("Agency").select_option(label="Open Door Case Management (invented) (case management)")
    page.get_by_label("Role").select_option("officer")
    page.get_by_role("radio", name="I hand it over").check()
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_text("must be a seat that this kind of agency has").first).to_be_visible()
    _good(page, "open-refused", screen)
    page.get_by_label("Role").select_option("outreach")
    page.get_by_role("button", name="Open the account").click()
    link = page.locator("#link").inner_text()
    _good(page, "link", screen)
    page.get_by_role("link", name="I have handed it over").click()
    expect(page.get_by_text("Invited: the link works until")).to_be_visible()
    _good(page, "account", screen)
    page.context.clear_cookies()
    page.goto(link)
    _good(page, "invitation", screen)
    page.get_by_label("New password").fill("my cat sleeps on the radio")
    page.get_by_label("The same again").fill("my cat sleeps on the radio")
    page.get_by_role("button", name="Go on to the second step").click()
    expect(page.get_by_role("heading", name="Protect your account")).to_be_visible()


def test_somebody_leaves(page: Page, screen: str, county):
    story.requested(timezone.now())
    sign_in(page, county["ada"])
    page.goto(f"/office/account/{county['dee'].pk}/")
    page.get_by_role("link", name="This person leaves").click()
    expect(page.get_by_text("On-call shifts ahead")).to_be_visible()
    page.get_by_role("button", name="Close the account now").click()
    expect(page.locator(".usa-error-message").first).to_be_visible()
    _good(page, "leave", screen)
    page.get_by_label("Who takes their shifts?").select_option("nobody")
    page.get_by_role("button", name="Close the account now").click()
    expect(page.get_by_text("The account of Dee Delacroix is closed.")).to_be_visible()
    _good(page, "closed", screen)


def test_an_agency_and_what_it_is_before_part_2(page: Page, screen: str, county):
    sign_in(page, county["pam"])
    page.goto("/office/agencies/")
    _good(page, "agencies", screen)
    page.get_by_role("link", name="Open Door Case Management").click()
    page.get_by_role("link", name="Say what it is, on whose word").click()
    _good(page, "posture", screen)
    page.get_by_role("radio", name="Not covered by 42 CFR part 2").check()
    page.get_by_label("Counsel who said so").fill("Connie Counsel")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("on the word of Connie Counsel")).to_be_visible()
    _good(page, "agency", screen)


def test_a_week_is_reviewed(page: Page, screen: str, county):
    sign_in(page, county["pam"])
    page.goto("/office/weeks/")
    _good(page, "weeks", screen)
    page.get_by_role("link", name="4 of 4 left").click()
    _good(page, "week", screen)
    card = page.get_by_role("article").filter(has_text="opened in an emergency")
    card.locator("summary").click()
    card.get_by_role("button", name="Keep this to follow up").click()
    expect(page.get_by_text("say what is to be done")).to_be_visible()
    _good(page, "week-refused", screen)
    card.get_by_role("textbox").fill("Ask on Monday whether the person was told")
    card.get_by_role("button", name="Keep this to follow up").click()
    expect(page.get_by_text("3 left")).to_be_visible()
    page.get_by_role("button", name="In order").first.click()
    expect(page.get_by_text("2 left")).to_be_visible()


def test_the_yearly_review_and_the_ledger(page: Page, screen: str, county):
    sign_in(page, county["pam"])
    page.goto("/office/access/")
    _good(page, "access", screen)
    page.get_by_role("button", name=re.compile("Still needed ?: Ofelia")).click()
    expect(page.get_by_text("Confirmed for a year.")).to_be_visible()
    page.goto("/office/ledger/")
    page.get_by_role("button", name="Read it over now").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    _good(page, "ledger-reading", screen)
    checking.checkpoint_weekly(timezone.now())
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    page.goto("/office/ledger/")
    _good(page, "ledger", screen)


@pytest.mark.parametrize("screen", ["desk"])
@pytest.mark.parametrize(("who", "path"), [("ada", "/office/"), ("pam", "/office/weeks/"), ("ada", "/office/access/")])
def test_the_keyboard_reaches_everything_in_sight(page: Page, screen: str, county, who, path):
    sign_in(page, county[who])
    page.goto(path)
    assert len(walk_by_keyboard(page)) > 3
