"""Local charges: every row fits the vocabulary, and no row can hide another."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from belltown.data.offenses import Crosswalk, squeezed
from belltown.vocabulary import OffenseGroup

SITES = ("california", "example-county", "santa-fe", "seattle")
COLUMNS = ["code", "text_pattern", "nibrs", "group", "level", "note"]
LEVELS = {"", "infraction", "misdemeanor", "felony"}
# Each group with the NIBRS codes it may stand for (NIBRS 2025.0, groups A and B).
NIBRS = {
    "drug_possession": "35A", "drug_sale": "35A", "public_drug_use": "35A", "under_influence": "35A",
    "drug_equipment": "35B", "prostitution": "40A", "promoting_prostitution": "40B",
    "theft": "23A 23B 23C 23D 23E 23F 23G 23H", "stolen_property": "280", "vandalism": "290",
    "fraud": "250 26A 26B 26C 26D 26E 26F 26G 270 90A", "trespass": "90J", "loitering": "90B", "disorderly": "90C",
    "drunkenness": "90E", "liquor": "90G", "transit": "90Z", "pedestrian": "90Z", "park_rules": "90Z",
    "failure_to_appear": "90Z", "supervision_violation": "90Z", "driving": "90Z", "driving_impaired": "90D",
    "simple_assault": "13B 13C", "aggravated_assault": "13A", "domestic_violence": "13A 13B 90F",
    "sexual": "11A 11B 11C 11D 36A 36B", "homicide": "09A 09B 09C", "kidnapping": "100", "trafficking": "64A 64B",
    "robbery": "120", "burglary": "220", "vehicle_theft": "240", "arson": "200", "weapons": "520",
    "other": "40C 90Z 210 370 39A 39B 39C 39D 510 720 90H",
}  # fmt: skip


def rows(site):
    text = (files("belltown") / "jurisdictions" / site / "offenses.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def crosswalk(site):
    return Crosswalk.load(Path(str(files("belltown") / "jurisdictions" / site / "offenses.csv")))


def rule_for(site, text):
    """The first rule whose pattern is in the text; None when there is none."""
    return next((rule for rule in crosswalk(site).rules if rule.matches_text(text)), None)


def test_every_group_of_the_vocabulary_has_its_nibrs_codes():
    assert set(NIBRS) == set(OffenseGroup)


@pytest.mark.parametrize("site", SITES)
def test_the_columns_are_the_agreed_ones(site):
    text = (files("belltown") / "jurisdictions" / site / "offenses.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert all(None not in row and None not in row.values() for row in rows(site))


@pytest.mark.parametrize("site", SITES)
def test_every_row_fits_the_vocabulary_and_the_nibrs_table(site):
    for row in rows(site):
        groups = row["group"].split("|")
        assert set(groups) <= set(OffenseGroup), row
        assert row["nibrs"] in " ".join(NIBRS[group] for group in groups).split() or len(groups) > 1, row
        assert row["level"] in LEVELS, row
        assert row["code"] or row["text_pattern"], row
        assert row["note"], row


@pytest.mark.parametrize("site", SITES)
def test_no_code_is_given_twice_however_it_is_typed(site):
    codes = [squeezed(row["code"]) for row in rows(site) if row["code"]]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("site", SITES)
def test_text_patterns_are_lower_case_and_compile(site):
    for row in rows(site):
        pattern = row["text_pattern"]
        if pattern.startswith("/"):
            assert pattern.endswith("/"), row
            re.compile(pattern[1:-1])
        else:
            assert pattern == pattern.lower(), row
            assert len(pattern) != 1, row


@pytest.mark.parametrize("site", SITES)
def test_no_earlier_pattern_hides_a_later_one(site):
    for row in rows(site):
        if row["text_pattern"] and not row["text_pattern"].startswith("/"):
            assert rule_for(site, row["text_pattern"]).pattern == row["text_pattern"], row


@pytest.mark.parametrize(
    ("site", "text", "group"),
    [
        ("seattle", "shoplifting", "theft"),
        ("seattle", "smc - 12a.08.060 | theft-oth", "theft"),
        ("seattle", "trespass of real property", "trespass"),
        ("seattle", "assisting or promoting prostitution", "promoting_prostitution"),
        ("seattle", "purchasing prostitution", "other"),
        ("seattle", "prostitution", "prostitution"),
        ("seattle", "theft of motor vehicle parts or accessories", "theft"),
        ("seattle", "motor vehicle theft", "vehicle_theft"),
        ("seattle", "narc-possess-heroin", "drug_possession"),
        ("seattle", "narc-sell-cocaine", "drug_sale"),
        ("seattle", "destruction/damage/vandalism of property", "vandalism"),
        ("california", "possession control substance for sale", "drug_sale"),
        ("california", "possess narcotic controlled substance", "drug_possession"),
        ("california", "transport/sell narcotic/cntl sub", "drug_sale"),
        ("california", "poss cntl subst paraphernalia", "drug_equipment"),
        ("california", "use/under influence of controlled substance", "under_influence"),
        ("santa-fe", "possession with intent to distribute heroin", "drug_sale"),
        ("santa-fe", "possession of a controlled substance (felony - narcotic)", "drug_possession"),
        ("example-county", "loitering for prostitution", "prostitution"),
        ("example-county", "promoting prostitution", "promoting_prostitution"),
        ("example-county", "vandalism of high value", "vandalism"),
    ],
)
def test_words_as_they_are_met_find_their_group(site, text, group):
    assert crosswalk(site).of_charge([], text).groups == (group,)


@pytest.mark.parametrize(
    ("site", "text"),
    [
        ("seattle", "drug/narcotic violations"),
        ("seattle", "prostitution loitering"),
        ("seattle", "all other offenses"),
        ("california", "miscellaneous"),
        ("santa-fe", "unknown"),
    ],
)
def test_words_that_do_not_tell_are_left_unmapped_rather_than_guessed(site, text):
    assert crosswalk(site).of_charge([], text).groups == ()


@pytest.mark.parametrize(
    ("site", "code", "groups"),
    [
        ("seattle", "SMC - 12A.08.060", {"theft"}),
        ("seattle", "RCW 69.50.4013", {"drug_possession"}),
        ("seattle", "rcw 69.50.401", {"drug_sale"}),
        ("california", "11377(A)HS", {"drug_possession"}),
        ("california", "11550(A) HS", {"under_influence"}),
        ("california", "647(B)PC", {"prostitution", "other"}),
        ("california", "647(F)PC", {"drunkenness"}),
        ("santa-fe", "30-31-23", {"drug_possession"}),
        ("santa-fe", "30-31-20", {"drug_sale"}),
        ("example-county", "EC 90-101", {"trespass"}),
    ],
)
def test_a_code_finds_its_groups_however_it_is_punctuated(site, code, groups):
    assert set(crosswalk(site).of_charge([code], "").groups) == groups


def test_the_example_county_has_about_forty_codes_with_words_to_search_by():
    found = rows("example-county")
    assert len(found) >= 40
    assert all(row["code"] and row["text_pattern"] and row["level"] for row in found)


def test_the_example_county_has_a_charge_for_everything_its_compact_diverts():
    from belltown.protocol.load import named

    (listed,) = [one for one in named("example-county/2026-07-01").criteria if one.id == "divertible-offense"]
    assert set(listed.test.values) <= {row["group"] for row in rows("example-county")}
