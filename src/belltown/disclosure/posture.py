"""Whether an agency's records about people are covered by 42 CFR part 2: said by its counsel, strict until then.

2.11 says what a program and a lawful holder are, 2.12 whom the rules bind. A posture decides which statement travels
with what is shared (2.32). It never decides who sees what: consent and the wall are the same for every posture.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Posture(StrEnum):
    """What an agency is before 42 CFR part 2."""

    PROGRAM = "program"
    LAWFUL_HOLDER = "lawful_holder"
    NOT_COVERED = "not_covered"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def behaves_as(self) -> Posture:
        """How Belltown treats the agency: nobody having said anything, as a program."""
        return Posture.PROGRAM if self is Posture.UNDETERMINED else self

    @property
    def is_covered(self) -> bool:
        """Whether the federal statement travels with what the agency shares."""
        return self.behaves_as is not Posture.NOT_COVERED


_LABELS = {
    Posture.PROGRAM: "A part 2 program: it offers diagnosis, treatment or referral for treatment of substance use",
    Posture.LAWFUL_HOLDER: "A lawful holder: it received such records from a program",
    Posture.NOT_COVERED: "Not covered by 42 CFR part 2",
    Posture.UNDETERMINED: "Not determined: treated as a program",
}


def strictest(postures: Iterable[Posture]) -> Posture:
    """What holds where several agencies share at once: one that is covered covers all. None at all: undetermined."""
    kept = tuple(postures)
    return next((one for one in kept if one.is_covered), kept[0] if kept else Posture.UNDETERMINED)
