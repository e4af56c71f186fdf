"""The errors Belltown raises: a small tree, one clear sentence each, each with its exit code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with an input: `place` says where (file:line, row and column, field), `reason` why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class BelltownError(Exception):
    """Base of every error a person may see. `str()` of it is fit for the screen."""

    exit_code = 1


class BadInput(BelltownError):
    """The input has faults. All of them are listed, and nothing was changed."""

    exit_code = 2

    def __init__(self, summary: str, faults: Iterable[Fault] = ()) -> None:
        self.summary = summary
        self.faults = tuple(faults)
        super().__init__("\n".join([summary, *(f"  {fault}" for fault in self.faults)]))


class BadPack(BadInput):
    """A jurisdiction pack or protocol version cannot be loaded."""

    exit_code = 3


class WrongLayout(BadInput):
    """A file does not have the columns its layout requires, or no layout fits it."""

    exit_code = 4


class NotAllowed(BelltownError):
    """The person may not do this. The sentence says why and whom to ask."""

    exit_code = 5


class NotPossible(BelltownError):
    """Nobody can do this now: the state of the thing does not allow it. The sentence says what would."""

    exit_code = 6


class Tampered(BelltownError):
    """A ledger does not verify. The sentence names the first line that was changed."""

    exit_code = 7


class NotFound(BelltownError):
    """There is no such thing, or the person may not know that there is."""

    exit_code = 8


def exit_code_of(error: BaseException) -> int:
    """The process exit code for an error: its own if it is ours, 130 for Ctrl-C, else 70 (a fault in Belltown)."""
    match error:
        case BelltownError():
            return error.exit_code
        case KeyboardInterrupt():
            return 130
        case _:
            return 70
