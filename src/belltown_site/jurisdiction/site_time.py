"""Pages speak the site's own time, whatever the server's clock is set to."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from belltown_site.jurisdiction.preferences import one_reading

Page = Callable[[HttpRequest], HttpResponse]


def site_time(get_response: Page) -> Page:
    """Draw every page under one reading of the site's choices, in its timezone; before it is set up, in UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with one_reading() as choices, timezone.override(ZoneInfo(choices.timezone if choices else "UTC")):
            return get_response(request)

    return middleware
