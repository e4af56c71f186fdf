"""`python -m belltown_site reset_second_step EMAIL`: somebody lost every second factor; they set up a new one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from belltown_site.accounts.closing import account_of
from belltown_site.accounts.factors import start_over
from belltown_site.accounts.witness import tell


class Command(BaseCommand):
    help = "Take away every second factor of an account and end its sessions. Make sure first who is asking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, **options: Any) -> None:
        user = account_of(options["email"])
        tell("account.reset", user.pk, why="console")
        start_over(user)
        self.stdout.write("Done. The next sign-in with the password sets up a new second step.")
