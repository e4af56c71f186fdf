"""Take a checked package in: all of it in one transaction, or none. What was found out here stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models, transaction

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.package import Package, Row
from belltown.exchange.hsds.tables import TABLES, Kind
from belltown_site import ledger
from belltown_site.accounts.models import User
from belltown_site.directory.indexing import index_services
from belltown_site.directory.models import (
    CapacityUpdate,
    HsdsModel,
    OtherRow,
    OtherTie,
    Service,
    ServiceEdit,
    Source,
    Through,
)
from belltown_site.directory.storing import MODELS, stored

Tick = Callable[[int], object]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did, in rows. `left` are services of the same source that the package does not speak of."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    left: int = 0
    known: bool = False


def take_in(
    package: Package, *, source: str, digest: str, by: User | None, now: datetime, tick: Tick = lambda _rows: None
) -> Taken:
    """Add and update every row by its id; children that the package has no more are removed, services never are.

    The same package twice changes nothing. Whoever interrupts it leaves the directory as it was.
    """
    with transaction.atomic():
        origin, _ = Source.objects.get_or_create(name=source, defaults={"imported_at": now, "digest": ""})
        if origin.digest == digest:
            return Taken(rows=len(package), known=True)
        taken = _Taking(package, origin, now, tick).run()
        Source.objects.filter(pk=origin.pk).update(imported_at=now, digest=digest)
        detail = {"rows": taken.rows, "added": taken.added, "changed": taken.changed, "removed": taken.removed}
        ledger.append(
            by=by, act="directory.import", subject_kind="directory_source", subject_id=str(origin.pk), detail=detail
        )
    return taken


@dataclass  # cached_property writes on the object, so no slots
class _Taking:
    package: Package
    source: Source
    now: datetime
    tick: Tick
    added: int = 0
    changed: int = 0
    removed: int = 0
    touched: set[str] = field(default_factory=set)
    dated: set[str] = field(default_factory=set)
    """Services whose own row says when they changed: new ones, and those with a new date."""

    def run(self) -> Taken:
        edits = self._edits()
        for name in TABLES:
            rows = list(self.package.table(name).values())
            if name == "service":
                rows = [_without_empty({**row, **edits.get(str(row["id"]), {})}) for row in rows]
            for start in range(0, len(rows), BATCH):
                self._take(name, rows[start : start + BATCH])
                self.tick(len(rows[start : start + BATCH]))
        self._remove_what_is_gone()
        self._note_capacities()
        index_services(self.package)
        self._touch()
        return Taken(len(self.package), self.added, self.changed, self.removed, self._left())

    def _take(self, name: str, rows: list[Row]) -> None:
        """Store one batch: only what is new or reads otherwise than before."""
        known = stored(name, [str(row["id"]) for row in rows])
        fresh = [row for row in rows if _differs(name, known.get(str(row["id"])), row)]
        self.added += sum(str(row["id"]) not in known for row in fresh)
        self.changed += sum(str(row["id"]) in known for row in fresh)
        for row in fresh:
            self.touched |= self._services_of(name, row)
            if name == "service" and _is_dated(known.get(str(row["id"])), row):
                self.dated.add(str(row["id"]))
        if name not in MODELS:
            self._take_other(name, fresh)
        elif fresh:
            self._upsert(MODELS[name], [_ready(name, row, known.get(str(row["id"]))) for row in fresh])

    def _upsert(self, model: type[HsdsModel], rows: list[Row]) -> None:
        records = [model.of_row(row, self.source) for row in rows]
        kept = {"id", "verified_at", "modified_at"}
        columns = [one.name for one in model._meta.concrete_fields if one.name not in kept]
        if model is Service:
            for record in records:
                record.modified_at = record.last_modified or self.now
        model._default_manager.bulk_create(
            records, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=BATCH
        )

    def _take_other(self, name: str, rows: list[Row]) -> None:
        keys = [OtherRow.key_of(name, row["id"]) for row in rows]
        OtherTie.objects.filter(row__in=keys).delete()
        records = [
            OtherRow(key=key, table=name, values=dict(row), source=self.source)
            for key, row in zip(keys, rows, strict=True)
        ]
        OtherRow.objects.bulk_create(
            records, update_conflicts=True, unique_fields=["key"], update_fields=["values", "source"], batch_size=BATCH
        )
        ties = [field.name for field in TABLES[name].fields if field.kind is Kind.REFERENCE]
        OtherTie.objects.bulk_create(
            OtherTie(row_id=key, target=row[tie])
            for key, row in zip(keys, rows, strict=True)
            for tie in ties
            if tie in row
        )

    def _remove_what_is_gone(self) -> None:
        """Hours, phones and the like of rows that the package speaks of, and that it has no more."""
        for name, model in MODELS.items():
            if name not in _ROOTS:
                self.removed += self._remove(name, model)

    def _remove(self, name: str, model: type[HsdsModel]) -> int:
        ties = [one for one in TABLES[name].fields if one.to in _PARENTS]
        gone = set()
        for tie in ties:
            rows = model._default_manager.filter(source=self.source, **{f"{tie.name}__isnull": False})
            for id, parent in rows.values_list("id", tie.name).iterator():
                if str(parent) in self.package.table(tie.to) and str(id) not in self.package.table(name):
                    gone.add(id)
        for batch in _batches(sorted(gone)):
            for row in model._default_manager.filter(pk__in=batch):
                self.touched |= self._services_of(name, row.to_row())
            model._default_manager.filter(pk__in=batch).delete()
        return len(gone)

    def _edits(self) -> Mapping[str, dict[str, Value]]:
        """Columns set right here, newer than the publisher's own row: by service."""
        standing: dict[str, dict[str, Value]] = defaultdict(dict)
        for edit in ServiceEdit.objects.order_by("at"):
            row = self.package.table("service").get(str(edit.service_id))
            if row is not None and not _is_newer(row, edit.at):
                standing[str(edit.service_id)][edit.field] = edit.after
        return standing

    def _note_capacities(self) -> None:
        """The publisher's figures as facts of their own moment; the newest fact, whoever's, is the one shown."""
        rows = self.package.table("service_capacity")
        for batch in _batches(sorted(rows)):
            known = set(CapacityUpdate.objects.filter(line__in=batch).values_list("line", "at"))
            facts = [_fact(rows[id]) for id in batch]
            CapacityUpdate.objects.bulk_create(one for one in facts if (one.line_id, one.at) not in known)

    def _touch(self) -> None:
        for batch in _batches(sorted(self.touched - self.dated)):
            Service.objects.filter(pk__in=batch).update(modified_at=self.now)
        for batch in _batches(sorted(self.dated)):
            newer = Service.objects.filter(pk__in=batch, last_modified__gt=models.F("modified_at"))
            newer.update(modified_at=models.F("last_modified"))

    def _services_of(self, name: str, row: Row) -> set[str]:
        """The services a change of this row is a change of."""
        if name == "service":
            return {str(row["id"])}
        column = "link_id" if name == "attribute" else "service_id"
        found = {str(row[column])} if column in row else set()
        for column in ("service_at_location_id", "location_id", "organization_id"):
            found |= self._behind.get(str(row.get(column, "")), set())
        return (found | self._behind.get(str(row["id"]), set())) & self.package.table("service").keys()

    @cached_property
    def _behind(self) -> dict[str, set[str]]:
        """The services that lie behind each place, tie or organization of the package."""
        behind: dict[str, set[str]] = defaultdict(set)
        for id, row in self.package.table("service").items():
            behind[str(row.get("organization_id", ""))].add(id)
        for id, row in self.package.table("service_at_location").items():
            for one in (id, str(row.get("location_id", ""))):
                behind[one].add(str(row.get("service_id", "")))
        return behind

    def _left(self) -> int:
        ids = Service.objects.filter(source=self.source).values_list("id", flat=True)
        return sum(str(id) not in self.package.table("service") for id in ids.iterator())


