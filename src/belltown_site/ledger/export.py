"""The ledger as lines that anyone can verify without Belltown's site: `belltown ledger verify FILE`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from django.db import connection
from django.db.models import Exists, OuterRef

from belltown.errors import Tampered
from belltown.ledger.chain import Head, Verified, verify
from belltown.ledger.entry import Sealed
from belltown.ledger.entry import Subject as Shown
from belltown_site.ledger.models import Entry, Subject
from belltown_site.ledger.triggers import missing_triggers
from belltown_site.ledger.write import body_of

_PIECE = 2000


def export_lines() -> Iterator[bytes]:
    """Every line in the order it was written, read in pieces: the ledger may be larger than memory."""
    last = 0
    while piece := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:_PIECE]):
        shown = _shown_by(piece)
        yield from (_line(entry, shown.get(entry.pk, ())) for entry in piece)
        last = piece[-1].pk


def _shown_by(piece: list[Entry]) -> dict[int, tuple[Shown, ...]]:
    """Whom each of these neighboring lines showed: one query."""
    rows = Subject.objects.filter(entry__gte=piece[0].pk, entry__lte=piece[-1].pk)
    found: dict[int, list[Shown]] = defaultdict(list)
    for entry, kind, id in rows.values_list("entry", "kind", "subject_id"):
        found[entry].append((kind, id))
    return {entry: tuple(shown) for entry, shown in found.items()}


def _line(entry: Entry, shown: tuple[Shown, ...]) -> bytes:
    return Sealed(entry.chain, entry.sequence, entry.previous, entry.digest, body_of(entry), shown).line()


def verify_stored(expected: Iterable[Head] = (), tell: Callable[[int], object] | None = None) -> Verified:
    """What the ledger holds, when nothing in it was changed and the database still guards it.

    `expected` are heads from printed checkpoints. `tell` hears now and then how many lines were read.
    Raises Tampered naming the first damage.
    """
    if gone := missing_triggers(connection):
        raise Tampered(
            f"The database no longer guards the ledger: {', '.join(gone)} is gone. "
            "Find out who removed it, then run `python -m belltown_site migrate`, which puts it back."
        )
    if Subject.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry")))).exists():
        raise Tampered("Somebody is noted as shown by a line that is gone. Ask who changed the database.")
    return verify(_told(export_lines(), tell) if tell else export_lines(), expected)


def _told(lines: Iterator[bytes], tell: Callable[[int], object]) -> Iterator[bytes]:
    for number, line in enumerate(lines, start=1):
        yield line
        if number % _PIECE == 0:
            tell(number)
