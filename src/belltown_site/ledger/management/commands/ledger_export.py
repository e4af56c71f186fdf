"""Write every line of the ledger to a file that `belltown ledger verify` can check without this site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from belltown_site.ledger.export import export_lines


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to make; it must not be there yet")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            with file.open("xb") as out:
                out.writelines(export_lines())
        except FileExistsError:
            raise CommandError(f"{file} is there already. Name a new file.", returncode=2) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.", returncode=2) from None
        self.stdout.write(f"Wrote {file}")
