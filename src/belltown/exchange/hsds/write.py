"""Write a directory: as one JSON file of full services, or as a CSV data package in a folder or zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from belltown.exchange.hsds.cells import written
from belltown.exchange.hsds.nest import Nest
from belltown.exchange.hsds.package import Package, Row
from belltown.exchange.hsds.tables import TABLES, VERSION, Field, Kind, Table

Tick = Callable[[int], object]
_FIXED = (1980, 1, 1, 0, 0, 0)  # one content, one file: the same directory zips to the same bytes


def _no_tick(_rows: int) -> None:
    return None


def write_json(package: Package, out: TextIO, tick: Tick = _no_tick) -> None:
    """Every service with all that hangs on it, then by table what no service leads to. Reads back as it was."""
    nest, seen = Nest(package), set[tuple[str, str]]()
    out.write('{"services": [')
    for number, row in enumerate(package.table("service").values()):
        item = nest.full("service", row, lambda table, id: seen.add((table, id)))
        out.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
        tick(1)
    out.write("\n]")
    for name in TABLES:
        if rows := [row for row in package.table(name).values() if (name, row["id"]) not in seen]:
            out.write(f",\n{json.dumps(name)}: {json.dumps([dict(row) for row in rows], ensure_ascii=False)}")
    out.write("}\n")


def write_csv(package: Package, path: Path, tick: Tick = _no_tick) -> None:
    """One file a table, and `datapackage.json` that describes them; a zip where the path ends so, else a folder."""
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in _files(package, tick):
                archive.writestr(zipfile.ZipInfo(name, _FIXED), text, zipfile.ZIP_DEFLATED)
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, text in _files(package, tick):
        (path / name).write_text(text, encoding="utf-8", newline="")


def _files(package: Package, tick: Tick) -> Iterator[tuple[str, str]]:
    tables = [table for table in TABLES.values() if package.table(table.name)]
    for table in tables:
        yield table.file, _csv(table, list(package.table(table.name).values()))
        tick(len(package.table(table.name)))
    yield "datapackage.json", json.dumps(_described(tables), indent=2) + "\n"


def _csv(table: Table, rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in table.fields])
    writer.writerows([written(row.get(field.name)) for field in table.fields] for row in rows)
    return out.getvalue()


def _described(tables: list[Table]) -> dict[str, Any]:
    """The Frictionless Data description of the package."""
    return {
        "name": "directory",
        "title": f"A directory of services as HSDS {VERSION}",
        "profile": "tabular-data-package",
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_column(field) for field in table.fields], "primaryKey": "id"}
    ties = [field for field in table.fields if field.to not in ("", "*")]
    if ties:
        schema["foreignKeys"] = [
            {"fields": field.name, "reference": {"resource": field.to, "fields": "id"}} for field in ties
        ]
    return {"name": table.name, "path": table.file, "profile": "tabular-data-resource", "schema": schema}


_TYPES = {Kind.NUMBER: "number", Kind.DATE: "date", Kind.MOMENT: "datetime"}


def _column(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if field.required or field.tabular else {}
    if field.options:
        limits["enum"] = list(field.options)
    column = {"name": field.name, "type": _TYPES.get(field.kind, "string")}
    return {**column, "constraints": limits} if limits else column
