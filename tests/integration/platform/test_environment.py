"""Settings come from the environment; whatever is missing is said at once, with how to set it."""

import base64
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from belltown.errors import BadInput
from belltown_site.environment import Environment, database_from_url, load_or_make_keys, new_keys

KEY = base64.b64encode(b"k" * 32).decode()


def test_every_missing_variable_is_said_at_once():
    env = Environment({})
    env.text("A", "Set A so.")
    env.keys("B", "Set B so.")
    env.database("C", "Set C so.")
    with pytest.raises(BadInput) as refused:
        env.check()
    assert [fault.place for fault in refused.value.faults] == ["A", "B", "C"]
    assert all("Set" in fault.reason for fault in refused.value.faults)


@pytest.mark.parametrize("value", ["yes", "true", "2", "on"])
def test_a_switch_is_one_or_nothing(value):
    env = Environment({"A": value})
    env.switch("A")
    with pytest.raises(BadInput, match="must be 1"):
        env.check()


@pytest.mark.parametrize("value", ["short", "!!!!", KEY[:-4], f"{KEY},nonsense", base64.b64encode(b"k" * 31).decode()])
def test_a_key_that_is_none_is_refused_without_being_shown(value):
    env = Environment({"A": value})
    env.keys("A", "Make one.")
    with pytest.raises(BadInput) as refused:
        env.check()
    assert value not in str(refused.value)


def test_several_keys_are_read_newest_first():
    other = base64.b64encode(b"o" * 32).decode()
    assert Environment({"A": f" {KEY} , {other} "}).keys("A", "") == (KEY, other)


def test_words_are_split_and_trimmed():
    assert Environment({"A": " a.example, ,b.example "}).words("A") == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "٣"])
def test_a_number_is_whole(value):
    env = Environment({"A": value})
    assert env.number("A", 25) == 25
    with pytest.raises(BadInput):
        env.check()


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("sqlite:////srv/b.sqlite3", {"NAME": "/srv/b.sqlite3", "ENGINE": "belltown_site.database.sqlite3"}),
        ("postgresql://u:p%40ss@db.example:5433/belltown", {"USER": "u", "PASSWORD": "p@ss", "PORT": "5433"}),
        ("postgres://db.example/belltown", {"HOST": "db.example", "NAME": "belltown", "CONN_MAX_AGE": 0}),
    ],
)
def test_a_database_address_is_read(url, wanted):
    assert wanted.items() <= database_from_url(url).items()


@pytest.mark.parametrize(
    "url", ["mysql://secret@x/y", "sqlite:///", "postgresql://u:secret@host", "secret", "sqlite:/x"]
)
def test_a_database_address_that_is_none_is_refused_without_its_password(url):
    env = Environment({"A": url})
    env.database("A", "Write it so.")
    with pytest.raises(BadInput, match="Write it so") as refused:
        env.check()
    assert "secret" not in str(refused.value)


def test_sqlite_is_set_so_that_nothing_acknowledged_is_lost():
    options = database_from_url("sqlite:///x")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path):
    file = tmp_path / "demo" / "keys"
    first = load_or_make_keys(file)
    assert load_or_make_keys(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_two_starts_at_once_agree_on_the_keys(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: str(load_or_make_keys(tmp_path / "d" / "keys")), range(8)))
    assert len(set(made)) == 1


def test_fresh_keys_differ_each_time():
    assert new_keys() != new_keys()
    assert Environment(new_keys()).keys("BELLTOWN_KEYS", "")


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "belltown_site", *arguments],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_site_without_settings_says_what_to_set_and_fails(tmp_path):
    done = run("migrate", BELLTOWN_VAR=str(tmp_path))
    assert done.returncode == BadInput.exit_code
    assert "Traceback" not in done.stderr
    for name in ("BELLTOWN_SECRET_KEY", "BELLTOWN_KEYS", "BELLTOWN_DATABASE_URL"):
        assert name in done.stderr


def test_keys_are_printed_without_any_settings():
    done = run("keys")
    assert done.returncode == 0
    assert "BELLTOWN_KEYS=" in done.stdout


def test_help_needs_no_settings():
    assert "demo" in run().stdout


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_a_port_that_is_none_is_refused(port):
    done = run("demo", "--port", port)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
