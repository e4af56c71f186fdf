"""The rows that each list is of: filters over whole tables, never a query a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Avg, Exists, OuterRef, Q, QuerySet

from belltown_site.directory.api.asked import OfTerms, Organizations, Paged, Places, Services, Terms
from belltown_site.directory.models import (
    Address,
    Attribute,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from belltown_site.directory.places import Spot, miles_between

METERS_IN_A_MILE = 1609.344


def services(asked: Services) -> QuerySet[Service]:
    """The services that were asked for, by id."""
    found = _of_terms(Service.objects.all(), asked, "service")
    if asked.organization_id:
        found = found.filter(organization=asked.organization_id)
    return _worded(_changed(found, asked.modified_after, "modified_at"), asked, "name", "description")


def organizations(asked: Organizations) -> QuerySet[Organization]:
    """The organizations that were asked for: terms may be on them or on a service of theirs."""
    found = Organization.objects.all()
    if asked.taxonomy_term_id or asked.taxonomy_id:
        theirs = _of_terms(Service.objects.filter(organization=OuterRef("pk")), asked, "service")
        found = found.filter(Exists(theirs) | Exists(_attributes(asked, "organization")))
    return _worded(found, asked, "name", "rest__description")


def places(asked: Places) -> QuerySet[ServiceAtLocation]:
    """The services at places that were asked for."""
    found = ServiceAtLocation.objects.all()
    if asked.taxonomy_term_id or asked.taxonomy_id:
        found = found.filter(service__in=_of_terms(Service.objects.all(), asked, "service").values("pk"))
    if asked.organization_id:
        found = found.filter(service__organization=asked.organization_id)
    found = _changed(found, asked.modified_after, "service__modified_at")
    return _worded(_near(found, asked), asked, "service__name", "location__name")


def taxonomies(asked: Paged) -> QuerySet[Taxonomy]:
    """The taxonomies that were asked for."""
    return _worded(Taxonomy.objects.all(), asked, "name")


def terms(asked: Terms) -> QuerySet[TaxonomyTerm]:
    """The terms that were asked for. `top_only` are those that have no parent."""
    found = TaxonomyTerm.objects.all()
    if asked.taxonomy_id:
        found = found.filter(taxonomy_link=asked.taxonomy_id)
    if asked.top_only:
        found = found.filter(parent_id__isnull=True)
    if asked.parent_id:
        found = found.filter(parent_id=asked.parent_id)
    return _worded(found, asked, "name", "code")


def _of_terms(found: QuerySet[Any], asked: OfTerms, entity: str) -> QuerySet[Any]:
    if not asked.taxonomy_term_id and not asked.taxonomy_id:
        return found
    return found.filter(Exists(_attributes(asked, entity)))


def _attributes(asked: OfTerms, entity: str) -> QuerySet[Attribute]:
    tied = Attribute.objects.filter(link_id=OuterRef("pk"), link_entity=entity)
    if asked.taxonomy_term_id:
        tied = tied.filter(taxonomy_term=asked.taxonomy_term_id)
    return tied.filter(taxonomy_term__taxonomy_link=asked.taxonomy_id) if asked.taxonomy_id else tied


def _changed(found: QuerySet[Any], moment: datetime | None, column: str) -> QuerySet[Any]:
    return found.filter(**{f"{column}__gte": moment}) if moment else found


def _worded(found: QuerySet[Any], asked: Paged, *columns: str) -> QuerySet[Any]:
    for word in asked.search.split()[:10]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        found = found.filter(anywhere)
    return found.order_by("pk")


def _near(found: QuerySet[ServiceAtLocation], asked: Places) -> QuerySet[ServiceAtLocation]:
    """In this postcode, or so far from the middle of what the directory knows there."""
    if not asked.postcode:
        return found
    there = Location.objects.filter(pk__in=Address.objects.filter(postal_code=asked.postcode).values("location"))
    if asked.proximity is None:
        return found.filter(location__in=there.values("pk"))
    middle = there.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return found.none()
    spot = Spot(asked.postcode, middle["latitude"], middle["longitude"])
    known = Location.objects.filter(latitude__isnull=False).values_list("pk", "latitude", "longitude")
    miles = asked.proximity / METERS_IN_A_MILE
    return found.filter(location__in=[pk for pk, *point in known if miles_between(spot, *point) <= miles])
