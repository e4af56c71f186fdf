"""Whether a place lies in the program area, and what is wrong with an area that cannot be used."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.errors import BadPack
from belltown.protocol import catchment
from belltown.protocol.catchment import Catchment
from tests.generative.rules import laws


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


SQUARE = {"type": "Polygon", "coordinates": [box(-122.4, 47.6, -122.3, 47.7), box(-122.36, 47.64, -122.34, 47.66)]}
L_SHAPE = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4], [0, 0]]


def area(data):
    return Catchment.of_text(json.dumps(data), name="area.geojson")


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def faults_of(data):
    with pytest.raises(BadPack) as caught:
        Catchment.of_text(data if isinstance(data, str) else json.dumps(data), name="area.geojson")
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (47.62, -122.38, True),
        (47.65, -122.35, False),  # in the hole
        (47.65, -122.36, True),  # on the hole's edge
        (47.66, -122.34, True),  # on the hole's corner
        (47.6, -122.35, True),  # on the outer edge
        (47.7, -122.4, True),  # on a corner
        (47.59, -122.35, False),
        (47.65, -122.41, False),
        (-1.0, -1.0, False),  # as real files write "no place"
        (0, 0, False),
    ],
)
def test_a_place_is_inside_on_the_boundary_or_outside(lat, lon, inside):
    assert area(SQUARE).contains(lat, lon) is inside


def test_a_concave_area_leaves_out_its_bay():
    bay = area(polygon(L_SHAPE))
    assert bay.contains(lat=0.5, lon=3)
    assert bay.contains(lat=3, lon=0.5)
    assert not bay.contains(lat=3, lon=3)
    assert bay.contains(lat=1, lon=2)


def test_a_ray_through_a_corner_counts_it_once():
    diamond = area(polygon([[0, 1], [1, 0], [2, 1], [1, 2], [0, 1]]))
    assert diamond.contains(lat=1, lon=1)
    assert not diamond.contains(lat=1, lon=-0.5)
    assert not diamond.contains(lat=2, lon=0.5)


def test_a_place_on_a_slanting_edge_is_inside():
    slanting = area(polygon([[0, 0], [0.3, 0.1], [0, 0.3], [0, 0]]))
    assert slanting.contains(lat=0.1 / 3, lon=0.1)


def test_several_polygons_and_wrappings_are_read():
    two = {"type": "MultiPolygon", "coordinates": [[box(0, 0, 1, 1)], [box(5, 5, 6, 6)]]}
    feature = {"type": "Feature", "properties": {}, "geometry": two}
    for data in (
        two,
        feature,
        {"type": "FeatureCollection", "features": [feature]},
        {"type": "GeometryCollection", "geometries": [two]},
    ):
        assert area(data).contains(0.5, 0.5)
        assert area(data).contains(5.5, 5.5)
        assert not area(data).contains(3, 3)


def test_heights_and_repeated_corners_do_no_harm():
    ring = [[0, 0, 12], [1, 0, 12], [1, 0, 12], [1, 1, 12], [0, 0, 12]]
    assert area(polygon(ring)).contains(lat=0, lon=1)
    assert area(polygon(ring)).contains(lat=0.2, lon=0.5)
    assert not area(polygon(ring)).contains(lat=0.8, lon=0.5)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_a_place_that_is_nowhere_is_an_error(lat, lon):
    with pytest.raises(ValueError, match="no such place"):
        area(SQUARE).contains(lat, lon)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"type": "Point", "coordinates": [0, 0]}, "holds no Polygon or MultiPolygon"),
        ({"type": "Feature", "geometry": None}, "holds no Polygon or MultiPolygon"),
        ({"type": "FeatureCollection", "features": 3}, "holds no Polygon or MultiPolygon"),
        ([], "holds no Polygon or MultiPolygon"),
        (polygon(box(0, 0, 1, 1)[:-1]), "polygon 1, ring 1: is not closed"),
        (polygon([[0, 0], [1, 1], [0, 0]]), "fewer than three different corners"),
        (polygon([]), "fewer than three different corners"),
        (polygon([[47.6, -122.4], [47.6, -122.3], [47.7, -122.3], [47.6, -122.4]]), "seem swapped"),
        (polygon([[500000, 4100000], [500001, 4100000], [500001, 4100001], [500000, 4100000]]), "leaves the earth"),
        (polygon("ring"), "must be a list of [longitude, latitude] pairs"),
        (polygon([["a", 0]]), "must be a list of [longitude, latitude] pairs"),
        (polygon([[True, 0]]), "must be a list of [longitude, latitude] pairs"),
        (polygon([[0]]), "must be a list of [longitude, latitude] pairs"),
        (polygon([[10**400, 0]]), "must be a list of [longitude, latitude] pairs"),
        ({"type": "Polygon"}, "polygon 1: has no rings"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "polygon 1: has no rings"),
        ("{", "area.geojson:1: is not JSON"),
        ('{"type": "Polygon",\n "coordinates": [[[NaN, 0]]]}', "must be a list of [longitude, latitude] pairs"),
        ("[" * 200_000, "is no GeoJSON"),
    ],
)
def test_a_bad_area_is_refused_with_the_reason(data, reason):
    (fault,) = faults_of(data)
    assert reason in fault


def test_every_fault_is_named_with_its_polygon_and_ring():
    open_ring, flat = box(0, 0, 1, 1)[:-1], [[0, 0], [0, 0]]
    data = {"type": "MultiPolygon", "coordinates": [[box(0, 0, 1, 1), open_ring], [flat]]}
    assert [fault.split(": ")[1] for fault in faults_of(data)] == ["polygon 1, ring 2", "polygon 2, ring 1"]


def test_an_area_is_loaded_from_a_file(tmp_path):
    path = tmp_path / "area.geojson"
    path.write_text("\ufeff" + json.dumps(SQUARE), encoding="utf-8")
    assert Catchment.load(path) == area(SQUARE)


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path, monkeypatch):
    path = tmp_path / "area.geojson"
    with pytest.raises(BadPack, match="cannot be opened"):
        Catchment.load(path)
    path.write_bytes(b"\xff")
    with pytest.raises(BadPack, match="is not UTF-8 text"):
        Catchment.load(path)
    monkeypatch.setattr(catchment, "LARGEST", 3)
    path.write_text(json.dumps(SQUARE))
    with pytest.raises(BadPack, match="is larger than 3 bytes"):
        Catchment.load(path)


places = st.tuples(st.integers(-2, 8), st.integers(-2, 8))


@laws(200)
@given(places)
def test_on_a_grid_the_area_is_the_union_of_its_boxes(place):
    lon, lat = place
    union = (0 <= lon <= 4 and 0 <= lat <= 1) or (0 <= lon <= 1 and 0 <= lat <= 4)
    assert area(polygon(L_SHAPE)).contains(lat, lon) is union


@laws(100)
@given(places, st.integers(0, 5))
def test_neither_the_first_corner_nor_the_direction_matters(place, turn):
    lon, lat = place
    corners = L_SHAPE[:-1]
    turned = corners[turn:] + corners[:turn]
    expected = area(polygon(L_SHAPE)).contains(lat, lon)
    for ring in (turned, turned[::-1]):
        assert area(polygon([*ring, ring[0]])).contains(lat, lon) is expected
