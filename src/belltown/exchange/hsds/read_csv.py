"""Read the CSV data package of HSDS: one file a table, in a folder or a zip. Columns go by name, in any order."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from belltown.errors import WrongLayout
from belltown.exchange.hsds.cells import LONGEST, unescaped
from belltown.exchange.hsds.faults import Place, RowFault, quoted
from belltown.exchange.hsds.gathering import Gathering
from belltown.exchange.hsds.tables import TABLES, Table

Tick = Callable[[int], object]
LARGEST = 1 << 30
"""A zip that unpacks to more than this is refused before a byte of it is unpacked."""


def read_csv(path: Path, gathering: Gathering, tick: Tick) -> None:
    """Add every row of the folder or zip. Raises WrongLayout when no file in it belongs to HSDS."""
    csv.field_size_limit(max(LONGEST * 4, csv.field_size_limit()))
    with _files(path) as files:
        known = {name: table for name in files if (table := _table_of(name))}
        if not known:
            raise WrongLayout(f"{path.name} holds no file of HSDS, such as services.csv.")
        _refuse_two_files_of_one_table(known)
        for name in sorted(set(files) - set(known)):
            if name.endswith(".csv"):
                gathering.notes.append(RowFault(Place(name), "", "is no table of HSDS 3.1; it was left aside"))
        for name in sorted(known):
            with files[name]() as text:
                _read_file(known[name], name, text, gathering, tick)


def _table_of(name: str) -> Table | None:
    """The table a file holds. Publishers write one name or the other, so both are read."""
    for table in TABLES.values():
        if name.lower() in (table.file, f"{table.name}.csv", f"{table.name}s.csv"):
            return table
    return None


def _refuse_two_files_of_one_table(known: dict[str, Table]) -> None:
    tables = [table.name for table in known.values()]
    twice = sorted({name for name in tables if tables.count(name) > 1})
    if twice:
        raise WrongLayout(f"The package holds two files for {', '.join(twice)}. Keep one of each.")


Open = Callable[[], TextIO]


@contextmanager
def _files(path: Path) -> Iterator[dict[str, Open]]:
    if path.is_dir():
        yield {file.name: _opener(file) for file in sorted(path.iterdir()) if file.is_file()}
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield _members(archive)
    except zipfile.BadZipFile:
        raise WrongLayout(f"{path.name} is no zip file that can be read.") from None


def _opener(file: Path) -> Open:
    return lambda: file.open(encoding="utf-8-sig", newline="")


def _members(archive: zipfile.ZipFile) -> dict[str, Open]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if sum(info.file_size for info in infos) > LARGEST:
        raise WrongLayout(f"The zip unpacks to more than {LARGEST >> 20:,} megabytes. Split it, or give the folder.")
    return {Path(info.filename).name: _member(archive, info) for info in infos}


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Open:
    return lambda: io.TextIOWrapper(archive.open(info), encoding="utf-8-sig", newline="")


def _read_file(table: Table, name: str, text: TextIO, gathering: Gathering, tick: Tick) -> None:
    try:
        reader = csv.reader(text, strict=True)
        header = _header(table, name, next(reader, []), gathering)
        for number, cells in enumerate(reader, 1):
            if any(cells):
                _read_row(table, Place(name, number), header, cells, gathering)
            tick(1)
    except (csv.Error, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"cannot be read as CSV: {error}"
        gathering.fault(Place(name), "", reason)


def _header(table: Table, name: str, cells: list[str], gathering: Gathering) -> list[str]:
    """Column names without blanks; "" for a column that is left aside."""
    known = set(table.by_name)
    names = [sys.intern(cell.strip().lower()) for cell in cells]
    for one in sorted({one for one in names if one and names.count(one) > 1}):
        gathering.fault(Place(name), one, "stands twice in the header")
    for one in dict.fromkeys(names):
        if one and one not in known:
            reason = f"{quoted(one)} is no column of {table.name}; it was left aside"
            gathering.notes.append(RowFault(Place(name), one, reason))
    return [one if one in known else "" for one in names]


def _read_row(table: Table, place: Place, header: list[str], cells: list[str], gathering: Gathering) -> None:
    if len(cells) > len(header) and any(cells[len(header) :]):
        gathering.fault(place, "", f"has {len(cells)} cells under a header of {len(header)}")
    raw = {name: unescaped(cell) for name, cell in zip(header, cells, strict=False) if name}
    row = gathering.values(table, raw, place)
    if not raw.get("id"):
        gathering.fault(place, "id", "is required and is missing")
    gathering.add(table, row, place, again=False)
