"""Read a directory from a file or folder: the whole of it, or every fault in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from belltown.errors import BadInput, Fault, WrongLayout
from belltown.exchange.hsds.faults import RowFault, quoted
from belltown.exchange.hsds.gathering import Gathering
from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.read_csv import read_csv
from belltown.exchange.hsds.read_json import read_json
from belltown.exchange.hsds.sense import sense
from belltown.exchange.hsds.tables import OWNERS, TABLES, Kind

Tick = Callable[[int], object]
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file held. Where there are faults there is no package: nothing of it is fit to be used."""

    package: Package
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()

    def check(self) -> Package:
        """The package. Raises BadInput with the first of all faults."""
        if not self.faults:
            return self.package
        shown = [Fault(f"{one.place} {one.column}".strip(), one.reason) for one in self.faults[:SHOWN]]
        raise BadInput(f"The directory has {len(self.faults):,} faults, and nothing was changed.", shown)


def load(path: Path, tick: Tick = lambda _rows: None) -> Loaded:
    """All that the JSON file, the folder of CSV files or the zip of them holds, checked through and through.

    `tick` is told how many more rows or items were read. Raises WrongLayout when it is none of the three.
    """
    gathering = Gathering()
    tabular = path.is_dir() or path.suffix.lower() == ".zip"
    if not path.exists():
        raise WrongLayout(f"There is no file or folder {path}.")
    (read_csv if tabular else read_json)(path, gathering, tick)
    gathering.check_required(tabular=tabular)
    _check_references(gathering)
    _check_sense(gathering)
    faults = tuple(sorted(set(gathering.faults)))
    return Loaded(Package() if faults else Package.of(gathering.rows), faults, tuple(sorted(set(gathering.notes))))


def _check_references(gathering: Gathering) -> None:
    for name, rows in gathering.rows.items():
        columns = [field for field in TABLES[name].fields if field.kind is Kind.REFERENCE]
        for id, row in rows.items():
            for column in columns:
                target = str(row.get(OWNERS.get(name, ""), "")) if column.to == "*" else column.to
                if target and column.name in row and row[column.name] not in gathering.rows.get(target, {}):
                    reason = f"{quoted(row[column.name])} is no {target} of this package"
                    gathering.fault(gathering.places[name, id], f"{name}.{column.name}", reason)


def _check_sense(gathering: Gathering) -> None:
    for name, rows in gathering.rows.items():
        for id, row in rows.items():
            for column, reason in sense(name, row):
                gathering.fault(gathering.places[name, id], f"{name}.{column}", reason)
