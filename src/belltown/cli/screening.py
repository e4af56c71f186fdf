"""The work of `belltown screen`: read, screen, protect, print, write. Heavy imports live here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from belltown.cli.given import is_key, version_of
from belltown.cli.output import console, print_json
from belltown.cli.screen_out import check_ending, write_report, write_rows, written
from belltown.cli.screen_shown import Screened, shown
from belltown.data.offenses import Crosswalk
from belltown.data.read import read
from belltown.data.tables import ARRESTS, Column, Holds
from belltown.errors import BadInput
from belltown.protocol.catchment import Catchment
from belltown.protocol.facts import Fact, Kind
from belltown.protocol.screen import screen
from belltown.protocol.screen_place import with_place
from belltown.protocol.screen_report import screen_report
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway

STAGES = 7
_HOLDS = {
    Kind.YES_NO: Holds.FLAG,
    Kind.NUMBER: Holds.NUMBER,
    Kind.CHOICE: Holds.CHOICE,
    Kind.LAST_DATE: Holds.LAST_DATE,
}


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    file: Path
    protocol: str
    pathway: Pathway
    layout: str | None
    out: Path | None
    rows: Path | None
    history_complete_from: str | None


def screen_file(request: Request, *, as_json: bool) -> None:
    """Screens the file and prints the counts. Files are written whole or not at all. Raises BelltownError."""
    version, since = _checked(request)
    today = datetime.now(ZoneInfo(version.timezone)).date()
    with _progress(quiet=as_json) as progress, stoppable():
        found = _screened(request, version, since, today, progress)
    if as_json:
        print_json(found.as_dict())
    else:
        shown(found, console())


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C in the middle of a query, which DuckDB reports as a failure of its own, is Ctrl-C."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


def _checked(request: Request) -> tuple[ProtocolVersion, date | None]:
    """The protocol and the date since which the history is complete; every wrong wish is refused before any work."""
    version = version_of(request.protocol)
    if request.pathway not in version.pathways:
        opened = ", ".join(sorted(version.pathways))
        raise BadInput(f"[{version.key}] does not open the pathway [{request.pathway}]; it opens {opened}.")
    if request.out:
        check_ending(request.out, (".csv", ".parquet", ".json"))
    if request.rows:
        check_ending(request.rows, (".csv", ".parquet"))
    return version, _date(request.history_complete_from)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"[{text}] is no date; write --history-complete-from as YYYY-MM-DD.") from None


def _screened(
    request: Request, version: ProtocolVersion, since: date | None, today: date, progress: Callable[[str], None]
) -> Screened:
    walk, area = _beside(request.protocol, version.site)
    with read(
        request.file,
        today=today,
        layout=request.layout,
        crosswalks=[walk] if walk else [],
        extra=_extra(version.facts),
        history_complete_from=since,
        progress=progress,
    ) as reading:
        table = with_place(reading.table, area) if area else reading.table
        report = screen_report(table, version, request.pathway, progress=progress)
        found = Screened.of(report.leaving(), version, reading)
        progress("Writing")
        _write(request, version, found, table)
    return found


def _write(request: Request, version: ProtocolVersion, found: Screened, table: Any) -> None:
    if request.out:
        with written(request.out) as unfinished:
            write_report(found, unfinished, request.out.suffix.lower())
    if request.rows:
        answered = screen(table, version, request.pathway)
        with written(request.rows) as unfinished:
            write_rows(answered, version, request.pathway, unfinished, request.rows.suffix.lower())


def _beside(target: str, site: str) -> tuple[Crosswalk | None, Catchment | None]:
    """The charges and the area that lie beside the protocol, where they do."""
    from importlib.resources import as_file, files

    if not is_key(target):
        return _in_folder(Path(target).parent)
    with as_file(files("belltown").joinpath("jurisdictions", site)) as folder:
        return _in_folder(folder)


def _in_folder(folder: Path) -> tuple[Crosswalk | None, Catchment | None]:
    charges, area = folder / "offenses.csv", folder / "catchment.geojson"
    walk = Crosswalk.load(charges) if charges.is_file() else None
    return walk, Catchment.load(area) if area.is_file() else None


def _extra(facts: Mapping[str, Fact]) -> dict[str, Column]:
    """The protocol's own facts as columns that the generic layout may carry."""
    own = {id: fact for id, fact in facts.items() if id not in ARRESTS}
    return {id: Column(id, _HOLDS[fact.kind], fact.question, fact.choices) for id, fact in own.items()}


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar of stages on standard error, where a person is looking."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    if quiet or not sys.stderr.isatty():
        yield lambda _stage: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=STAGES)
        yield lambda stage: bar.update(task, description=stage, advance=1)
