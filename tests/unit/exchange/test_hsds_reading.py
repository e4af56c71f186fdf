"""Every fault of a package at once, each with its place; and what is read although publishers write it oddly."""

import csv
import io
import json
import zipfile

import pytest

from belltown.errors import BadInput, WrongLayout
from belltown.exchange.hsds.nest import Nest
from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.read import load
from belltown.exchange.hsds.tables import TABLES
from belltown.exchange.hsds.write import write_csv, write_json
from tests.lib.hsds import id_of, small


def written(tmp_path, rows, name="package"):
    """The rows as a CSV package, written without any check: tests write what no writer of ours would."""
    folder = tmp_path / name
    folder.mkdir()
    for table, found in rows.items():
        with (folder / TABLES[table].file).open("w", newline="") as out:
            writer = csv.DictWriter(out, [field.name for field in TABLES[table].fields], extrasaction="raise")
            writer.writeheader()
            writer.writerows(found.values())
    return folder


def reasons(loaded):
    return {f"{one.column}: {one.reason}" for one in loaded.faults}


SPOILED = [
    ("service", "service", {"name": None}, "service.name: is required and is missing"),
    ("service", "service", {"organization_id": None}, "service.organization_id: is required and is missing"),
    ("service", "service", {"status": "closed"}, "status: [closed] is none of: active, inactive, defunct, temporarily"),
    ("service", "service", {"minimum_age": -1}, "service.minimum_age: cannot be below zero"),
    ("service", "service", {"minimum_age": 30, "maximum_age": 20}, "service.maximum_age: [20] is before minimum_age"),
    ("service", "service", {"assured_date": "31/01/2026"}, "assured_date: must be a day"),
    ("service", "service", {"assured_date": "2026-02-30"}, "assured_date: must be a day"),
    ("service", "service", {"last_modified": "yesterday"}, "last_modified: must be a moment"),
    ("service", "service", {"organization_id": id_of("nobody")}, "is no organization of this package"),
    ("location", "place", {"latitude": 91}, "location.latitude: must be from -90 to 90"),
    ("location", "place", {"longitude": "-190"}, "location.longitude: must be from -180 to 180"),
    ("location", "place", {"latitude": None}, "location.latitude: latitude and longitude come together"),
    ("location", "place", {"latitude": "north"}, "latitude: must be a number"),
    ("location", "place", {"latitude": "nan"}, "latitude: must be a number"),
    ("location", "place", {"location_type": "shed"}, "location_type: [shed] is none of: physical, postal, virtual"),
    ("service_capacity", "room", {"available": -2}, "service_capacity.available: cannot be below zero"),
    ("service_capacity", "room", {"updated": None}, "service_capacity.updated: is required and is missing"),
    ("service_capacity", "room", {"unit_id": id_of("none")}, "is no unit of this package"),
    ("schedule", "hours", {"closes_at": "08:00"}, "schedule.closes_at: is not after opens_at"),
    ("schedule", "hours", {"closes_at": None}, "schedule.closes_at: is missing, and the other time is there"),
    ("schedule", "hours", {"opens_at": "9 am"}, "opens_at: must be a time"),
    ("schedule", "hours", {"byday": "MO,XX"}, "schedule.byday: [XX] is no day"),
    ("schedule", "hours", {"byday": "2MO"}, "schedule.byday: [2MO]: a number before the day"),
    ("schedule", "hours", {"freq": "DAILY"}, "freq: [DAILY] is none of: WEEKLY, MONTHLY"),
    ("schedule", "hours", {"interval": 2}, "schedule.dtstart: is needed"),
    ("schedule", "hours", {"interval": 1.5, "dtstart": "2026-01-05"}, "schedule.interval: must be a whole number"),
    ("schedule", "hours", {"count": 3, "until": "2026-12-31", "dtstart": "2026-01-05"}, "not both"),
    ("schedule", "hours", {"valid_from": "2026-06-01", "valid_to": "2026-05-01"}, "is before valid_from"),
    ("schedule", "hours", {"dtstart": "2026-06-01", "until": "2026-05-01"}, "is before dtstart"),
    ("schedule", "hours", {"timezone": 15}, "schedule.timezone: must be from -12 to 14"),
    ("schedule", "hours", {"bymonthday": "32", "freq": "MONTHLY"}, "schedule.bymonthday: [32] is no number"),
    ("schedule", "hours", {"bymonthday": "1"}, "schedule.bymonthday: goes with freq MONTHLY alone"),
    ("schedule", "hours", {"byweekno": "54"}, "schedule.byweekno: [54] is no number"),
    ("schedule", "hours", {"freq": None, "until": "2026-12-31"}, "schedule.freq: is needed, because until"),
    ("attribute", "attribute", {"link_id": id_of("nobody")}, "is no service of this package"),
    ("attribute", "attribute", {"link_entity": None}, "attribute.link_entity: is required and is missing"),
]


