"""A whole directory as plain rows: table by table, row by id. Frozen once made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.tables import TABLES

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Package:
    """Rows by table and id. A value that is not there is unknown; nothing is ever None or empty."""

    rows: Mapping[str, Mapping[str, Row]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, rows: Mapping[str, Mapping[str, Mapping[str, Value]]]) -> Package:
        """A package whose rows nobody can change any more. Raises KeyError for a table HSDS does not have."""
        frozen = {
            name: MappingProxyType({id: MappingProxyType(dict(row)) for id, row in table.items()})
            for name, table in rows.items()
            if TABLES[name] and table
        }
        return cls(MappingProxyType(frozen))

    def table(self, name: str) -> Mapping[str, Row]:
        """The rows of one table by id, in the order they came; empty where there are none."""
        return self.rows.get(name, MappingProxyType({}))

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        """Every row with its table's name, parents before what hangs on them."""
        return ((name, row) for name in TABLES for row in self.table(name).values())

    def __len__(self) -> int:
        return sum(len(table) for table in self.rows.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Package) and self._plain() == other._plain()

    def __hash__(self) -> int:
        return hash(tuple(sorted((name, id) for name, table in self.rows.items() for id in table)))

    def _plain(self) -> dict[str, Any]:
        return {name: {id: dict(row) for id, row in table.items()} for name, table in self.rows.items()}
