"""Add a line to the ledger, inside the caller's transaction: either both the act and its line are kept, or neither."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from belltown.ledger.chain import CHECKPOINT, MAIN, Head, checkpoint
from belltown.ledger.entry import genesis, in_order, prose_in, seal, sealed_subjects
from belltown_site.accounts.models import User
from belltown_site.ledger.models import Entry, Subject

Detail = Mapping[str, str | int | bool]
_LOCK = 0x42454C4C  # one number of our own among PostgreSQL's advisory locks


def append(
    *,
    by: User | None,
    act: str,
    subject_kind: str,
    subject_id: uuid.UUID | str,
    purpose: str = "",
    detail: Detail | None = None,
    subjects: Iterable[tuple[str, uuid.UUID | str]] = (),
) -> Entry:
    """The new line. `detail` holds ids, reason codes and numbers: prose is refused with ValueError.

    `subjects` are whom a list showed, each by kind and id: kept beside the line, and sealed by its detail.
    Raises RuntimeError outside a transaction: a line must stand or fall with what it tells of.
    """
    shown = in_order((kind, str(id)) for kind, id in subjects)
    entry = Entry(
        at=timezone.now(),
        by_id=by.pk if by else None,
        act=act,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        purpose=purpose,
        detail={**(detail or {}), **sealed_subjects(shown)},
    )
    _refuse_prose({**body_of(entry), "subjects": shown})
    _add(entry, MAIN)
    _add_subjects(entry, shown)
    return entry


def append_checkpoint(*, by: User | None) -> Entry:
    """A line that states how far every chain has come. Print it: against a print, even a rewritten ledger shows."""
    _hold_the_end(MAIN)
    entry = Entry(at=timezone.now(), by_id=by.pk if by else None, act=CHECKPOINT, detail=checkpoint(heads()))
    return _add(entry, MAIN)


def heads() -> tuple[Head, ...]:
    """How far each chain has come, by name."""
    chains = Entry.objects.order_by("chain").values_list("chain", flat=True).distinct()
    last = (Entry.objects.filter(chain=chain).order_by("-sequence").first() for chain in chains)
    return tuple(Head(entry.chain, entry.sequence, entry.digest) for entry in last if entry)


def body_of(entry: Entry) -> dict[str, Any]:
    """What the digest of a line is taken over, and what an export shows."""
    body = {"act": entry.act, "at": entry.at, "by": entry.by_id}
    if entry.act == CHECKPOINT:
        return {**body, "heads": entry.detail["heads"]}
    subject = {"subject_kind": entry.subject_kind, "subject_id": entry.subject_id}
    return {**body, **subject, "purpose": entry.purpose, "detail": entry.detail}


def _add(entry: Entry, chain: str) -> Entry:
    _hold_the_end(chain)
    previous = Entry.objects.filter(chain=chain).order_by("-sequence").values_list("sequence", "digest").first()
    number, digest = previous or (0, genesis(chain))
    sealed = seal(chain, number + 1, digest, body_of(entry))
    entry.chain, entry.sequence = sealed.chain, sealed.number
    entry.previous, entry.digest = sealed.previous, sealed.digest
    entry.save(force_insert=True)
    return entry


_KEEP = {
    "sqlite": "SELECT %s, value ->> 0, value ->> 1 FROM json_each(%s)",
    "postgresql": "SELECT %s, value ->> 0, value ->> 1 FROM json_array_elements(%s::json) AS value",
}


def _add_subjects(entry: Entry, shown: tuple[tuple[str, str], ...]) -> None:
    """One statement however many they are: all other writers wait for it."""
    if not shown:
        return
    columns = f"INSERT INTO {Subject._meta.db_table} (entry_id, kind, subject_id) "
    with connection.cursor() as cursor:
        cursor.execute(columns + _KEEP[connection.vendor], [entry.pk, json.dumps(shown)])


def _hold_the_end(chain: str) -> None:
    """Nobody else adds to this chain until this transaction ends. On SQLite BEGIN IMMEDIATE has seen to that."""
    if not connection.in_atomic_block:
        raise RuntimeError("ledger.append was called outside a transaction; wrap the act and its line in atomic()")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, chain])


def _refuse_prose(body: Mapping[str, Any]) -> None:
    if prose := prose_in(body):
        raise ValueError(f"the ledger holds ids and codes, never prose; look at {', '.join(prose)}")
