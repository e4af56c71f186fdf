"""Rows as the interface shows them: full, or with their single rows alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from belltown.exchange.hsds.nest import Json, Nest
from belltown_site.directory.models import HsdsModel
from belltown_site.directory.storing import (
    MODELS,
    organizations_package,
    places_package,
    services_package,
    shown_row,
)


def full_services(ids: Iterable[UUID]) -> list[Json]:
    """Services with all that hangs on them, in the order of the ids."""
    package = services_package(wanted := list(ids))
    nest, rows = Nest(package), package.table("service")
    return [nest.full("service", rows[str(id)]) for id in wanted if str(id) in rows]


def full_places(ids: Iterable[UUID]) -> list[Json]:
    """Services at places with all that hangs on them."""
    package = places_package(wanted := list(ids))
    nest, rows = Nest(package), package.table("service_at_location")
    return [nest.full("service_at_location", rows[str(id)]) for id in wanted if str(id) in rows]


def full_organizations(ids: Iterable[UUID], *, full_service: bool = False) -> list[Json]:
    """Organizations with all that hangs on them, and their services: by id and name, or in full."""
    package = organizations_package(wanted := list(ids))
    nest, rows = Nest(package), package.table("organization")
    services: dict[str, list[Json]] = {}
    for row in package.table("service").values():
        one = nest.full("service", row) if full_service else {name: row[name] for name in ("id", "name", "status")}
        services.setdefault(str(row.get("organization_id", "")), []).append(one)
    return [
        {**nest.full("organization", rows[str(id)]), "services": services.get(str(id), [])}
        for id in wanted
        if str(id) in rows
    ]


def in_list(name: str, records: Iterable[HsdsModel]) -> list[Json]:
    """Rows with their single rows alone."""
    rows = [shown_row(record) for record in records]
    singles = _singles(name, rows)
    return [{**row, **_found(name, row, singles)} for row in rows]


_SINGLES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "service": (("organization", "organization", "organization_id"),),
    "service_at_location": (("location", "location", "location_id"),),
    "taxonomy_term": (("taxonomy_detail", "taxonomy", "taxonomy_id"),),
}


def _singles(name: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Json]]:
    return {
        field: {
            str(one.pk): shown_row(one)
            for one in MODELS[table]._default_manager.filter(pk__in={row[key] for row in rows if key in row})
        }
        for field, table, key in _SINGLES.get(name, ())
    }


def _found(name: str, row: dict[str, Any], singles: dict[str, dict[str, Json]]) -> Json:
    pairs = ((field, singles[field].get(str(row.get(key, "")))) for field, _, key in _SINGLES.get(name, ()))
    return {field: one for field, one in pairs if one}
