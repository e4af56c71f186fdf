"""Reading a file of arrests: find its layout, bring it to the arrests table, count its faults, map its charges.

The rows never pass through Python. They lie in a DuckDB file of their own in a temporary folder until the Reading is
closed, so that a file larger than memory can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from belltown.data.faults import SHOWN, FaultReport, RowFault
from belltown.data.feeds import crosswalk_of, layout_of
from belltown.data.feeds.feed import Cells, Feed, Probe, cleaned
from belltown.data.history import NEEDED, with_look_backs
from belltown.data.offenses import Crosswalk, Mapped, classify
from belltown.data.source import Source, damaged, look_at
from belltown.data.tables import ARRESTS, OFFENSE_COLUMNS, Column
from belltown.errors import BadInput

CHARGE = ("charge_codes", "charge_text", "charge_nibrs")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge as published, how many arrests carry it, and what it was mapped to."""

    codes: str
    text: str
    published_nibrs: str
    count: int
    mapped: Mapped

    @property
    def words(self) -> str:
        return self.text or self.codes or self.published_nibrs or "(no charge given)"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file brought to the arrests table. `table` lives as long as the reading is open."""

    feed: Feed
    table: Any
    faults: FaultReport
    charges: tuple[Charge, ...]

    @property
    def unmapped(self) -> tuple[Charge, ...]:
        """The charges no rule covers, the most frequent first."""
        return tuple(charge for charge in self.charges if not charge.mapped.groups)


@contextmanager
def read(
    path: Path,
    *,
    today: date,
    layout: str | None = None,
    crosswalks: Sequence[Crosswalk] = (),
    extra: Mapping[str, Column] | None = None,
    history_complete_from: date | None = None,
    progress: Progress = lambda _stage: None,
) -> Iterator[Reading]:
    """The file's arrests, for as long as the block runs.

    `crosswalks` go before the city's own rules for charges; `extra` are further fact columns of the generic layout.
    Raises BadInput for a file that cannot be read and WrongLayout for one whose columns fit no layout.
    """
    progress("Looking at the file")
    source = look_at(path)
    feed = layout_of(source.columns, layout, extra)
    with TemporaryDirectory(prefix="belltown-", ignore_cleanup_errors=True) as folder:
        connection = ibis.duckdb.connect(Path(folder) / "arrests.duckdb")
        try:
            yield _Reader(connection, source, feed, today, progress).reading(crosswalks, history_complete_from)
        finally:
            connection.disconnect()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Orchestrates one reading; every step is a statement on the connection."""

    connection: Any
    source: Source
    feed: Feed
    today: date
    progress: Progress

    def reading(self, crosswalks: Sequence[Crosswalk], complete_from: date | None) -> Reading:
        self.progress("Reading the rows")
        cells = self._load()
        self.progress("Looking for faults")
        report = self._faults(cells.probes)
        self.progress("Mapping the charges")
        own = crosswalk_of(self.feed.name)
        charges = self._charges((*crosswalks, *((own,) if own else ())))
        self._finish(complete_from)
        return Reading(self.feed, self.connection.table("arrests"), report, charges)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        return list(self.connection.con.execute(statement).fetchall())

    def _load(self) -> Cells:
        """Creates the table `mapped`: the canonical columns, the row's number, and a flag for every probe."""
        try:
            self.connection.con.execute(
                f"CREATE VIEW raw AS SELECT row_number() OVER () AS row__, * FROM {_from(self.source)}"
            )
            self.connection.create_table("cleaned", cleaned(self.connection.table("raw"), self.feed))
            cells = Cells(self.connection.table("cleaned"), self.feed, self.today)
            found = {name: value for name, value in self.feed.canonical(cells).items() if value is not None}
            flags = {f"fault__{number}": probe.wrong for number, probe in enumerate(cells.probes)}
            expression = cells.raw.select(row__=cells.raw["row__"], **_typed(found), **flags)
            self.connection.create_table("mapped", expression)
            self.sql("DROP TABLE cleaned")
        except duckdb.Error as error:
            raise damaged(self.source.path, "Parquet" if self.source.parquet else "CSV") from error
        return cells

    @property
    def _columns(self) -> tuple[str, ...]:
        return tuple(name for name in self.connection.table("mapped").columns if not name.startswith("fault__"))

    def _faults(self, probes: Sequence[Probe]) -> FaultReport:
        [(rows,)] = self.sql("SELECT count(*) FROM mapped")
        rejected = self._rejected()
        if not rows and not rejected:
            raise BadInput(f"[{self.source.path.name}] has column names and no rows; ask for it again.")
        left_out = self._duplicates()
        faults = (*rejected, *self._probed(probes), *self._without_key(), *left_out)
        gone = sum(fault.count for fault in left_out if "left out" in fault.reason)
        lost = sum(fault.count for fault in rejected)
        return FaultReport(rows + lost, rows - gone, faults, self.source.encoding)

    def _probed(self, probes: Sequence[Probe]) -> tuple[RowFault, ...]:
        if not probes:
            return ()
        parts = [f"count(*) FILTER (fault__{n}), min(row__, {SHOWN}) FILTER (fault__{n})" for n in range(len(probes))]
        [found] = self.sql(f"SELECT {', '.join(parts)} FROM mapped")
        pairs = zip(probes, found[::2], found[1::2], strict=True)
        return tuple(RowFault(p.column, p.reason, count, tuple(rows or ())) for p, count, rows in pairs if count)

    def _without_key(self) -> tuple[RowFault, ...]:
        [(count, rows)] = self.sql(f"SELECT count(*), min(row__, {SHOWN}) FROM mapped WHERE arrest_key IS NULL")
        return (RowFault("arrest_key", "no number, so doubles cannot be told", count, tuple(rows)),) if count else ()

    def _duplicates(self) -> tuple[RowFault, ...]:
        """Creates the table `twice` of keys met more than once, with the row to keep and whether the charges differ."""
        charge = ", ".join(f"coalesce({name}, '')" for name in CHARGE if name in self._columns) or "''"
        self.sql(f"""CREATE TABLE twice AS SELECT arrest_key, min(row__) AS first_row, count(*) AS times,
            count(DISTINCT concat_ws(chr(31), {charge})) > 1 AS differ
            FROM mapped WHERE arrest_key IS NOT NULL GROUP BY arrest_key HAVING count(*) > 1""")
        [(again, rows, several, first)] = self.sql(f"""SELECT coalesce(sum(times - 1), 0), min(first_row, {SHOWN}),
            count(*) FILTER (differ), min(first_row, {SHOWN}) FILTER (differ) FROM twice""")
        key = "arrest_key"
        faults = [
            RowFault(key, "the number of an earlier row, left out", int(again), tuple(rows or ())),
            RowFault(
                key, "rows of one number with several charges: the charge is unknown", several, tuple(first or ())
            ),
        ]
        return tuple(fault for fault in faults if fault.count)

    def _rejected(self) -> tuple[RowFault, ...]:
        """Lines of a CSV that are no rows: too few or too many cells, a quotation mark that never closes."""
        if self.source.parquet:
            return ()
        lines = "SELECT line, min(error_type::VARCHAR) AS kind FROM reject_errors GROUP BY line"
        found = self.sql(f"SELECT kind, count(*), min(line, {SHOWN}) FROM ({lines}) GROUP BY kind ORDER BY kind")
        return tuple(
            RowFault("the line", f"{_REJECTED.get(kind, 'it is no row')}, left out", count, tuple(rows))
            for kind, count, rows in found
        )

    def _charges(self, crosswalks: Iterable[Crosswalk]) -> tuple[Charge, ...]:
        """Creates the table `charges`: every distinct charge with its groups. Each is looked at once, in Python."""
        crosswalks = tuple(crosswalks)
        cells = [f"coalesce({name}, '')" if name in self._columns else "''" for name in CHARGE]
        distinct = self.sql(f"""SELECT {", ".join(cells)}, count(*) FROM mapped m LEFT JOIN twice t USING (arrest_key)
            WHERE t.first_row IS NULL OR m.row__ = t.first_row GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3""")
        found = tuple(
            Charge(codes, text, nibrs, count, classify(codes.split(";"), text, nibrs, crosswalks))
            for codes, text, nibrs, count in distinct
        )
        self.connection.con.register("classified", _charge_table(found))
        self.sql("CREATE TABLE charges AS FROM classified")
        return found if set(CHARGE) & set(self._columns) else ()

    def _finish(self, complete_from: date | None) -> None:
        """Creates the view `arrests`: one row an arrest, its charge mapped, its look-backs bounded."""
        columns = self._columns
        kept = [f'm."{name}"' for name in columns if name not in {"row__", "level", *OFFENSE_COLUMNS}]
        self.sql(f"""CREATE VIEW kept AS SELECT {", ".join([*kept, *_mapped_columns(columns)])}
            FROM mapped m LEFT JOIN twice t USING (arrest_key) LEFT JOIN charges c ON {_same_charge(columns)}
            WHERE t.first_row IS NULL OR m.row__ = t.first_row""")
        look_backs = set(columns) >= NEEDED
        names = tuple(self.connection.table("kept").columns)
        self.sql(
            f"CREATE VIEW arrests AS {with_look_backs('kept', names, complete_from) if look_backs else 'FROM kept'}"
        )


