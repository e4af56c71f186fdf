"""Which records hang together: pairs said to be one person make groups, and a pair cut apart leaves all others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def groups_of(pairs: Iterable[tuple[T, T]]) -> dict[T, frozenset[T]]:
    """Everyone in any pair, with the whole group they belong to. Who is in no pair is not in it."""
    found: dict[T, set[T]] = {}
    for one, other in pairs:
        joined = found.get(one, {one}) | found.get(other, {other})
        found |= dict.fromkeys(joined, joined)
    return {one: frozenset(group) for one, group in found.items()}


def group_of(one: T, pairs: Iterable[tuple[T, T]]) -> frozenset[T]:
    """The group of one; itself alone where no pair names it."""
    return groups_of(pairs).get(one, frozenset({one}))
