"""Everybody's first page: what waits for whom. And Nobody? And the other agency?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from belltown.disclosure.small_cells import Counts, Margins, protect
from belltown.vocabulary import OfferOutcome, Role
from belltown.workflow import encounter, handoff
from belltown_site.desks.home import counting, words
from belltown_site.desks.home.views import PAGES
from belltown_site.ledger.models import Entry
from belltown_site.records import actions
from belltown_site.records.gate.encounters import OPEN as OPEN_ENCOUNTERS
from belltown_site.records.gate.filing import OPEN as OPEN_HOLDS
from belltown_site.records.gate.triage import OPEN as OPEN_REFERRALS
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The story is told just now, because pages read the clock on the wall."""
    return timezone.now()


@pytest.fixture
def cast(now):
    story.set_up(now)
    return make_cast()


def home(client, user) -> str:
    client.force_login(user)
    answer = client.get("/home/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_role_has_its_page():
    assert set(PAGES) == set(Role) - {Role.PARTICIPANT}


def test_a_participant_is_led_to_their_own_window(client, cast):
    client.force_login(cast["pat"])
    assert client.get("/home/")["Location"] == "/mine/"


def test_every_state_that_wants_something_is_said_in_words():
    assert set(words.ENCOUNTER) == set(encounter.State)
    assert set(OPEN_ENCOUNTERS) <= set(words.ENCOUNTER)
    assert set(handoff.LIVE) == set(words.HANDOFF)
    assert set(OPEN_HOLDS) == set(words.HOLD)
    assert set(OPEN_REFERRALS) == set(words.REFERRAL)


@pytest.mark.parametrize("name", ["ofelia", "cass", "pru", "pam", "ada"])
def test_when_nothing_waits_the_page_says_so_and_draws_no_empty_list(client, cast, name):
    page = home(client, cast[name])
    assert 'class="waiting"' not in page
    assert "<table" not in page


def test_an_officer_sees_an_open_encounter_and_what_it_wants(client, cast, now):
    story.screened(now)
    page = home(client, cast["ofelia"])
    assert "Juniper Yarrow: Drug possession" in page
    assert "You may offer diversion" in page


def test_an_officers_handoff_stands_once_with_its_clock(client, cast, now):
    story.requested(now)
    page = home(client, cast["ofelia"])
    assert page.count('class="waiting__item"') == 1
    assert "Handoff at Third and Bell" in page
    assert "min left" in page


def test_what_is_finished_is_told_apart_from_what_waits(client, cast, now):
    id = story.screened(now)
    actions.offers.record(id, outcome=OfferOutcome.DECLINED, reason="prefers_court", by=cast["ofelia"], now=now)
    page = home(client, cast["ofelia"])
    assert "Nothing waits for you." in page
    assert page.index("Your last thirty days") < page.index("Juniper Yarrow")


def test_another_officer_sees_nothing_of_it(client, cast, now):
    story.screened(now)
    assert "Juniper" not in home(client, someone_from_the_other_agency(Role.OFFICER, "Otto Other"))


def test_a_sergeant_sees_first_who_waits_for_an_answer(client, cast, now):
    id = story.encountered(now)
    actions.encounters.complainant(id, answer="no_complainant", by=cast["ofelia"], now=now)
    actions.approvals.request(id, by=cast["ofelia"], now=now)
    page = home(client, cast["sol"])
    assert "Approve or refuse: Drug possession" in page
    assert "Ofelia Okafor waits for your answer" in page
    assert "waiting__urgent" in page


def test_the_person_on_call_sees_the_call_and_no_name(client, cast, now):
    story.requested(now)
    page = home(client, cast["dee"])
    assert "Ofelia Okafor calls you to Third and Bell, by the kiosk" in page
    assert "Juniper" not in page


def test_a_case_manager_sees_whose_intake_is_due(client, cast, now):
    story.handed_over(now - timedelta(hours=1))
    assert "Intake: Juniper Yarrow" in home(client, cast["dee"])


def test_a_prosecutor_sees_decisions_that_wait_and_counts_the_rest(client, cast, now):
    story.handed_over(now - timedelta(hours=1))
    page = home(client, cast["pru"])
    assert "No decision waits for you." in page
    assert "1 more charge waits for intake." in page


def test_a_defender_sees_every_charge_that_waits(client, cast, now):
    story.handed_over(now - timedelta(hours=1))
    assert "Juniper Yarrow: Drug possession" in home(client, cast["del"])


@pytest.mark.parametrize("name", ["bea", "eli", "eve", "ada", "nobody"])
def test_those_who_keep_watch_or_take_part_see_no_name_of_anybody(client, cast, now, name):
    story.requested(now)
    page = home(client, cast[name])
    assert "Juniper" not in page
    assert "Third and Bell" not in page


def test_somebody_of_an_agency_that_is_no_partner_is_told_so(client, cast):
    page = home(client, cast["nobody"])
    assert "Your agency has not signed with this site" in page
    assert "usa-button--big" not in page


def test_the_council_is_told_too_few_in_place_of_a_small_count(client, cast, now):
    story.accepted(now)
    page = home(client, cast["eli"])
    assert "Too few to show" in page
    assert "Counts of 1 to 10 people are not shown" in page


def test_a_first_page_names_nobody_in_its_address_or_title(client, cast, now):
    story.requested(now)
    page = home(client, cast["ofelia"])
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert title[1] == "Home · Belltown"
    assert not re.search(r'href="[^"]*(Juniper|Yarrow|Third)', page)


def test_looking_at_a_first_page_leaves_its_line_in_the_ledger(client, cast, now):
    story.screened(now)
    before = Entry.objects.count()
    home(client, cast["ofelia"])
    assert Entry.objects.count() > before


def test_a_first_page_asks_the_database_as_often_for_many_as_for_few(
    client, cast, now, django_assert_max_num_queries, django_assert_num_queries
):
    story.screened(now)
    client.force_login(cast["ofelia"])
    client.get("/home/")
    with django_assert_max_num_queries(60) as few:
        client.get("/home/")
    for _ in range(4):
        story.screened(now)
    with django_assert_num_queries(len(few)):
        client.get("/home/")


def test_counts_are_kept_from_those_whose_seat_does_not_see_them(client, cast):
    client.force_login(cast["ofelia"])
    answer = client.get("/counts/")
    assert answer.status_code == 403
    assert "Please ask one of them." in answer.content.decode()


def test_a_table_of_offers_names_doors_and_outcomes_in_words():
    cells = ((40, 20, 12), (11, 0, 30), (0, 0, 0))
    doors = ("arrest_diversion", "social_contact", "community_referral")
    counts = Counts("Offers", doors, ("accepted", "declined", "not_offered"), cells, Margins.BOTH)
    table = counting.offers_table(protect(counts))
    assert [column.label for column in table.columns] == ["Door", "Accepted", "Declined", "Not offered", "All"]
    assert table.rows[0] == ("Arrest diversion", "40", "20", "12", "72")


def test_a_table_of_nothing_but_zeros_is_said_to_be_none():
    counts = Counts("Referrals", ("refused",), ("no_capacity", "declined"), ((0, 0),), Margins.ROWS)
    assert counting.list_table("Referrals not taken", "Referrals", protect(counts), {}).rows == ()
