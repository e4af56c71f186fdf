"""Who would have been eligible: counted as a range, and nothing small leaves."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from belltown.data.synthetic import write_arrests
from belltown.data.tables import ARRESTS, Column, Holds
from belltown.disclosure.small_cells import SUPPRESSED
from belltown.protocol.load import named
from belltown.protocol.screen_report import screen_report
from belltown.vocabulary import Pathway
from tests.lib.tables import run, screened

DOOR = Pathway.ARREST_DIVERSION
SEATTLE = named("seattle/2011-10-01")
YES = {
    "offense": "drug_possession", "drug_grams": 1.0, "amenable": True, "exploits_minors": False, "age": 30.0,
    "promotes_prostitution": False, "in_catchment": True, "subsistence": None,
    "last_lifetime_bar_conviction": date.min, "last_ten_year_bar_conviction": date.min,
}  # fmt: skip
TYPES = {
    "on": pa.date32(),
    "drug_grams": pa.float64(),
    "age": pa.float64(),
    "subsistence": pa.bool_(),
    "race": pa.string(),
}


def table(*groups, leave_out=()):
    """Rows by (how many, what differs from a row that is eligible)."""
    rows = [
        YES | {"on": date(2012, 5, 1), "race": "white"} | changes for count, changes in groups for _ in range(count)
    ]
    names = [name for name in rows[0] if name not in leave_out]
    return ibis.memtable(pa.table({name: pa.array([row[name] for row in rows], TYPES.get(name)) for name in names}))


def report(*groups, **options):
    return screen_report(table(*groups, **options), SEATTLE, DOOR)


def criterion(found, id):
    return found.criteria.cells[found.criteria.rows.index(id)]


def test_eligibility_is_a_range_and_unknown_is_never_no():
    found = report((30, {}), (20, {"amenable": None}), (12, {"age": 17.0}))
    assert found.eligible.cells == ((30, 12, 20),)
    assert (found.leaving().at_least, found.leaving().at_most) == (30, 50)


def test_criteria_tell_who_failed_on_them_alone_and_who_with_others():
    found = report((20, {}), (13, {"age": 17.0}), (15, {"age": 17.0, "amenable": False}), (11, {"age": None}))
    assert criterion(found, "adult") == (20, 11, 13, 15)
    assert criterion(found, "amenable") == (44, 0, 0, 15)


def test_groups_add_up_to_the_whole_and_say_what_is_not_known():
    found = report((30, {}), (20, {"race": None, "amenable": None}), (12, {"race": "black", "age": 17.0}))
    assert dict(zip(found.by["race"].rows, found.by["race"].cells, strict=True)) == {
        "white": (30, 0, 0), "unknown": (0, 0, 20), "black": (0, 12, 0)}  # fmt: skip
    for counts in found.by.values():
        assert tuple(map(sum, zip(*counts.cells, strict=True))) == found.eligible.cells[0]


def test_what_the_table_cannot_tell_is_named():
    found = report((30, {}), leave_out=("amenable", "drug_grams", "race"))
    assert found.facts_not_told == ("amenable", "drug_grams")
    assert found.groups_not_told == ("area", "race", "sex", "age_group")
    assert found.eligible.cells == ((0, 0, 30),)


def test_a_charge_that_may_be_several_is_a_group_of_its_own():
    drugs = table((12, {})).mutate(offense__or=ibis.literal("drug_sale"))
    found = screen_report(drugs, SEATTLE, DOOR)
    assert found.by["offense"].rows == ("drug_possession or drug_sale",)
    assert criterion(found, "divertible-offense") == (12, 0, 0, 0)


def test_small_groups_do_not_leave():
    leaving = report(
        (60, {}), (50, {"age": 17.0}), (4, {"race": "black", "age": 17.0}), (30, {"race": "asian"})
    ).leaving()
    [by_race] = [found for found in leaving.tables if found.name == "by race"]
    row = by_race.cells[by_race.rows.index("black")]
    assert row == (0, SUPPRESSED, 0)
    assert all(line["count"] != "4" for line in leaving.lines())


def test_where_the_overall_counts_are_small_nothing_is_split_by_answer():
    leaving = report((60, {}), (4, {"age": 17.0}), (20, {"race": "black"})).leaving()
    assert leaving.eligible.cells == ((SUPPRESSED, SUPPRESSED, 0),)
    assert "by race, arrests alone" in {found.name for found in leaving.tables}
    assert not any(found.name == "by race" for found in leaving.tables)


def test_fewer_than_eleven_arrests_tell_nothing():
    leaving = report((7, {})).leaving()
    assert leaving.eligible.row_totals == (SUPPRESSED,)
    assert leaving.tables == ()
    assert leaving.at_most == SUPPRESSED


def test_a_criterion_does_not_give_away_a_small_offense_group():
    """Those whose offense is divertible are the sum of the divertible groups: shown, it would tell the small one."""
    leaving = report((60, {}), (5, {"offense": "drug_sale", "subsistence": True}), (40, {"offense": "theft"})).leaving()
    by_offense, criteria = leaving.tables[1], leaving.tables[0]
    assert SUPPRESSED in by_offense.row_totals
    for id in ("divertible-offense", "drug-weight", "subsistence-sale"):
        assert set(criteria.cells[criteria.rows.index(id)]) == {SUPPRESSED}
    assert criteria.cells[criteria.rows.index("amenable")] == (105, 0, 0, 0)


def test_every_count_that_leaves_is_a_number_or_says_that_it_is_suppressed():
    for line in report((60, {}), (3, {"race": "black"})).leaving().lines():
        assert line["count"] == SUPPRESSED or int(line["count"]) == 0 or int(line["count"]) >= 11


def test_the_counts_are_those_of_reading_row_by_row(tmp_path):
    facts = {id: ARRESTS.get(id) or Column(id, Holds.LAST_DATE, id, told=0.9) for id in YES}
    write_arrests(tmp_path / "a.parquet", 1_500, facts=facts)
    arrests = ibis.duckdb.connect().read_parquet(tmp_path / "a.parquet")
    rows = [(row["on"], {id: row[id] for id in YES if row[id] is not None}) for row in run(arrests)]
    answers = [row["eligible"].value for row in screened(SEATTLE, DOOR, rows)]
    found = screen_report(arrests, SEATTLE, DOOR)
    assert found.eligible.cells == (tuple(answers.count(answer) for answer in ("yes", "no", "unknown")),)
    assert min(found.eligible.cells[0]) > 0


def test_a_pathway_that_is_not_open_is_refused():
    with pytest.raises(KeyError):
        screen_report(table((1, {})), SEATTLE, Pathway.COMMUNITY_REFERRAL)
