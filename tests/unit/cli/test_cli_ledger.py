import io
import json

import pytest

from belltown.cli import ledger as ledger_command
from belltown.cli.run import run
from belltown.ledger.chain import MAIN
from tests.lib.ledgers import written

WRITER = written([(MAIN, "open"), ("north", "offer"), ("north", "accept"), (MAIN, "checkpoint")])


@pytest.fixture
def export(tmp_path):
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(b"".join(WRITER.lines))
    return file


def head(chain):
    return f"{chain}:{WRITER.heads[chain].number}:{WRITER.heads[chain].digest}"


def test_an_untouched_ledger_is_told_with_its_heads(export, capsys):
    assert run(["ledger", "verify", str(export)]) == 0
    out = capsys.readouterr().out
    assert "Nothing was changed. Entries: 4. Chains: 2. Checkpoints: 1. Entries under no checkpoint yet: 1." in out
    assert head("north") in out


def test_the_shape_of_its_json(export, capsys):
    assert run(["ledger", "verify", str(export), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["ok", "entries", "checkpoints", "unsealed", "heads"]
    assert (data["ok"], data["entries"], list(data["heads"][0])) == (True, 4, ["chain", "number", "digest"])


def test_a_changed_line_is_named_and_the_exit_code_is_seven(export, capsys):
    export.write_bytes(export.read_bytes().replace(b'"offer"', b'"OFFER"'))
    assert run(["ledger", "verify", str(export)]) == 7
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Line 2: entry 1 of [north] was changed")


def test_tampering_in_json(export, capsys):
    export.write_bytes(b"".join(WRITER.lines[1:]))
    assert run(["ledger", "verify", str(export), "--json"]) == 7
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["kind"], error["exit_code"]) == ("Tampered", 7)


def test_a_head_that_run_printed_can_be_expected_later(export, capsys):
    assert run(["ledger", "verify", str(export), "--head", head(MAIN), "--head", head("north")]) == 0
    export.write_bytes(b"".join(WRITER.lines[:-1]))
    assert run(["ledger", "verify", str(export)]) == 0
    assert run(["ledger", "verify", str(export), "--head", head(MAIN)]) == 7
    assert "but the head you gave says it had 2: the end was cut off" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["main", "main:x:" + "a" * 64, "main:1:abc", ":1:" + "a" * 64, "main:1:" + "Z" * 64])
def test_a_head_that_cannot_be_read_is_refused(export, capsys, wrong):
    assert run(["ledger", "verify", str(export), "--head", wrong]) == 2
    assert "must be CHAIN:NUMBER:DIGEST" in capsys.readouterr().err


def test_standard_input_may_be_verified(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"".join(WRITER.lines))))
    assert run(["ledger", "verify", "-"]) == 0
    assert "Entries: 4." in capsys.readouterr().out


def test_a_file_that_is_not_there_says_so(tmp_path, capsys):
    assert run(["ledger", "verify", str(tmp_path / "none.jsonl")]) == 2
    assert "no such file or directory; check the path" in capsys.readouterr().err


def test_a_folder_is_no_ledger(tmp_path, capsys):
    assert run(["ledger", "verify", str(tmp_path)]) == 2
    assert "is a directory; check the path" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["x.jsonl", "--site"]])
def test_one_thing_is_verified(arguments, capsys):
    assert run(["ledger", "verify", *arguments]) == 2
    assert "Say what to verify" in capsys.readouterr().err


@pytest.fixture
def became(monkeypatch):
    became = []
    monkeypatch.setattr(ledger_command, "become_the_site", lambda *arguments: became.append(arguments))
    return became


def test_the_site_verifies_its_own_database(became):
    assert run(["ledger", "verify", "--site", "--json", "--head", head(MAIN)]) == 0
    assert became == [("ledger_verify", f"--head={head(MAIN)}", "--json")]


def test_the_site_exports_its_own_ledger(became):
    assert run(["ledger", "export", "out.jsonl"]) == 0
    assert became == [("ledger_export", "out.jsonl")]
