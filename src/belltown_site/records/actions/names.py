"""What else a person is called, and when else they may be born: written down as told, ended, never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from belltown.errors import BadInput, Fault
from belltown.linkage.names import normal_name
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.actions.acting import aware, check_texts, lock, locked, trace
from belltown_site.records.actions.persons import LONGEST_NAME, is_date, reindex
from belltown_site.records.gate.people import look_at_own
from belltown_site.records.guard import writes
from belltown_site.records.models import Alias, BirthDate, NameKind, Participant


@writes
def write(participant: UUID | str, *, name: str, kind: str, by: User, now: datetime, unsure: bool = False) -> UUID:
    """Write down one more name; a chosen one leads from now on. Returns its id; the same name twice is one.

    Raises NotFound, NotAllowed, BadInput.
    """
    row, wanted = _own(participant, by, now), _kind(kind)
    check_texts({"name": (name, LONGEST_NAME)})
    if not normal_name(name):
        raise BadInput("Nothing was saved.", [Fault("name", "is empty: what are they called?")])
    standing = list(Alias.objects.filter(participant=row, kind=wanted, ended_at__isnull=True))
    if standing and normal_name(standing[-1].name) == normal_name(name) and standing[-1].unsure == unsure:
        return standing[-1].pk
    kept = Alias.objects.create(
        participant=row, name=name.strip(), kind=wanted, unsure=unsure, written_by=by, written_at=aware(now)
    )
    _kept(kept, row, by, kind=wanted.value)
    return kept.pk


@writes
def write_birth(participant: UUID | str, *, born: str, by: User, now: datetime, about: bool = False) -> UUID:
    """Write down one more date of birth that may be right; a sure one leads from now on. Returns its id.

    `born` is YYYY, YYYY-MM or YYYY-MM-DD. Raises NotFound, NotAllowed, BadInput.
    """
    row = _own(participant, by, now)
    if not is_date(born):
        fault = Fault("born", "must be a year, a month or a day, such as 1984, 1984-05 or 1984-05-02")
        raise BadInput("Nothing was saved.", [fault])
    standing = BirthDate.objects.filter(participant=row, ended_at__isnull=True)
    for one in standing:
        if (one.born, one.about) == (born, about):
            return one.pk
    kept = BirthDate.objects.create(participant=row, born=born, about=about, written_by=by, written_at=aware(now))
    _kept(kept, row, by, about=about)
    return kept.pk


@writes
def end(alias_id: UUID | str, *, by: User, now: datetime) -> UUID:
    """Take a name back: it is no longer shown or searched, and stays in the record. Returns the participant's id."""
    return _end(locked(Alias, alias_id, "name"), by, now)


@writes
def end_birth(birth_id: UUID | str, *, by: User, now: datetime) -> UUID:
    """Take a date of birth back, the same way."""
    return _end(locked(BirthDate, birth_id, "date"), by, now)


def _end(found: Alias | BirthDate, by: User, now: datetime) -> UUID:
    row = _own(found.participant_id, by, now)
    if found.ended_at is None:
        found.ended_by, found.ended_at = by, aware(now)
        found.save()
        _kept(found, row, by)
    return row.pk


def _kept(found: Alias | BirthDate, row: Participant, by: User, **detail: str | bool) -> None:
    reindex(row)
    trace(f"{found._meta.model_name}.{'end' if found.ended_at else 'write'}", found, by, **detail)


def _own(participant: UUID | str, by: User, now: datetime) -> Participant:
    check_may(by, Permission.KEEP_CONSENTS)
    row = look_at_own(participant, by, now).row
    lock(Participant, row.pk)
    return row


def _kind(kind: str) -> NameKind:
    try:
        return NameKind(kind)
    except ValueError:
        allowed = ", ".join(NameKind.values)
        raise BadInput("Nothing was saved.", [Fault("kind", f"must be one of {allowed}")]) from None
