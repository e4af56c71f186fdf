"""How long things count as fresh at this site."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from belltown_site.directory.models import DirectoryPreferences, FreshFor


@dataclass(frozen=True, slots=True)
class Freshness:
    """For how long a verification and a figure of room are fresh, by unit, and for how long a link works."""

    verified: timedelta = timedelta(days=180)
    figures: timedelta = timedelta(hours=24)
    link: timedelta = timedelta(days=14)
    by_unit: dict[str, timedelta] = field(default_factory=dict)

    def of_unit(self, unit: str) -> timedelta:
        """For how long a figure in this unit is fresh."""
        return self.by_unit.get(unit.lower(), self.figures)


def freshness() -> Freshness:
    """This site's choices, or the defaults where it made none."""
    by_unit = {one.unit.lower(): timedelta(hours=one.hours) for one in FreshFor.objects.all()}
    chosen = DirectoryPreferences.objects.first()
    if chosen is None:
        return Freshness(by_unit=by_unit)
    return Freshness(
        timedelta(days=chosen.verify_days),
        timedelta(hours=chosen.fresh_hours),
        timedelta(days=chosen.link_days),
        by_unit,
    )