_ROOTS = ("organization", "service", "location", "service_capacity", "unit", "taxonomy", "taxonomy_term")
"""Rows that no import removes: others may hang on them, or facts found out here."""
_PARENTS = ("organization", "service", "location", "service_at_location", "phone")


def _differs(name: str, known: Row | None, row: Row) -> bool:
    """Whether the row says something new. A figure of room is news only when it is newer than the one here."""
    if known is None or name != "service_capacity":
        return known != row
    figure = {"available": known["available"], "updated": known["updated"]}
    return {**row, **figure} != known or str(row["updated"]) > str(known["updated"])


def _ready(name: str, row: Row, known: Row | None) -> Row:
    """The row as it is stored: a figure of room gives way to a newer one that was found out here."""
    if name != "service_capacity" or known is None or str(known["updated"]) <= str(row["updated"]):
        return row
    return {**row, "available": known["available"], "updated": known["updated"]}


def _without_empty(row: Mapping[str, Value]) -> Row:
    return {name: value for name, value in row.items() if value != ""}


def _is_dated(known: Row | None, row: Row) -> bool:
    return known is None or row.get("last_modified") != known.get("last_modified")


def _is_newer(row: Row, moment: datetime) -> bool:
    return "last_modified" in row and datetime.fromisoformat(str(row["last_modified"])) > moment


def _fact(row: Row) -> CapacityUpdate:
    return CapacityUpdate(
        line_id=UUID(str(row["id"])),
        available=float(row["available"]),
        at=datetime.fromisoformat(str(row["updated"])),
        through=Through.IMPORT,
    )


def _batches(ids: list[Any]) -> Iterable[list[Any]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
