"""Small directories for tests, and any directory at all for laws."""

from __future__ import annotations

import uuid
from typing import Any

from hypothesis import strategies as st

from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.tables import TABLES, Field, Kind, Table


def id_of(word: str) -> str:
    """One UUID for each word, the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, word))


def small() -> dict[str, dict[str, dict[str, Any]]]:
    """One agency, one service at one place, open on weekdays, with two beds. Tests spoil it as they like."""
    rows: dict[str, list[dict[str, Any]]] = {
        "organization": [{"id": id_of("org"), "name": "Lantern", "description": "Shelter."}],
        "service": [
            {"id": id_of("service"), "organization_id": id_of("org"), "name": "Beds", "status": "active",
             "last_modified": "2026-11-01T09:00:00.000Z"}
        ],
        "location": [{"id": id_of("place"), "location_type": "physical", "latitude": 38.97, "longitude": -98.26}],
        "service_at_location": [
            {"id": id_of("at"), "service_id": id_of("service"), "location_id": id_of("place")}
        ],
        "schedule": [
            {"id": id_of("hours"), "service_id": id_of("service"), "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR",
             "opens_at": "09:00", "closes_at": "17:00"}
        ],
        "unit": [{"id": id_of("bed"), "name": "Bed"}],
        "service_capacity": [
            {"id": id_of("room"), "service_id": id_of("service"), "unit_id": id_of("bed"), "available": 2,
             "updated": "2026-11-23T19:20:00.000Z"}
        ],
        "taxonomy": [{"id": id_of("needs"), "name": "Needs", "description": "What people need."}],
        "taxonomy_term": [
            {"id": id_of("term"), "code": "shelter_tonight", "name": "A bed", "description": "Tonight.",
             "taxonomy_id": id_of("needs")}
        ],
        "attribute": [
            {"id": id_of("attribute"), "link_id": id_of("service"), "link_entity": "service",
             "taxonomy_term_id": id_of("term")}
        ],
    }  # fmt: skip
    return {name: {row["id"]: row for row in table} for name, table in rows.items()}


TEXT = st.sampled_from(
    ["=1+1", "'=1+1", "''@x", "+1 206", "-", " x ", 'a "quoted", line\r\nand another', "\ufeffx", "'",
     "\u00e9\U0001f600", "a;b", "NULL", "0012"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6)  # fmt: skip
NUMBER = st.integers(0, 10**6) | st.floats(0, 10**6, allow_nan=False)
DAYS = st.dates().map(str)


@st.composite
def packages(draw: st.DrawFn) -> Package:
    """Any package without faults: every table, every column, every tie that HSDS allows."""
    counts = draw(st.lists(st.integers(0, 2), min_size=len(TABLES), max_size=len(TABLES)))
    ids = {name: [id_of(f"{name} {n}") for n in range(count)] for name, count in zip(TABLES, counts, strict=True)}
    rows = {
        name: {id: row for id in ids[name] if (row := _row(draw, table, id, ids)) is not None}
        for name, table in TABLES.items()
    }
    return Package.of(_without_dangling(rows))


def _row(draw: st.DrawFn, table: Table, id: str, ids: dict[str, list[str]]) -> dict[str, Any] | None:
    row: dict[str, Any] = {"id": id}
    given = draw(st.integers(0, 2 ** len(table.fields) - 1))
    for place, field in enumerate(table.fields[1:]):
        needed = field.required or field.tabular
        if needed or given >> place & 1:
            value = _value(draw, field, table, row, ids)
            if value is not None:
                row[field.name] = value
            elif needed:
                return None
    return _sensible(table, row)


def _value(draw: st.DrawFn, field: Field, table: Table, row: dict[str, Any], ids: dict[str, list[str]]) -> Any:
    if field.name in ("link_entity", "resource_type"):
        return row.get("_owner")
    if field.to == "*":
        owner = draw(st.sampled_from(["service", "location", "phone", "organization"]))
        row["_owner"] = owner
        return draw(st.sampled_from(ids[owner])) if ids[owner] else None
    if field.kind is Kind.REFERENCE:
        return draw(st.sampled_from(ids[field.to])) if ids[field.to] else None
    if field.options:
        return draw(st.sampled_from(field.options))
    return draw(_PLAIN.get(field.kind, TEXT))


_PLAIN = {
    Kind.NUMBER: NUMBER,
    Kind.DATE: DAYS,
    Kind.TIME: st.times().map(lambda one: one.strftime("%H:%M")),
    Kind.MOMENT: st.datetimes().map(lambda one: one.isoformat(timespec="milliseconds") + "Z"),
}


def _sensible(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The row without what `sense` forbids: these laws are about values, not about schedules."""
    row.pop("_owner", None)
    if table.name == "schedule":
        for name in ("interval", "count", "until", "byday", "byweekno", "bymonthday", "byyearday", "timezone"):
            row.pop(name, None)
        if ("opens_at" in row) != ("closes_at" in row):
            row.pop("opens_at", None), row.pop("closes_at", None)
        row["notes"] = "as told"
    for name in ("latitude", "longitude", "valid_to", "maximum_age"):
        row.pop(name, None)
    return row


def _without_dangling(rows: dict[str, dict[str, dict[str, Any]]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows whose ties all lead somewhere: a row that could not be made takes what hangs on it along."""
    while True:
        kept = {name: {id: row for id, row in table.items() if _leads(name, row, rows)} for name, table in rows.items()}
        if kept == rows:
            return kept
        rows = kept


def _leads(name: str, row: dict[str, Any], rows: dict[str, dict[str, dict[str, Any]]]) -> bool:
    owner = row.get({"attribute": "link_entity", "metadata": "resource_type"}.get(name, ""), "")
    ties = [(field.name, owner if field.to == "*" else field.to) for field in TABLES[name].fields if field.to]
    return all(row[column] in rows[target] for column, target in ties if column in row)
