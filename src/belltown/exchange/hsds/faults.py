"""What is wrong with a package: file, row, column and reason. All of it at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a row stands: the file, and its row (below the header) or item, counted from 1."""

    file: str
    row: int = 0

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}" if self.row else self.file


@dataclass(frozen=True, slots=True, order=True)
class RowFault:
    """One thing wrong. A directory holds no person, so the reason may quote what stood there."""

    place: Place
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}, {self.column}: {self.reason}" if self.column else f"{self.place}: {self.reason}"


def quoted(value: object) -> str:
    """A value as a reason shows it: short, in brackets."""
    text = str(value)
    return f"[{text[:40]}...]" if len(text) > 40 else f"[{text}]"
