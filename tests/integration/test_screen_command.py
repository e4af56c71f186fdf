"""belltown screen, as typed."""

import csv
import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from belltown.cli import screen_out
from belltown.cli.run import run
from belltown.cli.screening import stoppable
from belltown.data.synthetic import LAYOUTS, write

SEATTLE = ("--protocol", "seattle/2011-10-01")


@pytest.fixture
def arrests(tmp_path):
    write("seattle", tmp_path / "arrests.csv", rows=500)
    return tmp_path / "arrests.csv"


def screened(capsys, *arguments):
    """The exit code, what was printed, and what was told on standard error."""
    code = run(["screen", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_it_says_the_range_the_gaps_and_the_faults(capsys, arrests):
    code, out, err = screened(capsys, arrests, *SEATTLE)
    assert (code, err) == (0, "")
    assert "Eligible: at least 0, at most" in out
    for words in (
        "suppressed",
        "The file cannot tell",
        "drug_grams",
        "Charges that no rule covers",
        "an unreadable date",
    ):
        assert words in out


def lines_of(path):
    return list(csv.DictReader(path.read_text().splitlines()))


@pytest.mark.parametrize("city", sorted(LAYOUTS))
def test_every_citys_file_can_be_screened(capsys, tmp_path, city):
    write(city, tmp_path / "a.csv", rows=200)
    code, out, _ = screened(capsys, tmp_path / "a.csv", *SEATTLE, "--json")
    found = json.loads(out)
    assert (code, found["arrests"], found["protocol"]) == (0, 200, "seattle/2011-10-01")
    assert "amenable" in found["facts_not_told"]


def test_json_is_one_value_that_holds_no_small_count(capsys, arrests):
    _, out, _ = screened(capsys, arrests, *SEATTLE, "--json")
    counts = [count for table in json.loads(out)["tables"] for row in table["rows"].values() for count in row.values()]
    assert counts
    assert all(count in ("suppressed", 0) or count >= 11 for count in counts)


def test_place_is_told_by_coordinates_and_the_packs_area(capsys, arrests):
    _, out, _ = screened(capsys, arrests, *SEATTLE, "--json")
    assert "in_catchment" not in json.loads(out)["facts_not_told"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_the_counts_are_written_and_nothing_is_left_beside_them(capsys, arrests, tmp_path, ending):
    out = tmp_path / "out" / f"counts.{ending}"
    out.parent.mkdir()
    assert screened(capsys, arrests, *SEATTLE, "-o", out)[0] == 0
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    if ending == "json":
        assert json.loads(out.read_text())["arrests"] == 500
        return
    lines = pq.read_table(out).to_pylist() if ending == "parquet" else lines_of(out)
    assert {"table": "eligible", "row": "arrests", "column": "all", "count": "500"} in lines
    assert all(line["count"] == "suppressed" or not 0 < int(line["count"]) < 11 for line in lines)


def test_no_row_number_or_key_leaves_with_the_counts(capsys, arrests, tmp_path):
    screened(capsys, arrests, *SEATTLE, "-o", tmp_path / "counts.json")
    assert "2021-0" not in (tmp_path / "counts.json").read_text()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rows_for_own_use_have_an_answer_for_every_arrest(capsys, arrests, tmp_path, ending):
    path = tmp_path / f"rows.{ending}"
    assert screened(capsys, arrests, *SEATTLE, "--rows", path)[0] == 0
    rows = pq.read_table(path).to_pylist() if ending == "parquet" else lines_of(path)
    assert len({row["arrest_key"] for row in rows}) == len(rows) == 500
    assert {row["eligible"] for row in rows} == {"no", "unknown"}
    assert {row["adult"] for row in rows} == {"yes", "no", "unknown"}


def test_help_says_that_rows_are_personal_data(capsys):
    assert "personal data" in " ".join(screened(capsys, "--help")[1].replace("│", " ").split())


def test_a_text_that_looks_like_a_formula_is_made_harmless(capsys, tmp_path):
    lines = [f"{n},2020-01-01,=HYPERLINK(1)" for n in range(20)]
    (tmp_path / "a.csv").write_text("\n".join(["arrest_key,on,charge", *lines]))
    screened(capsys, tmp_path / "a.csv", *SEATTLE, "-o", tmp_path / "o.csv")
    rows = [line["row"] for line in lines_of(tmp_path / "o.csv") if line["table"] == "unmapped charges"]
    assert rows == ["'=hyperlink(1)"]


def test_stopping_in_the_middle_leaves_no_half_written_file(capsys, arrests, tmp_path, monkeypatch):
    def stopped(_found, path, _ending):
        path.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr("belltown.cli.screening.write_report", stopped)
    out = tmp_path / "out"
    out.mkdir()
    (out / "counts.csv").write_text("of yesterday")
    code, _, _ = screened(capsys, arrests, *SEATTLE, "-o", out / "counts.csv")
    assert code == 130
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("counts.csv", "of yesterday")]


def test_a_query_that_was_stopped_is_a_stop_and_not_a_fault():
    with pytest.raises(KeyboardInterrupt), stoppable():
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="other"), stoppable():
        raise RuntimeError("other")


def test_a_written_file_appears_whole_or_not_at_all(tmp_path):
    with screen_out.written(tmp_path / "a") as unfinished:
        unfinished.write_text("whole")
        assert not (tmp_path / "a").exists()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "whole")]


