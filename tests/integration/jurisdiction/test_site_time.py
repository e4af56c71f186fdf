"""Pages speak the site's own time."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.utils import timezone

from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.jurisdiction.site_time import site_time
from belltown_site.web.templatetags.belltown import when

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def drawn(rf) -> str:
    return site_time(lambda request: HttpResponse(when(NOON)))(rf.get("/")).content.decode()


def test_a_page_is_drawn_in_the_sites_timezone(rf):
    SitePreferences.objects.create(site="example-county", name="Example County", timezone="America/Chicago")
    assert drawn(rf) == "Mon, Nov 23, 12:00 PM"


def test_a_site_that_was_never_set_up_speaks_utc(rf):
    assert drawn(rf) == "Mon, Nov 23, 6:00 PM"


def test_the_next_request_starts_from_the_servers_time_again(rf):
    SitePreferences.objects.create(site="example-county", name="Example County", timezone="America/Chicago")
    drawn(rf)
    assert timezone.get_current_timezone_name() == "UTC"
