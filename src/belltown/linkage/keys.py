"""What two people must share before anybody compares them: the words an index is kept by and searched with."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice, product

from belltown.linkage.described import Described
from belltown.linkage.names import formal_of, loose_sound, sound_of, words_of


class KeyKind(StrEnum):
    """What a key is made of."""

    NAME = "name"
    SOUND = "sound"
    PART = "part"
    PART_SOUND = "part_sound"
    SHORT = "short"
    FORMAL = "formal"
    BORN = "born"
    MONTH = "month"
    DAY = "day"
    YEAR = "year"
    INITIAL = "initial"
    PHONE = "phone"


K = KeyKind
Key = tuple[KeyKind, str]

POINTS: dict[KeyKind, int] = {
    K.NAME: 14, K.SOUND: 9, K.PART: 4, K.PART_SOUND: 2, K.SHORT: 3, K.FORMAL: 11, K.BORN: 13, K.MONTH: 5, K.DAY: 4,
    K.YEAR: 2, K.INITIAL: 2, K.PHONE: 12,
}  # fmt: skip
"""How much a shared key speaks for a closer look: near the weights of `candidates`, to choose whom to compare first."""

PAIRING = frozenset({K.NAME, K.FORMAL, K.SOUND, K.BORN, K.PHONE})
"""The keys rare enough that two people who share one may be the same. A surname or a year alone is no reason."""

MOST_READINGS = 24
"""How many formal names one name of several short words may stand for before the rest is left to its parts."""


def kept_keys(person: Described) -> frozenset[Key]:
    """The keys by which this person is found."""
    return frozenset(key for key in _keys(person) if key[1])


def asked_keys(asked: Described) -> frozenset[Key]:
    """The keys that find whoever this may be: as kept, and every date that a slip of the pen would make of the one."""
    slips = ((K.BORN, slip) for born in asked.born for slip in dates_misread(born))
    return kept_keys(asked) | frozenset(slips)


def dates_misread(born: str) -> tuple[str, ...]:
    """A full date with day and month swapped, and with any two neighboring digits swapped; some are no real date."""
    if len(born) != 10:
        return ()
    year, month, day = born.split("-")
    digits = year + month + day
    turned = (digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(7))
    swapped = (f"{one[:4]}-{one[4:6]}-{one[6:]}" for one in turned)
    return tuple(one for one in dict.fromkeys((f"{year}-{day}-{month}", *swapped)) if one != born)


def _keys(person: Described) -> Iterator[Key]:
    for name in person.names:
        yield from _of_name(name)
    for born in person.born:
        yield from _of_date(born)
    yield from ((K.PHONE, phone) for phone in person.phones)
    initials = {word[0] for name in person.names for word in words_of(name)}
    yield from ((K.INITIAL, f"{letter} {born[:4]}") for letter in initials for born in person.born)


def _of_name(name: str) -> Iterator[Key]:
    words = words_of(name)
    yield K.NAME, " ".join(words)
    yield K.SOUND, " ".join(sorted(sound_of(word) for word in words))
    readings = product(*(sorted(formal_of(word)) for word in words))
    yield from ((K.FORMAL, " ".join(sorted(reading))) for reading in islice(readings, MOST_READINGS))
    for word in words:
        yield K.PART, word
        yield K.PART_SOUND, loose_sound(word)
        yield from ((K.SHORT, formal) for formal in formal_of(word))


def _of_date(born: str) -> Iterator[Key]:
    yield K.YEAR, born[:4]
    yield K.MONTH, born[:7] if len(born) >= 7 else ""
    yield K.BORN, born if len(born) == 10 else ""
    yield K.DAY, born[5:] if len(born) == 10 else ""
