"""What one asks an organization on the phone, and what one reads out to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.errors import NotFound
from belltown_site.directory.models import Organization, Service, ServiceCapacity
from belltown_site.directory.searching import LISTED
from belltown_site.directory.sheets import ServiceSheet, service_sheet


@dataclass(frozen=True, slots=True)
class Calling:
    """One organization: whom to ring, what to ask, what the directory says of each of its services."""

    id: UUID
    organization: str
    phone: str
    lines: tuple[ServiceCapacity, ...]
    services: tuple[ServiceSheet, ...]


def calling(id: UUID, *, now: datetime) -> Calling:
    """The call to this organization. Raises NotFound for one that the directory does not have."""
    found = Organization.objects.filter(pk=id).first()
    if found is None:
        raise NotFound("There is no such organization in the directory.")
    services = Service.objects.filter(organization=found, status__in=LISTED).order_by("name", "pk")
    lines = ServiceCapacity.objects.filter(service__in=services.values("pk")).select_related("service", "unit")
    sheets = tuple(service_sheet(one.pk, now=now) for one in services)
    phone = found.phones.exclude(type__in=("fax", "pager")).order_by("pk").values_list("number", flat=True).first()
    first = next((number for sheet in sheets for number, _ in sheet.phones), "")
    return Calling(found.pk, found.name, phone or first, tuple(lines.order_by("service__name", "pk")), sheets)
