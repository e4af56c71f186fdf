"""Who has looked at this person: read off the ledger, which nobody can quietly change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import site_zone
from belltown_site.ledger.models import Entry, Subject
from belltown_site.records.models import Approval, Consent, Encounter, Glass, Handoff, Hold, Referral
from belltown_site.records.sheets import Look, OpeningBrief

MOST = 200
MOST_READ = 4000
"""Lines read for one page. An open board looks again and again; the page says that in one row a day."""

OWN = "read.own"
"""What a participant reads in their own window. They see it listed; to those who care it is nobody's business."""
_WORDS = {
    "glass.open": "Opened the record in an emergency",
    "opening": "An emergency opening",
    "participant": "The person's page",
    "linked_record": "This record, beside one linked to it",
    "circle": "The circle around them",
    "consent": "A consent form",
    "signed_page": "The picture of a signed form",
    "accounting": "The list of who has looked",
    "encounter": "The police encounter",
    "draft": "The police encounter",
    "handoff": "The handoff",
    "hold": "The filing hold",
    "approval": "The approval",
    "referral": "The referral",
    "people": "A list of people",
    "dispatch_board": "The dispatch board",
    "live_handoffs": "A list of handoffs under way",
    "field_home": "A list of an officer's encounters",
    "agency_encounters": "A list of the agency's encounters",
    "approvals": "A list of approvals",
    "holds": "A list of filing holds",
    "intakes_due": "A list of intakes due",
    "referrals": "A list of referrals",
}


def looks_since(participant: UUID, viewer: User, since: datetime) -> tuple[Look, ...]:
    """Every look from outside the viewer's agency or through a broken glass since that moment, lists too, in order."""
    found = [*_pages(participant).filter(at__gte=since), *_lists(participant).filter(at__gte=since)]
    found.sort(key=lambda entry: entry.pk)
    return tuple(look for look in _looks(found, viewer, participant) if look.is_elsewhere or look.emergency)


def looks_at(participant: UUID, viewer: User) -> tuple[Look, ...]:
    """The latest looks at pages about this person and lists that showed them, the newest first.

    What one person opened again and again on one day stands in one row. `is_elsewhere`: not the viewer's agency.
    """
    found = [one for rows in (_pages(participant), _lists(participant)) for one in rows.order_by("-pk")[:MOST_READ]]
    found.sort(key=lambda entry: -entry.pk)
    return tuple(_by_day(_looks(found[:MOST_READ], viewer, participant)))[:MOST]


def _by_day(looks: Iterable[Look]) -> Iterable[Look]:
    rows: dict[object, Look] = {}
    zone = site_zone()
    for look in looks:
        key = (look.at.astimezone(zone).date(), look.by, look.what, look.purpose, look.consent)
        rows[key] = replace(rows[key], times=rows[key].times + 1) if key in rows else look
    return rows.values()


def entries_of(participant: UUID) -> QuerySet[Entry]:
    """The ledger's lines of every look at a page that speaks of this person, or at a list that showed them."""
    kinds, ids = _kinds_and_ids(participant)
    return Entry.objects.filter(_is_page(kinds, ids) | _is_list(kinds, ids))


def _pages(participant: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(_is_page(*_kinds_and_ids(participant))).exclude(act=OWN)


def _lists(participant: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(_is_list(*_kinds_and_ids(participant)))


def _is_page(kinds: set[str], ids: list[str]) -> Q:
    seen = Q(act__startswith="read.") | Q(act="glass.open")
    return seen & Q(subject_kind__in=kinds, subject_id__in=ids)


def _is_list(kinds: set[str], ids: list[str]) -> Q:
    shown = Subject.objects.filter(kind__in=kinds, subject_id__in=ids).values("entry")
    return Q(pk__in=shown, act__startswith="read.")


def _kinds_and_ids(participant: UUID) -> tuple[set[str], list[str]]:
    kinds, ids = zip(*_things_of(participant), strict=True)
    return set(kinds), [str(id) for id in ids]


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
        by=by.pk,
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
