"""Who has looked at this person: read off the ledger, which nobody can quietly change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown_site.accounts.models import User
from belltown_site.ledger.models import Entry
from belltown_site.records.models import Approval, Consent, Encounter, Glass, Handoff, Hold, Referral
from belltown_site.records.sheets import Look, OpeningBrief

MOST = 200
_WORDS = {
    "glass.open": "Opened the record in an emergency",
    "opening": "An emergency opening",
    "participant": "This page",
    "circle": "The circle around them",
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
    """Every look from outside the viewer's agency or through a broken glass since that moment, the oldest first."""
    entries = _entries_of(participant).filter(at__gte=since).order_by("pk")
    return tuple(look for look in _looks(list(entries), viewer, participant) if look.is_elsewhere or look.emergency)


def looks_at(participant: UUID, viewer: User) -> tuple[Look, ...]:
    """The latest looks at pages about this person, the newest first. `is_elsewhere`: not the viewer's agency."""
    return _looks(list(_entries_of(participant).order_by("-pk")[:MOST]), viewer, participant)


def _entries_of(participant: UUID) -> QuerySet[Entry]:
    kinds, ids = zip(*_things_of(participant), strict=True)
    seen = Q(act__startswith="read.") | Q(act="glass.open")
    return Entry.objects.filter(seen, subject_kind__in=set(kinds), subject_id__in=[str(id) for id in ids])


def _looks(entries: list[Entry], viewer: User, participant: UUID) -> tuple[Look, ...]:
    people = User.objects.select_related("agency").in_bulk({entry.by_id for entry in entries if entry.by_id})
    broken = {str(row.pk): _brief(row) for row in Glass.objects.filter(participant=participant)}
    return tuple(
        _look(entry, people[entry.by_id], viewer, broken.get(_glass_of(entry)))
        for entry in entries
        if entry.by_id in people
    )


def _glass_of(entry: Entry) -> str:
    """The broken glass behind this line: the one that was opened, or the one looked through."""
    return entry.subject_id if entry.act == "glass.open" else str(entry.detail.get("glass", ""))


def _brief(row: Glass) -> OpeningBrief:
    found = f"{Verdict(row.verdict).label}: {row.verdict_words}" if row.verdict else "A second person has yet to look"
    return OpeningBrief(EmergencyNature(row.nature).label, row.words, found)


def _things_of(participant: UUID) -> Iterator[tuple[str, UUID]]:
    """Everything whose pages speak of this person: its kind in the ledger, and its id."""
    yield "participant", participant
    encounters = list(Encounter.objects.filter(participant=participant).values_list("pk", flat=True))
    yield from (("encounter", id) for id in encounters)
    for kind, model in (("handoff", Handoff), ("hold", Hold), ("approval", Approval)):
        rows = model.objects.filter(encounter__in=encounters).values_list("pk", flat=True)
        yield from ((kind, id) for id in rows)
    for kind, model in (("referral", Referral), ("consent", Consent), ("glass", Glass)):
        rows = model.objects.filter(participant=participant).values_list("pk", flat=True)
        yield from ((kind, id) for id in rows)


def _look(entry: Entry, by: User, viewer: User, emergency: OpeningBrief | None) -> Look:
    return Look(
        at=entry.at,
        name=by.name,
        role=by.spec.name,
        agency=by.agency.name,
        what=_WORDS.get(entry.act.removeprefix("read."), entry.subject_kind.capitalize()),
        purpose=entry.purpose or ("emergency" if emergency else ""),
        address=by.agency.address,
        consent=str(entry.detail.get("consent", "")),
        is_elsewhere=by.agency_id != viewer.agency_id,
        emergency=replace(emergency, is_opening=entry.act == "glass.open") if emergency else None,
    )
