"""Whether each place of a table lies in the program area: `Catchment.contains` as an expression."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import ne, or_
from typing import Any

import ibis

from belltown.protocol.catchment import ON_THE_LINE, Catchment, Polygon, Position, Ring


def with_place(table: ibis.Table, catchment: Catchment) -> ibis.Table:
    """The table with `in_catchment` from its latitude and longitude: NULL where there is no place.

    A table that tells `in_catchment` itself, or has no coordinates, is given back as it is.
    """
    if "in_catchment" in table.columns or not {"latitude", "longitude"} <= set(table.columns):
        return table
    lat, lon = table["latitude"], table["longitude"]
    inside = reduce(or_, (_in_polygon(polygon, lat, lon) for polygon in catchment.polygons))
    placed = lat.between(-90, 90) & lon.between(-180, 180)
    return table.mutate(in_catchment=ibis.ifelse(placed, inside, ibis.null("boolean")))


def _in_polygon(polygon: Polygon, lat: Any, lon: Any) -> Any:
    """The outer boundary and every hole's boundary belong to the area, the holes do not."""
    outer = _on_boundary(polygon.outer, lat, lon) | _encloses(polygon.outer, lat, lon)
    for hole in polygon.holes:
        outer = outer & (_on_boundary(hole, lat, lon) | ~_encloses(hole, lat, lon))
    return outer


def _near(ring: Ring, lat: Any, lon: Any) -> Any:
    east_west = lon.between(ring.west - ON_THE_LINE, ring.east + ON_THE_LINE)
    return east_west & lat.between(ring.south - ON_THE_LINE, ring.north + ON_THE_LINE)


def _encloses(ring: Ring, lat: Any, lon: Any) -> Any:
    crossings = [_crosses(lat, lon, *edge) for edge in pairwise(ring.positions) if edge[0][1] != edge[1][1]]
    return _near(ring, lat, lon) & reduce(ne, crossings)


def _crosses(lat: Any, lon: Any, start: Position, end: Position) -> Any:
    spans = (ibis.literal(start[1]) > lat) != (ibis.literal(end[1]) > lat)
    return spans & (lon < start[0] + (end[0] - start[0]) * (lat - start[1]) / (end[1] - start[1]))


def _on_boundary(ring: Ring, lat: Any, lon: Any) -> Any:
    edges = [_on_edge(lat, lon, *edge) for edge in pairwise(ring.positions) if edge[0] != edge[1]]
    return _near(ring, lat, lon) & reduce(or_, edges)


def _on_edge(lat: Any, lon: Any, start: Position, end: Position) -> Any:
    across, up = end[0] - start[0], end[1] - start[1]
    length = (across * across + up * up) ** 0.5
    aside = (across * (lat - start[1]) - up * (lon - start[0])).abs() / length
    along = (across * (lon - start[0]) + up * (lat - start[1])) / length
    return (aside <= ON_THE_LINE) & along.between(-ON_THE_LINE, length + ON_THE_LINE)
