"""Imports: all or nothing, the same twice changes nothing, and what was found out here stays."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.read import load
from belltown.exchange.hsds.write import write_csv, write_json
from belltown_site.directory.importing import take_in
from belltown_site.directory.keeping import correct, count_room, verify
from belltown_site.directory.models import CapacityUpdate, OtherRow, Phone, Schedule, Service, Source, Verification
from belltown_site.directory.storing import whole_directory
from belltown_site.ledger.models import Entry
from tests.integration.directory import county

pytestmark = pytest.mark.django_db
BEDS = "Lantern House drop-off and beds"


@pytest.fixture
def taken(now):
    return county.settle(now)


def again(package, now, digest="2"):
    return take_in(package, source="example-county", digest=digest, by=None, now=now)


def test_everything_imported_is_given_back(taken):
    assert whole_directory() == county.package()
    assert taken.rows == taken.added == len(county.package())


def test_tables_nobody_searches_are_kept_whole(taken):
    kept = {row.table for row in OtherRow.objects.all()}
    assert kept == {"program", "accessibility"}


def test_any_package_comes_out_as_it_went_in(now):
    from hypothesis import given, settings

    from tests.lib.hsds import packages

    @given(packages())
    @settings(max_examples=10, deadline=None)
    def law(package):
        from django.db import transaction

        with transaction.atomic():
            dated = _with_dates(package)
            take_in(dated, source="any", digest="x", by=None, now=now)
            assert whole_directory() == dated
            transaction.set_rollback(True)

    law()


def _with_dates(package):
    """A service without a date of change is given ours, so the law speaks of those that have one."""
    rows = {name: {id: dict(row) for id, row in table.items()} for name, table in package.rows.items()}
    for row in rows.get("service", {}).values():
        row.setdefault("last_modified", "2026-01-01T00:00:00.000Z")
    return Package.of(rows)


def test_the_same_package_twice_changes_nothing(taken, now):
    later = now + timedelta(days=1)
    before = {one.pk: one.modified_at for one in Service.objects.all()}
    assert again(county.package(), later, digest="1").known
    second = again(county.package(), later, digest="other bytes, same rows")
    assert (second.added, second.changed, second.removed) == (0, 0, 0)
    assert {one.pk: one.modified_at for one in Service.objects.all()} == before


def test_a_changed_row_changes_and_says_when(taken, now):
    beds = county.service(BEDS)
    later = now + timedelta(days=1)
    package = county.changed("service", str(beds.pk), description="Now with a garden.")
    assert again(package, later).changed == 1
    beds.refresh_from_db()
    assert (beds.description, beds.modified_at) == ("Now with a garden.", later)
    assert county.service("Hot lunch").modified_at < later


def test_hours_that_the_publisher_dropped_are_gone_and_services_never(taken, now):
    hours = Schedule.objects.get(service__name="Hot lunch")
    second = again(county.without("schedule", str(hours.pk)), now)
    assert (second.removed, Schedule.objects.filter(pk=hours.pk).exists()) == (1, False)
    rows = {name: dict(table) for name, table in county.package().rows.items()}
    gone = str(county.service("Hot lunch").pk)
    rows["service"].pop(gone)
    for name in ("schedule", "attribute", "service_at_location", "language", "service_area", "phone"):
        ties = ("service_id", "link_id")
        rows[name] = {id: row for id, row in rows[name].items() if gone not in [row.get(tie) for tie in ties]}
    third = again(Package.of(rows), now, digest="3")
    assert (third.left, Service.objects.filter(pk=gone).exists()) == (1, True)


def test_a_newer_count_made_here_stays_and_an_older_one_gives_way(taken, now, cast):
    line = county.room(BEDS)
    count_room(line_id=line.pk, available=7, by=cast["cass"], now=now)
    again(county.changed("service_capacity", str(line.pk), available=1, updated="2026-11-23T19:00:00.000Z"), now)
    line.refresh_from_db()
    assert (line.available, line.updated) == (7, now)
    again(county.changed("service_capacity", str(line.pk), available=1, updated="2026-11-24T09:00:00.000Z"), now, "3")
    line.refresh_from_db()
    assert line.available == 1
    assert {one.available for one in CapacityUpdate.objects.filter(line=line)} == {4, 7, 1}


def test_verifications_and_corrections_survive_until_the_publisher_is_newer(taken, now, cast):
    beds = county.service(BEDS)
    verify(service_id=beds.pk, by=cast["cass"], now=now)
    correct(service_id=beds.pk, changes={"alert": "Closed for paint until Friday"}, by=cast["cass"], now=now)
    again(county.changed("service", str(beds.pk), alert="", description="New words"), now + timedelta(hours=1))
    beds.refresh_from_db()
    assert (beds.alert, beds.description) == ("Closed for paint until Friday", "New words")
    assert (beds.verified_at, Verification.objects.count()) == (now, 1)
    newer = county.changed("service", str(beds.pk), last_modified="2026-11-25T00:00:00.000Z")
    again(newer, now + timedelta(days=3), digest="3")
    beds.refresh_from_db()
    assert beds.alert == ""


def test_what_was_found_out_here_is_exported(taken, now, cast):
    beds, line = county.service(BEDS), county.room(BEDS)
    verify(service_id=beds.pk, by=cast["cass"], now=now)
    count_room(line_id=line.pk, available=7, by=cast["cass"], now=now)
    package = whole_directory()
    row = package.table("service")[str(beds.pk)]
    assert (row["assured_date"], row["last_modified"]) == ("2026-11-23", "2026-11-23T20:00:00.000Z")
    assert package.table("service_capacity")[str(line.pk)]["available"] == 7


def test_whoever_interrupts_it_leaves_the_directory_as_it_was(taken, now):
    before = whole_directory()
    rows = [0]

    def interrupt(count):
        rows[0] += count
        if rows[0] > 500:
            raise KeyboardInterrupt

    spoiled = county.changed("service", str(county.service(BEDS).pk), name="Another name")
    with pytest.raises(KeyboardInterrupt):
        take_in(spoiled, source="example-county", digest="2", by=None, now=now, tick=interrupt)
    assert whole_directory() == before
    assert Source.objects.get().digest == "1"


def test_an_import_leaves_one_line_in_the_ledger(taken):
    line = Entry.objects.get(act="directory.import")
    assert line.detail["rows"] == len(county.package())


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_commands_take_in_and_write_out(now, tmp_path):
    write_csv(county.package(), tmp_path / "county.zip")
    assert "Nothing was changed" in run("directory_import", str(tmp_path / "county.zip"), "--dry-run")
    assert Service.objects.count() == 0
    assert f"{len(county.package()):,} new" in run("directory_import", str(tmp_path / "county.zip"))
    assert Source.objects.get().name == "county"
    assert "all of them known already" in run("directory_import", str(tmp_path / "county.zip"))
    for name in ("out.json", "out.zip", "out"):
        assert "services" in run("directory_export", str(tmp_path / name))
        assert load(tmp_path / name).check() == county.package()
    with pytest.raises(CommandError, match="there already"):
        run("directory_export", str(tmp_path / "out.json"))


def test_faults_are_listed_and_written_and_nothing_is_changed(now, tmp_path):
    beds = next(iter(county.package().table("service")))
    spoiled = county.changed("service", beds, status="gone")
    with (tmp_path / "spoiled.json").open("w") as out:
        write_json(spoiled, out)
    with pytest.raises(CommandError, match="Nothing was changed"):
        run("directory_import", str(tmp_path / "spoiled.json"), "--faults", str(tmp_path / "faults.csv"))
    assert Service.objects.count() == 0
    lines = (tmp_path / "faults.csv").read_text().splitlines()
    assert lines[0] == "file,row,column,reason"
    assert any("[gone] is none of" in line for line in lines[1:])
    with pytest.raises(CommandError, match="cannot be written"):
        run("directory_import", str(tmp_path / "spoiled.json"), "--faults", str(tmp_path / "no" / "faults.csv"))


def test_phones_of_a_contact_stay_tied_to_it(now):
    package = Package.of({
        "contact": {"11111111-1111-4111-8111-111111111111": {"id": "11111111-1111-4111-8111-111111111111"}},
        "phone": {
            "22222222-2222-4222-8222-222222222222": {
                "id": "22222222-2222-4222-8222-222222222222", "number": "1",
                "contact_id": "11111111-1111-4111-8111-111111111111",
            }
        },
    })  # fmt: skip
    take_in(package, source="x", digest="1", by=None, now=now)
    assert str(Phone.objects.get().contact_id).startswith("1111")
    assert whole_directory() == package
