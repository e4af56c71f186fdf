"""`python -m belltown_site release_account EMAIL`: open an account again that wrong passwords have locked."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from belltown_site.accounts.lockout import release
from belltown_site.accounts.models import User
from belltown_site.accounts.witness import tell


class Command(BaseCommand):
    help = "Release the account of an e-mail address that was locked by wrong passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, **options: Any) -> None:
        release(options["email"])
        known = User.objects.filter(email=options["email"].strip().lower()).first()
        tell("account.release", known.pk if known else None, why="console")
        self.stdout.write("If that account was locked, it is no longer.")
