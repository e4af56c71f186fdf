"""Yes, no, unknown: Kleene's three-valued logic, spelled out as truth tables."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import reduce


class Answer(Enum):
    """The answer to a rule. A missing fact is UNKNOWN; it never becomes NO."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, known: bool | None) -> Answer:
        return UNKNOWN if known is None else YES if known else NO


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

_AND = {
    (YES, YES): YES, (YES, UNKNOWN): UNKNOWN, (YES, NO): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): NO,
    (NO, YES): NO, (NO, UNKNOWN): NO, (NO, NO): NO,
}  # fmt: skip
_OR = {
    (YES, YES): YES, (YES, UNKNOWN): YES, (YES, NO): YES,
    (UNKNOWN, YES): YES, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): UNKNOWN,
    (NO, YES): YES, (NO, UNKNOWN): UNKNOWN, (NO, NO): NO,
}  # fmt: skip
_NOT = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def both(left: Answer, right: Answer) -> Answer:
    return _AND[left, right]


def either(left: Answer, right: Answer) -> Answer:
    return _OR[left, right]


def opposite(answer: Answer) -> Answer:
    return _NOT[answer]


def every(answers: Iterable[Answer]) -> Answer:
    """The conjunction; of nothing, YES."""
    return reduce(both, answers, YES)


def some(answers: Iterable[Answer]) -> Answer:
    """The disjunction; of nothing, NO."""
    return reduce(either, answers, NO)
