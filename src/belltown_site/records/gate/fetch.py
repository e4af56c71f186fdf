"""Set-wise fetching: whatever the number of rows, the same few queries."""

from __future__ import annotations

from django.db.models import F, Prefetch, QuerySet

from belltown_site.records.models import (
    Approval,
    Check,
    ComplainantWord,
    Decision,
    Encounter,
    Handoff,
    Hold,
    Offer,
    Override,
    Pause,
    Referral,
    Ring,
    VaultModel,
)


def _by(model: type[VaultModel], *people: str) -> QuerySet:
    """The rows in their own order, each with its people and their agencies."""
    return model.objects.select_related(*(f"{person}__agency" for person in people))


def rings() -> Prefetch:
    return Prefetch("rings", _by(Ring, "user"))


def handoffs() -> QuerySet[Handoff]:
    """Handoffs with everybody in them."""
    people = ("requested_by__agency", "accepted_by__agency", "centre")
    return Handoff.objects.select_related(*people).prefetch_related(rings())


def encounters() -> QuerySet[Encounter]:
    """Encounters with what decides whose business they are, and what a list shows of them."""
    return Encounter.objects.select_related(
        "officer__agency", "agency", "participant", "hold__office", "intake"
    ).prefetch_related(
        Prefetch("handoffs", handoffs()),
        Prefetch("approvals", _by(Approval, "requested_by", "decided_by")),
    )


def listed() -> QuerySet[Encounter]:
    """Encounters as a police list shows them. Whose business they are, police lists read off the row itself."""
    return Encounter.objects.select_related("officer__agency", "participant")


def drafts() -> QuerySet[Encounter]:
    """Encounters with the person and what the protocol reads: all that is written before the offer."""
    return Encounter.objects.select_related("participant").prefetch_related("checks", "overrides")


def whole_encounters() -> QuerySet[Encounter]:
    """Encounters with everything of them."""
    return encounters().prefetch_related(
        Prefetch("checks", _by(Check, "by")),
        Prefetch("overrides", _by(Override, "by")),
        Prefetch("complainant_words", _by(ComplainantWord, "by")),
        Prefetch("offers", _by(Offer, "by")),
        "hold__pauses",
        "hold__decisions",
    )


def holds() -> QuerySet[Hold]:
    """Holds with what their clock, their charge and their desk need."""
    people = ("office", "encounter__officer__agency", "encounter__agency", "encounter__participant")
    return (
        Hold.objects.select_related(*people, "encounter__intake")
        .prefetch_related(
            Prefetch("pauses", _by(Pause, "started_by")),
            Prefetch("decisions", _by(Decision, "by")),
            Prefetch("encounter__handoffs", handoffs()),
            Prefetch("encounter__approvals", Approval.objects.all()),
            Prefetch("encounter__offers", Offer.objects.all()),
        )
        .order_by(F("due_index").asc(nulls_last=True), "opened_at")
    )


def referrals() -> QuerySet[Referral]:
    """Referrals with the people who received and decided them."""
    return Referral.objects.select_related("received_by__agency", "decided_by__agency").order_by("received_at")
