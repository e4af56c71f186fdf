"""An age from a birth date that may be only a year: told where every rule would answer alike, else left unknown."""

from __future__ import annotations

from datetime import date

from belltown.protocol.rules import AtLeast, AtMost
from belltown.protocol.sense import leaves
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway


def age_told(born: str, on: date, version: ProtocolVersion, pathway: Pathway) -> int | None:
    """The age in whole years, the lower of two that the rules of this door cannot tell apart; None when they can."""
    if not born or "age" not in version.facts:
        return None
    parts = [int(part) for part in born.split("-")]
    youngest, oldest = _age(on, (parts[0], *(parts[1:] or (12,)), 31)), _age(on, (*parts, 1, 1)[:3])
    if len(parts) == 3:
        youngest = oldest
    alike = all((youngest >= limit) == (oldest >= limit) for limit in limits(version, pathway))
    return max(youngest, 0) if alike else None


def _age(on: date, born: tuple[int, ...]) -> int:
    return on.year - born[0] - ((on.month, on.day) < (born[1], born[2]))


def limits(version: ProtocolVersion, pathway: Pathway) -> set[float]:
    """The ages at which some rule changes its answer."""
    tests = [leaf for one in version.criteria_for(pathway) for part in (one.when, one.test) for leaf in leaves(part)]
    bounds = [leaf for leaf in tests if isinstance(leaf, AtLeast | AtMost) and leaf.fact.id == "age"]
    return {leaf.limit if isinstance(leaf, AtLeast) else leaf.limit + 1 for leaf in bounds}
