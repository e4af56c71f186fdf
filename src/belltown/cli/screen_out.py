"""Writing what was screened: under another name first, renamed when whole. A stop leaves nothing half-written."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from belltown.errors import BadInput
from belltown.protocol.screen import ELIGIBLE, NO, YES
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway

if TYPE_CHECKING:
    from belltown.cli.screen_shown import Screened

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def check_ending(path: Path, endings: tuple[str, ...]) -> None:
    """Raises BadInput unless the file can be written there in one of these formats."""
    if path.suffix.lower() not in endings:
        raise BadInput(f"[{path.name}] must end in {', '.join(endings)}: the ending says how to write it.")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"[{path.parent}] is no folder; make it first.")


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A file to write to that becomes `path` when the block ends well, and is gone when it does not."""
    try:
        handle, name = mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.", suffix=".unfinished")
    except OSError as error:
        raise BadInput(f"[{path}] cannot be written: {error.strerror}.") from error
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_report(found: Screened, path: Path, ending: str) -> None:
    """The protected counts as one JSON value, or one line a count as CSV or Parquet."""
    if ending == ".json":
        path.write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return
    lines = list(found.lines())
    if ending == ".parquet":
        pq.write_table(pa.Table.from_pylist(lines), path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["table", "row", "column", "count"])
        writer.writeheader()
        writer.writerows({name: _no_formula(cell) for name, cell in line.items()} for line in lines)


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet will not run: texts of a file may begin like a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_rows(answered: Any, version: ProtocolVersion, pathway: Pathway, path: Path, ending: str) -> None:
    """One line an arrest: its key and date, the answer, and every criterion's answer. Personal data."""
    names = [ELIGIBLE, *(criterion.id for criterion in version.criteria_for(pathway))]
    rows = answered.select("arrest_key", "on", **{name: _word(answered, name) for name in names})
    if ending == ".parquet":
        rows.to_parquet(path)
    else:
        rows.to_csv(path)


def _word(answered: Any, name: str) -> Any:
    yes, no = answered[f"{name}{YES}"], answered[f"{name}{NO}"]
    return ibis.cases((yes, "yes"), (no, "no"), else_="unknown")
