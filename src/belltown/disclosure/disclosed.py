"""What is handed out, bound to the notice it carries: 42 CFR 2.32 on every channel, by construction.

A message, a table or a PDF is rendered from a `Disclosed` and from nothing else, and each rendering below puts the
notice where its reader finds it. Whoever rests on a consent cannot forget it; whoever does not must say so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from belltown.disclosure.csv_cells import safe_cell
from belltown.disclosure.notice import Scope, is_notice, notice, statement
from belltown.disclosure.posture import Posture

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Disclosed(Generic[T]):
    """A payload with its notice. Made by `by_consent`, `of_the_records` or `by_no_consent`, never by hand."""

    payload: T
    notice: str

    def __post_init__(self) -> None:
        if self.notice and not is_notice(self.notice):
            raise ValueError("a notice begins with the statement of 42 CFR 2.32(a), or with what a consent allows")

    def holding(self, payload: R) -> Disclosed[R]:
        """The same notice about another payload: the next form of one and the same thing."""
        return Disclosed(payload, self.notice)


def by_consent(payload: T, scopes: Iterable[Scope]) -> Disclosed[T]:
    """What rests on a consent, with the scope of each (2.32(b)). Raises ValueError where there is none."""
    words = notice(scopes)
    if not words:
        raise ValueError("nothing is shared by consent without a consent")
    return Disclosed(payload, words)


def of_the_records(payload: T, scopes: Iterable[Scope] = (), posture: Posture = Posture.UNDETERMINED) -> Disclosed[T]:
    """Records that leave the house for their own subject: the holder's statement, and the scopes they speak of."""
    return Disclosed(payload, notice(scopes, posture=posture) or statement(posture))


def by_no_consent(payload: T) -> Disclosed[T]:
    """What tells nothing that anybody had to consent to, such as ids and a type."""
    return Disclosed(payload, "")


def as_letter(message: Disclosed[str]) -> str:
    """The text of an e-mail, the notice at its end."""
    return f"{message.payload}\n--\n{message.notice}\n" if message.notice else message.payload


def as_json(message: Disclosed[Mapping[str, object]]) -> str:
    """The body of a webhook; the notice stands beside the data, under its own name."""
    told = {"notice": message.notice} if message.notice else {}
    return json.dumps({**message.payload, **told})


def as_table(table: Disclosed[Iterable[Sequence[str]]]) -> str:
    """Rows as CSV that no spreadsheet computes. The notice is the first line and the last, one cell each time."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    frame = [[safe_cell(" ".join(table.notice.split("\n")))]] if table.notice else []
    writer.writerows(frame)
    writer.writerows([safe_cell(cell) for cell in row] for row in table.payload)
    writer.writerows(frame)
    return lines.getvalue()
