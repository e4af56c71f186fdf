"""Finding somebody in danger: by the exact name and one thing more, never by browsing."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from belltown_site.records.models import Handoff, PersonKey
from belltown_site.records.name_keys import agreeing


def in_danger(name: str, born: str, contact: str) -> UUID | None:
    """The one person in care whose full name and birth date, birth year or contact agree; None where nobody's do.

    Somebody who was met more than once has several records: of those that agree on more than a year, the latest. Where
    mere years agree and there are several, it is None: two people of one name and age are nobody in particular.
    """
    found = _agreeing(name, born, contact)
    in_care = Handoff.objects.filter(encounter__participant__in=found, agency__isnull=False).order_by("requested_at")
    latest = [one for one in in_care.values_list("encounter__participant", flat=True) if one]
    if len(set(latest)) > 1 and any(found[one] == {"year"} for one in latest):
        return None
    return latest[-1] if latest else None


def _agreeing(name: str, born: str, contact: str) -> dict[UUID, set[str]]:
    """By person of exactly this name, what else agrees. One known by a whole date agrees on no mere year of it."""
    wanted = agreeing(name, born, contact)
    named = PersonKey.objects.filter(kind="name", digest__in=wanted.pop("name", ())).values("participant")
    keys: dict[UUID, list[tuple[str, bytes]]] = defaultdict(list)
    for person, kind, digest in PersonKey.objects.filter(participant__in=named).values_list(
        "participant", "kind", "digest"
    ):
        keys[person].append((kind, bytes(digest)))
    found = {person: _agreed(several, wanted) for person, several in keys.items()}
    return {person: kinds for person, kinds in found.items() if kinds}


def _agreed(keys: list[tuple[str, bytes]], wanted: dict[str, tuple[bytes, ...]]) -> set[str]:
    agreed = {kind for kind, digest in keys if digest in wanted.get(kind, ())}
    dated = "born" in wanted and any(kind == "born" for kind, _ in keys)
    return agreed - {"year"} if dated or len(agreed) > 1 else agreed
