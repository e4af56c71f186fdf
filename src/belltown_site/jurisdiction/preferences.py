"""This site's choices."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from belltown.errors import NotPossible
from belltown_site.jurisdiction.models import SitePreferences


def preferences() -> SitePreferences:
    """The site's choices. Raises NotPossible on a site that was never set up."""
    found = SitePreferences.objects.first()
    if found is None:
        raise NotPossible("This site is not set up yet. Run `python -m belltown_site setup --site KEY` first.")
    return found


def local_day(now: datetime) -> date:
    """The day it is at this site: what a protocol's look-backs count from."""
    return now.astimezone(ZoneInfo(preferences().timezone)).date()
