"""Everybody's first page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown.vocabulary import OfferOutcome
from belltown_site.accounts.models import User
from belltown_site.records import actions
from tests.integration.records import story
from tests.lib.browser import assert_good_page, keep_picture, sign_in
from tests.lib.cast import CAST
from tests.lib.site import set_up_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _busy_morning(cast: dict[str, User]) -> None:
    """Something waits for everybody who has something to wait for."""
    now = timezone.now()
    story.set_up(now)
    story.handed_over(now - timedelta(days=2))
    story.handed_over(now - timedelta(days=29))
    story.requested(now - timedelta(minutes=2))
    story.screened(now - timedelta(minutes=9))
    waiting = story.encountered(now - timedelta(minutes=4))
    actions.encounters.complainant(waiting, answer="no_complainant", by=cast["ofelia"], now=now)
    actions.approvals.request(waiting, by=cast["ofelia"], now=now)
    declined = story.screened(now - timedelta(days=1))
    actions.offers.record(
        declined, outcome=OfferOutcome.DECLINED, reason="prefers_court", by=cast["ofelia"], now=now - timedelta(days=1)
    )


def test_a_busy_first_page_is_accessible_and_fits_every_screen(page: Page, screen: str, cast):
    _busy_morning(cast)
    for name in ("ofelia", "sol", "dee", "cass", "cleo", "pru", "del", "pam", "eli"):
        sign_in(page, cast[name])
        page.goto("/home/")
        assert_good_page(page)
        keep_picture(page, f"busy-{name}-{screen}")


def test_everybodys_first_page_is_accessible_and_fits_every_screen(page: Page, screen: str, cast):
    set_up_site()
    for name in CAST.keys() - {"pat"}:  # a participant has a window of their own
        sign_in(page, cast[name])
        page.goto("/")
        expect(page).to_have_url(re.compile("/home/$"))
        expect(page.get_by_text(cast[name].name).first).to_be_visible()
        assert_good_page(page)
        keep_picture(page, f"home-{name}-{screen}")


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_counts_are_accessible_and_fit(page: Page, screen: str, cast):
    set_up_site()
    sign_in(page, cast["eve"])
    page.goto("/counts/")
    assert_good_page(page)
    keep_picture(page, f"counts-{screen}")
