"""Where each desk lives. Desks name their own pages; nothing here names a person."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from belltown_site.directory.api.interface import public_urls

_PREFIXES = {"home": "", "public": "", "community": "refer/", "legal": "holds/", "care": "intakes/"}


def _desk(name: str) -> URLResolver:
    prefix = _PREFIXES.get(name, f"{name}/")
    return path(prefix, include(f"belltown_site.desks.{name}.urls"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("belltown_site.accounts.urls")),
    path("hsds/3.1/", public_urls()),
    *(_desk(name) for name in settings.DESKS),
]

handler400 = "belltown_site.web.middleware.bad_request"
handler403 = "belltown_site.web.middleware.permission_denied"
handler404 = "belltown_site.web.middleware.page_not_found"
handler500 = "belltown_site.web.middleware.server_error"
