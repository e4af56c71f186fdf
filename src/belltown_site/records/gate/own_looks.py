"""Who has looked at one's own pages, read off the ledger: everybody, one's own agency and oneself among them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import local_day, site_zone
from belltown_site.records.gate.looks import entries_of
from belltown_site.records.gate.own_care import own_window_of
from belltown_site.records.gate.witness import seen
from belltown_site.records.guard import reads, reads_as_worker
from belltown_site.records.models import Glass
from belltown_site.records.sheets import OwnEmergency, OwnLook, Purpose

THREE_YEARS = timedelta(days=3 * 366)
"""How far back an accounting goes (42 CFR 2.25(a)); a day too many rather than one too few."""

Key = tuple[date, UUID, str, str]


@reads
def own_looks(*, viewer: User, now: datetime) -> tuple[OwnLook, ...]:
    """Everybody who looked in three years, one line for each day, person and kind of page, the newest first."""
    window = own_window_of(viewer)
    seen(viewer, "own", "participant", window.participant_id, Purpose.OWN)
    counted = _counted(window.participant_id, now - THREE_YEARS)
    people = User.objects.select_related("agency").in_bulk({by for _, by, _, _ in counted})
    return tuple(_look(key, times, people[key[1]], viewer) for key, times in counted.items() if key[1] in people)


@reads
def own_emergencies(*, viewer: User) -> tuple[OwnEmergency, ...]:
    """Every time one's record was opened in an emergency, the latest first. Raises NotFound."""
    window = own_window_of(viewer)
    seen(viewer, "own", "participant", window.participant_id, Purpose.OWN)
    rows = Glass.objects.filter(participant=window.participant_id).select_related("opened_by__agency")
    return tuple(_emergency(row) for row in rows.order_by("-opened_at"))


def _emergency(row: Glass) -> OwnEmergency:
    by = row.opened_by
    return OwnEmergency(
        on=local_day(row.opened_at),
        name=by.name,
        role=Role(by.role),
        agency=by.agency.name,
        nature=EmergencyNature(row.nature),
        words=row.words,
        verdict=Verdict(row.verdict) if row.verdict else None,
        verdict_words=row.verdict_words,
    )


@reads_as_worker("the ids of what speaks of a person lie in rows of police and prosecution; nothing else is read")
def _counted(participant: UUID, since: datetime) -> Counter[Key]:
    zone = site_zone()
    lines = entries_of(participant).filter(at__gte=since, by_id__isnull=False).order_by("-pk")
    read = lines.values_list("at", "by_id", "act", "subject_kind", "purpose")
    return Counter((at.astimezone(zone).date(), by, _what(act, kind), why) for at, by, act, kind, why in read)


def _what(act: str, kind: str) -> str:
    """What was looked at, as a code: a list of several people is noted as its viewer's own."""
    return "glass" if act == "glass.open" else "list" if kind == "viewer" else act.removeprefix("read.")


def _look(key: Key, times: int, by: User, viewer: User) -> OwnLook:
    on, _, what, why = key
    return OwnLook(on, by.name, Role(by.role), by.agency.name, what, why, times, is_self=by.pk == viewer.pk)