_REJECTED = {
    "MISSING COLUMNS": "it has too few cells (the file may be cut short)",
    "TOO MANY COLUMNS": "it has too many cells",
    "UNQUOTED VALUE": "a quotation mark never closes (the file may be cut short)",
    "LINE SIZE OVER MAXIMUM": "it is too long",
    "INVALID ENCODING": "its text cannot be read",
}


def _from(source: Source) -> str:
    path = _quoted(str(source.path))
    if source.parquet:
        return f"read_parquet({path})"
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in source.columns)
    return f"""read_csv({path}, auto_detect = false, header = true, columns = {{{columns}}}, quote = '"', escape = '"',
        delim = {_quoted(source.separator)}, encoding = '{source.encoding}', store_rejects = true, ignore_errors = true,
        compression = '{"gzip" if source.gzipped else "none"}', rejects_limit = 0)"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _typed(found: Mapping[str, Any]) -> dict[str, Any]:
    """Each canonical column in its declared type, so that a feed cannot say text where a date is meant."""
    return {name: value.cast(ARRESTS[name].type) if name in ARRESTS else value for name, value in found.items()}


def _charge_table(charges: Sequence[Charge]) -> pa.Table:
    def groups(position: int) -> list[str | None]:
        return [c.mapped.groups[position].value if len(c.mapped.groups) > position else None for c in charges]

    columns: dict[str, list[str | None]] = {name: groups(n) for n, name in enumerate(OFFENSE_COLUMNS)}
    columns |= {"codes": [c.codes for c in charges], "text": [c.text for c in charges]}
    columns |= {"nibrs": [c.published_nibrs for c in charges], "level": [c.mapped.level or None for c in charges]}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _same_charge(columns: tuple[str, ...]) -> str:
    pairs = zip(("codes", "text", "nibrs"), CHARGE, strict=True)
    return " AND ".join(
        f"c.{ours} = " + (f"coalesce(m.{name}, '')" if name in columns else "''") for ours, name in pairs
    )


def _mapped_columns(columns: tuple[str, ...]) -> list[str]:
    """The offense and the level: as published first, then as mapped; unknown where an arrest has several charges."""
    published = {"level"} | set(OFFENSE_COLUMNS)
    told = {name: f"coalesce(m.{name}, c.{name})" if name in columns else f"c.{name}" for name in published}
    if "offense" in columns:
        # a published group is exact: the mapped alternatives are not its own
        told |= {name: f"CASE WHEN m.offense IS NULL THEN c.{name} END" for name in OFFENSE_COLUMNS[1:]}
    return [
        f"CASE WHEN coalesce(t.differ, false) THEN NULL ELSE {sql} END AS {name}" for name, sql in sorted(told.items())
    ]
