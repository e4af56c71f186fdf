"""Check that no line of the ledger was changed, moved or removed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from belltown.errors import Tampered
from belltown.ledger.chain import Head, Verified
from belltown_site.ledger.export import verify_stored


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="CHAIN:NUMBER:DIGEST",
            help="a head printed by ledger_checkpoint, for instance from the council's minutes; may be repeated",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON value")

    def handle(self, *_args: Any, head: list[str], as_json: bool = False, **_options: Any) -> None:
        try:
            verified = verify_stored([parse_head(text) for text in head])
        except Tampered as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        self.stdout.write(json.dumps(verified.as_json(), indent=2) if as_json else sentence(verified))


def sentence(verified: Verified) -> str:
    """What was found, in one sentence and a line for each chain's head."""
    first = (
        f"The ledger is whole: {verified.entries} lines, {verified.checkpoints} checkpoints, "
        f"{verified.unsealed} lines since the last."
    )
    return "\n".join([first, *(f"  {head.chain}:{head.number}:{head.digest}" for head in verified.heads)])


def parse_head(text: str) -> Head:
    """A head as printed. Raises CommandError for anything else."""
    chain, _, rest = text.partition(":")
    number, _, digest = rest.partition(":")
    if not (chain and number.isascii() and number.isdigit() and len(digest) == 64):
        raise CommandError(
            "A head looks like main:1234:64-character-digest, as ledger_checkpoint prints it.", returncode=2
        )
    return Head(chain, int(number), digest)
