"""Names as people say them: without accents, by their words, by their sound, and by what a short name stands for."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

_SOUNDS = {
    letter: digit for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in letters
}


def normal_name(name: str) -> str:
    """A name without accents, case or punctuation, one space between its words: `José  PÉREZ` is `jose perez`."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))


def words_of(name: str) -> tuple[str, ...]:
    """The normalized words of a name, in alphabetical order: papers say a name either way round."""
    return tuple(sorted(normal_name(name).split()))


def sound_of(word: str) -> str:
    """American Soundex of one normalized word (the National Archives' rules): its letter and three digits."""
    code, last = word[:1], _SOUNDS.get(word[:1], 0)
    for letter in word[1:]:
        digit = _SOUNDS.get(letter, 0)
        if digit and digit != last:
            code += str(digit)
        if letter not in "hw":
            last = digit
    return code[:4].ljust(4, "0")


def loose_sound(word: str) -> str:
    """The same with the first letter's sound in place of the letter: Catherine and Katharine are one."""
    return f"{_SOUNDS.get(word[:1], word[:1])}{sound_of(word)[1:]}"


def formal_of(word: str) -> frozenset[str]:
    """The formal names that a normalized word may stand for, itself among them: `bob` is `bob` or `robert`."""
    return _formal_names().get(word, frozenset()) | {word}


def stands_for(short: str, name: str) -> bool:
    """Whether one normalized word is a short name of the other, and not the same word."""
    return short != name and name in formal_of(short)


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    text = files("belltown.linkage").joinpath("nicknames.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, set[str]] = {}
    for row in rows:
        for short in row["short"].split():
            found.setdefault(short, set()).add(row["formal"])
    return {short: frozenset(formal) for short, formal in found.items()}
