"""A list of breached passwords on this machine, such as Pwned Passwords ordered by hash: one `SHA-1:count` a line.

It is searched by halves where it lies. Forty gigabytes cost forty short reads, and no memory.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from io import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

from belltown.errors import NotPossible

LINE = re.compile(rb"([0-9A-F]{40})(?::[0-9]+)?\r?\n?")
LONGEST_LINE = 80
SAMPLES = 256
HOW = (
    "BELLTOWN_BREACHED_PASSWORDS names a file of breached passwords, one SHA-1:count a line in capitals, ordered by "
    "hash: download Pwned Passwords as one file ordered by hash (SHA-1, not NTLM) and unpack it; or unset the variable."
)
STOLEN = "This password stands in a list of passwords that were stolen elsewhere. Please choose another."
CANNOT_TELL = "Whether this password was ever stolen cannot be looked up now. Please tell your administrator, and wait."


class StolenPasswordValidator:
    """Refuses a new password that stands in the site's list of breached ones, and any while the list cannot be read."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        """Raises ValidationError, in words for the person who chose it."""
        try:
            found = is_stolen(password)
        except OSError:
            raise ValidationError(CANNOT_TELL, code="password_list_unreadable") from None
        if found:
            raise ValidationError(STOLEN, code="password_stolen")

    def get_help_text(self) -> str:
        return "Not one that was ever stolen anywhere."


def is_stolen(password: str) -> bool:
    """Whether the site's list has this password; no where there is no list. Raises OSError when it cannot be read."""
    path = settings.BELLTOWN_BREACHED_PASSWORDS
    return bool(path) and holds(Path(path), password)


def holds(path: Path, password: str) -> bool:
    """Whether the list has this password. Raises OSError."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        return _first_from(file, wanted)[:40] == wanted


def _first_from(file: BinaryIO, wanted: bytes) -> bytes:
    """The first line of the file that is not before `wanted`; nothing when all are."""
    low, high = 0, file.seek(0, SEEK_END)
    while low < high:
        middle = (low + high) // 2
        line = _line_after(file, middle)
        if line and line[:40] < wanted:
            low = middle + 1
        else:
            high = middle
    return _line_after(file, low)


def _line_after(file: BinaryIO, place: int) -> bytes:
    """The first line that begins at `place` or later."""
    file.seek(max(0, place - 1))
    if place:
        file.readline(LONGEST_LINE)
    return file.readline(LONGEST_LINE)


def check_quickly(path: Path) -> None:
    """Raises NotPossible, with what to do, unless lines taken throughout the file read well and stand in order."""
    before = b""
    for line in _reading(path, _samples):
        found = LINE.fullmatch(line)
        if not found or found[1] < before:
            raise NotPossible(f"{path} is not such a list, or not ordered by hash. {HOW}")
        before = found[1]
    if not before:
        raise NotPossible(f"{path} is empty. {HOW}")


def _samples(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        places = [size * number // SAMPLES for number in range(SAMPLES)]
        return [line for place in places if (line := _line_after(file, place))]


def check_wholly(path: Path, say: Callable[[int], None] = lambda _: None) -> int:
    """Read every line; how many there are. Raises NotPossible naming the first that is wrong or out of order."""
    return _reading(path, lambda one: _count(one, say))


def _count(path: Path, say: Callable[[int], None]) -> int:
    before, number = b"", 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            number += 1
            found = LINE.fullmatch(line)
            if not found or found[1] <= before:
                raise NotPossible(f"{path}, line {number}: not a SHA-1:count in ascending order. {HOW}")
            before = found[1]
            if number % 10_000_000 == 0:
                say(number)
    if not number:
        raise NotPossible(f"{path} is empty. {HOW}")
    return number


def _reading(path: Path, read: Callable[[Path], Any]) -> Any:
    try:
        return read(path)
    except OSError as error:
        why = (error.strerror or os.strerror(error.errno or 0)).lower()
        raise NotPossible(f"{path} cannot be read: {why}. {HOW}") from None
