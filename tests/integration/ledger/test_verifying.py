"""Whatever is done to the ledger behind the site's back is found out."""

import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from belltown.errors import Tampered
from belltown.ledger.chain import BadLedger, Damage, verify
from belltown_site import ledger
from belltown_site.ledger import triggers
from belltown_site.ledger.export import export_lines, verify_stored
from belltown_site.ledger.models import Entry
from belltown_site.ledger.write import append_checkpoint, heads

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(cast):
    for number in range(5):
        ledger.append(
            by=cast["ofelia"],
            act="encounter.read",
            subject_kind="encounter",
            subject_id=uuid.UUID(int=number),
            purpose="screening",
            detail={"number": number},
            subjects=[("participant", uuid.UUID(int=100 + one)) for one in range(number)],
        )


def behind_the_back(sql):
    """What somebody with the database password could do: lift the triggers, change, put them back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    triggers.install(connection)


def test_an_untouched_ledger_verifies(lines):
    found = verify_stored()
    assert (found.entries, found.unsealed, found.heads) == (5, 5, heads())


def test_an_empty_ledger_verifies():
    assert verify_stored().entries == 0


def test_an_export_verifies_by_the_library_alone(lines):
    exported = list(export_lines())
    assert verify(exported).entries == 5
    assert json.loads(exported[0])["entry"]["purpose"] == "screening"


def test_a_checkpoint_seals_the_lines_before_it(lines):
    append_checkpoint(by=None)
    found = verify_stored()
    assert (found.checkpoints, found.unsealed) == (1, 1)


@pytest.mark.parametrize(
    ("sql", "damage"),
    [
        ("UPDATE ledger_entry SET act = 'nothing' WHERE sequence = 3", Damage.CHANGED),
        ("UPDATE ledger_entry SET by_id = NULL WHERE sequence = 3", Damage.CHANGED),
        ("UPDATE ledger_entry SET purpose = '' WHERE sequence = 1", Damage.CHANGED),
        ("DELETE FROM ledger_entry WHERE sequence = 1", Damage.MISSING),
    ],
)
def test_a_change_behind_the_sites_back_is_named(lines, sql, damage):
    behind_the_back(sql)
    with pytest.raises(BadLedger) as caught:
        verify_stored()
    assert caught.value.damage is damage


_THIRD = "(SELECT id FROM ledger_entry WHERE sequence = 3)"


@pytest.mark.parametrize(
    "sql",
    [
        f"DELETE FROM ledger_subject WHERE entry_id = {_THIRD}",
        f"DELETE FROM ledger_subject WHERE entry_id = {_THIRD} AND subject_id LIKE '%65'",
        f"UPDATE ledger_subject SET kind = 'encounter' WHERE entry_id = {_THIRD} AND subject_id LIKE '%65'",
        f"UPDATE ledger_subject SET subject_id = 'forged' WHERE entry_id = {_THIRD} AND subject_id LIKE '%65'",
        f"INSERT INTO ledger_subject (entry_id, kind, subject_id) VALUES ({_THIRD}, 'participant', 'forged')",
        f"INSERT INTO ledger_subject (entry_id, kind, subject_id) SELECT {_THIRD}, kind, 'moved' FROM ledger_subject "
        "WHERE entry_id = (SELECT id FROM ledger_entry WHERE sequence = 2)",
    ],
)
def test_whoever_changes_whom_a_list_showed_is_found_out_and_the_line_named(lines, sql):
    behind_the_back(sql)
    with pytest.raises(BadLedger, match=r"Line 3: whom entry 3 of \[main\] showed was changed"):
        verify_stored()


def test_somebody_added_to_a_line_that_showed_nobody_is_found_out(lines):
    behind_the_back(
        "INSERT INTO ledger_subject (entry_id, kind, subject_id) "
        "SELECT id, 'participant', 'forged' FROM ledger_entry WHERE sequence = 1"
    )
    with pytest.raises(BadLedger, match="Line 1"):
        verify_stored()


def test_an_export_carries_whom_each_list_showed_and_older_files_still_verify(lines):
    exported = [json.loads(line) for line in export_lines()]
    assert [len(line.get("subjects", [])) for line in exported] == [0, 1, 2, 3, 4]
    assert verify([json.dumps(exported[0], sort_keys=True, separators=(",", ":")).encode()]).entries == 1
    assert set(exported[0]) == {"chain", "number", "previous", "digest", "entry"}


def test_progress_is_told_as_lines_are_read(lines, monkeypatch):
    monkeypatch.setattr("belltown_site.ledger.export._PIECE", 2)
    heard = []
    assert verify_stored(tell=heard.append).entries == 5
    assert heard == [2, 4]


def test_a_ledger_cut_short_is_found_out_by_its_printed_head(lines):
    printed = heads()
    behind_the_back("DELETE FROM ledger_subject WHERE entry_id = (SELECT id FROM ledger_entry WHERE sequence = 5)")
    behind_the_back("DELETE FROM ledger_entry WHERE sequence = 5")
    assert verify_stored().entries == 4
    with pytest.raises(BadLedger) as caught:
        verify_stored(printed)
    assert caught.value.damage is Damage.TRUNCATED


def test_lifted_triggers_are_themselves_damage(lines):
    triggers.remove(connection)
    with pytest.raises(Tampered, match="no longer guards"):
        verify_stored()


def test_the_command_says_the_ledger_is_whole(lines, capsys):
    call_command("ledger_verify")
    assert "The ledger is whole: 5 lines" in capsys.readouterr().out


def test_the_command_tells_machines_what_the_command_line_tells_of_an_export(lines, capsys):
    call_command("ledger_verify", "--json")
    assert json.loads(capsys.readouterr().out) == verify(export_lines()).as_json()


def test_the_command_fails_with_its_own_exit_code(lines):
    behind_the_back("UPDATE ledger_entry SET act = 'nothing' WHERE sequence = 3")
    with pytest.raises(CommandError, match="Line 3") as caught:
        call_command("ledger_verify")
    assert caught.value.returncode == Tampered.exit_code


def test_a_printed_checkpoint_is_checked_against(lines, capsys):
    call_command("ledger_checkpoint")
    printed = capsys.readouterr().out.split()[-1]
    call_command("ledger_verify", "--head", printed)
    forged = printed[:-1] + ("0" if printed[-1] != "0" else "1")
    with pytest.raises(CommandError, match="not the one"):
        call_command("ledger_verify", "--head", forged)


@pytest.mark.parametrize("head", ["", "main", "main:x:y", "main:1:short", ":1:" + "0" * 64])
def test_a_head_that_is_none_is_refused_in_words(head):
    with pytest.raises(CommandError, match="A head looks like"):
        call_command("ledger_verify", "--head", head)


def test_no_checkpoint_is_written_on_a_damaged_ledger(lines):
    behind_the_back("UPDATE ledger_entry SET act = 'nothing' WHERE sequence = 3")
    with pytest.raises(CommandError, match="No checkpoint"):
        call_command("ledger_checkpoint")
    assert Entry.objects.count() == 5


def test_an_export_never_overwrites(lines, tmp_path):
    file = tmp_path / "ledger.jsonl"
    call_command("ledger_export", str(file))
    assert verify(file.read_bytes().splitlines(keepends=True)).entries == 5
    with pytest.raises(CommandError, match="there already"):
        call_command("ledger_export", str(file))


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_at_once_make_one_chain_without_a_fork():
    from concurrent.futures import ThreadPoolExecutor

    def write(number):
        try:
            with transaction.atomic():
                return ledger.append(by=None, act="try", subject_kind="try", subject_id=str(number)).digest
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        written = list(pool.map(write, range(200)))
    assert verify_stored().entries == 200
    assert set(written) == set(Entry.objects.values_list("digest", flat=True))
