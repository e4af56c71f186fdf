"""Counts for a first page: protected already, told in words, each with what it counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from belltown.disclosure.small_cells import SUPPRESSED, THRESHOLD, Protected, Shown
from belltown_site.accounts.models import User
from belltown_site.records import gate
from belltown_site.web.components import Column, Table
from belltown_site.web.templatetags.belltown import plain

NOTE = (
    f"Counts of 1 to {THRESHOLD - 1} people are not shown, nor any count they could be worked out from: "
    "that is what too few to show means. A zero is a zero."
)
_HANDOFF_ENDS = {
    "met": "A case manager came and took over",
    "dropped_off": "The person was taken to a drop-off center",
    "failed": "It did not happen",
}


def counts_for(user: User, now: datetime) -> dict[str, Any]:
    """The parts of a first page that hold counts, for somebody who may see them."""
    sheet = gate.counts(viewer=user, now=now)
    days = (sheet.until - sheet.since).days
    return {
        "tables": (
            offers_table(sheet.offers),
            list_table("Handoffs, by how they ended", "Handoffs", sheet.handoffs, _HANDOFF_ENDS),
            list_table("Referrals not taken, by reason", "Referrals", sheet.refusals, {}),
        ),
        "tables_title": f"The last {days} days",
        "tables_note": NOTE,
    }


def offers_table(counts: Protected) -> Table:
    """Encounters by door and by what became of the offer last."""
    columns = (
        Column("Door"),
        *(Column(plain(name), number=True) for name in counts.columns),
        Column("All", number=True),
    )
    rows = [
        (plain(door), *map(_said, cells), _said(total))
        for door, cells, total in zip(counts.rows, counts.cells, counts.row_totals, strict=True)
    ]
    return Table("Encounters, by what became of the offer", columns, tuple(rows) if any(counts.row_totals) else ())


def list_table(caption: str, unit: str, counts: Protected, words: dict[str, str]) -> Table:
    """A table of one row turned into a list, which reads well on a phone."""
    total = counts.row_totals[0]
    rows = [(words.get(name, plain(name)), _said(n)) for name, n in zip(counts.columns, counts.cells[0], strict=True)]
    columns = (Column("Of these"), Column(unit, number=True))
    return Table(caption, columns, (*rows, ("All", _said(total))) if total else ())


def _said(count: Shown) -> str:
    return "Too few to show" if count == SUPPRESSED else f"{count:,}"
