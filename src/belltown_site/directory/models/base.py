"""Rows of HSDS as tables: what we search by has a column, all else stays in `rest`: nothing imported is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.package import Row
from belltown.exchange.hsds.tables import TABLES


class Source(models.Model):
    """Where rows came from: one publisher's package, by the name it was imported under."""

    name = models.CharField(max_length=100, unique=True)
    imported_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the package last taken in: the same package twice changes nothing."""

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HsdsModel(models.Model):
    """One table of HSDS. Columns bear HSDS's names; `rest` holds the columns that have none here."""

    table: ClassVar[str]

    id = models.UUIDField(primary_key=True, editable=False)
    rest = models.JSONField(default=dict)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def of_row(cls, row: Row, source: Source) -> Any:
        """An unsaved record of one checked row."""
        own = columns_of(cls)
        values = {own[name]: value for name, value in row.items() if name in own}
        rest = {name: value for name, value in row.items() if name not in own}
        return cls(**values, rest=rest, source=source)

    def to_row(self) -> dict[str, Value]:
        """The row again, as it was read: HSDS's names, no empty values."""
        own = {name: plain(getattr(self, attribute)) for name, attribute in columns_of(type(self)).items()}
        whole = {**self.rest, **{name: value for name, value in own.items() if value not in (None, "")}}
        return {field.name: whole[field.name] for field in TABLES[self.table].fields if field.name in whole}


@cache
def columns_of(model: type[HsdsModel]) -> dict[str, str]:
    """HSDS's column names to the attributes that hold them."""
    known = TABLES[model.table].by_name
    return {field.column: field.attname for field in model._meta.concrete_fields if field.column in known}


def plain(value: Any) -> Value | None:
    """A column's value as HSDS writes it."""
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case float():
            return int(value) if value.is_integer() else value
        case _:
            return value  # type: ignore[no-any-return]


class OtherRow(models.Model):
    """A row of a table that nothing here searches by, kept whole. Its key is the table and the row's own id."""

    key = models.CharField(primary_key=True, max_length=80, editable=False)
    table = models.CharField(max_length=40)
    values = models.JSONField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["table"])]

    @staticmethod
    def key_of(table: str, id: object) -> str:
        """The key of a row: ids are one of a kind within their table alone."""
        return f"{table}:{id}"


class OtherTie(models.Model):
    """That such a row hangs on another: by this index it is found beside a service or a place."""

    row = models.ForeignKey(OtherRow, models.CASCADE, related_name="ties")
    target = models.UUIDField(db_index=True)
