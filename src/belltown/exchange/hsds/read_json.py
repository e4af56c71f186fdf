"""Read HSDS as JSON: one service with all that hangs on it, lists of them, pages of an API, or a whole directory.

A directory of any size is read one item at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from belltown.errors import WrongLayout
from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.faults import Place, RowFault, quoted
from belltown.exchange.hsds.gathering import Gathering
from belltown.exchange.hsds.tables import TABLES, Nested, Table

Tick = Callable[[int], object]
ROOTS = {table.file.removesuffix(".csv"): table for table in TABLES.values()} | dict(TABLES)
"""What a member of a whole directory may be called: the table's name, or its file's."""


def read_json(path: Path, gathering: Gathering, tick: Tick) -> None:
    """Add every row of the file. Raises WrongLayout when it is no JSON, or holds nothing of HSDS."""
    import ijson  # a reader of streams, which nobody else needs

    try:
        with path.open("rb") as file:
            for count, (name, item) in enumerate(_items(ijson, file), 1):
                Flattening(gathering, Place(path.name, count)).add(name, item)
                tick(1)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise WrongLayout(f"{path.name} is no JSON that can be read: {str(error)[:120]}.") from None


def _items(ijson: Any, file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Each item with its table's name, whichever of the four shapes the file has."""
    shape = _shape(ijson, file)
    file.seek(0)
    if shape == "list":
        yield from (("service", item) for item in ijson.items(file, "item", use_float=True))
    elif shape == "page":
        yield from (("service", item) for item in ijson.items(file, "contents.item", use_float=True))
    elif shape == "one":
        yield from (("service", item) for item in ijson.items(file, "", use_float=True))
    else:
        yield from _directory(ijson, file)


def _shape(ijson: Any, file: BinaryIO) -> str:
    """list, page (an API's), one (service), or directory: arrays by table."""
    events = ijson.basic_parse(file, use_float=True)
    if next(events, ("", None))[0] == "start_array":
        return "list"
    depth, key = 1, ""
    for event, value in events:
        if event == "map_key" and depth == 1:
            key = str(value)
            if key == "id":
                return "one"
        elif event == "start_array" and depth == 1 and key in ("contents", *ROOTS):
            return "page" if key == "contents" else "directory"
        depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
    raise WrongLayout("The file holds neither a service nor a list of HSDS.")


def _directory(ijson: Any, file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Items of every array of a directory in one pass over the file."""
    builder, name, prefix = None, "", ""
    for where, event, value in ijson.parse(file, use_float=True):
        if builder is None and where.endswith(".item") and where.count(".") == 1 and event == "start_map":
            name, prefix, builder = where.partition(".")[0], where, ijson.ObjectBuilder()
        if builder is not None:
            builder.event(event, value)
            if where == prefix and event == "end_map":
                yield ROOTS[name].name if name in ROOTS else name, builder.value
                builder = None


class Flattening:
    """One item taken apart: each row to its table, each tie between rows written into a column."""

    def __init__(self, gathering: Gathering, place: Place) -> None:
        self._gathering, self._place = gathering, place

    def add(self, name: str, item: object) -> None:
        """Add the item and all that nests in it."""
        if name not in TABLES:
            self._gathering.notes.append(RowFault(self._place, name, "is no table of HSDS 3.1; it was left aside"))
            return
        self._row(TABLES[name], item, {}, "")

    def _row(self, table: Table, item: object, ties: Mapping[str, Value], path: str) -> Value | None:
        """Add one row; returns its id, None where it has none."""
        if not isinstance(item, dict):
            self._fault(path.rstrip("."), f"must be an object, and is {quoted(item)}")
            return None
        row = self._gathering.values(table, item, self._place, path)
        self._tie(row, ties, path)
        if item.get("id") in (None, ""):
            self._fault(f"{path}id", "is required and is missing")
        self._note_unknown(table, item, path)
        for single in table.singles:
            self._single(single, item.get(single.field), row, path)
        self._gathering.add(table, row, self._place, path, again=True)
        for nested in table.lists:
            self._list(table, nested, item.get(nested.field), row, path)
        return row.get("id")

    def _tie(self, row: dict[str, Value], ties: Mapping[str, Value], path: str) -> None:
        for column, value in ties.items():
            if row.setdefault(column, value) != value:
                self._fault(path + column, f"is {quoted(row[column])}, and it hangs on {quoted(value)}")

    def _single(self, single: Nested, item: object, row: dict[str, Value], path: str) -> None:
        if item is None:
            return
        id = self._row(TABLES[single.table], item, {}, f"{path}{single.field}.")
        if id is not None:
            self._tie(row, {single.key: id}, path)

    def _list(self, table: Table, nested: Nested, items: object, row: dict[str, Value], path: str) -> None:
        if items is None:
            return
        if not isinstance(items, list):
            self._fault(path + nested.field, f"must be a list, and is {quoted(items)}")
            return
        ties = {nested.key: row["id"]} if "id" in row else {}
        if nested.owner:
            ties = {**ties, nested.owner: table.name}
        for index, item in enumerate(items):
            self._row(TABLES[nested.table], item, ties, f"{path}{nested.field}[{index}].")

    def _note_unknown(self, table: Table, item: dict[str, object], path: str) -> None:
        known = {*table.by_name, *(one.field for one in (*table.lists, *table.singles))}
        for name in sorted(set(item) - known):
            reason = f"is no member of {table.name}; it was left aside"
            self._gathering.notes.append(RowFault(self._place, path + name, reason))

    def _fault(self, column: str, reason: str) -> None:
        self._gathering.fault(self._place, column, reason)
