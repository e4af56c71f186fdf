"""`python -m belltown_site agency-sign-in add|test|off|on|remove --agency A`: an agency's own identity provider."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from belltown_site.accounts import agency_setup
from belltown_site.accounts.agency_setup import Wanted

SECRET = "BELLTOWN_CLIENT_SECRET"


class Command(BaseCommand):
    help = "Let an agency sign its people in at its own identity provider (OpenID Connect)."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        made = {name: what.add_parser(name) for name in ("add", "test", "off", "on", "remove")}
        for one in made.values():
            one.add_argument("--agency", required=True, help="the agency's name, as it stands here")
        made["add"].add_argument("--issuer", required=True, help="the provider's own name for itself, an https address")
        made["add"].add_argument("--client-id", required=True)
        made["add"].add_argument("--host", action="append", default=[], help="another host its addresses lie on")
        made["add"].add_argument("--amr", action="append", help="says that a second factor was used; usually mfa")
        made["add"].add_argument("--acr", action="append", default=[], help="a level that says the same")

    def handle(self, *_: Any, **options: Any) -> None:
        agency = agency_setup.agency_named(options["agency"])
        for line in getattr(self, f"_{options['what']}")(agency, options):
            self.stdout.write(line)

    def _add(self, agency: Any, options: Any) -> tuple[str, ...]:
        secret = os.environ.get(SECRET) or getpass.getpass("The client secret: ")
        amr = options["amr"] or agency_setup.SECOND_FACTOR_AMR
        wanted = Wanted(options["issuer"], options["client_id"], secret, options["host"], amr, options["acr"])
        sign_in = agency_setup.add(agency, wanted, now=timezone.now())
        return ("Added.", *agency_setup.test(sign_in))

    def _test(self, agency: Any, _options: Any) -> tuple[str, ...]:
        return agency_setup.test(agency_setup.sign_in_at(agency))

    def _off(self, agency: Any, _options: Any) -> tuple[str, ...]:
        agency_setup.switch(agency, enabled=False)
        return ("It is off: nobody can sign in there. `on` offers it again.",)

    def _on(self, agency: Any, _options: Any) -> tuple[str, ...]:
        agency_setup.switch(agency, enabled=True)
        return ("It stands on the sign-in page.",)

    def _remove(self, agency: Any, _options: Any) -> tuple[str, ...]:
        stranded = agency_setup.remove(agency)
        return ("Removed.", f"Accounts without a password, which nobody can sign in to now: {stranded}.")
