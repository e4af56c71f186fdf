"""Is this the person who was asked for? Scored as Fellegi and Sunter do, with every reason in words. It never decides.

Spelling is compared by Jaro-Winkler (Winkler, W. E. (1990), String comparator metrics and enhanced decision rules in
the Fellegi-Sunter model of record linkage, ASA Section on Survey Research Methods), as rapidfuzz keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from rapidfuzz.distance import JaroWinkler

from belltown.linkage.described import Described
from belltown.linkage.keys import dates_misread
from belltown.linkage.names import formal_of, loose_sound, normal_name, stands_for, words_of
from belltown.linkage.weights import LEVELS, Agreement, Strength, strength_of

ALIKE = 0.92
"""The Jaro-Winkler similarity from which two words count as one word misspelled."""
MOST = 20
"""A list longer than this is read by nobody."""
T = TypeVar("T")
A = Agreement


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for it or against it: the code, and words for a person (none where it speaks against)."""

    code: Agreement
    words: str = ""

    @property
    def weight(self) -> float:
        return LEVELS[self.code].weight


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well two descriptions agree: bits, the word for them (None: hardly), and what speaks for it."""

    score: float
    strength: Strength | None
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(reason.words for reason in self.reasons)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reason.code.value for reason in self.reasons)


def compare(asked: Described, known: Described) -> Comparison:
    """How well the two agree. What either does not say counts for nothing; what is unsure never counts against."""
    found = [
        _names(asked, known),
        _dates(asked, known),
        Reason(A.SAME_PHONE, LEVELS[A.SAME_PHONE].words) if {*asked.phones} & {*known.phones} else None,
    ]
    reasons = tuple(reason for reason in found if reason)
    score = sum(reason.weight for reason in reasons)
    return Comparison(score, strength_of(score), tuple(reason for reason in reasons if reason.words))


def best(compared: Iterable[tuple[T, Comparison]], most: int = MOST) -> tuple[tuple[T, Comparison], ...]:
    """The best first, those without any strength left out, no more than `most`."""
    kept = [(one, how) for one, how in compared if how.strength and how.reasons]
    return tuple(sorted(kept, key=lambda pair: -pair[1].score)[:most])


def _names(asked: Described, known: Described) -> Reason | None:
    found = _strongest(_name, asked.names, known.names)
    return None if found and found.code is A.OTHER_NAME and (asked.unsure or known.unsure) else found


def _dates(asked: Described, known: Described) -> Reason | None:
    about = asked.about or known.about
    found = _strongest(lambda one, other: _date(one, other, about=about), asked.born, known.born)
    return None if found and found.code is A.OTHER_DATE and about else found


def _strongest(how: Callable[[str, str], Reason], some: Iterable[str], others: Iterable[str]) -> Reason | None:
    pairs = product((one for one in some if one), (one for one in others if one))
    return max((how(one, other) for one, other in pairs), key=lambda reason: reason.weight, default=None)


def _name(one: str, other: str) -> Reason:
    if normal_name(one).replace(" ", "") == normal_name(other).replace(" ", ""):
        return _said(A.FULL_NAME if len(words_of(one)) > 1 else A.ONE_NAME)
    few, many = sorted((words_of(one), words_of(other)), key=len)
    return _said(A.OTHER_ORDER) if few == many else _by_words(few, many)


def _by_words(few: tuple[str, ...], many: tuple[str, ...]) -> Reason:
    paired = _paired(few, many)
    found = [pair for pair in paired if pair]
    if not found:
        return Reason(A.OTHER_NAME)
    if len(few) == 1:
        return _alone(found[0])
    if None in paired:
        return Reason(A.IN_PART, _alone(min(found, key=_place)).words)
    weakest = max(found, key=_place).whole
    return weakest if len(few) == len(many) else min(weakest, _said(A.LONGER_NAME), key=lambda one: one.weight)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two words of two names and how they agree."""

    code: Agreement
    few: str
    many: str

    @property
    def whole(self) -> Reason:
        """What it says of two whole names that agree at least so in every word."""
        if self.code is A.SHARED_NAME:
            return _said(A.FULL_NAME)
        return Reason(A.SHORT_NAME, _short(self)) if self.code is A.SHORT_NAME else _said(self.code)


