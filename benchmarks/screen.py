"""The figures of screening: against hand-written SQL, against reading one by one, in time, memory and growth.

Every timing runs in a process of its own, its libraries loaded before the clock starts. The two readings take turns
and the median of three counts. Only ratios inside one run mean anything on a shared machine.
`python benchmarks/screen.py --rows 1000000` is a quick look.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from belltown.data.tables import Column

Timed = tuple[float, float, list[int]]
Line = tuple[str, str, str, str]

KEY, SIZES, REPEATS, ONE_BY_ONE = "seattle/2011-10-01", (5_000_000, 20_000_000), 3, 20_000

# The same ten criteria as somebody would write them by hand, with SQL's own three-valued logic.
BY_HAND = """
WITH answered AS (SELECT
    offense IN ('drug_possession', 'drug_sale', 'prostitution') AS c0,
    offense NOT IN ('drug_possession', 'drug_sale') OR drug_grams <= 3 AS c1,
    offense <> 'drug_sale' OR subsistence AS c2,
    amenable AS c3,
    NOT exploits_minors AS c4,
    NOT promotes_prostitution AS c5,
    age >= 18 AS c6,
    CASE WHEN last_lifetime_bar_conviction <= "on" THEN last_lifetime_bar_conviction = DATE '0001-01-01' END AS c7,
    CASE WHEN last_ten_year_bar_conviction <= "on"
         THEN last_ten_year_bar_conviction < "on" - INTERVAL 10 YEAR END AS c8,
    in_catchment AS c9
    FROM read_parquet('{path}')
), eligible AS (SELECT *, c0 AND c1 AND c2 AND c3 AND c4 AND c5 AND c6 AND c7 AND c8 AND c9 AS e FROM answered)
SELECT count_if(e), count_if(NOT e), {counts} FROM eligible
"""


def columns() -> dict[str, Column]:
    """The facts of the pathway as columns that can be invented."""
    from belltown.data.tables import ARRESTS, Column, Holds
    from belltown.protocol.load import named
    from belltown.vocabulary import Pathway

    facts = sorted({fact.id for rule in named(KEY).criteria_for(Pathway.ARREST_DIVERSION) for fact in rule.facts})
    return {id: ARRESTS.get(id) or Column(id, Holds.LAST_DATE, id, told=0.9) for id in facts}


def now() -> tuple[float, float]:
    """The wall's clock and the processor's: on a shared machine the second is the steadier."""
    return time.perf_counter(), time.process_time()


def since(started: tuple[float, float]) -> tuple[float, float]:
    wall, processor = now()
    return wall - started[0], processor - started[1]


def warmed(connection: Any) -> Any:
    """The connection after a first query, which loads what Ibis and DuckDB load once in a process."""
    import ibis

    connection.to_pyarrow(ibis.range(3).unnest().as_table())
    return connection


def ours(path: str) -> Timed:
    """Counts of yes and no, for eligible and every criterion, through the protocol's own reading."""
    import ibis

    from belltown.protocol.load import named
    from belltown.protocol.screen import screen
    from belltown.protocol.screen_report import count_true
    from belltown.vocabulary import Pathway

    version = named(KEY)
    names = ["eligible", *(rule.id for rule in version.criteria_for(Pathway.ARREST_DIVERSION))]
    arrests = warmed(ibis.duckdb.connect()).read_parquet(path)
    started = now()
    wide = screen(arrests, version, Pathway.ARREST_DIVERSION)
    columns = [f"{name}__{answer}" for name in names for answer in ("yes", "no")]
    sums = [count_true(wide[column]).name(column) for column in columns]
    [row] = wide.aggregate(sums).to_pyarrow().to_pylist()
    return *since(started), list(row.values())


def by_hand(path: str) -> Timed:
    """The same counts from the hand-written SQL."""
    import duckdb

    counts = ", ".join(f"count_if(c{n}), count_if(NOT c{n})" for n in range(10))
    connection = duckdb.connect()
    connection.execute("SELECT 1").fetchall()
    started = now()
    [row] = connection.execute(BY_HAND.format(path=path, counts=counts)).fetchall()
    return *since(started), list(row)


def report(path: str) -> Timed:
    """The whole report, by criterion, offense, area, race and sex, protected."""
    import ibis

    from belltown.protocol.load import named
    from belltown.protocol.screen_report import screen_report
    from belltown.vocabulary import Pathway

    arrests = warmed(ibis.duckdb.connect()).read_parquet(path)
    started = now()
    found = screen_report(arrests, named(KEY), Pathway.ARREST_DIVERSION)
    lines = len(list(found.leaving().lines()))
    return *since(started), [lines]


