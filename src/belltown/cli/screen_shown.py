"""What `belltown screen` says: the protected counts in tables, and how far the file can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from belltown.data.faults import FaultReport
from belltown.data.read import Reading
from belltown.disclosure.small_cells import SUPPRESSED, THRESHOLD, Protected, Shown, pooled, protect_count
from belltown.protocol.screen_report import NOT_KNOWN, PublicReport
from belltown.protocol.version import ProtocolVersion

if TYPE_CHECKING:
    from rich.console import Console

LONGEST = 25
"""How many rows of a table are printed; the file has them all."""


@dataclass(frozen=True, slots=True)
class Screened:
    """The protected report, with what the reading found. Nothing in it is about fewer than eleven people."""

    report: PublicReport
    name: str
    texts: dict[str, str]
    questions: dict[str, str]
    layout: str
    notes: tuple[str, ...]
    faults: FaultReport
    unmapped: tuple[tuple[str, Shown], ...]

    @classmethod
    def of(cls, report: PublicReport, version: ProtocolVersion, reading: Reading) -> Screened:
        unmapped = pooled(_by_words(reading))
        if _hides_the_unmapped(report):
            unmapped = tuple((words, SUPPRESSED) for words, _ in unmapped)
        texts = {criterion.id: criterion.text for criterion in version.criteria}
        questions = {id: version.facts[id].question for id in report.facts_not_told}
        return cls(
            report, version.name, texts, questions, reading.feed.title, reading.feed.notes, reading.faults, unmapped
        )

    def lines(self) -> Iterator[dict[str, str]]:
        """Every count as a line: the report's tables, then the unmapped charges and the faults of the file."""
        yield from self.report.lines()
        for words, count in self.unmapped:
            yield {"table": "unmapped charges", "row": words, "column": "arrests", "count": str(count)}
        for fault in self.faults.faults:
            count = protect_count(fault.count)
            yield {"table": "faults", "row": fault.column, "column": fault.reason, "count": str(count)}

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        faults = [{"column": f.column, "reason": f.reason, "count": protect_count(f.count)} for f in self.faults.faults]
        return self.report.as_dict() | {
            "layout": self.layout,
            "notes": list(self.notes),
            "encoding": self.faults.encoding,
            "unmapped_charges": [{"charge": words, "arrests": count} for words, count in self.unmapped],
            "faults": faults,
        }


def _by_words(reading: Reading) -> list[tuple[str, int]]:
    """Unmapped charges, those alike but for capitals together."""
    sums: dict[str, int] = {}
    for charge in reading.unmapped:
        sums[charge.words.lower()] = sums.get(charge.words.lower(), 0) + charge.count
    return list(sums.items())


def _hides_the_unmapped(report: PublicReport) -> bool:
    """Whether the number of arrests without a group is suppressed, or too few are left to say anything."""
    by_offense = next((table for table in report.tables if table.name.startswith("by offense")), None)
    if by_offense is None:
        return True
    if by_offense.total is None:
        sizes = dict(zip(by_offense.columns, by_offense.cells[0], strict=True))
    else:
        sizes = dict(zip(by_offense.rows, by_offense.row_totals, strict=True))
    return sizes.get(NOT_KNOWN) == SUPPRESSED


def shown(found: Screened, out: Console) -> None:
    """Prints everything for people."""
    report = found.report
    out.print(f"{found.name}, {report.protocol}, {report.pathway.label.lower()}")
    out.print(f"Layout: {found.layout}. " + " ".join(found.notes))
    out.print(f"Eligible: {_range(report)} of {_number(report.eligible.row_totals[0])} arrests.")
    out.print(f"Counts from 1 to {THRESHOLD - 1} are suppressed, and whatever would give them away.\n")
    for table in report.tables:
        _print(table, found, out)
    if not report.tables or report.eligible.has_suppressed:
        out.print("The counts are too small to be split further.\n")
    _print_gaps(found, out)


def _range(report: PublicReport) -> str:
    least, most = _number(report.at_least), _number(report.at_most)
    return least if least == most else f"at least {least}, at most {most}"


def _number(count: Shown) -> str:
    return count if isinstance(count, str) else f"{count:,}"


def _print(table: Protected, found: Screened, out: Console) -> None:
    from rich.table import Table

    grid = Table(title=table.name.capitalize().replace("_", " "), title_justify="left")
    grid.add_column("")
    for column in (*table.columns, "all"):
        grid.add_column(column, justify="right")
    rows = list(zip(table.rows, table.cells, table.row_totals, strict=True))
    for row, cells, total in rows[:LONGEST]:
        grid.add_row(found.texts.get(row, row), *map(_number, cells), _number(total))
    out.print(grid)
    out.print(f"... and {len(rows) - LONGEST} more; -o writes them all.\n" if len(rows) > LONGEST else "")


def _print_gaps(found: Screened, out: Console) -> None:
    """What the file cannot tell, charges without a group, and faults."""
    if found.questions:
        out.print("The file cannot tell, so these stay unknown:")
        out.print("\n".join(f"  {id}: {question}" for id, question in found.questions.items()))
    if found.unmapped:
        out.print("Charges that no rule covers (their group is unknown; add them to offenses.csv):")
        out.print("\n".join(f"  {_number(count)}  {words}" for words, count in found.unmapped[:LONGEST]))
    if sentences := found.faults.sentences:
        out.print("Faults of the file:")
        out.print("\n".join(f"  {sentence}" for sentence in sentences))
