"""Pages speak the site's own time, whatever the server's clock is set to."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from belltown_site.jurisdiction.models import SitePreferences

Page = Callable[[HttpRequest], HttpResponse]


def site_time(get_response: Page) -> Page:
    """Draw every page in the site's timezone; on a site that was never set up, in UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone()):
            return get_response(request)

    return middleware


def _zone() -> ZoneInfo:
    name = SitePreferences.objects.values_list("timezone", flat=True).first()
    return ZoneInfo(name or "UTC")
