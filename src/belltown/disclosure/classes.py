"""What kind of information a field holds, and the wall between a person's care and the people who may charge them."""

from __future__ import annotations

from enum import StrEnum

from belltown.vocabulary import Role


class InformationClass(StrEnum):
    """Every field of every record about a person belongs to exactly one of these. The list is closed."""

    IDENTITY = "identity"
    CONTACT = "contact"
    DIVERSION_EVENT = "diversion_event"
    ELIGIBILITY = "eligibility"
    NEEDS = "needs"
    PLAN = "plan"
    NOTE = "note"
    COUNSELLING_NOTE = "counselling_note"
    SUBSTANCE_USE = "substance_use"
    MENTAL_HEALTH = "mental_health"
    HEALTH = "health"
    HOUSING = "housing"
    LEGAL = "legal"
    OUTCOME = "outcome"
    ADMINISTRATIVE = "administrative"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


POLICE = frozenset({Role.OFFICER, Role.SERGEANT})
PROSECUTION = frozenset({Role.PROSECUTOR})

BEHIND_THE_WALL = frozenset(
    {
        InformationClass.NEEDS,
        InformationClass.PLAN,
        InformationClass.NOTE,
        InformationClass.COUNSELLING_NOTE,
        InformationClass.SUBSTANCE_USE,
        InformationClass.MENTAL_HEALTH,
        InformationClass.HEALTH,
    }
)
"""The golden rule, nobody is worse off for taking part: no consent and no role opens these to police or prosecution."""


def may_ever_see(role: Role, kind: InformationClass) -> bool:
    """Whether any grant at all could show this class to this role. A consent never moves the wall."""
    return role not in POLICE | PROSECUTION or kind not in BEHIND_THE_WALL
