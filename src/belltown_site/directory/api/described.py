"""What the interface says of its answers in OpenAPI: schemas made from the same table as the data."""

from __future__ import annotations

from typing import Any

from belltown.exchange.hsds.schema import definitions, full_name, list_name, page_schema
from belltown.exchange.hsds.tables import VERSION

PREFIX = "#/components/schemas/"
PROFILE = "https://docs.openreferral.org/en/3.1/hsds/"
Json = dict[str, Any]


def _ref(name: str) -> Json:
    return {"$ref": PREFIX + name}


def _answer(schema: Json) -> Json:
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


_FAULT = {"type": "object", "properties": {"detail": {}}, "required": ["detail"]}


def _responses(schema: Json, *, listing: bool) -> Json:
    refused = {"description": "What was asked cannot be", "content": {"application/json": {"schema": _ref("fault")}}}
    others = {"422": refused, "429": {**refused, "description": "Too many requests; wait a minute"}}
    missing = {} if listing else {"404": {**refused, "description": "There is no such row"}}
    return {"responses": {"200": _answer(schema), **others, **missing}}


def list_of(table: str, *others: str) -> Json:
    """The answer of a list: a page of rows as lists show them, or full, or one of the `others` by name."""
    kinds = [_ref(list_name(table)), _ref(full_name(table)), *(_ref(one) for one in others)]
    answers = _responses(page_schema({"anyOf": kinds}), listing=True)
    answers["responses"]["200"]["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    return answers


def row_of(name: str) -> Json:
    """The answer that is one row."""
    return _responses(_ref(name), listing=False)


def schemas() -> Json:
    """Every schema that answers refer to."""
    own = definitions(PREFIX)
    organization = own[full_name("organization")]
    services = {"type": "array", "items": {"anyOf": [_ref("service_in_short"), _ref(full_name("service"))]}}
    short = {name: {"type": "string"} for name in ("id", "name", "status")}
    minimal = {"id": {"type": "string", "format": "uuid"}, "modified_date": {"type": "string", "format": "date-time"}}
    return {
        **own,
        "organization_with_services": {
            **organization, "properties": {**organization["properties"], "services": services},
        },
        "service_in_short": _object(short),
        "service_minimal": _object(minimal),
        "about": _object({name: {"type": "string"} for name in ("version", "profile", "openapi_url")}),
        "fault": _FAULT,
    }  # fmt: skip


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


ABOUT = {"version": VERSION, "profile": PROFILE}
