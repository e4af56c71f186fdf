"""The public pages: readable by anybody, true to the protocol in force, about nobody."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import override_settings
from django.utils import timezone

from belltown.protocol.load import available, named
from belltown.vocabulary import Pathway, Strength
from belltown_site.desks.public.protocol_page import page_of
from belltown_site.ledger.models import Entry
from tests.integration.records import story
from tests.lib.site import set_up_site

pytestmark = pytest.mark.django_db
PAGES = ("/", "/what/", "/protocol/", "/about/")
every_pack = pytest.mark.parametrize("key", available())


def text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize("path", PAGES)
def test_anybody_may_read_it(client, path):
    set_up_site()
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_reading_it_sets_no_cookie_and_leaves_no_trace(client, path):
    set_up_site()
    before = Entry.objects.count()
    assert not client.get(path).cookies
    assert Entry.objects.count() == before


@pytest.mark.parametrize("path", PAGES)
def test_it_holds_nothing_of_anybody(client, cast, path):
    story.set_up(timezone.now())
    story.requested(timezone.now())
    page = text(client.get(path))
    assert not re.search("Juniper|Yarrow|Third and Bell|Ofelia", page)


def test_somebody_signed_in_goes_straight_to_work_and_may_still_read_what_this_is(client, cast):
    set_up_site()
    client.force_login(cast["cass"])
    assert client.get("/")["Location"] == "/home/"
    assert "Help first" in text(client.get("/what/"))


def test_without_a_protocol_the_page_says_so_and_what_to_do(client):
    answer = client.get("/protocol/")
    assert answer.status_code == 404
    assert "No protocol is in force today" in text(answer)
    assert "belltown_site setup" in text(answer)


def test_the_page_says_every_rule_of_the_protocol_in_force(client):
    set_up_site()
    page = text(client.get("/protocol/"))
    version = named("example-county/2026-07-01")
    assert [one.id for one in version.criteria if one.text not in page] == []
    assert "In force since July 1, 2026." in page
    assert version.digest[:16] in page
    assert "This county is invented." in page


@pytest.mark.parametrize("path", ["/", "/protocol/"])
def test_it_is_only_for_reading(client, path):
    set_up_site()
    assert client.post(path).status_code == 405


@override_settings(BELLTOWN_DEMO=True)
def test_the_demo_says_on_every_page_that_it_is_invented(client):
    set_up_site()
    assert all("Demonstration: everything here is invented." in text(client.get(path)) for path in PAGES)


def test_a_real_site_does_not_call_itself_a_demonstration(client):
    set_up_site()
    assert "Demonstration" not in text(client.get("/"))


@every_pack
def test_every_door_of_a_pack_stands_on_its_page_with_all_its_rules(key):
    version = named(key)
    page = page_of(version)
    assert [door.title for door in page.doors] == [door.label for door in Pathway if door in version.pathways]
    for door, pathway in zip(page.doors, [one for one in Pathway if one in version.pathways], strict=True):
        assert tuple(rule.criterion for rule in door.rules) == version.criteria_for(pathway)
        assert len(door.promises) == len(version.pathways[pathway].clocks)


@every_pack
def test_a_presumptive_rule_says_who_may_set_it_aside_and_a_hard_one_does_not(key):
    rules = [rule for door in page_of(named(key)).doors for rule in door.rules]
    assert all(bool(rule.set_aside_by) is (rule.criterion.strength is Strength.PRESUMPTIVE) for rule in rules)


@every_pack
def test_every_sentence_of_a_pack_is_whole(key):
    page = page_of(named(key))
    said = [sentence for door in page.doors for sentence in door.course]
    said += [part for door in page.doors for one in door.promises for part in (one.text, one.pauses) if part]
    said += [
        part for door in page.doors for rule in door.rules for part in (rule.asked_when, rule.set_aside_by) if part
    ]
    assert [one for one in said if not re.fullmatch(r"[A-Z].*[^.]\.", one) or "_" in one or "{" in one] == []


@every_pack
def test_the_page_counts_the_rules_nobody_has_compared_with_their_source(key):
    version = named(key)
    assert page_of(version).unverified == sum(not one.verified for one in version.criteria)


def test_rules_of_one_source_name_it_once_and_of_several_each_time():
    assert page_of(named("example-county/2026-07-01")).one_source
    assert page_of(named("seattle/2011-10-01")).one_source is None


def test_on_call_hours_are_said_as_people_say_them():
    assert page_of(named("example-county/2026-07-01")).on_call == ("Every day, around the clock",)
    assert page_of(named("example-county/2026-01-01")).on_call[0].startswith("Monday")
