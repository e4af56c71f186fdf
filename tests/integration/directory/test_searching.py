"""Searches: who is found, in which order and why; unknown is never closed; queries do not grow with the county."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from belltown.needs import Need
from belltown.protocol.answers import Answer
from belltown_site.directory.keeping import count_room, verify
from belltown_site.directory.models import FreshFor, Service
from belltown_site.directory.places import Spot, beat_spots, miles_between, named_spot
from belltown_site.directory.scoring import Wish
from belltown_site.directory.searching import languages_spoken, search, services_by_need
from tests.integration.directory import county

pytestmark = pytest.mark.django_db
TONIGHT = Wish(Need.SHELTER_TONIGHT)
BEDS = "Lantern House drop-off and beds"


@pytest.fixture(autouse=True)
def _county(now):
    county.settle(now)


def names(found):
    return [line.name for line in found.lines]


def line(found, name):
    return next(one for one in found.lines if one.name == name)


def reasons(found, name):
    return [one.text for one in line(found, name).reasons]


def test_a_search_says_why_the_first_is_first(now, cast):
    count_room(line_id=county.room(BEDS).pk, available=2, by=cast["cass"], now=now - timedelta(minutes=40))
    verify(service_id=county.service(BEDS).pk, by=cast["cass"], now=now - timedelta(days=21))
    found = search(replace(TONIGHT, spot=Spot("Old Town", 38.97, -98.27)), now=now)
    assert names(found)[0] == BEDS
    assert reasons(found, BEDS) == [
        "A bed tonight", "Open around the clock", "2 beds as of 40 minutes ago", "0.2 miles from Old Town",
        "Verified 3 weeks ago",
    ]  # fmt: skip
    assert [one.points for one in found.lines] == sorted((one.points for one in found.lines), reverse=True)


def test_those_who_shut_the_person_out_are_left_out_and_counted(now):
    woman_with_dog = search(replace(TONIGHT, asked=("sex:women", "takes:pets")), now=now)
    assert "Market Street men's shelter" not in names(woman_with_dog)
    assert "Garden Street women's shelter" not in names(woman_with_dog)
    assert dict(woman_with_dog.left_out) == {"Does not take women": 1, "No pets": 2}
    assert search(TONIGHT, now=now).left_out == ()


def test_what_nobody_said_stays_in_the_list_and_is_to_be_asked(now):
    found = search(replace(TONIGHT, asked=("takes:registry",)), now=now)
    assert "Not known: the registry is no bar" in [one.text for one in line(found, BEDS).unknown]
    assert dict(found.left_out) == {"Takes nobody on the registry": 1}


def test_ages_are_within_or_without_or_not_known(now):
    assert "Youth rooms" in names(search(replace(TONIGHT, age=17), now=now))
    found = search(replace(TONIGHT, age=30), now=now)
    assert "Youth rooms" not in names(found)
    assert "Not known: for which ages it is" in reasons(found, "Safe rooms")


def test_open_now_leaves_out_what_is_closed_and_never_what_is_not_known(now):
    found = search(replace(TONIGHT, open_now=True), now=now)  # Monday, 2 pm in the county
    assert "Garden Street women's shelter" not in names(found)
    winter = line(found, "Winter overflow at the library")
    assert winter.openness is Answer.UNKNOWN
    assert "Not known whether it is open: no hours are known" in [one.text for one in winter.unknown]


def test_on_a_holiday_hours_are_not_known_but_around_the_clock_is(now):
    thanksgiving = now.replace(day=26)
    found = search(Wish(Need.MEDICAL), now=thanksgiving)
    assert line(found, "Walk-in clinic").openness is Answer.UNKNOWN
    assert "holiday" in " ".join(reasons(found, "Walk-in clinic"))
    assert line(search(TONIGHT, now=thanksgiving), BEDS).openness is Answer.YES


def test_a_service_closed_for_a_time_is_said_to_be_and_one_that_is_gone_is_not_listed(now):
    Service.objects.filter(name=BEDS).update(status="temporarily closed")
    found = search(TONIGHT, now=now)
    assert "Not known whether it is open: the agency says it is temporarily closed" in reasons(found, BEDS)
    Service.objects.filter(name=BEDS).update(status="defunct")
    assert BEDS not in names(search(TONIGHT, now=now))


def test_an_old_count_says_what_was_and_only_a_fresh_one_shuts_out(now, cast):
    market = county.room("Market Street men's shelter")
    count_room(line_id=market.pk, available=0, by=cast["cass"], now=now - timedelta(hours=30))
    found = search(replace(TONIGHT, has_room=True), now=now)
    assert "was no beds, yesterday, 8 am" in reasons(found, "Market Street men's shelter")
    FreshFor.objects.create(unit="bed", hours=48)
    found = search(replace(TONIGHT, has_room=True), now=now)
    assert "Market Street men's shelter" not in names(found)
    assert dict(found.left_out) == {"No room": 1}


def test_languages_and_areas_are_yes_no_or_to_be_asked(now):
    spanish = search(Wish(Need.FOOD, language="spanish", area="S2"), now=now)
    assert dict(spanish.left_out)["Serves other areas than Depot"] == 1
    assert all("Speaks Spanish" in reasons(spanish, name) for name in names(spanish))
    here = search(Wish(Need.FOOD, area="S1"), now=now)
    assert "Serves Mill Flats" in reasons(here, "Grocery pantry")
    assert any("Whether it serves Mill Flats" in reasons(here, name) for name in names(here))
    assert languages_spoken() == ("English", "Spanish")


def test_distance_counts_from_a_beat_or_a_named_place(now):
    spots = beat_spots("example-county")
    assert set(spots) == {"D1", "D2", "S1", "S2", "S3"}
    near = search(replace(TONIGHT, spot=spots["S3"], miles=3), now=now)
    assert dict(near.left_out)["Too far"] > 3
    assert named_spot("levee").name == "Riverside Rest"
    assert named_spot("court sq").name == "County Services Building"
    assert named_spot("nowhere at all") is None
    assert named_spot("a") is None
    safe = line(search(replace(TONIGHT, spot=spots["S3"]), now=now), "Safe rooms")
    assert "How far it is" in [one.text for one in safe.unknown]


def test_the_haversine_agrees_with_known_distances():
    seattle, new_york = Spot("Seattle", 47.6062, -122.3321), (40.7128, -74.0060)
    assert miles_between(seattle, *new_york) == pytest.approx(2405, rel=0.005)
    assert miles_between(seattle, 47.6062, -122.3321) == 0
    assert miles_between(Spot("", 0, 179.9), 0, -179.9) == pytest.approx(13.8, rel=0.01)


def test_a_line_says_whom_to_call_and_where(now):
    found = search(Wish(Need.FOOD), now=now)
    supper, own = line(found, "Friday supper"), line(found, "Hot lunch")
    assert (supper.phone, supper.address) == ("316-555-0114", "5 Garden Street, Example City")
    assert own.phone == county.service("Hot lunch").phones.get().number


def test_the_queries_of_a_search_do_not_grow_with_what_it_finds(now):
    def queries(need):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            found = search(Wish(need), now=now)
        return len(caught), found.total

    one, few = queries(Need.HORMONE_THERAPY)
    many, total = queries(Need.SHELTER_TONIGHT)
    assert (few, total > 8) == (1, True)
    assert one == many


def test_every_need_of_the_invented_county_has_a_service():
    assert set(services_by_need()) == {need.value for need in Need}


def test_a_search_with_nothing_to_find_is_empty(now):
    Service.objects.all().delete()
    assert search(TONIGHT, now=now).lines == ()
