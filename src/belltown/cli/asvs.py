"""How far the site meets OWASP ASVS 5.0.0, levels 1 and 2: the table of docs/asvs.csv, checked and printed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from belltown.errors import BadInput, Fault

CHAPTERS = (
    "Encoding and sanitization", "Validation and business logic", "Web frontend", "API and web service",
    "File handling", "Authentication", "Session management", "Authorization", "Self-contained tokens",
    "OAuth and OIDC", "Cryptography", "Secure communication", "Configuration", "Data protection",
    "Secure coding and architecture", "Security logging and error handling", "WebRTC",
)  # fmt: skip
INTRODUCTION = """# OWASP ASVS 5.0.0, levels 1 and 2

Printed from `docs/asvs.csv`; change that and run `script/docs`. The standard is OWASP's (CC BY-SA 4.0); here each
requirement has its id and a few words of our own: read it in the standard itself. Nobody outside has checked this.
*Partly* says what is missing. What rests on the installation (its proxy, its firewall, its vault) is never called met.
"""


class Verdict(StrEnum):
    """How far a requirement is met."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row. What is met has its place and its test; what is not, or does not apply, says why."""

    id: str
    level: str
    asks: str
    verdict: str
    where: str
    test: str
    remark: str

    @property
    def fault(self) -> str:
        """What is wrong with the row; empty when nothing is."""
        if self.verdict not in set(Verdict) or self.level not in ("1", "2") or not self.asks:
            return "wants a level of 1 or 2, a few words, and met, partly, not met or not applicable"
        if self.verdict == Verdict.MET:
            return "" if self.where and self.test else "is called met and wants both a place and a test"
        return "" if self.remark else "wants a remark: what is missing, or why it does not apply"


def read_requirements(path: Path) -> tuple[Requirement, ...]:
    """Every row of the table. Raises BadInput naming each faulty one."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    names = [one.name for one in fields(Requirement)]
    if not rows or rows[0] != names or any(len(row) != len(names) for row in rows):
        raise BadInput(f"{path} must have the columns {', '.join(names)}.")
    read = tuple(Requirement(*row) for row in rows[1:])
    faults = [Fault(one.id, one.fault) for one in read if one.fault]
    if faults:
        raise BadInput(f"{path} has faulty rows.", faults)
    return read


def asvs_page(requirements: Iterable[Requirement]) -> str:
    """The table as a page: a count, then each chapter."""
    rows = tuple(requirements)
    counted = Counter((one.verdict, one.level) for one in rows)
    counts = [(word, str(counted[word, "1"]), str(counted[word, "2"])) for word in Verdict]
    parts = [INTRODUCTION, _table(("", "Level 1", "Level 2"), counts)]
    for number, chapter in groupby(rows, key=lambda one: int(one.id.partition(".")[0])):
        heads = ("Id", "Level", "Asks", "", "Where", "Test", "Remark")
        parts.append(f"## {number}. {CHAPTERS[number - 1]}\n\n{_table(heads, [_cells(one) for one in chapter])}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _cells(one: Requirement) -> tuple[str, ...]:
    verdict = one.verdict if one.verdict == Verdict.NOT_APPLICABLE else f"**{one.verdict}**"
    return one.id, one.level, one.asks, verdict, _links(one.where), _links(one.test), one.remark


def _links(paths: str) -> str:
    return " ".join(f"[{Path(path).name}](../../{path})" for path in paths.split())


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