def test_a_history_declared_complete_settles_who_was_never_convicted(capsys, tmp_path):
    pack = tmp_path / "ours.yaml"
    rule = "{not: {fact: last_violent_conviction, within: {years: 5}}}"
    pack.write_text(f"""
site: ours
name: Ours
summary: Invented for a test.
effective: 2020-01-01
timezone: UTC
invented: true
sources: {{s: {{title: S}}}}
criteria:
  - {{id: no-violence, text: No violence., source: s, pathways: [arrest_diversion], test: {rule}}}
pathways:
  arrest_diversion: {{bja: none, open_charge: true, approval: [], complainant: none, intake: [assessment]}}
on_call: []
""")
    rows = [f"{n},p{n},2020-05-17,23C,no," for n in range(20)]
    head = "arrest_key,person_key,on,nibrs,convicted,conviction_date"
    (tmp_path / "a.csv").write_text(
        "\n".join([head.replace("nibrs", "charge_nibrs") + ",charge", *(f"{r},x" for r in rows)])
    )
    arguments = (tmp_path / "a.csv", "--protocol", pack, "--json")
    assert json.loads(screened(capsys, *arguments)[1])["eligible_at_least"] == 0
    code, out, _ = screened(capsys, *arguments, "--history-complete-from", "2010-01-01")
    assert (code, json.loads(out)["eligible_at_least"]) == (0, 20)


@pytest.mark.parametrize(
    "refused",
    [
        (("none.csv", *SEATTLE), 2, "cannot be opened"),
        (("arrests.csv", "--protocol", "atlantis/2011-10-01"), 3, "no protocol"),
        (("arrests.csv", *SEATTLE, "--layout", "chicago"), 4, "lacks CB_NO"),
        (("arrests.csv", *SEATTLE, "--layout", "boston"), 4, "choose one of seattle"),
        (("arrests.csv", *SEATTLE, "--pathway", "community_referral"), 2, "opens arrest_diversion, social_contact"),
        (("arrests.csv", *SEATTLE, "-o", "counts.xlsx"), 2, "must end in"),
        (("arrests.csv", *SEATTLE, "--rows", "rows.json"), 2, "must end in"),
        (("arrests.csv", *SEATTLE, "-o", "nowhere/counts.csv"), 2, "no folder"),
        (("arrests.csv", *SEATTLE, "--history-complete-from", "last year"), 2, "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_done_is_said(capsys, arrests, monkeypatch, refused):
    arguments, code, sentence = refused
    monkeypatch.chdir(arrests.parent)
    found, out, err = screened(capsys, *arguments)
    assert (found, out) == (code, "")
    assert sentence in err


def test_today_is_the_protocols_own_day(capsys, tmp_path):
    lines = [f"{n},{date(2200, 1, 1)},x" for n in range(12)]
    (tmp_path / "a.csv").write_text("\n".join(["arrest_key,on,charge", *lines]))
    found = json.loads(screened(capsys, tmp_path / "a.csv", *SEATTLE, "--json")[1])
    assert found["faults"] == [{"column": "on", "reason": "a date in the future", "count": 12}]
