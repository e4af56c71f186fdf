"""This site's choices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from belltown.errors import NotPossible
from belltown_site.jurisdiction.models import SitePreferences

_held: ContextVar[SitePreferences | None] = ContextVar("preferences", default=None)


@contextmanager
def one_reading() -> Iterator[SitePreferences | None]:
    """Read them once and keep them until the block ends: one request sees one set of choices, or None before setup."""
    found = SitePreferences.objects.first()
    token = _held.set(found)
    try:
        yield found
    finally:
        _held.reset(token)


def preferences() -> SitePreferences:
    """The site's choices. Raises NotPossible on a site that was never set up."""
    found = _held.get() or SitePreferences.objects.first()
    if found is None:
        raise NotPossible("This site is not set up yet. Run `python -m belltown_site setup --site KEY` first.")
    return found


def is_set_up() -> bool:
    """Whether anybody has made this site's choices yet."""
    return _held.get() is not None or SitePreferences.objects.exists()


def site_zone() -> ZoneInfo:
    """The site's timezone. Raises NotPossible on a site that was never set up."""
    return ZoneInfo(preferences().timezone)


def local_day(now: datetime) -> date:
    """The day it is at this site: what a protocol's look-backs count from."""
    return now.astimezone(site_zone()).date()
