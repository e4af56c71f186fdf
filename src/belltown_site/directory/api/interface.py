"""The addresses of the interface: each list by GET and by POST, each row by GET."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, reverse
from django.utils.crypto import salted_hmac
from ninja import Body, NinjaAPI, Query
from ninja.errors import HttpError
from ninja.throttling import SimpleRateThrottle

from belltown.exchange.hsds.schema import full_name
from belltown.exchange.hsds.tables import VERSION
from belltown_site.accounts.sign_in import visitor_address
from belltown_site.directory.api import found, shown
from belltown_site.directory.api.answers import one, page
from belltown_site.directory.api.asked import Organizations, Paged, Places, Services, Terms
from belltown_site.directory.api.described import ABOUT, list_of, row_of, schemas
from belltown_site.directory.models import HsdsModel, Service, Taxonomy, TaxonomyTerm
from belltown_site.directory.storing import plain_moment

A_MINUTE = "120/m"


class PerVisitor(SimpleRateThrottle):
    """So many requests a minute from one address. What is counted is a keyed digest of it, in memory alone."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """The visitor's own counter."""
        address = visitor_address(request)
        return f"hsds-{salted_hmac('belltown.hsds', address, algorithm='sha256').hexdigest()}"


class Interface(NinjaAPI):
    """The interface, whose description carries the schemas made from HSDS's own table."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description of every address."""
        description = super().get_openapi_schema(**options)
        description["components"].setdefault("schemas", {}).update(schemas())
        return description


api = Interface(
    title="The directory of services",
    version=VERSION,
    description="Services near a person, as Open Referral HSDS 3.1. To be read by anybody; no person is in it. "
    "What you look for can be posted, so that it stands in no address.",
    urls_namespace="hsds",
    docs_url=None,
    throttle=[PerVisitor(A_MINUTE)],
    openapi_extra={"info": {"license": {"name": "As each publisher says"}}},
)


@api.get("/", url_name="about", operation_id="getAPIMetaInformation", openapi_extra=row_of("about"))
def about(request: HttpRequest) -> HttpResponseBase:
    """Which version of HSDS this is, and where it is described."""
    return one(request, {**ABOUT, "openapi_url": request.build_absolute_uri(reverse("hsds:openapi-json"))})


Listing = Callable[[HttpRequest, Any], HttpResponseBase]


def listed(path: str, asked: type[Paged], operation: str, described: dict[str, Any]) -> Callable[[Listing], Listing]:
    """Open a list at this path twice: asked by its address, and by a body that stands in no log."""

    def decorator(listing: Listing) -> Listing:
        def by_address(request: HttpRequest, asked: Any) -> HttpResponseBase:
            return listing(request, asked)

        def by_body(request: HttpRequest, asked: Any) -> HttpResponseBase:
            return listing(request, asked)

        by_address.__annotations__ = {"request": HttpRequest, "asked": Query[asked]}  # type: ignore[valid-type]
        by_body.__annotations__ = {"request": HttpRequest, "asked": Body[asked]}  # type: ignore[valid-type]
        name = path.strip("/")
        about = {"summary": listing.__doc__, "openapi_extra": described}
        api.get(path, url_name=name, operation_id=operation, **about)(by_address)
        api.post(path, url_name=name, operation_id=f"{operation}ByBody", **about)(by_body)
        return listing

    return decorator


@listed("/services", Services, "getPaginatedListOfServices", list_of("service", "service_minimal"))
def services(request: HttpRequest, asked: Services) -> HttpResponseBase:
    """Services, a page at a time."""
    rows = found.services(asked)
    if asked.minimal:
        return page(request, asked, rows, _minimal, whole=True)
    return page(request, asked, rows, _full(shown.full_services) if asked.full else _in_list("service"))


