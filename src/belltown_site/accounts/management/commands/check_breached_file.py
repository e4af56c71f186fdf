"""`python -m belltown_site check-breached-file PATH`: whether a list of breached passwords can be used, read wholly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from belltown_site.accounts.breached import check_wholly


class Command(BaseCommand):
    help = "Read every line of a list of breached passwords and say whether it is whole and in order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        lines = check_wholly(options["path"], lambda number: self.stdout.write(f"{number:,} lines are in order ..."))
        self.stdout.write(f"All {lines:,} lines are in order. Set BELLTOWN_BREACHED_PASSWORDS to this path.")
