"""A site set up as the demo is: the invented county, its protocol in force."""

from __future__ import annotations

from datetime import UTC, datetime

from belltown.protocol.load import packaged_text
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.jurisdiction.protocols import activate, publish
from tests.lib.cast import make_person

KEY = "example-county/2026-07-01"
_PUBLISHED = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)


def set_up_site(key: str = KEY) -> None:
    """The invented county with this protocol version in force since before every test's now."""
    SitePreferences.objects.get_or_create(
        id=1,
        defaults={
            "site": key.partition("/")[0],
            "name": "Example County",
            "timezone": "America/Chicago",
            "fallback_phone": "+1 316 555 0199",
        },
    )
    pam = make_person("pam")
    activate(publish(packaged_text(key), by=pam, now=_PUBLISHED), by=pam, now=_PUBLISHED)
