"""`python -m belltown_site close_account EMAIL`: somebody leaves; their account closes and every session ends now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from belltown_site.accounts.closing import close_by_address


class Command(BaseCommand):
    help = "Close the account of an e-mail address and end all of its sessions at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, **options: Any) -> None:
        ended = close_by_address(options["email"])
        self.stdout.write(f"The account is closed. Sessions ended: {ended}.")
