"""The invented county's partners: complete, consistent with the cast and the map, and nobody real."""

import json
import re
from importlib.resources import files

import pytest
import yaml

from belltown.protocol.catchment import Catchment
from belltown.vocabulary import Role
from belltown_site.accounts.demo import AGENCIES, CAST

FOLDER = files("belltown") / "jurisdictions" / "example-county"
TEXT = (FOLDER / "partners.yaml").read_text(encoding="utf-8")
PARTNERS = yaml.safe_load(TEXT)
OUTLINE = (FOLDER / "catchment.geojson").read_text(encoding="utf-8")
BY_ID = {agency["id"]: agency for agency in PARTNERS["agencies"]}


def test_the_agencies_of_the_cast_are_these():
    for key, office in AGENCIES.items():
        assert (BY_ID[key]["name"], BY_ID[key]["kind"], BY_ID[key]["partner"]) == (
            office.name,
            office.kind.value,
            office.partner,
        )


def test_every_role_but_the_participant_sits_in_the_agency_of_its_member_of_the_cast():
    seats = {role: key for key, agency in BY_ID.items() for role in agency["roles"]}
    assert set(seats) == set(Role) - {Role.PARTICIPANT}
    for part in CAST.values():
        if part.name not in ("Pat", "Nobody"):
            assert seats[part.role] == part.agency, part.name


def test_every_beat_on_the_map_is_patrolled_by_exactly_one_agency():
    on_the_map = sorted(feature["properties"]["beat"] for feature in json.loads(OUTLINE)["features"])
    patrolled = sorted(beat for agency in PARTNERS["agencies"] for beat in agency.get("beats", []))
    assert patrolled == on_the_map


def test_units_patrol_beats_of_their_own_agency():
    for unit in PARTNERS["units"]:
        assert set(unit["beats"]) <= set(BY_ID[unit["agency"]]["beats"])


@pytest.mark.parametrize("place", PARTNERS["drop_off"], ids=lambda place: place["id"])
def test_a_drop_off_center_lies_in_the_program_area_and_belongs_to_a_partner(place):
    assert Catchment.of_text(OUTLINE).contains(place["latitude"], place["longitude"])
    assert BY_ID[place["agency"]]["partner"]
    assert place["hours"]
    assert place["open"]


def test_phone_numbers_are_from_the_block_kept_for_fiction():
    numbers = re.findall(r"phone: (\S+)", TEXT)
    assert len(numbers) == len(PARTNERS["agencies"]) + len(PARTNERS["drop_off"]) + 1
    assert all(re.fullmatch(r"316-555-01\d\d", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_e_mail_addresses_can_reach_nobody():
    addresses = re.findall(r"\S+@\S+", TEXT)
    assert addresses
    assert all(address.endswith("@demo.belltown.example") for address in addresses)


def test_every_key_in_use_is_explained_at_the_top():
    head = TEXT.split("\nsite:")[0]
    keys = set(re.findall(r"^\s*-?\s*\{?([a-z_]+):", TEXT.removeprefix(head), re.MULTILINE))
    assert {key for key in keys if not re.search(rf"\b{key}\b", head)} == set()


def test_the_agencies_of_the_county_say_that_they_are_invented():
    assert all("(invented)" in agency["name"] for agency in PARTNERS["agencies"])
