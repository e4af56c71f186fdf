"""JSON schemas (2020-12) made from the table of facts: what a full row, a row of a list and a page must look like."""

from __future__ import annotations

from typing import Any

from belltown.exchange.hsds.tables import TABLES, Field, Kind, Table

Json = dict[str, Any]
_FORMATS = {
    Kind.ID: "uuid", Kind.REFERENCE: "uuid", Kind.MOMENT: "date-time", Kind.DATE: "date", Kind.EMAIL: "email",
    Kind.URI: "uri",
}  # fmt: skip


def full_name(table: str) -> str:
    """What the schema of a full row of this table is called among `definitions`."""
    return f"{table}_full"


def list_name(table: str) -> str:
    """What the schema of a row with its single rows alone is called."""
    return f"{table}_in_list"


def definitions(prefix: str) -> dict[str, Json]:
    """Every schema by name, for full rows and for rows of lists; `prefix` is where their references point."""
    full = {full_name(name): _schema(table, prefix, lists=True) for name, table in TABLES.items()}
    return full | {list_name(name): _schema(table, prefix, lists=False) for name, table in TABLES.items()}


def schema_of(name: str) -> Json:
    """The schema of one full row that stands on its own."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/$defs/{full_name(name)}",
        "$defs": definitions("#/$defs/"),
    }


def page_schema(item: Json) -> Json:
    """The envelope of a page of such items (HSDS 3.1, API reference: Page)."""
    counts = {name: {"type": "integer", "minimum": 0} for name in ("total_items", "total_pages", "page_number", "size")}
    flags = {name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")}
    properties = {**counts, **flags, "contents": {"type": "array", "items": item}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _schema(table: Table, prefix: str, *, lists: bool) -> Json:
    name_of = full_name if lists else list_name
    properties: Json = {field.name: _property(field) for field in table.fields}
    for single in table.singles:
        properties[single.field] = {"$ref": prefix + name_of(single.table)}
    for nested in table.lists if lists else ():
        properties[nested.field] = {"type": "array", "items": {"$ref": prefix + full_name(nested.table)}}
    required = [field.name for field in table.fields if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _property(field: Field) -> Json:
    if field.kind is Kind.NUMBER:
        return {"type": "number"}
    schema: Json = {"type": "string", "minLength": 1}
    if field.kind in _FORMATS:
        schema["format"] = _FORMATS[field.kind]
    if field.options:
        schema["enum"] = list(field.options)
    return schema
