"""Rows as a reader hands them over, put together into one package; every fault noted with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from belltown.exchange.hsds.cells import Value, value_of
from belltown.exchange.hsds.faults import Place, RowFault, quoted
from belltown.exchange.hsds.tables import TABLES, Table


@dataclass(slots=True)
class Gathering:
    """What has been read so far. Faults forbid the import; notes only tell of what was left aside."""

    rows: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)

    def fault(self, place: Place, column: str, reason: str) -> None:
        """Note one fault."""
        self.faults.append(RowFault(place, column, reason))

    def values(self, table: Table, raw: Mapping[str, object], place: Place, path: str = "") -> dict[str, Value]:
        """The row's own values; each that cannot be read is a fault at its column."""
        read: dict[str, Value] = {}
        for column in table.fields:
            try:
                value = value_of(column, raw.get(column.name))
            except ValueError as error:
                self.fault(place, path + column.name, str(error))
                continue
            if value is not None:
                read[column.name] = value
        return read

    def add(self, table: Table, row: dict[str, Value], place: Place, path: str = "", *, again: bool) -> None:
        """Keep a row. With `again` it may come several times, each adding what the others leave out."""
        id = row.get("id")
        if not isinstance(id, str):
            return
        known = self.rows.setdefault(table.name, {}).get(id)
        if known is None:
            self.rows[table.name][id] = row
            self.places[table.name, id] = place
        elif again:
            self._merge(known, row, place, path)
        else:
            first = self.places[table.name, id]
            self.fault(place, "id", f"{quoted(id)} stands there already, in {first}")

    def _merge(self, known: dict[str, Value], row: dict[str, Value], place: Place, path: str) -> None:
        for name, value in row.items():
            if known.setdefault(name, value) != value:
                said = f"{quoted(value)} here and {quoted(known[name])} elsewhere for {quoted(row['id'])}"
                self.fault(place, path + name, said)

    def check_required(self, *, tabular: bool) -> None:
        """Every row has what HSDS requires of it: in a CSV package, its links too."""
        for name, rows in self.rows.items():
            needed = [one.name for one in TABLES[name].fields if one.required or (tabular and one.tabular)]
            for id, row in rows.items():
                for column in needed:
                    if column not in row:
                        self._missing(name, id, column)

    def _missing(self, table: str, id: str, column: str) -> None:
        place = self.places[table, id]
        broken = any(one.place == place and one.column.endswith(column) for one in self.faults)
        if not broken:
            self.fault(place, f"{table}.{column}", "is required and is missing")
