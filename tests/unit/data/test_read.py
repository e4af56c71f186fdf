"""Reading the dirt that real files carry. Everything is counted; nothing is lost silently."""

import csv
import gzip
import io
from datetime import date

import duckdb
import pytest

from belltown.data.offenses import Crosswalk
from belltown.data.read import read
from belltown.data.synthetic import LAYOUTS, write
from belltown.data.tables import ARRESTS, Column, Holds, at_the_door
from belltown.errors import BadInput, WrongLayout

TODAY = date(2026, 11, 23)
CITIES = sorted(LAYOUTS)


def rows_of(reading):
    return reading.table.to_pyarrow().to_pylist()


def read_rows(path, **options):
    """The arrests by key, and the reading's faults as {(column, reason): count}."""
    with read(path, today=TODAY, **options) as reading:
        faults = {(fault.column, fault.reason): fault.count for fault in reading.faults.faults}
        return {row["arrest_key"]: row for row in rows_of(reading)}, faults


def generic(tmp_path, *rows, name="a.csv", encoding="utf-8"):
    """A generic file; every row a dict, missing cells empty."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def arrest(key="1", **cells):
    return {"arrest_key": key, "on": "2020-05-17", "charge": "x"} | cells


@pytest.mark.parametrize("city", CITIES)
def test_the_dirt_that_was_put_in_is_the_dirt_that_is_found(tmp_path, city):
    dirt = write(city, tmp_path / "a.csv", rows=600)
    with read(tmp_path / "a.csv", today=TODAY) as reading:
        by_reason = {fault.reason: fault.count for fault in reading.faults.faults}
        rows = rows_of(reading)
        assert reading.feed.name == city
    assert by_reason["an unreadable date"] == dirt.unreadable_dates
    assert by_reason["a date in the future"] == dirt.future_dates
    assert by_reason["an unknown code"] == dirt.unknown_codes
    assert by_reason["the number of an earlier row, left out"] == dirt.doubled
    assert (reading.faults.rows_read, reading.faults.rows_kept) == (dirt.rows, dirt.rows - dirt.doubled)
    assert len(rows) == len({row["arrest_key"] for row in rows}) == 600
    assert set(by_reason) == {"an unreadable date", "a date in the future", "an unknown code",
                              "the number of an earlier row, left out"}  # fmt: skip


@pytest.mark.parametrize("city", CITIES)
def test_both_date_styles_are_read_and_only_bad_dates_are_missing(tmp_path, city):
    dirt = write(city, tmp_path / "a.csv", rows=300)
    rows, _ = read_rows(tmp_path / "a.csv")
    missing = [row for row in rows.values() if row["on"] is None]
    assert len(missing) == dirt.unreadable_dates + dirt.future_dates
    assert all(date(2021, 1, 1) <= row["on"] <= date(2022, 12, 31) for row in rows.values() if row["on"])


@pytest.mark.parametrize("city", CITIES)
def test_every_column_holds_what_its_declaration_says(tmp_path, city):
    write(city, tmp_path / "a.csv", rows=300)
    with read(tmp_path / "a.csv", today=TODAY) as reading:
        before, after = reading.table.to_pyarrow(), at_the_door(reading.table).to_pyarrow()
        for name in before.column_names:
            assert name in ARRESTS, name
            assert str(reading.table[name].type()) == ARRESTS[name].type, name
            assert before[name].null_count == after[name].null_count, name


@pytest.mark.parametrize("city", CITIES)
def test_charges_are_mapped_or_listed_with_their_counts(tmp_path, city):
    write(city, tmp_path / "a.csv", rows=600)
    with read(tmp_path / "a.csv", today=TODAY) as reading:
        without = sum(row["offense"] is None for row in rows_of(reading))
        assert 0 < without < 300
        assert sum(charge.count for charge in reading.unmapped) == without
        assert sum(charge.count for charge in reading.charges) == 600


def test_coordinates_that_mean_nowhere_are_not_places(tmp_path):
    for city in ("seattle", "new_york", "los_angeles"):
        write(city, tmp_path / "a.csv", rows=300)
        rows, faults = read_rows(tmp_path / "a.csv")
        places = [(row["latitude"], row["longitude"]) for row in rows.values()]
        assert 10 < places.count((None, None)) < 60
        assert all(30 < lat < 50 for lat, _ in places if lat is not None)
        assert not any("cannot be" in reason for _, reason in faults)


def test_seattle_reads_statute_description_age_group_and_warrant(tmp_path):
    write("seattle", tmp_path / "a.csv", rows=300)
    rows, _ = read_rows(tmp_path / "a.csv")
    statutes = {row["charge_codes"] for row in rows.values()}
    assert {"RCW - 69.50.4013", "SMC - 12A.08.060", None} <= statutes
    assert {row["warrant_only"] for row in rows.values()} == {True, None}
    ages = {(row["age_group"], row["age__low"], row["age__high"]) for row in rows.values()}
    assert {("1 - 17", 1, 17), ("56 and Above", 56, None), (None, None, None)} <= ages


def test_a_drug_charge_that_tells_neither_possession_nor_sale_keeps_both(tmp_path):
    write("seattle", tmp_path / "a.csv", rows=300)
    rows, _ = read_rows(tmp_path / "a.csv")
    found = [row for row in rows.values() if row["charge_codes"] is None]
    assert found
    for row in found:
        assert [row["offense"], row["offense__or"], row["offense__or2"], row["offense__or3"]] == [
            "drug_possession", "drug_sale", "public_drug_use", "under_influence"]  # fmt: skip


def test_new_york_reads_level_precinct_and_age_group(tmp_path):
    write("new_york", tmp_path / "a.csv", rows=300)
    rows, _ = read_rows(tmp_path / "a.csv")
    assert {row["level"] for row in rows.values()} == {"misdemeanor", "felony", None}
    assert {row["area"] for row in rows.values()} == {"precinct 14", "precinct 101", "precinct 103"}
    ages = {(row["age_group"], row["age__low"], row["age__high"]) for row in rows.values()}
    assert {("<18", 0, 17), ("18-24", 18, 24), ("65+", 65, None)} <= ages


def test_chicago_publishes_adults_alone(tmp_path):
    write("chicago", tmp_path / "a.csv", rows=60)
    rows, _ = read_rows(tmp_path / "a.csv")
    assert {row["age__low"] for row in rows.values()} == {18}
    assert "age__high" not in next(iter(rows.values()))


def test_an_age_of_nought_or_blank_is_unknown(tmp_path):
    for city in ("los_angeles", "baltimore"):
        write(city, tmp_path / "a.csv", rows=300)
        rows, faults = read_rows(tmp_path / "a.csv")
        ages = [row["age"] for row in rows.values()]
        assert None in ages
        assert 0 not in ages
        assert not any("Age" in column for column, _ in faults)


def test_the_packs_rules_go_before_the_citys(tmp_path):
    write("new_york", tmp_path / "a.csv", rows=100)
    rule = Crosswalk.of_text("code,text_pattern,nibrs,group,level,note\n,petit larceny,,transit,felony,\n")
    rows, _ = read_rows(tmp_path / "a.csv", crosswalks=[rule])
    found = {(row["offense"], row["level"]) for row in rows.values() if "PETIT" in row["charge_text"]}
    assert "transit" in {offense for offense, _ in found}
    assert ("transit", "misdemeanor") in found  # the published level goes before the rule's


def test_rows_of_one_number_with_several_charges_leave_the_charge_unknown(tmp_path):
    path = generic(tmp_path, arrest("1", nibrs="23C"), arrest("1", charge="y", nibrs="120"), arrest("2", nibrs="23C"))
    rows, faults = read_rows(path)
    assert rows["1"]["offense"] is None
    assert rows["2"]["offense"] == "theft"
    assert faults["arrest_key", "rows of one number with several charges: the charge is unknown"] == 1


def test_rows_without_a_number_are_all_kept_and_counted(tmp_path):
    with read(generic(tmp_path, arrest(""), arrest("-"), arrest("3")), today=TODAY) as reading:
        assert len(rows_of(reading)) == 3
        assert [fault.count for fault in reading.faults.faults] == [2]


def test_the_generic_layout_reads_facts_by_name_and_words_people_use(tmp_path):
    path = generic(
        tmp_path,
        arrest(
            "1", age="34", drug_grams="2.5", amenable="Yes", last_violent_conviction="never", level="M", offense="theft"
        ),
        arrest(
            "2", age="", drug_grams="lots", amenable="perhaps", last_violent_conviction="05/17/2011", offense="Theft"
        ),
        arrest("3", age="200", drug_grams="-1", amenable="0", last_violent_conviction="once", offense="mischief"),
    )
    rows, faults = read_rows(path)
    names = ("age", "drug_grams", "amenable", "last_violent_conviction", "offense")
    assert [rows["1"][name] for name in names] == [34, 2.5, True, date.min, "theft"]
    assert [rows["2"][name] for name in names] == [None, None, None, date(2011, 5, 17), "theft"]
    assert [rows["3"][name] for name in names] == [None, None, False, None, None]
    assert faults == {
        ("age", "a number that cannot be"): 1,
        ("drug_grams", "not a number"): 1,
        ("drug_grams", "a number that cannot be"): 1,
        ("amenable", "an unknown code"): 1,
        ("last_violent_conviction", "neither a date nor never"): 1,
        ("offense", "an unknown code"): 1,
    }


def test_the_generic_layout_reads_the_protocols_own_facts(tmp_path):
    path = generic(tmp_path, arrest("1", last_bar="never"), arrest("2", last_bar="2019-01-02"))
    rows, _ = read_rows(path, extra={"last_bar": Column("last_bar", Holds.LAST_DATE, "the last bar")})
    assert [rows[key]["last_bar"] for key in "12"] == [date.min, date(2019, 1, 2)]


def test_parquet_gives_what_csv_gives(tmp_path):
    path = generic(tmp_path, arrest("1", age="34", amenable="true"), arrest("2", age="", amenable=""))
    duckdb.execute(f"""COPY (SELECT arrest_key, "on"::DATE AS "on", charge, TRY_CAST(age AS DOUBLE) AS age,
        TRY_CAST(amenable AS BOOLEAN) AS amenable FROM read_csv('{path}', all_varchar = true))
        TO '{tmp_path / "a.parquet"}' (FORMAT parquet)""")
    assert read_rows(path) == read_rows(tmp_path / "a.parquet")


def test_nan_in_a_parquet_file_is_null(tmp_path):
    row = """SELECT '1' AS arrest_key, DATE '2020-01-01' AS "on", 'x' AS charge, 'nan'::DOUBLE AS drug_grams"""
    duckdb.execute(f"""COPY ({row})
        TO '{tmp_path / "a.parquet"}' (FORMAT parquet)""")
    rows, _ = read_rows(tmp_path / "a.parquet")
    assert rows["1"]["drug_grams"] is None


def test_latin_1_is_read_and_said(tmp_path):
    path = generic(tmp_path, arrest("1", area="Café"), encoding="latin-1")
    with read(path, today=TODAY) as reading:
        assert rows_of(reading)[0]["area"] == "Café"
        assert "latin-1" in reading.faults.sentences[0]


def test_a_gzipped_file_is_read(tmp_path):
    path = generic(tmp_path, arrest("1"))
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert set(read_rows(packed)[0]) == {"1"}


def test_a_file_cut_in_the_middle_of_a_row_says_so_and_keeps_the_rest(tmp_path):
    path = generic(tmp_path, arrest("1"), arrest("2"), arrest("3"))
    path.write_bytes(path.read_bytes()[:-8])
    rows, faults = read_rows(path)
    assert set(rows) == {"1", "2"}
    assert faults == {("the line", "it has too few cells (the file may be cut short), left out"): 1}


def test_a_quotation_mark_that_never_closes_is_said(tmp_path):
    path = generic(tmp_path, arrest("1"))
    path.write_bytes(path.read_bytes() + b'2,2020-05-17,"never closed\n')
    rows, faults = read_rows(path)
    assert set(rows) == {"1"}
    assert "never closes" in next(iter(faults))[1]


def test_a_cell_of_a_million_characters_is_no_trouble(tmp_path):
    rows, _ = read_rows(generic(tmp_path, arrest("1", area="x" * 1_000_000), arrest("2")))
    assert len(rows["1"]["area"]) == 1_000_000


def test_a_file_without_rows_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("arrest_key,on,charge\n")
    with pytest.raises(BadInput, match="no rows"), read(path, today=TODAY):
        pass


def test_a_named_layout_must_fit(tmp_path):
    write("seattle", tmp_path / "a.csv", rows=60)
    with pytest.raises(WrongLayout), read(tmp_path / "a.csv", today=TODAY, layout="baltimore"):
        pass


def test_paths_and_columns_with_quotes_are_no_trouble(tmp_path):
    path = generic(tmp_path, arrest("1", **{'it\'s "odd"': "1"}), name="o'brien's.csv")
    assert set(read_rows(path)[0]) == {"1"}


def test_no_fault_repeats_what_stood_in_the_file(tmp_path):
    path = generic(tmp_path, arrest("Jane Doe", on="Jane Doe", age="Jane Doe", level="Jane Doe"))
    with read(path, today=TODAY) as reading:
        assert len(reading.faults.faults) == 3
        assert not any("Jane" in sentence for sentence in reading.faults.sentences)


def test_the_stages_are_told_as_they_come(tmp_path):
    stages = []
    with read(generic(tmp_path, arrest("1")), today=TODAY, progress=stages.append):
        assert stages == ["Looking at the file", "Reading the rows", "Looking for faults", "Mapping the charges"]
