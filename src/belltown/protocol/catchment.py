"""The program area as GeoJSON (RFC 7946) polygons. Pure Python: one place at a time, on a phone or a server."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from belltown.errors import BadPack, Fault

LARGEST = 10_000_000
"""The most bytes a file may have."""
ON_THE_LINE = 1e-9
"""How near the boundary, in degrees (about 0.1 mm), a place counts as on it."""

Position = tuple[float, float]
"""Longitude and latitude, in GeoJSON's order."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line around an area, with its bounding box."""

    positions: tuple[Position, ...]
    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, positions: Sequence[Position]) -> Ring:
        lons, lats = [lon for lon, _ in positions], [lat for _, lat in positions]
        return cls(tuple(positions), min(lons), min(lats), max(lons), max(lats))

    def on_boundary(self, lon: float, lat: float) -> bool:
        return self._near(lon, lat) and any(_on_edge(lon, lat, *edge) for edge in pairwise(self.positions))

    def encloses(self, lon: float, lat: float) -> bool:
        """By counting how often a ray to the east crosses the ring; the boundary itself may fall either way."""
        if not self._near(lon, lat):
            return False
        return sum(_crosses(lon, lat, *edge) for edge in pairwise(self.positions)) % 2 == 1

    def _near(self, lon: float, lat: float) -> bool:
        return (
            self.west - ON_THE_LINE <= lon <= self.east + ON_THE_LINE
            and self.south - ON_THE_LINE <= lat <= self.north + ON_THE_LINE
        )


@dataclass(frozen=True, slots=True)
class Polygon:
    """An area with holes. Every boundary, a hole's too, belongs to the area."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    def contains(self, lon: float, lat: float) -> bool:
        if not self.outer.encloses(lon, lat):
            return self.outer.on_boundary(lon, lat)
        return not any(hole.encloses(lon, lat) and not hole.on_boundary(lon, lat) for hole in self.holes)


@dataclass(frozen=True, slots=True)
class Catchment:
    """Where a program works."""

    polygons: tuple[Polygon, ...]

    @classmethod
    def load(cls, path: Path) -> Catchment:
        """The area in this GeoJSON file. Raises BadPack naming every fault."""
        return cls.of_text(_text_of(path), name=str(path))

    @classmethod
    def of_text(cls, text: str, *, name: str = "catchment") -> Catchment:
        """The area written in `text`; `name` stands for the file in faults. Raises BadPack."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise _refused(name, [Fault(f"{name}:{error.lineno}", f"is not JSON ({error.msg.lower()})")]) from None
        except (RecursionError, ValueError):
            raise _refused(name, [Fault(name, "is no GeoJSON; export the area again")]) from None
        return cls(_Reader(name).polygons(data))

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the place, in degrees, lies in the area; its boundary does. Raises ValueError where no place is."""
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError("there is no such place: latitude must lie in -90..90 and longitude in -180..180")
        return any(polygon.contains(lon, lat) for polygon in self.polygons)


def _on_edge(lon: float, lat: float, start: Position, end: Position) -> bool:
    across, up = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, up)
    if length == 0:
        return math.hypot(lon - start[0], lat - start[1]) <= ON_THE_LINE
    aside = abs(across * (lat - start[1]) - up * (lon - start[0])) / length
    along = (across * (lon - start[0]) + up * (lat - start[1])) / length
    return aside <= ON_THE_LINE and -ON_THE_LINE <= along <= length + ON_THE_LINE


def _crosses(lon: float, lat: float, start: Position, end: Position) -> bool:
    if (start[1] > lat) == (end[1] > lat):
        return False
    return lon < start[0] + (end[0] - start[0]) * (lat - start[1]) / (end[1] - start[1])


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        reason = f"cannot be opened ({(error.strerror or 'unknown reason').lower()})"
        raise _refused(str(path), [Fault(str(path), f"{reason}; check the path")]) from None
    except UnicodeDecodeError:
        raise _refused(str(path), [Fault(str(path), "is not UTF-8 text; save the file as UTF-8")]) from None
    if len(data) > LARGEST:
        raise _refused(str(path), [Fault(str(path), f"is larger than {LARGEST} bytes; simplify the outline")])
    return text


def _refused(name: str, faults: Iterable[Fault]) -> BadPack:
    return BadPack(f"The program area [{name}] cannot be used.", faults)


class _Reader:
    """Finds the polygons in GeoJSON, noting every fault with the polygon and ring it is in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []

    def polygons(self, data: Any) -> tuple[Polygon, ...]:
        shapes = list(_shapes(data))
        found = [self._polygon(shape, number) for number, shape in enumerate(shapes, 1)]
        if not shapes:
            self._note("", "holds no Polygon or MultiPolygon; draw the program area as one")
        if self.faults:
            raise _refused(self.name, self.faults)
        return tuple(polygon for polygon in found if polygon)

    def _note(self, where: str, reason: str) -> None:
        self.faults.append(Fault(f"{self.name}: {where}" if where else self.name, reason))

    def _polygon(self, shape: Any, number: int) -> Polygon | None:
        if not isinstance(shape, list) or not shape:
            self._note(f"polygon {number}", "has no rings; give it an outer ring")
            return None
        rings = [self._ring(ring, f"polygon {number}, ring {index}") for index, ring in enumerate(shape, 1)]
        whole = [ring for ring in rings if ring]
        return Polygon(whole[0], tuple(whole[1:])) if len(whole) == len(rings) else None

    def _ring(self, ring: Any, where: str) -> Ring | None:
        if not isinstance(ring, list) or not all(_is_position(position) for position in ring):
            self._note(where, "must be a list of [longitude, latitude] pairs of numbers")
            return None
        positions = [(float(position[0]), float(position[1])) for position in ring]
        if reason := _ring_fault(positions):
            self._note(where, reason)
            return None
        return Ring.of(positions)


def _ring_fault(positions: list[Position]) -> str | None:
    if any(abs(lat) > 90 >= abs(lon) for lon, lat in positions):
        return "has latitudes beyond 90: latitude and longitude seem swapped; GeoJSON writes [longitude, latitude]"
    if any(abs(lat) > 90 or abs(lon) > 180 for lon, lat in positions):
        return "leaves the earth; export the area in degrees (WGS 84), not in metres or feet"
    if len(set(positions)) < 3:
        return "has fewer than three different corners, so it surrounds nothing"
    if positions[0] != positions[-1]:
        return "is not closed; repeat its first position at the end"
    return None


def _is_position(position: Any) -> bool:
    return isinstance(position, list) and len(position) >= 2 and all(_is_degrees(one) for one in position[:2])


def _is_degrees(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9


def _shapes(data: Any) -> Iterator[Any]:
    """The coordinates of every polygon, whether bare, in a Feature, a collection or a MultiPolygon."""
    if not isinstance(data, dict):
        return
    match data.get("type"):
        case "Polygon":
            yield data.get("coordinates")
        case "MultiPolygon":
            yield from _list(data.get("coordinates"))
        case "Feature":
            yield from _shapes(data.get("geometry"))
        case "FeatureCollection" | "GeometryCollection":
            for part in _list(data.get("features") or data.get("geometries")):
                yield from _shapes(part)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
