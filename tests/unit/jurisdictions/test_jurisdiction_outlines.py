"""Program areas: right GeoJSON (RFC 7946), said to be approximate, and holding the places they should."""

import json
from importlib.resources import files
from itertools import pairwise

import pytest

from belltown.protocol.catchment import Catchment

SITES = ("california", "example-county", "santa-fe", "seattle")


def text(site):
    return (files("belltown") / "jurisdictions" / site / "catchment.geojson").read_text(encoding="utf-8")


def features(site):
    return json.loads(text(site))["features"]


def rings(site):
    return [ring for feature in features(site) for ring in feature["geometry"]["coordinates"]]


def twice_the_area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


@pytest.mark.parametrize("site", SITES)
def test_an_outline_is_a_collection_of_polygons_without_a_retired_crs_member(site):
    data = json.loads(text(site))
    assert data["type"] == "FeatureCollection"
    assert "crs" not in data
    assert {feature["geometry"]["type"] for feature in features(site)} == {"Polygon"}


@pytest.mark.parametrize("site", SITES)
def test_rings_are_closed_and_run_counterclockwise(site):
    for ring in rings(site):
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert twice_the_area(ring) > 0


@pytest.mark.parametrize("site", SITES)
def test_an_outline_says_that_it_is_no_legal_boundary(site):
    for feature in features(site):
        assert "not a legal boundary" in feature["properties"]["note"]
        assert feature["properties"]["name"]
        assert feature["properties"]["area"]


@pytest.mark.parametrize(
    ("site", "lat", "lon", "inside"),
    [
        ("seattle", 47.6145, -122.3475, True),  # Bell Street and Third Avenue
        ("seattle", 47.6205, -122.3493, False),  # the Space Needle, north of Denny Way
        ("seattle", 47.6019, -122.3316, False),  # Pioneer Square
        ("santa-fe", 35.6870, -105.9378, True),  # the plaza
        ("santa-fe", 35.0844, -106.6504, False),  # Albuquerque
        ("california", 34.0430, -118.2440, True),  # downtown Los Angeles
        ("california", 37.7749, -122.4194, False),  # San Francisco
        ("example-county", 38.972, -98.268, True),
        ("example-county", 39.2, -98.2, False),
    ],
)
def test_places_one_knows_lie_where_they_should(site, lat, lon, inside):
    assert Catchment.of_text(text(site)).contains(lat, lon) is inside


def test_the_example_county_has_named_beats_that_do_not_overlap():
    beats = [feature["properties"] for feature in features("example-county")]
    assert len({beat["beat"] for beat in beats}) == len({beat["name"] for beat in beats}) == len(beats) == 5
    areas = [twice_the_area(ring) / 2 for ring in rings("example-county")]
    assert sum(areas) == pytest.approx(twice_the_area(hull_of_the_beats()) / 2)


def hull_of_the_beats():
    """The outer line of all beats: every edge that no second beat runs the other way."""
    edges = {(tuple(a), tuple(b)) for ring in rings("example-county") for a, b in pairwise(ring)}
    outer = {a: b for a, b in edges if (b, a) not in edges}
    line = [min(outer)]
    while len(line) <= len(outer):
        line.append(outer[line[-1]])
    return line
