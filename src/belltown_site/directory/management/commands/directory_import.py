"""Take a directory in: an HSDS file (JSON), folder or zip (CSV). All of it, or nothing and every fault in it."""

from __future__ import annotations

import csv
import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from belltown.exchange.hsds.cells import escaped
from belltown.exchange.hsds.faults import RowFault
from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.read import load
from belltown_site.directory.importing import Taken, take_in

SHOWN = 40


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="services.json, a folder of CSV files, or a zip of them")
        parser.add_argument("--dry-run", action="store_true", help="read and check it, and change nothing")
        parser.add_argument("--faults", type=Path, metavar="FILE.csv", help="write every fault to this file as well")
        parser.add_argument("--source", metavar="NAME", help="whose directory it is; without it, the path's name")

    def handle(self, *_args: Any, path: Path, dry_run: bool, faults: Path | None, **options: Any) -> None:
        console = Console(file=self.stdout, highlight=False, soft_wrap=True)  # type: ignore[arg-type]
        with _progress(console) as progress:
            reading = progress.add_task("Reading", total=None)
            loaded = load(path, lambda rows: progress.advance(reading, rows))
            _show(console, "Left aside", loaded.notes)
            if faults:
                _write(faults, loaded.faults)
            if loaded.faults:
                _show(console, "Faults", loaded.faults)
                raise CommandError(f"{len(loaded.faults):,} faults. Nothing was changed.", returncode=2)
            if dry_run:
                console.print(f"{len(loaded.package):,} rows without a fault. Nothing was changed: this was a dry run.")
                return
            taken = self._take(progress, loaded.package, options.get("source") or path.stem)
        console.print(_said(taken))

    def _take(self, progress: Progress, package: Package, source: str) -> Taken:
        storing = progress.add_task("Storing", total=len(package))
        return take_in(
            package,
            source=source[:100],
            digest=_digest(package),
            by=None,
            now=timezone.now(),
            tick=lambda rows: progress.advance(storing, rows),
        )


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    )  # fmt: skip


def _digest(package: Package) -> str:
    """Of what the package says, whatever its form: the same rows have the same digest."""
    digest = hashlib.sha256()
    for name in sorted(package.rows):
        for id in sorted(package.table(name)):
            digest.update(repr((name, sorted(package.table(name)[id].items()))).encode())
    return digest.hexdigest()


def _show(console: Console, title: str, faults: tuple[RowFault, ...]) -> None:
    if not faults:
        return
    table = Table("File", "Row", "Column", "Why", title=title, title_justify="left")
    for one in faults[:SHOWN]:
        table.add_row(one.place.file, str(one.place.row or ""), one.column, one.reason)
    console.print(table)
    if len(faults) > SHOWN:
        console.print(f"... and {len(faults) - SHOWN:,} more.")


def _write(path: Path, faults: tuple[RowFault, ...]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["file", "row", "column", "reason"])
            writer.writerows(
                (escaped(one.place.file), one.place.row or "", escaped(one.column), escaped(one.reason))
                for one in faults
            )
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from None


def _said(taken: Taken) -> str:
    if taken.known:
        return f"{taken.rows:,} rows, all of them known already. Nothing was changed."
    left = f" {taken.left:,} services of this source are not in it; they stay as they were." if taken.left else ""
    return (
        f"{taken.rows:,} rows: {taken.added:,} new, {taken.changed:,} changed, "
        f"{taken.removed:,} hours, phones and the like removed.{left}"
    )
