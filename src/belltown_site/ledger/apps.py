from typing import Any

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The witness."""

    name = "belltown_site.ledger"
    label = "ledger"

    def ready(self) -> None:
        from belltown_site.accounts.witness import be_the_witness

        be_the_witness(_write)


def _write(**line: Any) -> None:
    """What happened to an account by nobody signed in: a refused sign-in, a command at the server."""
    from django.db import transaction

    from belltown_site import ledger

    with transaction.atomic():
        ledger.append(by=None, **line)
