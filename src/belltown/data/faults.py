"""What was wrong with a file's rows: where, why and how often. Never what stood there: that may be about a person."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 20
"""How many rows are named for each kind of fault."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One kind of fault in one column. `rows` are the first rows it was found in, 1 being the row below the header."""

    column: str
    reason: str
    count: int
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        where = f" in rows {', '.join(map(str, self.rows[:5]))}" if self.rows else ""
        more = ", ..." if self.rows and self.count > 5 else ""
        return f"{self.column}: {self.reason}, {self.count:,} times{where}{more}"


@dataclass(frozen=True, slots=True)
class FaultReport:
    """All faults of one file. Rows with a fault are kept, the faulty cell unknown, unless `reason` says left out."""

    rows_read: int
    rows_kept: int
    faults: tuple[RowFault, ...] = ()
    encoding: str = "utf-8"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The report in words, one sentence a kind of fault."""
        odd = () if self.encoding == "utf-8" else (f"The text is not UTF-8; it was read as {self.encoding}.",)
        return (*odd, *map(str, self.faults))