@pytest.mark.parametrize(("table", "word", "change", "said"), SPOILED)
def test_a_fault_is_said_with_its_column_and_its_row(tmp_path, table, word, change, said):
    rows = small()
    rows[table][id_of(word)] |= change
    loaded = load(written(tmp_path, rows))
    assert any(said in one for one in reasons(loaded)), reasons(loaded)
    assert all(one.place.file == TABLES[table].file and one.place.row == 1 for one in loaded.faults)
    assert len(loaded.package) == 0, "what has a fault is not there to be used"


def test_without_a_spoiled_row_there_is_no_fault(tmp_path):
    loaded = load(written(tmp_path, small()))
    assert loaded.check() == Package.of(small())
    assert loaded.notes == ()


def test_all_faults_are_said_at_once(tmp_path):
    rows = small()
    rows["service"][id_of("service")] |= {"status": "closed", "assured_date": "soon"}
    rows["location"][id_of("place")]["latitude"] = 91
    loaded = load(written(tmp_path, rows))
    assert {one.column for one in loaded.faults} >= {"status", "assured_date", "location.latitude"}
    with pytest.raises(BadInput, match="nothing was changed"):
        loaded.check()


def test_a_closing_after_midnight_needs_a_word_and_midnight_itself_does_not(tmp_path):
    rows = small()
    rows["schedule"][id_of("hours")] |= {"opens_at": "20:00", "closes_at": "07:00", "notes": "Overnight"}
    assert load(written(tmp_path, rows)).faults == ()
    rows["schedule"][id_of("hours")] |= {"closes_at": "00:00", "notes": ""}
    assert load(written(tmp_path, rows, "midnight")).faults == ()


def test_a_broken_or_missing_or_repeated_id_is_a_fault(tmp_path):
    folder = written(tmp_path, small())
    text = (folder / "units.csv").read_text()
    line = text.splitlines()[1]
    (folder / "units.csv").write_text(text + line + "\r\n" + line.replace(id_of("bed"), "17") + "\r\n,Chair,,,\r\n")
    said = reasons(load(folder))
    assert "id: must be a UUID, and is [17]" in said
    assert "id: is required and is missing" in said
    assert f"id: [{id_of('bed')}] stands there already, in units.csv, row 1" in said


def test_columns_go_by_name_behind_a_mark_blanks_and_what_is_unknown(tmp_path):
    folder = written(tmp_path, small())
    (folder / "units.csv").write_text(f"\ufeff Name ,color, ID\r\nBed,red,{id_of('bed').upper()}\r\n", encoding="utf-8")
    loaded = load(folder)
    assert loaded.check() == Package.of(small())
    assert [str(one) for one in loaded.notes] == ["units.csv, color: [color] is no column of unit; it was left aside"]


def test_files_may_be_called_by_the_tables_name(tmp_path):
    folder = written(tmp_path, small())
    (folder / "units.csv").rename(folder / "unit.csv")
    (folder / "readme.txt").write_text("not ours")
    (folder / "people.csv").write_text("name\r\n")
    loaded = load(folder)
    assert loaded.check() == Package.of(small())
    assert [str(one) for one in loaded.notes] == ["people.csv: is no table of HSDS 3.1; it was left aside"]
    (folder / "units.csv").write_text("id\r\n")
    with pytest.raises(WrongLayout, match="two files for unit"):
        load(folder)


def test_too_many_cells_a_lost_quote_and_other_letters_are_faults(tmp_path):
    folder = written(tmp_path, small())
    (folder / "units.csv").write_text(f"id,name\r\n{id_of('bed')},Bed,more\r\n")
    assert ": has 3 cells under a header of 2" in reasons(load(folder))
    (folder / "units.csv").write_text(f'id,name\r\n{id_of("bed")},"Bed"s\r\n')
    assert any("cannot be read as CSV" in one for one in reasons(load(folder)))
    (folder / "units.csv").write_bytes(b"id,name\r\n\xff,\xfe\r\n")
    assert ": is not UTF-8 text" in reasons(load(folder))


