"""Finding a charge as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.protocol.load import available
from belltown.vocabulary import OffenseGroup
from belltown_site.jurisdiction.offenses import charge_of, charges, search

COUNTY = "example-county"


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("meth", "drug_possession"),
        ("METH", "drug_possession"),
        ("pipe", "drug_equipment"),
        ("shoplift", "theft"),
        ("graffiti", "vandalism"),
        ("sex work", "prostitution"),
        ("work sex", "prostitution"),
        ("EC 31-201", "drug_sale"),
        ("ec31201", "drug_sale"),
        ("23c", "theft"),
        ("theft petty", "theft"),
    ],
)
def test_words_and_codes_find_their_charge_first(typed, group):
    assert search(typed, site=COUNTY)[0].group == OffenseGroup(group)


def test_a_name_that_begins_so_goes_before_one_that_only_mentions_it():
    names = [charge.name.lower() for charge in search("loitering", site=COUNTY)]
    assert names[0].startswith("loitering")


@pytest.mark.parametrize("typed", ["", "   ", "...", "zzzz", "xyzzy pipe", "\x00", "💥"])
def test_nothing_like_it_finds_nothing(typed):
    assert search(typed, site=COUNTY) == ()


def test_words_without_end_are_answered():
    assert search("theft " * 200_000, site=COUNTY)


def test_the_answer_is_short():
    assert len(search("e", site=COUNTY, most=5)) <= 5


def test_a_charge_is_found_by_its_code_however_punctuated():
    assert charge_of("ec 31 201", site=COUNTY) == charge_of("EC 31-201", site=COUNTY)
    assert charge_of("", site=COUNTY) is None
    assert charge_of("EC 99-999", site=COUNTY) is None


@pytest.mark.parametrize("site", sorted({key.partition("/")[0] for key in available()}))
def test_every_charge_of_every_pack_has_a_name_and_is_found_by_its_code(site):
    for charge in charges(site):
        assert charge.name
        assert charge.groups
        assert charge in search(charge.code, site=site, most=200)


@pytest.mark.parametrize("site", ["", "nowhere", "../../etc", "."])
def test_a_site_without_charges_offers_the_nibrs_codes(site):
    assert search("shoplifting", site=site)[0].nibrs == "23C"


@given(st.text(max_size=40))
def test_whatever_is_typed_every_find_is_a_charge_of_the_site(typed):
    assert set(search(typed, site=COUNTY)) <= set(charges(COUNTY))
