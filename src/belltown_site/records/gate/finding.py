"""Who may be meant: found by keyed digests among the people one may know of, then compared with reasons in words."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Sum, Value, When

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
from belltown_site.records.models import ConsentShare, Encounter, Participant, PersonKey
from belltown_site.records.sheets import CandidateLine, Purpose

AGREEING, COMPARED, OPENED = 2000, 200, 40
"""For one search: how many who share a key are asked whether they are within reach; how many of these are compared by
what is said of them, those who share the most first; and how many of those are looked at whole."""


@reads
def candidates(
    asked: Described, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime
) -> tuple[CandidateLine, ...]:
    """Whoever may be meant among the people this viewer may know of, the likeliest first, at most twenty.

    Raises NotAllowed. Nobody out of reach is compared or counted; a telephone counts only where it may be shown.
    """
    check_may(viewer, Permission.SEE_PEOPLE)
    found = _found(asked, viewer, now)
    seen_list(viewer, "candidates", len(found), purpose)
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
    seen_list(viewer, "candidates", len(found), purpose)
    return found


def description(look: Before) -> Described:
    """What is said of the person, as far as this viewer may use it."""
    contact = look.row.contact if look.ruling(Class.CONTACT).allowed else ""
    return described(look.row, look.row.aliases.all(), look.row.birth_dates.all(), contact)


def _found(asked: Described, viewer: User, now: datetime, without: Iterable[UUID] = ()) -> tuple[CandidateLine, ...]:
    if asked.is_empty:
        return ()
    looks = looks_at_all(_nearest(asked, viewer, set(without)), viewer, now)
    compared = best(((look, compare(asked, description(look))) for look in looks), most=OPENED)
    return _one_a_group(compared, groups_in(viewer.agency_id))[:MOST]


def _nearest(asked: Described, viewer: User, without: set[UUID]) -> list[UUID]:
    """Those of the shortlist who are most alike by what is said of them, before anything else of theirs is fetched."""
    shortlist, own = _shortlist(asked, viewer, without)
    told = descriptions(shortlist, reachable=own)
    alike = {one: compare(asked, told[one]).score for one in shortlist if one in told}
    return sorted(alike, key=lambda one: -alike[one])[:OPENED]  # a tie keeps the order of shared keys


def descriptions(ids: Iterable[UUID], *, reachable: Container[UUID]) -> dict[UUID, Described]:
    """What is said of each, to choose whom to look at. How to reach them: of the `reachable` alone."""
    rows = Participant.objects.filter(pk__in=list(ids)).prefetch_related("aliases", "birth_dates")
    return {
        row.pk: described(row, row.aliases.all(), row.birth_dates.all(), row.contact if row.pk in reachable else "")
        for row in rows
    }


def _shortlist(asked: Described, viewer: User, without: set[UUID]) -> tuple[list[UUID], set[UUID]]:
    """The people within reach who share the most keys with the one asked for, and which are the agency's own."""
    shared = PersonKey.objects.filter(digest__in=name_keys.sought(asked)).exclude(participant__in=without)
    ranked = shared.values("participant").annotate(points=Sum(_points())).order_by("-points", "participant")
    agreeing = [row["participant"] for row in ranked[:AGREEING]]
    own, named = _own_among(agreeing, viewer), _named_among(agreeing, viewer)
    return [one for one in agreeing if one in own or one in named][:COMPARED], own


def _points() -> Case:
    whens = [When(kind=kind.value, then=Value(points)) for kind, points in POINTS.items()]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _own_among(people: list[UUID], viewer: User) -> set[UUID]:
    """Those handed to the viewer's agency. Asked of these people alone: joined to their keys it takes far longer."""
    handed = Encounter.objects.filter(participant__in=people, handoffs__agency=viewer.agency_id)
    return set(handed.values_list("participant", flat=True))


def _named_among(people: list[UUID], viewer: User) -> set[UUID]:
    """Those with a paper that names the viewer; the ruling on each decides."""
    named = Q(agency=viewer.agency_id) | Q(person=viewer.pk) | Q(agency__isnull=True, role=viewer.role)
    shares = ConsentShare.objects.filter(named, consent__participant__in=people)
    return set(shares.values_list("consent__participant", flat=True))


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
