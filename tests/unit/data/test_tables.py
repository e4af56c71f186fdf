"""A column is declared once: it documents, checks and fakes."""

import math
from datetime import date

import duckdb
import ibis
import pyarrow as pa
import pytest

from belltown.data import tables
from belltown.data.synthetic import write_arrests
from belltown.data.tables import ARRESTS, FACTS, Holds, at_the_door
from belltown.protocol.facts import LARGEST_NUMBER, NEVER, STANDARD_FACTS, Kind
from belltown.protocol.screen import OR
from tests.lib.tables import run

HOLDS = {Kind.YES_NO: Holds.FLAG, Kind.NUMBER: Holds.NUMBER, Kind.CHOICE: Holds.CHOICE, Kind.LAST_DATE: Holds.LAST_DATE}


def test_every_standard_fact_has_its_column_and_no_column_is_a_stranger():
    facts = {column.name: column for column in FACTS if not column.name.startswith("offense__")}
    assert set(facts) == set(STANDARD_FACTS)
    for id, fact in STANDARD_FACTS.items():
        assert facts[id].holds is HOLDS[fact.kind]
        assert facts[id].choices == fact.choices


def test_the_tables_words_are_the_protocols_words():
    assert tables.NEVER == NEVER
    assert tables.MOST == LARGEST_NUMBER
    assert ("offense", *(f"offense{end}" for end in OR)) == tables.OFFENSE_COLUMNS


@pytest.mark.parametrize("column", ARRESTS.values(), ids=lambda column: column.name)
def test_every_column_says_what_it_is_and_must_be(column):
    assert column.description
    assert column.constraint


def door(name, *values, type=None):
    [*rows] = run(
        at_the_door(ibis.memtable(pa.table({name: pa.array(values, type), "row": range(len(values))}))).order_by("row")
    )
    return [row[name] for row in rows]


def test_what_is_no_number_becomes_null_at_the_door():
    assert door("drug_grams", 1.5, math.nan, math.inf, -1.0, 1e15, None) == [1.5, None, None, None, None, None]


def test_an_age_that_cannot_be_becomes_null_at_the_door():
    assert door("age", 18, 0, 121, 120) == [18, None, None, 120]


def test_a_word_that_is_no_choice_becomes_null_at_the_door():
    assert door("level", "felony", "capital", "", None) == ["felony", None, None, None]


def test_text_is_brought_to_the_declared_type_where_it_can_be():
    assert door("age", "18", "eighteen", "18.0") == [18, None, 18]
    assert door("warrant_only", "true", "false", "perhaps") == [True, False, None]


def test_columns_that_are_not_declared_pass_as_they_are():
    assert door("shoe_size", -7) == [-7]


def test_every_fact_column_can_be_faked_and_its_fakes_pass_the_door(tmp_path):
    facts = {column.name: column for column in FACTS}
    write_arrests(tmp_path / "a.parquet", 2_000, facts=facts)
    table = ibis.duckdb.connect().read_parquet(tmp_path / "a.parquet")
    before, after = table.to_pyarrow(), at_the_door(table).to_pyarrow()
    for name in facts:
        assert before[name].null_count == after[name].null_count, name
        assert len(before[name].drop_null().unique()) > 0, name


def test_invented_arrests_depend_on_the_seed_alone(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_arrests(tmp_path / name, 300, seed=seed)
    a, b, c = (duckdb.execute("SELECT * FROM read_parquet(?)", [str(tmp_path / name)]).fetchall() for name in "abc")
    assert a == b != c


def test_invented_arrests_have_keys_dates_and_several_a_person(tmp_path):
    write_arrests(tmp_path / "a.parquet", 3_000)
    sql = 'SELECT count(DISTINCT arrest_key), count(DISTINCT person_key), min("on"), max("on") FROM read_parquet(?)'
    [(keys, people, first, last)] = duckdb.execute(sql, [str(tmp_path / "a.parquet")]).fetchall()
    assert keys == 3_000
    assert 800 <= people <= 1_000
    assert date(2010, 1, 1) <= first < last <= date(2025, 1, 1)