@api.get(
    "/services/{uuid:id}", url_name="service", operation_id="getFullyNestedServiceById",
    openapi_extra=row_of(full_name("service")),
)  # fmt: skip
def service(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One service with all that hangs on it."""
    row = _one_of(shown.full_services([id]))
    return one(request, row, Service.objects.values_list("modified_at", flat=True).get(pk=id))


@listed(
    "/organizations", Organizations, "getPaginatedListOfOrganizations",
    list_of("organization", "organization_with_services"),
)  # fmt: skip
def organizations(request: HttpRequest, asked: Organizations) -> HttpResponseBase:
    """Organizations, a page at a time."""

    def full(records: list[Any]) -> list[dict[str, Any]]:
        return shown.full_organizations([record.pk for record in records], full_service=asked.full_service)

    return page(
        request,
        asked,
        found.organizations(asked),
        full if asked.full or asked.full_service else _in_list("organization"),
    )


@api.get(
    "/organizations/{uuid:id}", url_name="organization", operation_id="getOrganizationById",
    openapi_extra=row_of("organization_with_services"),
)  # fmt: skip
def organization(request: HttpRequest, id: UUID, full_service: bool = False) -> HttpResponseBase:
    """One organization with its services."""
    return one(request, _one_of(shown.full_organizations([id], full_service=full_service)))


@listed("/service_at_locations", Places, "getPaginatedListOfServiceAtLocation", list_of("service_at_location"))
def service_at_locations(request: HttpRequest, asked: Places) -> HttpResponseBase:
    """Services at places, a page at a time."""
    show = _full(shown.full_places) if asked.full else _in_list("service_at_location")
    return page(request, asked, found.places(asked), show)


@api.get(
    "/service_at_locations/{uuid:id}", url_name="service_at_location",
    operation_id="getServiceAtLocationWithNestedDataById", openapi_extra=row_of(full_name("service_at_location")),
)  # fmt: skip
def service_at_location(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One service at one place with all that hangs on it."""
    return one(request, _one_of(shown.full_places([id])))


@listed("/taxonomies", Paged, "getPaginatedListOfTaxonomies", list_of("taxonomy"))
def taxonomies(request: HttpRequest, asked: Paged) -> HttpResponseBase:
    """Taxonomies, a page at a time."""
    return page(request, asked, found.taxonomies(asked), _in_list("taxonomy"))


@api.get(
    "/taxonomies/{uuid:id}", url_name="taxonomy", operation_id="getTaxonomyById",
    openapi_extra=row_of(full_name("taxonomy")),
)  # fmt: skip
def taxonomy(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One taxonomy."""
    return one(request, _one_of(shown.in_list("taxonomy", Taxonomy.objects.filter(pk=id))))


@listed("/taxonomy_terms", Terms, "getPaginatedListOfTaxonomyTerms", list_of("taxonomy_term"))
def taxonomy_terms(request: HttpRequest, asked: Terms) -> HttpResponseBase:
    """Terms, a page at a time."""
    return page(request, asked, found.terms(asked), _in_list("taxonomy_term"))


@api.get(
    "/taxonomy_terms/{uuid:id}", url_name="taxonomy_term", operation_id="getTaxonomyTermById",
    openapi_extra=row_of(full_name("taxonomy_term")),
)  # fmt: skip
def taxonomy_term(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One term."""
    return one(request, _one_of(shown.in_list("taxonomy_term", TaxonomyTerm.objects.filter(pk=id))))


def _one_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        raise HttpError(404, "There is no such row.")
    return rows[0]


def _full(show: Callable[[list[UUID]], list[dict[str, Any]]]) -> Callable[[list[Any]], list[dict[str, Any]]]:
    return lambda records: show([record.pk for record in records])


def _in_list(name: str) -> Callable[[list[HsdsModel]], list[dict[str, Any]]]:
    return lambda records: shown.in_list(name, records)


def _minimal(records: list[Service]) -> list[dict[str, Any]]:
    return [{"id": str(one.pk), "modified_date": plain_moment(one.modified_at)} for one in records]


def public_urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The interface's addresses, each open to visitors."""
    patterns, app, space = api.urls
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return patterns, app, space
