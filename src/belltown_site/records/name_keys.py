"""Keyed digests of what is said of a person: equal keys agree, and a key tells nothing without the index key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from belltown.linkage.described import Described
from belltown.linkage.keys import Key, KeyKind, asked_keys, kept_keys
from belltown.linkage.names import normal_name
from belltown_site.records.fields import blind, blinds

GUARD = (KeyKind.NAME, KeyKind.SOUND, KeyKind.BORN, KeyKind.YEAR)
"""The keys that the guard "may already be known" asks by: it shows nobody, so it asks for the closest alone."""


@dataclass(frozen=True, slots=True)
class NameKey:
    """One digest. `kind` is a `linkage.keys.KeyKind`, or contact."""

    kind: str
    digest: bytes


def keys_of(person: Described) -> tuple[NameKey, ...]:
    """The keys by which a person is found, under the newest index key; none of what is empty."""
    return tuple(NameKey(kind.value, blind(kind.value, text)) for kind, text in sorted(kept_keys(person)))


def contact_keys_of(contact: str) -> tuple[NameKey, ...]:
    """The key of a way to reach somebody; none of an empty one. Of a number, its last ten digits count."""
    text = _contact(contact)
    return (NameKey("contact", blind("contact", text)),) if text else ()


def agreeing(name: str, born: str, contact: str) -> dict[str, tuple[bytes, ...]]:
    """By kind, the digests that agree exactly: full name, birth date, birth year, contact. Never a mere sound."""
    told = Described(names=(name,) if name else (), born=(born,) if born else ())
    texts = {kind.value: text for kind, text in kept_keys(told) if kind in (KeyKind.NAME, KeyKind.BORN, KeyKind.YEAR)}
    reached = {"contact": _contact(contact)} if _contact(contact) else {}
    return {kind: blinds(kind, text) for kind, text in (texts | reached).items()}


def _contact(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits[-10:] if len(digits) >= 7 else normal_name(text)


def searched(name: str, born: str) -> tuple[bytes, ...]:
    """The digests that agree with this name and birth date, under every key the index may still be kept under."""
    told = Described(names=(name,) if name else (), born=(born,) if born else ())
    return _digests(key for key in kept_keys(told) if key[0] in GUARD)


def sought(asked: Described) -> tuple[bytes, ...]:
    """The digests of whoever may be meant, slips of the pen among them, under every key as before."""
    return _digests(asked_keys(asked))


def _digests(keys: Iterable[Key]) -> tuple[bytes, ...]:
    return tuple(digest for kind, text in sorted(keys) for digest in blinds(kind.value, text))
