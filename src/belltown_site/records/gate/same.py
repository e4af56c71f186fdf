"""Records of the agency's own that may be one person: proposed with reasons, never decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from itertools import combinations, islice
from uuid import UUID

from django.db.models import Count

from belltown.linkage.candidates import MOST, best, compare
from belltown.linkage.keys import PAIRING, POINTS, KeyKind
from belltown.linkage.weights import LEAST, Strength
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate import lines
from belltown_site.records.gate.finding import description, descriptions
from belltown_site.records.gate.links import Pair, groups_in, not_same_of, pair_of
from belltown_site.records.gate.people import Before, brief, looks_at_all, person_of
from belltown_site.records.gate.witness import seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import Encounter, NotSame, PersonKey
from belltown_site.records.sheets import NotSameLine, PersonSheet, Purpose, SamePair, SameSheet

COMPARED = 200
"""How many pairs are opened and compared: those that share the most keys."""
CROWD = 40
"""A key that more people share than this tells nothing, and would pair each with each."""


@reads
def likely_same(*, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> SameSheet:
    """The pairs in the agency's care that may be one person, the likeliest first, and those said to be two.

    Raises NotAllowed. A pair said to be two is left out until a name or date of either has changed since.
    """
    check_may(viewer, Permission.LINK_RECORDS)
    said = {pair_of(row.left_id, row.right_id): row for row in not_same_of(viewer.agency_id)}
    likeliest = _likeliest(_wanted(viewer), said)
    looks = {
        look.row.pk: look
        for look in looks_at_all({one for pair in [*likeliest, *said] for one in pair}, viewer, now)
        if look.is_own
    }
    known = {pair: row for pair, row in said.items() if {*pair} <= {*looks}}
    fresh = {pair for pair, row in known.items() if _changed_since(row, looks)}
    pairs = _compared((pair for pair in likeliest if pair not in said or pair in fresh), looks, known)
    kept = tuple(_not_same(row, looks, pair in fresh) for pair, row in known.items())
    seen_list(viewer, "likely_same", (("participant", one.id) for one in _shown(pairs, kept)), purpose)
    return SameSheet(pairs, kept)


def _shown(pairs: Iterable[SamePair], kept: Iterable[NotSameLine]) -> Iterator[PersonSheet]:
    yield from (record.person for pair in pairs for record in (pair.left, pair.right))
    yield from (person for line in kept for person in (line.left, line.right))


def _likeliest(pairs: list[Pair], said: Container[Pair]) -> list[Pair]:
    """The pairs most alike by what is said of them, before anything else of theirs is fetched; those said to be two
    are kept beside them."""
    everyone = {one for pair in pairs for one in pair}
    told = descriptions(everyone, reachable=everyone)
    alike = {pair: compare(*(told[one] for one in pair)).score for pair in pairs if {*pair} <= {*told}}
    likely = [pair for pair in sorted(alike, key=lambda pair: -alike[pair]) if alike[pair] >= LEAST[Strength.LIKELY]]
    return [pair for pair in likely if pair in said] + [pair for pair in likely if pair not in said][: 2 * MOST]


def _wanted(viewer: User) -> list[Pair]:
    """The pairs that share the most rare keys and are not linked yet: three queries."""
    points: Counter[Pair] = Counter()
    for kind, sharing in _sharing(_own(viewer)):
        for pair in combinations(sorted(sharing), 2):
            points[pair] += POINTS[KeyKind(kind)]
    groups = groups_in(viewer.agency_id)
    likeliest = (pair for pair, _ in points.most_common() if pair[1] not in groups.get(pair[0], ()))
    return list(islice(likeliest, COMPARED))


def _own(viewer: User) -> set[UUID]:
    handed = Encounter.objects.filter(handoffs__agency=viewer.agency_id, participant__isnull=False)
    return set(handed.values_list("participant", flat=True))


def _sharing(own: Container[UUID]) -> Iterator[tuple[str, set[UUID]]]:
    """Each rare key that several of these people share, with who they are."""
    keys = PersonKey.objects.filter(kind__in=[kind.value for kind in PAIRING])
    several = keys.values("digest").annotate(many=Count("id")).filter(many__gt=1)
    found: dict[tuple[str, bytes], set[UUID]] = defaultdict(set)
    rows = keys.filter(digest__in=several.values("digest")).values_list("kind", "digest", "participant")
    for kind, digest, participant in rows.iterator():
        if participant in own:
            found[kind, bytes(digest)].add(participant)
    return ((kind, people) for (kind, _), people in found.items() if 1 < len(people) <= CROWD)


def _compared(pairs: Iterable[Pair], looks: dict[UUID, Before], said: dict[Pair, NotSame]) -> tuple[SamePair, ...]:
    """The pairs likely enough to bother somebody with, the likeliest first."""
    told = {one: description(look) for one, look in looks.items()}
    found = best((pair, compare(*(told[one] for one in pair))) for pair in pairs if {*pair} <= {*looks})
    return tuple(
        SamePair(
            *(brief(looks[one]) for one in pair),
            strength=how.strength or Strength.WEAK,
            reasons=how.words,
            said_not_same=_not_same(said[pair], looks, True) if pair in said else None,
        )
        for pair, how in found[:MOST]
        if how.score >= LEAST[Strength.LIKELY]
    )


def _changed_since(row: NotSame, looks: dict[UUID, Before]) -> bool:
    """Whether a name or a date of either was written or ended since they were said to be two."""
    told = [
        one
        for key in (row.left_id, row.right_id)
        for one in (*looks[key].row.aliases.all(), *looks[key].row.birth_dates.all())
    ]
    return any(max(one.written_at, one.ended_at or one.written_at) > row.said_at for one in told)


def _not_same(row: NotSame, looks: dict[UUID, Before], changed: bool) -> NotSameLine:
    left, right = (person_of(looks[key]) for key in (row.left_id, row.right_id))
    return NotSameLine(row.pk, left, right, lines.who(row.said_by), row.said_at, changed)
