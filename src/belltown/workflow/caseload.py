"""How much one worker carries: heads against the ceiling, and a weighted load that says what the heads do not.

LEAD's own guidance: 12 to 15 is intensive, an average of 20 is bearable because some are in the wind, and nobody
carries more than 25 (LEAD National Support Bureau, "Balancing case management needs").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from belltown.workflow.participation import Standing, Status

AVERAGE, CEILING = 20, 25
NEW_FOR = timedelta(days=30)

WEIGHTS: Mapping[Status, float] = {
    Status.INTAKE_NOT_DONE: 1.5,
    Status.ACTIVE: 1.0,
    Status.IN_HOSPITAL: 0.75,
    Status.IN_CUSTODY: 0.5,
    Status.IN_THE_WIND: 0.5,
    Status.INACTIVE: 0.25,
    Status.MOVED_AWAY: 0.0,
    Status.WITHDREW: 0.0,
    Status.DECEASED: 0.0,
}
"""Our own starting point, not a published scale; a site sets its own. Somebody new counts half as much again."""


class Level(StrEnum):
    """What a load means for the next referral."""

    ROOM = "room"
    ABOVE_AVERAGE = "above_average"
    AT_CEILING = "at_ceiling"
    OVER_CEILING = "over_ceiling"


@dataclass(frozen=True, slots=True)
class Load:
    """One worker's load. `heads` are those who still take part; `weighted` is a sum of weights."""

    heads: int
    weighted: float
    ceiling: int = CEILING
    average: int = AVERAGE

    @property
    def level(self) -> Level:
        if self.heads >= self.ceiling:
            return Level.OVER_CEILING if self.heads > self.ceiling else Level.AT_CEILING
        return Level.ABOVE_AVERAGE if self.heads > self.average else Level.ROOM

    @property
    def sentence(self) -> str:
        """The load in plain words, with what to do where something must be done."""
        carried = f"{self.heads} of at most {self.ceiling} people, weighted {self.weighted:g}"
        return {
            Level.ROOM: f"{carried}.",
            Level.ABOVE_AVERAGE: f"{carried}: above the average of {self.average}.",
            Level.AT_CEILING: f"{carried}: full. A new person needs another worker.",
            Level.OVER_CEILING: f"{carried}: over the ceiling. The supervisor should hand some people over.",
        }[self.level]


def load(
    standings: Iterable[Standing],
    on: date,
    *,
    weights: Mapping[Status, float] = WEIGHTS,
    ceiling: int = CEILING,
    average: int = AVERAGE,
) -> Load:
    """The load of one worker. Raises KeyError for a status without a weight."""
    kept = list(standings)
    heads = sum(1 for one in kept if weights[one.status] > 0)
    return Load(heads, round(sum(_weight(one, on, weights) for one in kept), 2), ceiling, average)


def _weight(one: Standing, on: date, weights: Mapping[Status, float]) -> float:
    """Somebody newly active or newly back wants more time at first."""
    is_new = one.status is Status.ACTIVE and on - one.since < NEW_FOR
    return weights[one.status] * (1.5 if is_new else 1.0)
