"""Set-wise fetching: whatever the number of rows, the same few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from belltown_site.accounts.models import User
from belltown_site.records.models import (
    Approval,
    Decision,
    Encounter,
    Handoff,
    Hold,
    Offer,
    Pause,
    Referral,
    Ring,
    VaultModel,
)

CIRCLES = "participant__circles__members"
"""The circles around the person: without them everybody's row would be asked about one by one."""

WITH_THEIR_AUTHOR = ("checks", "overrides", "complainant_words", "offers")
"""The rows of an encounter that say who wrote them."""


def _by(model: type[VaultModel], *people: str) -> QuerySet:
    """The rows in their own order, each with its people and their agencies."""
    return model.objects.select_related(*(f"{person}__agency" for person in people))


def rings() -> Prefetch:
    return Prefetch("rings", _by(Ring, "user"))


def handoffs() -> QuerySet[Handoff]:
    """Handoffs with everybody in them."""
    people = ("requested_by__agency", "accepted_by__agency", "agency", "centre")
    return Handoff.objects.select_related(*people).prefetch_related(rings())


def encounters() -> QuerySet[Encounter]:
    """Encounters with what decides whose business they are, and what a list shows of them."""
    return Encounter.objects.select_related(
        "officer__agency", "agency", "participant", "hold__office", "intake__by"
    ).prefetch_related(
        Prefetch("handoffs", handoffs()),
        Prefetch("approvals", _by(Approval, "requested_by", "decided_by")),
        CIRCLES,
    )


def listed() -> QuerySet[Encounter]:
    """Encounters as a police list shows them. Whose business they are, police lists read off the row itself."""
    return Encounter.objects.select_related("officer__agency", "participant").prefetch_related(CIRCLES)


def drafts() -> QuerySet[Encounter]:
    """Encounters with the person and what the protocol reads: all that is written before the offer."""
    return Encounter.objects.select_related("participant").prefetch_related("checks", "overrides")


def whole_encounter(key: UUID, among: QuerySet[Encounter]) -> Encounter | None:
    """The encounter with everything of it, or None where it is not among these.

    Its people come in one query, not joined to every row anew.
    """
    parts = ("handoffs__rings", "approvals", *WITH_THEIR_AUTHOR, "hold__pauses", "hold__decisions")
    rows = Encounter.objects.select_related("agency", "participant", "hold__office", "intake__by").prefetch_related(
        *parts
    )
    found = rows.filter(pk=key, pk__in=among).first()
    if found:
        _introduce(_people_in(found))
    return found


def _people_in(found: Encounter) -> Iterator[tuple[VaultModel, str]]:
    """Every place of the encounter where somebody at work is named: the row and its field."""
    yield found, "officer"
    for handoff in found.handoffs.all():
        yield from ((ring, "user") for ring in handoff.rings.all())
    for approval in found.approvals.all():
        yield from ((approval, "requested_by"), (approval, "decided_by"))
    for part in WITH_THEIR_AUTHOR:
        yield from ((row, "by") for row in getattr(found, part).all())


def _introduce(places: Iterable[tuple[VaultModel, str]]) -> None:
    known = [(row, name, id) for row, name in places if (id := getattr(row, f"{name}_id"))]
    people = User.objects.select_related("agency").in_bulk({id for _, _, id in known})
    for row, name, id in known:
        setattr(row, name, people[id])


def holds() -> QuerySet[Hold]:
    """Holds with what their clock, their charge and their desk need."""
    people = ("office", "encounter__officer__agency", "encounter__agency", "encounter__participant")
    return (
        Hold.objects.select_related(*people, "encounter__intake__by")
        .prefetch_related(
            Prefetch("pauses", _by(Pause, "started_by")),
            Prefetch("decisions", _by(Decision, "by")),
            Prefetch("encounter__handoffs", handoffs()),
            Prefetch("encounter__approvals", Approval.objects.all()),
            Prefetch("encounter__offers", Offer.objects.all()),
            f"encounter__{CIRCLES}",
        )
        .order_by(F("due_index").asc(nulls_last=True), "opened_at", "pk")
    )


def referrals() -> QuerySet[Referral]:
    """Referrals with the people who received and decided them."""
    return Referral.objects.select_related("received_by__agency", "decided_by__agency").order_by("received_at")