def one_by_one(path: str) -> Timed:
    """`decide` in a loop over the first rows; the rows are made ready before the clock starts."""
    import duckdb

    from belltown.protocol.decide import Encounter, decide
    from belltown.protocol.load import named
    from belltown.vocabulary import Pathway

    version, facts = named(KEY), list(columns())
    rows = duckdb.execute(
        f"""SELECT "on", {", ".join(facts)} FROM read_parquet('{path}') LIMIT {ONE_BY_ONE}"""
    ).fetchall()
    told = [(on, {id: value for id, value in zip(facts, row, strict=True) if value is not None}) for on, *row in rows]
    started = now()
    answers = [decide(version, Encounter(Pathway.ARREST_DIVERSION, on, facts)).answer.value for on, facts in told]
    return *since(started), [answers.count("yes"), answers.count("no")]


READINGS = {"ours": ours, "by_hand": by_hand, "report": report, "one_by_one": one_by_one}


def child(reading: str, path: str) -> None:
    seconds, processor, found = READINGS[reading](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "found": found, "gigabytes": peak}))


def measured(reading: str, path: Path) -> dict[str, Any]:
    """One run in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", reading, str(path)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def compared(path: Path) -> dict[str, dict[str, float]]:
    """Medians of interleaved runs, and the most memory; both readings must count alike."""
    runs: dict[str, list[dict[str, Any]]] = {"ours": [], "by_hand": []}
    for _ in range(REPEATS):
        for reading, found in runs.items():
            found.append(measured(reading, path))
    counts = {json.dumps(run["found"]) for found in runs.values() for run in found}
    assert len(counts) == 1, "the two readings count differently"
    return {reading: {**{what: median(run[what] for run in found) for what in ("seconds", "processor")},
                      "gigabytes": max(run["gigabytes"] for run in found)}
            for reading, found in runs.items()}  # fmt: skip


def one_size(rows: int, path: Path) -> tuple[list[Line], dict[str, float]]:
    """The lines of the table for one size, and what screening it took."""
    found, whole = compared(path), measured("report", path)
    ours, hand = found["ours"], found["by_hand"]
    name = f"{rows:,} arrests"
    wall, processor = (f"{ours[what] / hand[what]:.2f} x SQL by hand" for what in ("seconds", "processor"))
    return [
        (f"{name}: screen, by the wall's clock", f"{ours['seconds']:.2f} s", wall, "<= 1.3"),
        (f"{name}: screen, by the processor's", f"{ours['processor']:.2f} s", processor, "<= 1.3"),
        (f"{name}: most memory, screen", f"{ours['gigabytes']:.2f} GB", "", "<= 4"),
        (f"{name}: whole report, wall", f"{whole['seconds']:.2f} s", f"processor {whole['processor']:.2f} s", ""),
        (f"{name}: most memory, whole report", f"{whole['gigabytes']:.2f} GB", "", "<= 4"),
    ], ours


def main(sizes: tuple[int, ...]) -> None:
    from belltown.data.synthetic import write_arrests

    lines: list[Line] = []
    rates: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder) / f"{rows}.parquet"
            write_arrests(path, rows, facts=columns())
            found, ours = one_size(rows, path)
            lines += found
            rates.append({what: ours[what] / rows for what in ("seconds", "processor")})
        slow = measured("one_by_one", path)
    for what, clock in (("seconds", "wall"), ("processor", "processor")):
        each = slow[what] / ONE_BY_ONE
        faster = f"screen is {each / rates[-1][what]:,.0f} x faster a row"
        lines.append((f"decide in a loop, {ONE_BY_ONE:,} rows, {clock}", f"{each * 1e6:.0f} us each", faster, ">= 100"))
        growth = rates[-1][what] / rates[0][what]
        lines.append((f"time a row, largest to smallest, {clock}", f"{growth:.2f}", "1 is linear", "<= 1.2"))
    print_table(lines)


def print_table(lines: list[Line]) -> None:
    heads = ("what", "measured", "against", "goal")
    widths = [max(len(line[n]) for line in (*lines, heads)) for n in range(4)]
    for line in (heads, tuple("-" * width for width in widths), *lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="sizes in place of 5 and 20 million")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
    else:
        main(tuple(given.rows or SIZES))
