"""The table of OWASP ASVS 5.0.0: every requirement of levels 1 and 2 once, and nothing said that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from belltown.cli.asvs import Requirement, asvs_page, read_requirements
from belltown.errors import BadInput

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "asvs.csv"
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123", "2.1": "122", "2.2": "112",
    "2.3": "12223", "2.4": "23", "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333",
    "3.6": "3", "3.7": "22333", "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222", "5.1": "2",
    "5.2": "112333", "5.3": "113", "5.4": "222", "6.1": "122", "6.2": "111111112222", "6.3": "11223333",
    "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222", "7.1": "222", "7.2": "1111",
    "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22", "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222", "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333",
    "10.5": "22222", "10.6": "22", "10.7": "222", "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222",
    "11.5": "23", "11.6": "23", "11.7": "33", "12.1": "12233", "12.2": "11", "12.3": "22223", "13.1": "2333",
    "13.2": "222223", "13.3": "2233", "13.4": "1222233", "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333", "16.1": "2", "16.2": "22222", "16.3": "2222",
    "16.4": "222", "16.5": "2223", "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""The standard's sections, and the level of each requirement in its order."""
ASKED = {
    f"{section}.{number}": level
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, start=1)
    if level in "12"
}
ROWS = read_requirements(TABLE)


def test_the_standard_has_as_many_requirements_as_it_says():
    levels = "".join(LEVELS.values())
    assert [levels.count(level) for level in "123"] == [70, 183, 92]


def test_every_requirement_of_levels_1_and_2_is_there_once_and_in_order():
    assert [(one.id, one.level) for one in ROWS] == list(ASKED.items())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_file_and_test_that_is_named_exists(row: Requirement):
    missing = [path for path in f"{row.where} {row.test}".split() if not (ROOT / path).exists()]
    assert missing == []
    assert all(path.startswith("tests/") and Path(path).name.startswith("test_") for path in row.test.split())


@pytest.mark.parametrize(
    ("change", "said"),
    [({"where": ""}, "both a place and a test"), ({"test": ""}, "both a place and a test"),
     ({"verdict": "partly", "remark": ""}, "wants a remark"), ({"verdict": "not met"}, "wants a remark"),
     ({"verdict": "fine"}, "wants a level"), ({"level": "3"}, "wants a level"), ({"asks": ""}, "wants a level")],
)  # fmt: skip
def test_a_row_that_claims_without_showing_is_refused(tmp_path, change, said):
    whole = {"id": "1.1.1", "level": "1", "asks": "a", "verdict": "met", "where": "a", "test": "b", "remark": ""}
    row = {**whole, **change}
    path = tmp_path / "asvs.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    with pytest.raises(BadInput, match=said):
        read_requirements(path)


@pytest.mark.parametrize("text", ["", "id,level\n", "id,level,asks,verdict,where,test,remark\n1.1.1,1\n"])
def test_a_table_of_another_layout_is_refused(tmp_path, text):
    path = tmp_path / "asvs.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match="must have the columns"):
        read_requirements(path)


def test_the_page_shows_every_row_and_counts_them():
    page = asvs_page(ROWS)
    assert [one.id for one in ROWS if f"\n| {one.id} | {one.level} |" not in page] == []
    first = [one for one in ROWS if (one.verdict, one.level) == ("met", "1")]
    assert f"| met | {len(first)} |" in page
