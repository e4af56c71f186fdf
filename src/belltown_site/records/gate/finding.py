"""Who may be meant: found by keyed digests among the people one may know of, then compared with reasons in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from belltown.disclosure.classes import InformationClass as Class
from belltown.linkage.candidates import MOST, Comparison, best, compare
from belltown.linkage.described import Described
from belltown.linkage.keys import POINTS
from belltown.linkage.weights import Strength
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records import name_keys
from belltown_site.records.gate import lines
from belltown_site.records.gate.links import groups_in
from belltown_site.records.gate.names import described
from belltown_site.records.gate.people import OWN, Before, handed_over_at, look_at_own, looks_at_all, person_of
from belltown_site.records.gate.witness import seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import ConsentShare, Handoff, PersonKey
from belltown_site.records.sheets import CandidateLine, Purpose

COMPARED = 200
"""How many are opened and compared for one search: those who share the most keys."""


@reads
def candidates(
    asked: Described, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime
) -> tuple[CandidateLine, ...]:
    """Whoever may be meant among the people this viewer may know of, the likeliest first, at most twenty.

    Raises NotAllowed. Nobody out of reach is compared or counted; a telephone counts only where it may be shown.
    """
    check_may(viewer, Permission.SEE_PEOPLE)
    found = _found(asked, viewer, now)
    seen_list(viewer, "candidates", (("participant", line.id) for line in found), purpose)
    return found


@reads
def others_like(
    id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime
) -> tuple[CandidateLine, ...]:
    """Other records in the agency's care that may be this person. Raises NotAllowed, NotFound."""
    check_may(viewer, Permission.LINK_RECORDS)
    look = look_at_own(id, viewer, now)
    own = groups_in(viewer.agency_id).get(look.row.pk, frozenset({look.row.pk}))
    found = tuple(line for line in _found(description(look), viewer, now, without=own) if line.is_own)
    seen_list(viewer, "candidates", (("participant", line.id) for line in found), purpose)
    return found


def description(look: Before) -> Described:
    """What is said of the person, as far as this viewer may use it."""
    contact = look.row.contact if look.ruling(Class.CONTACT).allowed else ""
    return described(look.row, look.row.aliases.all(), look.row.birth_dates.all(), contact)


def _found(asked: Described, viewer: User, now: datetime, without: Iterable[UUID] = ()) -> tuple[CandidateLine, ...]:
    if asked.is_empty:
        return ()
    looks = looks_at_all(set(_shortlist(asked, viewer)) - set(without), viewer, now)
    compared = best(((look, compare(asked, description(look))) for look in looks), most=COMPARED)
    return _one_a_group(compared, groups_in(viewer.agency_id))[:MOST]


def _shortlist(asked: Described, viewer: User) -> list[UUID]:
    """The people within reach who share the most keys with the one asked for: one query."""
    shared = PersonKey.objects.filter(_within_reach(viewer), digest__in=name_keys.sought(asked))
    ranked = shared.values("participant").annotate(points=Sum(_points())).order_by("-points", "participant")
    return [row["participant"] for row in ranked[:COMPARED]]


def _points() -> Case:
    whens = [When(kind=kind.value, then=Value(points)) for kind, points in POINTS.items()]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _within_reach(viewer: User) -> Q:
    """As `people` sieves, asked of each key that agrees and not of everybody: the ruling on each decides."""
    handed = Handoff.objects.filter(encounter__participant=OuterRef("participant"), agency=viewer.agency_id)
    shares: QuerySet[ConsentShare] = ConsentShare.objects.filter(consent__participant=OuterRef("participant"))
    named = Q(agency=viewer.agency_id) | Q(person=viewer.pk) | Q(agency__isnull=True, role=viewer.role)
    return Q(Exists(handed)) | Q(Exists(shares.filter(named)))


def _one_a_group(
    compared: Iterable[tuple[Before, Comparison]], groups: dict[UUID, frozenset[UUID]]
) -> tuple[CandidateLine, ...]:
    """Linked records of the agency's own as one: the one that agrees best, with the others' names."""
    together: dict[object, list[tuple[Before, Comparison]]] = {}
    for look, how in compared:
        group = groups.get(look.row.pk) if look.is_own else None
        together.setdefault(group or look.row.pk, []).append((look, how))
    return tuple(_line(*group[0], group[1:]) for group in together.values())


def _line(look: Before, how: Comparison, others: list[tuple[Before, Comparison]]) -> CandidateLine:
    person = person_of(look)
    also = dict.fromkeys(label for other, _ in others if (label := person_of(other).label) != person.label)
    return CandidateLine(
        id=look.row.pk,
        person=person,
        agency=look.care.agency.name,
        case_manager=lines.who_or_none(look.care.accepted_by),
        handed_over_at=look.show(Class.DIVERSION_EVENT, handed_over_at(look.care)),
        is_own=look.is_own,
        why=OWN if look.is_own else look.ruling(Class.IDENTITY).sentence,
        strength=how.strength or Strength.WEAK,
        reasons=how.words,
        also=tuple(also),
    )