def _paired(few: tuple[str, ...], many: tuple[str, ...]) -> list[_Pair | None]:
    """Each word of the shorter name with the word of the longer that agrees best, no word twice; else None."""
    left = list(many)
    paired: list[_Pair | None] = []
    for word in sorted(few, key=lambda word: (word not in left, -len(word))):
        found = [pair for other in left if (pair := _pair(word, other))]
        best_one = min(found, key=_place, default=None)
        paired.append(best_one)
        if best_one:
            left.remove(best_one.many)
    return paired


def _pair(word: str, other: str) -> _Pair | None:
    for code, agree in _WORDS:
        if agree(word, other):
            return _Pair(code, word, other)
    return None


_WORDS: tuple[tuple[Agreement, Callable[[str, str], bool]], ...] = (
    (A.SHARED_NAME, lambda one, other: one == other),
    (A.SHORT_NAME, lambda one, other: bool(formal_of(one) & formal_of(other))),
    (A.INITIALS, lambda one, other: 1 in (len(one), len(other)) and one[0] == other[0]),
    (A.SPELLED_ALIKE, lambda one, other: JaroWinkler.similarity(one, other) >= ALIKE),
    (A.SOUNDS_ALIKE, lambda one, other: loose_sound(one) == loose_sound(other)),
)
"""How two words may agree, the surest first."""


def _place(pair: _Pair) -> int:
    """How far from sure: the place among `_WORDS`."""
    return [code for code, _ in _WORDS].index(pair.code)


def _alone(pair: _Pair) -> Reason:
    """What one word that agrees says while the rest of the name is not known."""
    if pair.code is A.SHARED_NAME:
        return Reason(A.SHARED_NAME, f"both called {pair.few.title()}")
    if pair.code is A.SHORT_NAME:
        return Reason(A.SHORT_ALONE, _short(pair))
    if pair.code is A.INITIALS:
        return _said(A.INITIALS)
    return Reason(A.ALIKE_ALONE, f"{pair.few.title()} and {pair.many.title()} {_LOOKS[pair.code]}")


_LOOKS = {A.SPELLED_ALIKE: "are spelled almost alike", A.SOUNDS_ALIKE: "sound alike"}


def _short(pair: _Pair) -> str:
    one, other = pair.few.title(), pair.many.title()
    if stands_for(pair.few, pair.many):
        return f"{one} is a nickname of {other}"
    if stands_for(pair.many, pair.few):
        return f"{other} is a nickname of {one}"
    return f"{one} and {other} are nicknames of one name"


def _date(one: str, other: str, *, about: bool) -> Reason:
    if one == other:
        return _said({4: A.SAME_YEAR_ALONE, 7: A.SAME_MONTH, 10: A.SAME_DATE}[len(one)])
    few, many = sorted((one, other), key=len)
    if len(few) == 10:
        return _said(_full_dates(few, many, about=about))
    if many.startswith(few):
        return _said(A.SAME_MONTH if len(few) == 7 else A.SAME_YEAR_ALONE)
    return _said(_years(few, many, about=about))


def _full_dates(one: str, other: str, *, about: bool) -> Agreement:
    year, month, day = one.split("-")
    if other == f"{year}-{day}-{month}":
        return A.DAY_AND_MONTH_SWAPPED
    if other in dates_misread(one):
        return A.DIGITS_SWAPPED
    if sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return A.ONE_DIGIT
    return A.SAME_DAY if one[5:] == other[5:] else _years(one, other, about=about)


def _years(one: str, other: str, *, about: bool) -> Agreement:
    if one[:4] == other[:4]:
        return A.SAME_YEAR
    near = about and abs(int(one[:4]) - int(other[:4])) <= 2
    return A.NEAR_YEAR if near else A.OTHER_DATE


def _said(code: Agreement) -> Reason:
    return Reason(code, LEVELS[code].words)
