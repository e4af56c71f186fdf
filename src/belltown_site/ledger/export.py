"""The ledger as lines that anyone can verify without Belltown's site: `belltown ledger verify FILE`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection

from belltown.errors import Tampered
from belltown.ledger.chain import Head, Verified, verify
from belltown.ledger.entry import Sealed
from belltown_site.ledger.models import Entry
from belltown_site.ledger.triggers import missing_triggers
from belltown_site.ledger.write import body_of

_PIECE = 2000


def export_lines() -> Iterator[bytes]:
    """Every line in the order it was written, read in pieces: the ledger may be larger than memory."""
    last = 0
    while piece := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:_PIECE]):
        yield from (_line(entry) for entry in piece)
        last = piece[-1].pk


def _line(entry: Entry) -> bytes:
    return Sealed(entry.chain, entry.sequence, entry.previous, entry.digest, body_of(entry)).line()


def verify_stored(expected: Iterable[Head] = ()) -> Verified:
    """What the ledger holds, when nothing in it was changed and the database still guards it.

    `expected` are heads from printed checkpoints. Raises Tampered naming the first damage.
    """
    if gone := missing_triggers(connection):
        raise Tampered(
            f"The database no longer guards the ledger: {', '.join(gone)} is gone. "
            "Find out who removed it, then run `python -m belltown_site migrate`, which puts it back."
        )
    return verify(export_lines(), expected)
