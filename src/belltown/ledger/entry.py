"""One ledger entry as bytes that every machine writes alike, and the digest that ties it to the entry before.

An entry holds ids and reason codes, never names or notes. Canonical bytes are JSON with sorted keys, no spaces, UTF-8,
Unicode NFC, no fractions (machines write them differently), moments in UTC to the microsecond with Z.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

Entry = Mapping[str, Any]
Subject = tuple[str, str]
"""Somebody or something that a list showed: its kind and its id."""

SUBJECTS, SUBJECTS_DIGEST = "subjects", "subjects_digest"
"""Where an entry's detail says how many subjects stand beside it, and what they were."""

_CODE = re.compile(r"[A-Za-z0-9_.:/+\-]{0,100}")


def genesis(chain: str) -> str:
    """What the first entry of `chain` follows. It differs by chain, so `previous` can be unique over all of them."""
    return sha256(b"belltown ledger\n" + unicodedata.normalize("NFC", chain).encode()).hexdigest()


def canonical_bytes(entry: Entry) -> bytes:
    """The one spelling of `entry`. Raises ValueError for a fraction, a moment without timezone, or an unknown type."""
    return canonical_bytes_of(entry)


def canonical_bytes_of(value: object) -> bytes:
    """The one spelling of any value that an entry may hold. Raises ValueError as `canonical_bytes` does."""
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(previous: str, body: bytes) -> str:
    """sha256 of the previous digest's 32 bytes and then the entry's canonical bytes, in hexadecimal."""
    return sha256(bytes.fromhex(previous) + body).hexdigest()


def prose_in(entry: Entry) -> tuple[str, ...]:
    """The keys whose text looks like prose, a name or an address, not an id or a code. A writer refuses these."""
    return tuple(sorted(key for key, value in entry.items() if not _is_code(value)))


def in_order(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """The subjects as they are written and counted: each once, by kind and id."""
    return tuple(sorted({(kind, id) for kind, id in subjects}))


def sealed_subjects(subjects: Iterable[Subject]) -> dict[str, int | str]:
    """What the entry's detail says of its subjects, so that the chain holds them: how many, and a digest of them all.

    Empty where there are none.
    """
    kept = in_order(subjects)
    return {SUBJECTS: len(kept), SUBJECTS_DIGEST: sha256(canonical_bytes_of(kept)).hexdigest()} if kept else {}


def subjects_fit(entry: Entry, subjects: Iterable[Subject]) -> bool:
    """Whether these are the subjects that the entry says were shown: none added, none gone, none changed."""
    detail = entry.get("detail")
    said = detail if isinstance(detail, Mapping) and SUBJECTS_DIGEST in detail else {}
    told = sealed_subjects(subjects)
    return {key: said.get(key) for key in told} == told if told else not said


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry in its place: the `number`-th (from 1) of its chain, with whom it showed: sealed by its detail."""

    chain: str
    number: int
    previous: str
    digest: str
    entry: Entry
    subjects: tuple[Subject, ...] = ()

    def line(self) -> bytes:
        """Its line in an export, newline included. The line is canonical too, so no byte of it can differ unseen."""
        fields = {"chain": self.chain, "number": self.number, "previous": self.previous, "digest": self.digest}
        beside = {SUBJECTS: in_order(self.subjects)} if self.subjects else {}
        return canonical_bytes({**fields, "entry": self.entry, **beside}) + b"\n"


def seal(chain: str, number: int, previous: str, entry: Entry, subjects: Iterable[Subject] = ()) -> Sealed:
    """`entry` with the digest it gets as the `number`-th of `chain`, after `previous`.

    Where it has subjects, its detail must hold what `sealed_subjects` says of them.
    """
    return Sealed(chain, number, previous, digest(previous, canonical_bytes(entry)), entry, in_order(subjects))


def _is_code(value: object) -> bool:
    if isinstance(value, Mapping):
        return not prose_in(value)
    if isinstance(value, list | tuple):
        return all(_is_code(part) for part in value)
    return not isinstance(value, str) or _CODE.fullmatch(value) is not None


def _plain(value: object) -> object:
    match value:
        case None | bool():
            return value
        case str():
            return _text(value)
        case int():
            return int(value)
        case datetime() | date() | UUID():
            return _stamp(value)
        case Mapping():
            return _plain_mapping(value)
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [_plain(part) for part in value]
        case _:
            raise ValueError(f"a ledger entry cannot hold a {type(value).__name__}")


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("a ledger entry cannot hold half a character") from None
    return unicodedata.normalize("NFC", value)


def _stamp(value: date | UUID) -> str:
    if not isinstance(value, datetime):
        return str(value)
    if value.utcoffset() is None:
        raise ValueError("a ledger entry cannot hold a moment without a timezone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _plain_mapping(value: Mapping[Any, object]) -> dict[str, object]:
    if not all(isinstance(key, str) for key in value):
        raise ValueError("a ledger entry's keys are text")
    plain = {_text(key): _plain(part) for key, part in value.items()}
    if len(plain) != len(value):
        raise ValueError("a ledger entry cannot hold two spellings of one key")
    return plain
