"""Who should be rung now. Computed from the roster, the ladder, when ringing began, and who has answered what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: everyone of this rank is rung for so many seconds before the next rank is rung too."""

    rank: int
    seconds: int

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ValueError(f"rank [{self.rank}] must be rung for some seconds")


USUAL_LADDER = (Rung(1, 60), Rung(2, 120), Rung(3, 120))
"""First on call, next, deputy. Our own default, to be set by each site: five minutes of an arrival aim of thirty."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on call now, and their rank on the roster."""

    responder: str
    rank: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a responder answered, and when. `took` False: they cannot."""

    responder: str
    at: datetime
    took: bool


@dataclass(frozen=True, slots=True)
class Ringing:
    """The ladder at one moment.

    `ringing` are those to ring now: once rung, a person stays rung until they answer. `rank` is the step that runs.
    `next_at` is when this changes if nobody answers; None when `taken_by` somebody or `exhausted`.
    """

    ringing: tuple[str, ...]
    rank: int | None
    next_at: datetime | None
    taken_by: str | None = None

    @property
    def exhausted(self) -> bool:
        """Everyone was rung for their time and nobody took it."""
        return self.next_at is None and self.taken_by is None


def ringing(
    ladder: Sequence[Rung], roster: Sequence[Seat], started_at: datetime, replies: Sequence[Reply], now: datetime
) -> Ringing:
    """Who is rung at `now`. A rank with nobody on call, or whose people all said no, is not waited for.

    Only replies since `started_at` count, so ringing anew (after a handoff was given back) starts clean.
    """
    heard = sorted((reply for reply in replies if started_at <= reply.at <= now), key=_at)
    if took := next((reply for reply in heard if reply.took), None):
        return Ringing((), None, None, took.responder)
    said = {reply.responder: reply for reply in reversed(heard)}
    rung: list[str] = []
    begins = started_at
    for step in ladder:
        here = [seat.responder for seat in roster if seat.rank == step.rank]
        rung += here
        ends = _ends(here, said, begins, timedelta(seconds=step.seconds))
        if now < ends:
            return Ringing(_unanswered(rung, said), step.rank, ends)
        begins = ends
    return Ringing(_unanswered(rung, said), None, None)


def _at(reply: Reply) -> datetime:
    return reply.at


def _ends(here: Sequence[str], said: dict[str, Reply], begins: datetime, length: timedelta) -> datetime:
    if all(responder in said for responder in here):
        return min(max([begins, *(said[responder].at for responder in here)]), begins + length)
    return begins + length


def _unanswered(rung: Sequence[str], said: dict[str, Reply]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(responder for responder in rung if responder not in said))
