"""State in the ledger how far it has come, and print that for the council's minutes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from belltown.errors import Tampered
from belltown_site.ledger.export import verify_stored
from belltown_site.ledger.write import append_checkpoint, heads


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            verify_stored()
        except Tampered as error:
            raise CommandError(f"{error}\nNo checkpoint was written.", returncode=error.exit_code) from error
        with transaction.atomic():
            append_checkpoint(by=None)
        self.stdout.write("Print these lines in the minutes; `ledger_verify --head LINE` checks against them:")
        for head in heads():
            self.stdout.write(f"  {head.chain}:{head.number}:{head.digest}")
