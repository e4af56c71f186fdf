"""Where to look from: the middle of a beat, or a place the directory knows by name. Never anybody's address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Q

from belltown_site.directory.models import Address, Location
from belltown_site.jurisdiction.models import Area, AreaKind

EARTH_MILES = 3958.8


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with the name it goes by."""

    name: str
    latitude: float
    longitude: float


def miles_between(one: Spot, latitude: float, longitude: float) -> float:
    """The distance over the ground in miles, by the haversine formula on a sphere."""
    north, east = radians(latitude - one.latitude), radians(longitude - one.longitude)
    half = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_MILES * asin(min(1.0, sqrt(half)))


def beat_spots(site: str) -> dict[str, Spot]:
    """The middle of every beat of the program's area, by code."""
    beats = Area.objects.filter(site=site, kind=AreaKind.BEAT).order_by("code")
    return {beat.code: _middle(beat) for beat in beats}


def named_spot(words: str) -> Spot | None:
    """The place of this name or street among the directory's own; None where it knows none."""
    text = words.strip()
    if len(text) < 3:
        return None
    known = Location.objects.filter(latitude__isnull=False, location_type="physical").order_by("name", "pk")
    found = known.filter(Q(name__icontains=text)).first() or known.filter(pk__in=_at(text)).first()
    return Spot(found.name or text, found.latitude or 0.0, found.longitude or 0.0) if found else None


def _at(text: str) -> Any:
    return Address.objects.filter(address_1__icontains=text).values("location")


def _middle(area: Area) -> Spot:
    points = list(_points(area.geometry.get("coordinates", [])))
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return Spot(area.name, (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)


def _points(coordinates: Any) -> Iterator[list[float]]:
    """Every point of a polygon or many, however deep."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)
