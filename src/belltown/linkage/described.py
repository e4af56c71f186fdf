"""What is said of one person: every name, birth date and telephone number, none of it certain."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BORN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NUMBER = re.compile(r"(?:\d[\s().+-]*){7,}")
LOCAL = 7
"""The last digits of a telephone number, which tell it apart within a county. What stands before is often left out."""


@dataclass(frozen=True, slots=True)
class Described:
    """Every part may be empty. `born`: YYYY, YYYY-MM or YYYY-MM-DD each. `unsure`: no name is sure; `about`: no date.

    `phones` are the last seven digits. Raises ValueError for a date or number in another form.
    """

    names: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    unsure: bool = False
    about: bool = False

    def __post_init__(self) -> None:
        if not all(_BORN.fullmatch(one) for one in self.born):
            raise ValueError("a birth date is YYYY, YYYY-MM or YYYY-MM-DD")
        if not all(len(one) == LOCAL and one.isdecimal() for one in self.phones):
            raise ValueError("a telephone number is its last seven digits")

    @property
    def is_empty(self) -> bool:
        return not (any(self.names) or self.born or self.phones)


def phones_in(text: str) -> tuple[str, ...]:
    """The last seven digits of every telephone number in a text: `call 316-555-0142` gives `5550142`."""
    runs = (re.sub(r"\D", "", run) for run in _NUMBER.findall(text) if run.isascii())
    return tuple(dict.fromkeys(digits[-LOCAL:] for digits in runs))
