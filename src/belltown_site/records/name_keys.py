"""Keyed digests of what is said of a person: equal keys agree, and a key tells nothing without the index key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from belltown.linkage.described import Described
from belltown.linkage.keys import Key, KeyKind, asked_keys, kept_keys
from belltown_site.records.fields import blind, blinds

GUARD = (KeyKind.NAME, KeyKind.SOUND, KeyKind.BORN, KeyKind.YEAR)
"""The keys that the guard "may already be known" asks by: it shows nobody, so it asks for the closest alone."""


@dataclass(frozen=True, slots=True)
class NameKey:
    """One digest. `kind` is a `linkage.keys.KeyKind`."""

    kind: str
    digest: bytes


def keys_of(person: Described) -> tuple[NameKey, ...]:
    """The keys by which a person is found, under the newest index key; none of what is empty."""
    return tuple(NameKey(kind.value, blind(kind.value, text)) for kind, text in sorted(kept_keys(person)))


def searched(name: str, born: str) -> tuple[bytes, ...]:
    """The digests that agree with this name and birth date, under every key the index may still be kept under."""
    told = Described(names=(name,) if name else (), born=(born,) if born else ())
    return _digests(key for key in kept_keys(told) if key[0] in GUARD)


def sought(asked: Described) -> tuple[bytes, ...]:
    """The digests of whoever may be meant, slips of the pen among them, under every key as before."""
    return _digests(asked_keys(asked))


def _digests(keys: Iterable[Key]) -> tuple[bytes, ...]:
    return tuple(digest for kind, text in sorted(keys) for digest in blinds(kind.value, text))
