"""From a city's charge to a group: by code, then by text, then by NIBRS, else not at all."""

from pathlib import Path

import pytest

from belltown.data.feeds import LAYOUTS, crosswalk_of
from belltown.data.offenses import UNMAPPED, Crosswalk, classify, nibrs, nibrs_of
from belltown.errors import BadPack
from belltown.vocabulary import OffenseGroup as Group

HEADER = "code,text_pattern,nibrs,group,level,note\n"
PACKS = Path("src/belltown/jurisdictions")


def walk(*lines):
    return Crosswalk.of_text(HEADER + "\n".join(lines), name="test")


def groups(mapped):
    return [group.value for group in mapped.groups]


def test_the_nibrs_table_has_every_code_once_with_its_blocks():
    codes = nibrs()
    assert {code.against for code in codes.values()} == {"person", "property", "society", "group_b"}
    assert {
        "09A",
        "100",
        "120",
        "23C",
        "23H",
        "240",
        "280",
        "290",
        "35A",
        "35B",
        "40A",
        "520",
        "720",
        "90D",
        "90J",
    } <= set(codes)
    assert codes["23C"].groups == (Group.THEFT,)
    assert codes["90Z"].groups == ()


@pytest.mark.parametrize(
    ("activity", "expected"),
    [("P", ["drug_possession"]), ("D", ["drug_sale"]), ("T", ["drug_sale"]),
     ("", ["drug_possession", "drug_sale", "public_drug_use", "under_influence"])],
)  # fmt: skip
def test_a_drug_code_is_settled_by_its_activity_alone(activity, expected):
    assert [group.value for group in nibrs_of("35A", activity)[1]] == expected


@pytest.mark.parametrize("published", ["35a", " Drug/Narcotic Violations ", "DRUG NARCOTIC VIOLATIONS"])
def test_nibrs_is_known_by_code_and_by_name(published):
    assert nibrs_of(published)[0] == "35A"


@pytest.mark.parametrize("published", ["", "All sorts", "35"])
def test_what_is_no_nibrs_code_is_nothing(published):
    assert nibrs_of(published) == ("", ())


@pytest.mark.parametrize("code", ["RCW 69.50.4013", "rcw-69.50.4013", "RCW  69 50 4013"])
def test_a_code_matches_whatever_its_blanks_case_and_points(code):
    assert groups(walk("RCW 69.50.4013,,35A,drug_possession,,").of_charge([code], "")) == ["drug_possession"]


def test_codes_go_before_texts_and_earlier_lines_before_later_ones():
    rules = walk(",theft,,theft,,", "X 1,,,vandalism,,", ",theft of services,,transit,,")
    assert groups(rules.of_charge(["x1"], "Theft of services")) == ["vandalism"]
    assert groups(rules.of_charge([], "THEFT  of services")) == ["theft"]


def test_a_pattern_between_slashes_is_a_regular_expression():
    rules = walk(r",/\bdui\b/,90D,driving_impaired,,", r",/\Bfare/,,transit,,")
    assert groups(rules.of_charge([], "DUI Alcohol")) == ["driving_impaired"]
    assert rules.of_charge([], "a duiker") == UNMAPPED
    assert groups(rules.of_charge([], "Welfare")) == ["transit"]


def test_an_unmapped_charge_is_never_guessed():
    assert classify(["Z9"], "mystery", "All Other Offenses", [walk("X 1,,,theft,,")]) == UNMAPPED


def test_the_published_nibrs_name_decides_where_no_rule_does():
    mapped = classify([], "", "Shoplifting", [])
    assert (groups(mapped), mapped.nibrs, mapped.by) == (["theft"], "23C", "NIBRS")


def test_the_first_crosswalk_goes_before_the_second():
    assert groups(classify(["a"], "", "", [walk("A,,,theft,,"), walk("A,,,fraud,,")])) == ["theft"]


def test_a_rule_may_leave_a_charge_open_between_groups():
    assert groups(walk("A,,,theft|transit,misdemeanor,").of_charge(["a"], "")) == ["theft", "transit"]


def test_a_rule_without_a_group_takes_that_of_its_nibrs_code():
    assert groups(walk("A,,90J,,,").of_charge(["a"], "")) == ["trespass"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",,,theft,,", "needs a code or a text_pattern"),
        ("A,,,,,", "needs a group"),
        ("A,,90Z,,,", "needs a group"),
        ("A,,,mischief,,", "no offense group"),
        ("A,,99Z,theft,,", "no NIBRS code"),
        ("A,,,theft,capital,", "must be infraction"),
        (",/(/,,theft,,", "no regular expression"),
        ("A,,,theft,,one, two", "not six cells"),
        ("A,,,theft", "not six cells"),
        ("A,,,theft|fraud|transit|liquor|arson,,", "more than 4"),
    ],
)
def test_a_faulty_line_is_named_with_its_place(line, reason):
    with pytest.raises(BadPack, match=reason) as caught:
        walk("B,,,theft,,", line)
    assert caught.value.faults[0].place == "test:3"


def test_all_faults_come_at_once():
    with pytest.raises(BadPack) as caught:
        walk(",,,theft,,", "A,,,mischief,,")
    assert len(caught.value.faults) == 2


def test_missing_columns_and_files_are_said(tmp_path):
    with pytest.raises(BadPack, match="lack the columns code, nibrs"):
        Crosswalk.of_text("text_pattern,group,level,note\n", name="x")
    with pytest.raises(BadPack, match="cannot be opened"):
        Crosswalk.load(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(HEADER.encode() + b",caf\xe9,,theft,,\n")
    with pytest.raises(BadPack, match="UTF-8"):
        Crosswalk.load(tmp_path / "latin.csv")


@pytest.mark.parametrize("site", sorted(path.parent.name for path in PACKS.glob("*/offenses.csv")))
def test_the_packs_charges_load(site):
    assert Crosswalk.load(PACKS / site / "offenses.csv").rules


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_cities_own_rules_load(layout):
    found = crosswalk_of(layout)
    assert found is None or found.rules


@pytest.mark.parametrize(
    ("layout", "codes", "text", "expected"),
    [
        ("new_york", ["PL 2200300", "PD 511", "KY 235"], "DANGEROUS DRUGS", ["drug_possession"]),
        (
            "new_york",
            ["KY 235"],
            "DANGEROUS DRUGS",
            ["drug_possession", "drug_sale", "public_drug_use", "under_influence"],
        ),
        ("new_york", ["KY 341"], "PETIT LARCENY", ["theft"]),
        ("baltimore", ["1 0077"], "FAILURE TO APPEAR", ["failure_to_appear"]),
        ("baltimore", [], "CDS POSS W/INT TO DIST", ["drug_sale"]),
        ("baltimore", [], "CDS VIOLATION", ["drug_possession", "drug_sale", "public_drug_use", "under_influence"]),
        ("baltimore", ["1 1415"], "COMMON ASSAULT", ["simple_assault", "domestic_violence"]),
        ("chicago", [], "PCS - POSSESSION - POSS AMT CON SUB EXCEPT (A)/(D)", ["drug_possession"]),
        ("chicago", [], "MANU/DELIVER 1-15 GR HEROIN", ["drug_sale"]),
        ("los_angeles", ["11377(A)HS"], "Narcotic Drug Laws", ["drug_possession"]),
        ("los_angeles", [], "Drunkeness | DRUNK", ["drunkenness"]),
    ],
)
def test_known_charges_of_the_cities_are_mapped(layout, codes, text, expected):
    assert groups(crosswalk_of(layout).of_charge(codes, text)) == expected
