"""Breaking the glass: in a medical emergency somebody who cares may see a record that is not theirs, for a short while.

42 CFR 2.51: without consent, for a medical emergency, written down at once with who, to whom, when and of what nature.
Who may and what it opens is fixed here: no permission, no preference and no administrator changes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, Viewer
from belltown.vocabulary import Role


class EmergencyNature(StrEnum):
    """What kind of emergency it is (2.51(c): the nature of the emergency). The list is closed."""

    OVERDOSE = "overdose"
    UNRESPONSIVE = "unresponsive"
    SUICIDE_RISK = "suicide_risk"
    INJURY = "injury"
    SUDDEN_ILLNESS = "sudden_illness"
    WITHDRAWAL = "withdrawal"
    CANNOT_SPEAK = "cannot_speak"
    DISASTER = "disaster"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    EmergencyNature.OVERDOSE: "Overdose, or fear of one",
    EmergencyNature.UNRESPONSIVE: "Does not respond",
    EmergencyNature.SUICIDE_RISK: "May take their own life",
    EmergencyNature.INJURY: "Badly hurt",
    EmergencyNature.SUDDEN_ILLNESS: "Suddenly very ill",
    EmergencyNature.WITHDRAWAL: "Dangerous withdrawal",
    EmergencyNature.CANNOT_SPEAK: "In danger, and cannot speak for themselves",
    EmergencyNature.DISASTER: "A declared disaster has closed their own agency (2.51(a)(2))",
}


class Verdict(StrEnum):
    """What the second person found."""

    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


OPENED = frozenset({
    Class.IDENTITY, Class.CONTACT, Class.DIVERSION_EVENT, Class.NEEDS, Class.PLAN, Class.NOTE, Class.SUBSTANCE_USE,
    Class.MENTAL_HEALTH, Class.HEALTH, Class.HOUSING, Class.ADMINISTRATIVE,
})  # fmt: skip
"""What helps to save somebody. Never counselling notes (2.31(b), 45 CFR 164.508(a)(2)); nobody is saved by a charge."""

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(minutes=180)
REVIEWED_WITHIN = timedelta(days=3)
"""How long a second person has to look before an opening is late. Our choice: no rule names a number."""


@dataclass(frozen=True, slots=True)
class Glass:
    """One opening of one participant's record by one account, for a while. Raises ValueError when it is made wrong."""

    id: str
    viewer: str
    opened_at: datetime
    until: datetime
    closed_at: datetime | None = None

    def __post_init__(self) -> None:
        if any(one is not None and one.utcoffset() is None for one in (self.opened_at, self.until, self.closed_at)):
            raise ValueError("a moment of a glass has no timezone")
        if not SHORTEST <= self.until - self.opened_at <= LONGEST:
            raise ValueError("a glass stays open between 15 and 180 minutes")

    def is_open(self, at: datetime) -> bool:
        """Whether it stands open at this moment. Its last moment is counted out."""
        return self.opened_at <= at < self.until and (self.closed_at is None or at < self.closed_at)


def may_break(role: Role) -> bool:
    """Whether this seat may break the glass at all: those who care, and nobody else, ever."""
    return role in CARE


def opening(glasses: Iterable[Glass], viewer: Viewer, kind: Class, at: datetime) -> Glass | None:
    """The glass through which this viewer sees this class now; None where there is none."""
    if not may_break(viewer.role) or kind not in OPENED:
        return None
    return next((one for one in glasses if one.viewer == viewer.id and one.is_open(at)), None)


def is_late(opened_at: datetime, at: datetime) -> bool:
    """Whether an opening that nobody reviewed has waited too long."""
    return at - opened_at > REVIEWED_WITHIN
