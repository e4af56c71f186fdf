"""Organizations, services, places, hours, phones and who a service is for: what a search looks at."""

from __future__ import annotations

from django.db import models

from belltown.needs import Need
from belltown_site.directory.models.base import HsdsModel

_OWN = {"on_delete": models.CASCADE, "null": True, "blank": True}


class Organization(HsdsModel):
    """Who runs services. Not an agency of this site: most have no account here and need none."""

    table = "organization"
    name = models.TextField()
    parent_organization = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts")
    email = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Service(HsdsModel):
    """One thing an organization does for people. `modified_at` moves with every change, an import's or ours."""

    table = "service"
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="services")
    name = models.TextField()
    status = models.CharField(max_length=20)
    description = models.TextField(blank=True)
    alert = models.TextField(blank=True)
    eligibility_description = models.TextField(blank=True)
    application_process = models.TextField(blank=True)
    fees_description = models.TextField(blank=True)
    minimum_age = models.FloatField(null=True)
    maximum_age = models.FloatField(null=True)
    assured_date = models.DateField(null=True)
    last_modified = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    """The newest verification made here; an index over `Verification`, so that a search need not look there."""
    modified_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["status"])]

    def __str__(self) -> str:
        return self.name


class Location(HsdsModel):
    """A place. Without coordinates its distance is unknown."""

    table = "location"
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="locations")
    location_type = models.CharField(max_length=20)
    name = models.TextField(blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)


class ServiceAtLocation(HsdsModel):
    """That a service is given at a place."""

    table = "service_at_location"
    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="at")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="at")


class Schedule(HsdsModel):
    """When something is open. Times are kept as they were written."""

    table = "schedule"
    service = models.ForeignKey(Service, related_name="schedules", **_OWN)
    location = models.ForeignKey(Location, related_name="schedules", **_OWN)
    service_at_location = models.ForeignKey(ServiceAtLocation, related_name="schedules", **_OWN)


class Phone(HsdsModel):
    """A number to call or text. `contact_id` is a row kept whole."""

    table = "phone"
    location = models.ForeignKey(Location, related_name="phones", **_OWN)
    service = models.ForeignKey(Service, related_name="phones", **_OWN)
    organization = models.ForeignKey(Organization, related_name="phones", **_OWN)
    service_at_location = models.ForeignKey(ServiceAtLocation, related_name="phones", **_OWN)
    contact_id = models.UUIDField(null=True, db_index=True)
    number = models.TextField()
    type = models.TextField(blank=True)


class Address(HsdsModel):
    """Where a place is, in words."""

    table = "address"
    location = models.ForeignKey(Location, related_name="addresses", **_OWN)
    address_1 = models.TextField()
    city = models.TextField()
    postal_code = models.TextField()


class Language(HsdsModel):
    """A language spoken there."""

    table = "language"
    service = models.ForeignKey(Service, related_name="languages", **_OWN)
    location = models.ForeignKey(Location, related_name="languages", **_OWN)
    phone = models.ForeignKey(Phone, related_name="languages", **_OWN)
    name = models.TextField(blank=True)
    code = models.TextField(blank=True)


class CostOption(HsdsModel):
    """What it costs."""

    table = "cost_option"
    service = models.ForeignKey(Service, related_name="costs", **_OWN)


class RequiredDocument(HsdsModel):
    """What to bring."""

    table = "required_document"
    service = models.ForeignKey(Service, related_name="documents", **_OWN)
    document = models.TextField(blank=True)


class ServiceArea(HsdsModel):
    """Where people must live or stay to be served."""

    table = "service_area"
    service = models.ForeignKey(Service, related_name="areas", **_OWN)
    service_at_location = models.ForeignKey(ServiceAtLocation, related_name="areas", **_OWN)
    name = models.TextField(blank=True)


class Unit(HsdsModel):
    """What room is counted in: beds, places, appointments."""

    table = "unit"
    name = models.TextField()

    def __str__(self) -> str:
        return self.name


class ServiceCapacity(HsdsModel):
    """One kind of room a service has. The figure is the newest of its updates: an index over `CapacityUpdate`."""

    table = "service_capacity"
    service = models.ForeignKey(Service, related_name="capacities", **_OWN)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    available = models.FloatField()
    maximum = models.FloatField(null=True)
    updated = models.DateTimeField()


class Taxonomy(HsdsModel):
    """A list of terms."""

    table = "taxonomy"
    name = models.TextField()


class TaxonomyTerm(HsdsModel):
    """One term of a list."""

    table = "taxonomy_term"
    taxonomy_link = models.ForeignKey(
        Taxonomy, models.CASCADE, null=True, related_name="terms", db_column="taxonomy_id"
    )  # HSDS has both a text `taxonomy` and a `taxonomy_id`, which one name cannot serve here
    parent_id = models.UUIDField(null=True, db_index=True)
    code = models.TextField(blank=True)
    name = models.TextField()


class Attribute(HsdsModel):
    """That a term says something of a row: what a service is, or whom it is for."""

    table = "attribute"
    link_id = models.UUIDField(db_index=True)
    link_entity = models.TextField()
    link_type = models.TextField(blank=True)
    taxonomy_term = models.ForeignKey(TaxonomyTerm, models.CASCADE, null=True, related_name="attributes")
    value = models.TextField(blank=True)


class ServiceNeed(models.Model):
    """That a service meets a need: an index worked out from its terms, made anew with each import."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="needs")
    need = models.CharField(max_length=40, choices=[(one.value, one.value) for one in Need])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "service"], name="one_need_once")]


class Criterion(models.Model):
    """Whom a service takes or does not: an index worked out from its eligibility attributes."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=40)
    holds = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="one_criterion_once")]
