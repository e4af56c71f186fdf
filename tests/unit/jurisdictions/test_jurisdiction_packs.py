"""The packs that come with Belltown: what each rule rests on, and the published limits, stated once more by hand."""

import re
from datetime import date

import pytest

from belltown.protocol.load import available, named, packaged_text
from belltown.protocol.words import difference
from belltown.vocabulary import BjaPathway, ComplainantRule, Pathway, Role, Strength

PACKS = available()
REAL = [key for key in PACKS if not key.startswith("example-county/")]


def criterion(key, name):
    return next(one for one in named(key).criteria if one.id == name)


def test_the_promised_packs_are_there():
    assert PACKS == [
        "california/2017-01-01",
        "example-county/2026-01-01",
        "example-county/2026-07-01",
        "santa-fe/2014-04-01",
        "seattle/2011-10-01",
    ]


@pytest.mark.parametrize("key", PACKS)
def test_only_the_example_county_is_invented_and_it_says_so(key):
    version = named(key)
    assert version.invented == key.startswith("example-county/")
    if version.invented:
        assert "invented" in version.summary.lower()
        assert all("invented" in source.title for source in version.sources.values())


@pytest.mark.parametrize("key", PACKS)
def test_every_criterion_says_where_in_its_source_it_stands_unless_there_is_none_to_point_to(key):
    for one in named(key).criteria:
        assert one.place or one.source.id == "memory", one.id


@pytest.mark.parametrize("key", REAL)
def test_a_source_of_a_real_place_can_be_looked_up_unless_it_is_memory(key):
    for source in named(key).sources.values():
        assert source.url.startswith(("https://", "http://")) == (source.id != "memory"), source.id


@pytest.mark.parametrize("key", REAL)
def test_what_rests_on_memory_is_marked_unverified(key):
    for one in named(key).criteria:
        if one.source.id == "memory" or "from memory" in one.place or "not read" in one.place:
            assert not one.verified, one.id


@pytest.mark.parametrize("key", PACKS)
def test_no_source_is_listed_that_nothing_cites(key):
    version = named(key)
    cited = {one.source.id for one in version.criteria}
    cited |= {clock.source.id for rules in version.pathways.values() for clock in rules.clocks.values()}
    assert set(version.sources) == cited


@pytest.mark.parametrize("key", PACKS)
def test_no_pack_declares_a_fact_that_no_criterion_asks(key):
    version = named(key)
    asked = {fact.id for one in version.criteria for fact in one.facts}
    assert {name for name in version.facts if f"id: {name}" in packaged_text(key)} <= asked


@pytest.mark.parametrize("key", PACKS)
def test_a_criterion_is_said_in_one_breath(key):
    for one in named(key).criteria:
        assert len(one.text.split()) <= 21, one.text
        assert one.text[0].isupper(), one.text
        assert one.text.endswith("."), one.text


@pytest.mark.parametrize("key", PACKS)
def test_packs_are_written_with_american_spellings_and_in_the_words_of_the_field(key):
    text = re.sub(r"https?://\S+", "", packaged_text(key).lower())
    for word in ("offence", "programme", "neighbour", "offender", "client", "addict", "clean time"):
        assert word not in text, word


@pytest.mark.parametrize("key", PACKS)
def test_arrest_diversion_has_an_open_charge_and_a_hold_that_outlasts_intake(key):
    rules = named(key).pathways[Pathway.ARREST_DIVERSION]
    assert rules.open_charge
    assert rules.bja is BjaPathway.OFFICER_INTERVENTION
    hold, intake = rules.clocks["filing_hold"], rules.clocks["intake"]
    assert hold.days + hold.business_days >= intake.days > 0


@pytest.mark.parametrize("key", PACKS)
def test_the_other_doors_have_no_open_charge_and_so_no_filing_hold(key):
    for pathway, rules in named(key).pathways.items():
        if pathway is not Pathway.ARREST_DIVERSION:
            assert not rules.open_charge
            assert "filing_hold" not in rules.clocks


