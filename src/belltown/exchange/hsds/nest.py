"""Rows as HSDS nests them in JSON: a service with all that hangs on it, an organization with its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from belltown.exchange.hsds.package import Package, Row
from belltown.exchange.hsds.tables import TABLES, Nested, Table

Json = dict[str, Any]
Seen = Callable[[str, str], object]


class Nest:
    """A package made ready for nesting: children by parent."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._children = {tie: _by_parent(package, *tie) for tie in _TIES}

    def full(self, name: str, row: Row, seen: Seen = lambda _table, _id: None) -> Json:
        """The row with every list and single row that hangs on it. `seen` is told of each."""
        table = TABLES[name]
        seen(name, str(row["id"]))
        singles = {
            one.field: self.full(one.table, found, seen) for one in table.singles if (found := self._one(one, row))
        }
        lists = {
            one.field: [self.full(one.table, child, seen) for child in self._many(table, one, row)]
            for one in table.lists
        }
        return {**row, **singles, **{field: rows for field, rows in lists.items() if rows}}

    def with_singles(self, name: str, row: Row) -> Json:
        """The row with its single rows alone, as lists of an API show it."""
        found = {one.field: self._one(one, row) for one in TABLES[name].singles}
        return {**row, **{field: self.with_singles(_table_of(name, field), one) for field, one in found.items() if one}}

    def _one(self, single: Nested, row: Row) -> Row | None:
        return self._package.table(single.table).get(str(row.get(single.key, "")))

    def _many(self, table: Table, nested: Nested, row: Row) -> Iterable[Row]:
        children = self._children[nested.table, nested.key].get(str(row["id"]), ())
        return [one for one in children if not nested.owner or one.get(nested.owner) == table.name]


def _table_of(name: str, field: str) -> str:
    return next(one.table for one in TABLES[name].singles if one.field == field)


_TIES = {(one.table, one.key) for table in TABLES.values() for one in table.lists}


def _by_parent(package: Package, name: str, key: str) -> Mapping[str, list[Row]]:
    children: dict[str, list[Row]] = defaultdict(list)
    for row in package.table(name).values():
        if key in row:
            children[str(row[key])].append(row)
    return children
