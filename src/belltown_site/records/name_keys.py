"""Keyed digests of a name and a birth date: equal keys agree, and a key tells nothing without the index key."""

from __future__ import annotations

import re
from dataclasses import dataclass

from belltown_site.records.fields import blind, blinds, normal_name

_SOUNDS = {
    letter: digit for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in letters
}


@dataclass(frozen=True, slots=True)
class NameKey:
    """One digest. `kind` is name, sound, born, year or contact."""

    kind: str
    digest: bytes


def keys_of(name: str, born: str) -> tuple[NameKey, ...]:
    """The keys of one name and birth date (YYYY, YYYY-MM or YYYY-MM-DD); none of what is empty.

    The order of a name's words does not matter: papers say it either way round.
    """
    return tuple(NameKey(kind, blind(kind, text)) for kind, text in _texts(name, born).items())


def contact_keys_of(contact: str) -> tuple[NameKey, ...]:
    """The key of a way to reach somebody; none of an empty one. Of a number, its last ten digits count."""
    text = _contact(contact)
    return (NameKey("contact", blind("contact", text)),) if text else ()


def agreeing(name: str, born: str, contact: str) -> dict[str, tuple[bytes, ...]]:
    """By kind, the digests that agree exactly: full name, birth date, birth year, contact. Never a mere sound."""
    texts = _texts(name, born) | ({"contact": _contact(contact)} if _contact(contact) else {})
    return {kind: blinds(kind, text) for kind, text in texts.items() if kind != "sound"}


def _contact(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits[-10:] if len(digits) >= 7 else normal_name(text)


def searched(name: str, born: str) -> tuple[bytes, ...]:
    """The digests that agree with this name and birth date, under every key the index may still be kept under."""
    return tuple(digest for kind, text in _texts(name, born).items() for digest in blinds(kind, text))


def _texts(name: str, born: str) -> dict[str, str]:
    words = sorted(normal_name(name).split())
    texts = {
        "name": " ".join(words),
        "sound": " ".join(sorted(sound_of(word) for word in words)),
        "born": born if len(born) == 10 else "",
        "year": born[:4],
    }
    return {kind: text for kind, text in texts.items() if text}


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