def test_what_a_spreadsheet_would_compute_is_written_behind_an_apostrophe(tmp_path):
    rows = small()
    rows["unit"][id_of("bed")]["name"] = '=HYPERLINK("http://elsewhere")'
    write_csv(Package.of(rows), tmp_path / "out")
    assert "'=HYPERLINK" in (tmp_path / "out" / "units.csv").read_text()
    assert load(tmp_path / "out").check() == Package.of(rows)


def test_a_zip_is_read_as_a_folder_is_and_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "package.zip"
    write_csv(Package.of(small()), path)
    assert load(path).check() == Package.of(small())
    monkeypatch.setattr("belltown.exchange.hsds.read_csv.LARGEST", 10)
    with pytest.raises(WrongLayout, match="unpacks to more than"):
        load(path)
    path.write_bytes(b"PK no zip at all")
    with pytest.raises(WrongLayout, match="no zip file"):
        load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "")
    with pytest.raises(WrongLayout, match="no file of HSDS"):
        load(path)


def full():
    package = Package.of(small())
    return Nest(package).full("service", package.table("service")[id_of("service")])


@pytest.mark.parametrize("wrap", [
    lambda item: item, lambda item: [item], lambda item: {"services": [item]},
    lambda item: {"total_items": 1, "empty": False, "contents": [item]},
])  # fmt: skip
def test_a_service_is_read_alone_in_a_list_in_a_directory_and_in_a_page(tmp_path, wrap):
    path = tmp_path / "one.json"
    path.write_text(json.dumps(wrap(full())))
    assert load(path).check() == Package.of(small())


def test_nested_rows_say_their_place_and_disagreement_is_a_fault(tmp_path):
    one, two = full(), full()
    two["id"] = id_of("second")
    two["organization"]["name"] = "Another"
    two["schedules"][0] |= {"id": "17", "service_id": id_of("service")}
    two["color"] = "red"
    path = tmp_path / "two.json"
    path.write_text(json.dumps([one, two]))
    loaded = load(path)
    said = {str(one) for one in loaded.faults}
    assert "two.json, row 2, schedules[0].id: must be a UUID, and is [17]" in said
    assert any("organization.name: [Another] here and [Lantern] elsewhere" in one for one in said)
    assert any("schedules[0].service_id: is" in one and "it hangs on" in one for one in said)
    assert any("color: is no member of service" in str(one) for one in loaded.notes)


@pytest.mark.parametrize(("text", "said"), [
    ("{", "no JSON"), ('{"people": []}', "neither a service nor a list"), ("3", "neither a service nor a list"),
    ('{"services": [{]}', "no JSON"),
])  # fmt: skip
def test_what_is_no_directory_is_refused_in_one_sentence(tmp_path, text, said):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(WrongLayout, match=said):
        load(path)


@pytest.mark.parametrize(("item", "said"), [
    (["a", "list"], "must be an object"),
    ({"id": id_of("x"), "name": "X", "status": "active", "schedules": {"id": 1}}, "must be a list"),
    ({"id": id_of("x"), "name": 7, "status": "active"}, "must be text, and is [7]"),
    ({"id": id_of("x"), "name": "a\u0000b", "status": "active"}, "holds a character that is not text"),
    ({"id": id_of("x"), "name": "X", "status": "active", "minimum_age": True}, "must be a number"),
    ({"id": id_of("x"), "name": "X", "status": "active", "minimum_age": 1e300}, "no number that can be kept"),
    ({"name": "X", "status": "active"}, "is required and is missing"),
])  # fmt: skip
def test_json_of_the_wrong_shape_is_a_fault(tmp_path, item, said):
    path = tmp_path / "odd.json"
    path.write_text(json.dumps([item]))
    assert any(said in one for one in reasons(load(path))), reasons(load(path))


def test_reading_tells_how_far_it_is(tmp_path):
    ticks = []
    load(written(tmp_path, small()), ticks.append)
    assert sum(ticks) == len(Package.of(small()))
    out = io.StringIO()
    write_json(Package.of(small()), out, ticks.append)
    assert ticks[-1] == 1


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(WrongLayout, match="There is no file or folder"):
        load(tmp_path / "nowhere")
