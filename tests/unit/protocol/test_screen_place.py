"""Whether a place lies in the area: the table's reading is the field's reading."""

import json
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belltown.protocol.catchment import Catchment
from belltown.protocol.screen_place import with_place
from tests.lib.tables import run

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 3], [3, 3], [3, 1], [1, 1]]
NOTCHED = [[6, 0], [10, 0], [8, 2], [10, 4], [6, 4], [6, 0]]
AREAS = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [NOTCHED]]}
CATCHMENT = Catchment.of_text(json.dumps(AREAS))

degrees = st.integers(-2, 22).map(lambda n: n / 2) | st.floats(-1, 11)


def placed(places, catchment=CATCHMENT):
    lats, lons = ([place[axis] for place in places] for axis in (0, 1))
    columns = {"latitude": pa.array(lats, pa.float64()), "longitude": pa.array(lons, pa.float64())}
    table = ibis.memtable(pa.table(columns | {"row": range(len(places))}))
    return [row["in_catchment"] for row in run(with_place(table, catchment).order_by("row"))]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=30))
def test_every_place_is_read_as_the_catchment_reads_it(places):
    assert placed(places) == [CATCHMENT.contains(lat, lon) for lat, lon in places]


@pytest.mark.parametrize("path", sorted(Path("src/belltown/jurisdictions").glob("*/catchment.geojson")), ids=str)
def test_corners_of_the_packs_areas_lie_inside(path):
    catchment = Catchment.load(path)
    corners = [(lat, lon) for polygon in catchment.polygons for lon, lat in polygon.outer.positions]
    assert set(placed(corners, catchment)) == {True}


def test_no_place_is_neither_inside_nor_outside():
    assert placed([(None, 1.0), (1.0, None), (91.0, 1.0), (float("nan"), 1.0)]) == [None] * 4


def test_a_table_that_knows_or_cannot_know_is_left_as_it_is():
    for columns in ({"in_catchment": [True], "latitude": [1.0], "longitude": [1.0]}, {"area": ["x"]}):
        table = ibis.memtable(pa.table(columns))
        assert with_place(table, CATCHMENT).columns == table.columns
