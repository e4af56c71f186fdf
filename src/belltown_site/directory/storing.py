"""Stored rows as a package again: all of them, or those of some services, set-wise and in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db.models import Q

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.package import Package, Row
from belltown_site.directory import models
from belltown_site.directory.models import HsdsModel, OtherRow, Service

MODELS: Mapping[str, type[HsdsModel]] = {
    model.table: model
    for model in (
        models.Organization, models.Service, models.ServiceAtLocation, models.Location, models.Phone, models.Address,
        models.Schedule, models.ServiceArea, models.RequiredDocument, models.Language, models.CostOption,
        models.ServiceCapacity, models.Unit, models.Attribute, models.Taxonomy, models.TaxonomyTerm,
    )
}  # fmt: skip
Ids = Iterable[object]


def stored(name: str, ids: list[str]) -> dict[str, Row]:
    """The rows of one table with these ids, as they were stored."""
    if name in MODELS:
        return {str(one.pk): one.to_row() for one in MODELS[name]._default_manager.filter(pk__in=ids)}
    keys = [OtherRow.key_of(name, id) for id in ids]
    return {str(one.values["id"]): one.values for one in OtherRow.objects.filter(pk__in=keys)}


def whole_directory() -> Package:
    """Every row, as a package that can be written: what was imported, with what was found out since."""
    rows: dict[str, dict[str, dict[str, Value]]] = {}
    for name, model in MODELS.items():
        rows[name] = {str(one.pk): shown_row(one) for one in model._default_manager.order_by("pk").iterator()}
    for other in OtherRow.objects.order_by("pk").iterator():
        rows.setdefault(other.table, {})[str(other.values["id"])] = other.values
    return Package.of(rows)


def shown_row(record: HsdsModel) -> dict[str, Value]:
    """The row as others see it: a service with its newest check and change."""
    row = record.to_row()
    if not isinstance(record, Service):
        return row
    checked = max(filter(None, (record.assured_date, _day(record.verified_at))), default=None)
    changed = max(filter(None, (record.last_modified, record.modified_at)))
    said: dict[str, Value] = {"last_modified": plain_moment(changed)}
    if checked:
        said["assured_date"] = checked.isoformat()
    return {**row, **said}


def services_package(ids: Ids) -> Package:
    """These services with everything that hangs on them."""
    gathered = _Gathered()
    gathered.take("service", pk__in=list(ids))
    gathered.services()
    return gathered.package()


def organizations_package(ids: Ids) -> Package:
    """These organizations with their services and everything that hangs on them."""
    gathered = _Gathered()
    gathered.take("organization", pk__in=list(ids))
    gathered.take("service", organization__in=gathered.ids("organization"))
    gathered.take("location", organization__in=gathered.ids("organization"))
    gathered.services()
    return gathered.package()


def places_package(ids: Ids) -> Package:
    """These ties of services and places, with both ends and everything that hangs on the place."""
    gathered = _Gathered()
    gathered.take("service_at_location", pk__in=list(ids))
    gathered.take("service", at__in=gathered.ids("service_at_location"))
    gathered.places()
    gathered.leaves()
    return gathered.package()


@dataclass(slots=True)
class _Gathered:
    rows: dict[str, dict[str, dict[str, Value]]] = field(default_factory=lambda: defaultdict(dict))

    def ids(self, name: str) -> list[str]:
        return list(self.rows[name])

    def values(self, name: str, column: str) -> list[Value]:
        return list({row[column] for row in self.rows[name].values() if column in row})

    def take(self, name: str, *conditions: Q, **filters: object) -> None:
        found = MODELS[name]._default_manager.filter(*conditions, **filters).order_by("pk")
        self.rows[name] |= {str(one.pk): shown_row(one) for one in found}

    def services(self) -> None:
        self.take("service_at_location", service__in=self.ids("service"))
        self.places()
        self.leaves()

    def places(self) -> None:
        self.take("location", pk__in=self.values("service_at_location", "location_id"))
        self.take("organization", pk__in=self.values("service", "organization_id"))

    def leaves(self) -> None:
        service, location = self.ids("service"), self.ids("location")
        at, organization = self.ids("service_at_location"), self.ids("organization")
        hang = Q(service__in=service) | Q(location__in=location)
        self.take("schedule", hang | Q(service_at_location__in=at))
        self._others([*service, *location, *at, *organization, *map(str, self.values("service", "program_id"))])
        contacts = self.ids("contact")
        self.take(
            "phone",
            hang | Q(service_at_location__in=at) | Q(organization__in=organization) | Q(contact_id__in=contacts),
        )
        self.take("language", hang | Q(phone__in=self.ids("phone")))
        self.take("address", location__in=location)
        self.take("service_area", Q(service__in=service) | Q(service_at_location__in=at))
        for name in ("required_document", "cost_option", "service_capacity"):
            self.take(name, service__in=service)
        self.take("unit", pk__in=self.values("service_capacity", "unit_id"))
        self._terms()

    def _others(self, targets: list[str]) -> None:
        """Rows kept whole that hang on these, and programs, which services name."""
        keys = [OtherRow.key_of("program", id) for id in targets]
        for other in OtherRow.objects.filter(Q(ties__target__in=targets) | Q(pk__in=keys)).distinct().order_by("pk"):
            self.rows[other.table][str(other.values["id"])] = other.values

    def _terms(self) -> None:
        every = [id for table in self.rows.values() for id in table]
        self.take("attribute", link_id__in=every)
        self.take("taxonomy_term", pk__in=self.values("attribute", "taxonomy_term_id"))
        self.take("taxonomy", pk__in=self.values("taxonomy_term", "taxonomy_id"))

    def package(self) -> Package:
        return Package.of(self.rows)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def plain_moment(moment: datetime) -> str:
    """A moment as HSDS writes it: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
