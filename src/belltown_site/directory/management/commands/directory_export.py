"""Write the whole directory as HSDS: FILE.json (full services), FILE.zip or a folder (CSV data package)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from belltown.exchange.hsds.write import write_csv, write_json
from belltown_site.directory.storing import whole_directory


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="what to make; it must not be there yet")

    def handle(self, *_args: Any, path: Path, **_options: Any) -> None:
        console = Console(file=self.stdout, highlight=False, soft_wrap=True)  # type: ignore[arg-type]
        if path.exists():
            raise CommandError(f"{path} is there already. Name a new file or folder.", returncode=2)
        package = whole_directory()
        try:
            with Progress(console=console, transient=True) as progress:
                task = progress.add_task("Writing", total=len(package))
                if path.suffix.lower() == ".json":
                    with path.open("x", encoding="utf-8") as out:
                        write_json(package, out, lambda rows: progress.advance(task, rows))
                else:
                    write_csv(package, path, lambda rows: progress.advance(task, rows))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from None
        console.print(f"Wrote {path}: {len(package.table('service')):,} services, {len(package):,} rows.")
