"""How much each way of agreeing weighs, in bits: log2 of how often it is so of one person and how often by chance.

Fellegi, I. P. and Sunter, A. B. (1969), A theory for record linkage, Journal of the American Statistical Association
64(328), 1183-1210. `m` and `u` below are chosen, not estimated: `u` for a program of some ten thousand people born over
fifty years whose names are as common as in a U.S. county; `m` for people who are asked on the street, without papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log2


@dataclass(frozen=True, slots=True)
class Level:
    """One way of agreeing. `m`: how often two records of one person agree so; `u`: how often two people's do."""

    m: float
    u: float
    words: str = ""

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


class Agreement(StrEnum):
    """A way in which what is said of two people agrees, or does not."""

    FULL_NAME = "full_name"
    OTHER_ORDER = "other_order"
    SHORT_NAME = "short_name"
    SPELLED_ALIKE = "spelled_alike"
    LONGER_NAME = "longer_name"
    SOUNDS_ALIKE = "sounds_alike"
    ONE_NAME = "one_name"
    SHARED_NAME = "shared_name"
    SHORT_ALONE = "short_alone"
    ALIKE_ALONE = "alike_alone"
    IN_PART = "in_part"
    INITIALS = "initials"
    OTHER_NAME = "other_name"
    SAME_DATE = "same_date"
    DAY_AND_MONTH_SWAPPED = "day_and_month_swapped"
    DIGITS_SWAPPED = "digits_swapped"
    ONE_DIGIT = "one_digit"
    SAME_MONTH = "same_month"
    SAME_YEAR_ALONE = "same_year_alone"
    SAME_DAY = "same_day"
    SAME_YEAR = "same_year"
    NEAR_YEAR = "near_year"
    OTHER_DATE = "other_date"
    SAME_PHONE = "same_phone"


A = Agreement
LEVELS: dict[Agreement, Level] = {
    A.FULL_NAME: Level(0.5, 1 / 30_000, "same full name"),
    A.OTHER_ORDER: Level(0.4, 1 / 30_000, "same full name, in another order"),
    A.SHORT_NAME: Level(0.1, 1 / 20_000),  # its words name the names
    A.SPELLED_ALIKE: Level(0.08, 1 / 12_000, "spelled almost alike"),
    A.LONGER_NAME: Level(0.1, 1 / 5_000, "the same name, once with more parts"),
    A.SOUNDS_ALIKE: Level(0.06, 1 / 5_000, "sounds alike"),
    A.ONE_NAME: Level(0.5, 1 / 150, "same name, the only one known"),
    A.SHARED_NAME: Level(0.1, 1 / 100),
    A.SHORT_ALONE: Level(0.08, 1 / 80),
    A.ALIKE_ALONE: Level(0.06, 1 / 100),
    A.IN_PART: Level(0.08, 1 / 40),  # one word agrees, another contradicts
    A.INITIALS: Level(0.05, 1 / 50, "same initials"),
    A.OTHER_NAME: Level(0.04, 0.95),
    A.SAME_DATE: Level(0.7, 1 / 18_000, "same date of birth"),
    A.DAY_AND_MONTH_SWAPPED: Level(0.02, 1 / 18_000, "same date of birth with day and month swapped"),
    A.DIGITS_SWAPPED: Level(0.02, 1 / 4_000, "same date of birth but for two swapped digits"),
    A.ONE_DIGIT: Level(0.04, 1 / 1_500, "same date of birth but for one digit"),
    A.SAME_MONTH: Level(0.9, 1 / 600, "born in the same month of the same year"),
    A.SAME_YEAR_ALONE: Level(0.85, 1 / 40, "born the same year"),
    A.SAME_DAY: Level(0.03, 1 / 365, "same birthday, another year"),
    A.SAME_YEAR: Level(0.05, 1 / 45, "born the same year"),
    A.NEAR_YEAR: Level(0.3, 0.1, "born about the same time"),
    A.OTHER_DATE: Level(0.05, 0.93),
    A.SAME_PHONE: Level(0.4, 1 / 12_000, "same phone number"),
}

PRIOR = log2(1 / 10_000)
"""The odds, in bits, that a record drawn from ten thousand is the one, before anything is compared."""


class Strength(StrEnum):
    """How much speaks for it, in a word that a person can act on."""

    STRONG = "strong"
    LIKELY = "likely"
    WEAK = "weak"


LEAST: dict[Strength, float] = {Strength.STRONG: 17.0, Strength.LIKELY: 10.0, Strength.WEAK: 2.5}
"""The fewest bits for each. With PRIOR, strong is better than ten to one, and likely one in ten or better."""


def strength_of(score: float) -> Strength | None:
    """The word for this many bits; None for too few to speak of."""
    return next((strength for strength, least in LEAST.items() if score >= least), None)
