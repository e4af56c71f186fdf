"""Laws of the directory's formats: what is written reads back as it was, in either form, and fits its own schema."""

import io
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from belltown.disclosure.csv_cells import safe_cell
from belltown.exchange.hsds.cells import escaped, unescaped
from belltown.exchange.hsds.nest import Nest
from belltown.exchange.hsds.read import load
from belltown.exchange.hsds.schema import schema_of
from belltown.exchange.hsds.write import write_csv, write_json
from tests.lib.hsds import TEXT, packages

FULL_SERVICE = Draft202012Validator(schema_of("service"))


@given(packages())
@settings(max_examples=60)
def test_a_csv_package_reads_back_as_it_was(package):
    with tempfile.TemporaryDirectory() as folder:
        for path in (Path(folder) / "plain", Path(folder) / "packed.zip"):
            write_csv(package, path)
            if len(package):
                loaded = load(path)
                assert loaded.faults == ()
                assert loaded.package == package


@given(packages())
@settings(max_examples=60)
def test_a_json_directory_reads_back_as_it_was(package):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "directory.json"
        with path.open("w", encoding="utf-8") as out:
            write_json(package, out)
        loaded = load(path)
    assert loaded.faults == ()
    assert loaded.notes == ()
    assert loaded.package == package


@given(packages())
@settings(max_examples=60)
def test_a_full_service_fits_the_schema_made_from_the_same_table(package):
    nest = Nest(package)
    for row in package.table("service").values():
        FULL_SERVICE.validate(json.loads(json.dumps(nest.full("service", row))))


@given(packages())
@settings(max_examples=20)
def test_the_same_directory_writes_the_same_bytes(package):
    first, second = io.StringIO(), io.StringIO()
    write_json(package, first)
    write_json(package, second)
    assert first.getvalue() == second.getvalue()


@given(TEXT | st.text(st.sampled_from("'=+-@\t x"), max_size=6))
def test_no_cell_computes_and_every_cell_reads_back(text):
    cell = escaped(text)
    assert safe_cell(cell) == cell
    assert unescaped(cell) == text
