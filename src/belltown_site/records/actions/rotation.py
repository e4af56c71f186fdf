"""Sealing what is stored anew under the newest key, so that the older ones can be taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from belltown_site.records.actions.persons import index_of, reindex
from belltown_site.records.fields import (
    EncryptedBytes,
    SealedField,
    Unreadable,
    blind,
    current_key_id,
    key_id_of,
    seal_bytes,
    unseal_bytes,
)
from belltown_site.records.guard import reads_as_worker, writes_as_worker
from belltown_site.records.models import OwnWindow, Participant, PersonKey
from belltown_site.records.name_keys import NameKey

_KEYS = "a new key is everybody's: every row is sealed anew"
BATCH, FILES = 200, 10
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What one rotation did. `unopened` counts, by table, the values that none of this server's keys opens."""

    sealed: int
    indexed: int
    unopened: dict[str, int]


def rotate(say: Say = lambda _: None, batch: int = BATCH) -> Rotated:
    """Seal every value anew that is not under the newest key, then index every name anew.

    Each batch is a transaction of its own: stopped anywhere and run again, it goes on with what is left.
    """
    sealed: Counter[str] = Counter()
    unopened: Counter[str] = Counter()
    for model in sealed_models():
        table, after, said = model._meta.db_table, None, 0
        while keys := _next_keys(model, after, _rows_at_once(model, batch)):
            done, missed = _seal_anew(model, keys)
            sealed[table] += done
            unopened[table] += missed
            after = keys[-1]
            if sealed[table] > said:
                said = sealed[table]
                say(f"{table}: {said} sealed anew")
    _index_phones_anew(batch)
    return Rotated(sealed.total(), _index_anew(say, batch), {table: n for table, n in unopened.items() if n})


def sealed_models() -> tuple[type[models.Model], ...]:
    """The vault's tables that hold anything sealed."""
    return tuple(model for model in apps.get_app_config("records").get_models() if _sealed_fields(model))


def _sealed_fields(model: type[models.Model]) -> tuple[SealedField, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, SealedField))


def _rows_at_once(model: type[models.Model], batch: int) -> int:
    """Files are held in memory while they are sealed anew, so there are few of them at a time."""
    return min(batch, FILES) if any(isinstance(one, EncryptedBytes) for one in _sealed_fields(model)) else batch


@reads_as_worker(_KEYS)
def _next_keys(model: type[models.Model], after: UUID | None, batch: int) -> list[UUID]:
    rows = model._default_manager.order_by("pk")
    return list((rows.filter(pk__gt=after) if after else rows).values_list("pk", flat=True)[:batch])


@writes_as_worker(_KEYS)
def _seal_anew(model: type[models.Model], keys: list[UUID]) -> tuple[int, int]:
    """How many values of these rows were sealed anew, and how many do not open."""
    done = missed = 0
    raw = {f"raw_{field.name}": Cast(field.name, models.BinaryField()) for field in _sealed_fields(model)}
    rows = model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    for key, *values in rows.annotate(**raw).values_list("pk", *raw):
        fresh, unopened = _fresh(model, values)
        if fresh:
            model._default_manager.filter(pk=key).update(**fresh)
        done, missed = done + len(fresh), missed + unopened
    return done, missed


def _fresh(model: type[models.Model], values: list[bytes]) -> tuple[dict[str, bytes], int]:
    """The values of one row that want sealing anew, sealed; and how many of them do not open."""
    fresh, unopened = {}, 0
    for field, value in zip(_sealed_fields(model), map(bytes, values), strict=True):
        if not value or key_id_of(value) == current_key_id():
            continue
        place = f"{model._meta.db_table}.{field.column}"
        try:
            fresh[field.name] = seal_bytes(unseal_bytes(value, place), place)
        except Unreadable:
            unopened += 1
    return fresh, unopened


def _index_anew(say: Say, batch: int) -> int:
    done, after = 0, None
    while keys := _next_keys(Participant, after, batch):
        done, after = done + _index_batch(keys), keys[-1]
    if done:
        say(f"{PersonKey._meta.db_table}: {done} people indexed anew")
    return done


def _index_phones_anew(batch: int) -> None:
    after = None
    while keys := _next_keys(OwnWindow, after, batch):
        _index_phones(keys)
        after = keys[-1]


@writes_as_worker(_KEYS)
def _index_phones(keys: list[UUID]) -> None:
    """Find each window by its phone under the newest key. A phone that does not open was counted while sealing."""
    for key in keys:
        try:
            row = OwnWindow.objects.select_for_update().get(pk=key)
        except Unreadable:
            continue
        if row.phone and bytes(row.phone_digest) != blind("phone", row.phone):
            OwnWindow.objects.filter(pk=key).update(phone_digest=blind("phone", row.phone))


@writes_as_worker(_KEYS)
def _index_batch(keys: list[UUID]) -> int:
    """How many of these people had search keys that are not under the newest key."""
    return sum(_index_one(key) for key in keys)


def _index_one(key: UUID) -> bool:
    try:
        row = Participant.objects.select_for_update().get(pk=key)
    except Unreadable:
        return False
    kept = {NameKey(one.kind, bytes(one.digest)) for one in PersonKey.objects.filter(participant=row)}
    if kept == index_of(row):
        return False
    reindex(row)
    return True
