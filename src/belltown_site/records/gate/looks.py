"""Who has looked at this person: read off the ledger, which nobody can quietly change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from belltown_site.accounts.models import User
from belltown_site.ledger.models import Entry
from belltown_site.records.models import Approval, Consent, Encounter, Handoff, Hold, Referral
from belltown_site.records.sheets import Look

MOST = 200
_WORDS = {
    "participant": "This page",
    "linked_record": "This record, beside one linked to it",
    "consent": "A consent form",
    "accounting": "The list of who has looked",
    "encounter": "The police encounter",
    "draft": "The police encounter",
    "handoff": "The handoff",
    "hold": "The filing hold",
    "approval": "The approval",
    "referral": "The referral",
}


def looks_since(participant: UUID, viewer: User, since: datetime) -> tuple[Look, ...]:
    """Every look from outside the viewer's agency since that moment, the oldest first."""
    entries = _entries_of(participant).filter(at__gte=since).order_by("pk")
    return tuple(look for look in _looks(list(entries), viewer) if look.is_elsewhere)


def looks_at(participant: UUID, viewer: User) -> tuple[Look, ...]:
    """The latest looks at pages about this person, the newest first. `is_elsewhere`: not the viewer's agency."""
    return _looks(list(_entries_of(participant).order_by("-pk")[:MOST]), viewer)


def _entries_of(participant: UUID) -> QuerySet[Entry]:
    kinds, ids = zip(*_things_of(participant), strict=True)
    return Entry.objects.filter(
        subject_kind__in=set(kinds), subject_id__in=[str(id) for id in ids], act__startswith="read."
    )


def _looks(entries: list[Entry], viewer: User) -> tuple[Look, ...]:
    people = User.objects.select_related("agency").in_bulk({entry.by_id for entry in entries if entry.by_id})
    return tuple(_look(entry, people[entry.by_id], viewer) for entry in entries if entry.by_id in people)


def _things_of(participant: UUID) -> Iterator[tuple[str, UUID]]:
    """Everything whose pages speak of this person: its kind in the ledger, and its id."""
    yield "participant", participant
    encounters = list(Encounter.objects.filter(participant=participant).values_list("pk", flat=True))
    yield from (("encounter", id) for id in encounters)
    for kind, model in (("handoff", Handoff), ("hold", Hold), ("approval", Approval)):
        rows = model.objects.filter(encounter__in=encounters).values_list("pk", flat=True)
        yield from ((kind, id) for id in rows)
    for kind, model in (("referral", Referral), ("consent", Consent)):
        rows = model.objects.filter(participant=participant).values_list("pk", flat=True)
        yield from ((kind, id) for id in rows)


def _look(entry: Entry, by: User, viewer: User) -> Look:
    return Look(
        at=entry.at,
        name=by.name,
        role=by.spec.name,
        agency=by.agency.name,
        what=_WORDS.get(entry.act.removeprefix("read."), entry.subject_kind.capitalize()),
        purpose=entry.purpose,
        address=by.agency.address,
        consent=str(entry.detail.get("consent", "")),
        is_elsewhere=by.agency_id != viewer.agency_id,
    )