@pytest.mark.parametrize("key", PACKS)
def test_every_pathway_has_its_bja_code_and_a_community_referral_has_none(key):
    expected = {
        Pathway.ARREST_DIVERSION: BjaPathway.OFFICER_INTERVENTION,
        Pathway.SOCIAL_CONTACT: BjaPathway.OFFICER_PREVENTION,
        Pathway.COMMUNITY_REFERRAL: None,
    }
    for pathway, rules in named(key).pathways.items():
        assert rules.bja is expected[pathway]


@pytest.mark.parametrize(
    ("key", "name", "limit"),
    [
        ("seattle/2011-10-01", "drug-weight", 3),
        ("santa-fe/2014-04-01", "drug-weight", 6),
        ("santa-fe/2014-04-01", "adult", 18),
        ("example-county/2026-01-01", "drug-weight", 3),
        ("example-county/2026-07-01", "drug-weight", 5),
    ],
)
def test_the_published_limit_is_in_the_rule_and_in_its_words(key, name, limit):
    assert criterion(key, name).test.limit == limit
    assert str(limit) in criterion(key, name).text


def test_california_names_no_drug_weight():
    assert not any("drug_grams" in fact.id for one in named("california/2017-01-01").criteria for fact in one.facts)


def test_california_intake_never_exceeds_thirty_days():
    clock = named("california/2017-01-01").pathways[Pathway.ARREST_DIVERSION].clocks["intake"]
    assert (clock.days, clock.source.id, clock.verified) == (30, "pc-1001-87", True)


def test_santa_fe_leaves_its_presumptive_list_to_the_attorneys_office():
    presumptive = {one.id for one in named("santa-fe/2014-04-01").criteria if one.strength is Strength.PRESUMPTIVE}
    assert presumptive == {
        "drug-weight", "subsistence-sale", "amenable", "adult", "no-exploiting-minors", "no-promoting-prostitution",
        "no-disqualifying-history",
    }  # fmt: skip
    for name in presumptive:
        assert criterion("santa-fe/2014-04-01", name).override == (Role.PROSECUTOR,)


def test_the_detailed_conviction_lists_of_seattle_are_unverified():
    for name in ("no-lifetime-bar", "no-ten-year-bar", "adult"):
        assert not criterion("seattle/2011-10-01", name).verified
    for name in ("divertible-offense", "drug-weight", "amenable", "no-exploiting-minors"):
        assert criterion("seattle/2011-10-01", name).verified


def test_the_example_county_opens_all_doors_with_all_three_ways_of_hearing_the_person_harmed():
    version = named("example-county/2026-07-01")
    assert set(version.pathways) == set(Pathway)
    assert {rules.complainant for rules in version.pathways.values()} == set(ComplainantRule)
    assert version.pathways[Pathway.ARREST_DIVERSION].approval == (Role.SERGEANT,)
    assert version.pathways[Pathway.COMMUNITY_REFERRAL].approval == (Role.PROJECT_MANAGER,)


def test_the_example_county_answers_around_the_clock_in_its_second_edition():
    (shift,) = named("example-county/2026-07-01").on_call
    assert shift.days == tuple(range(7))
    assert shift.starts == shift.ends


def test_the_second_edition_of_the_example_county_reads_as_a_widening():
    said = "\n".join(difference(named("example-county/2026-01-01"), named("example-county/2026-07-01")))
    for word in ("theft", "3 grams", "5 grams", "24 months", "5 years", "veto", "30 days"):
        assert word in said, word


@pytest.mark.parametrize("key", PACKS)
def test_no_fact_about_history_is_asked_of_the_officer_or_the_person(key):
    for fact in {fact for one in named(key).criteria for fact in one.facts}:
        if "conviction" in fact.id or "history" in fact.id or "supervision" in fact.id or "order" in fact.id:
            assert fact.asked_of == "records", fact.id


@pytest.mark.parametrize("key", PACKS)
def test_nothing_asks_for_abstinence_or_treatment(key):
    for one in named(key).criteria:
        words = one.text.lower().split()
        assert not {"abstinent", "abstinence", "sober", "treatment", "clean", "drug-free"} & set(words), one.text


def test_files_are_named_for_the_day_they_take_effect():
    for key in PACKS:
        assert named(key).effective == date.fromisoformat(key.rpartition("/")[2])
