import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from belltown.cli import protocol as protocol_command
from belltown.cli.documents import pages, stale
from belltown.cli.run import run
from belltown.protocol.load import available
from belltown_site.__main__ import parser

BELLTOWN = [sys.executable, "-c", "from belltown.cli import main; main()"]
GENERATED = Path(__file__).parents[3] / "docs" / "generated"
STAND_IN = """
import signal, sys, time
def stop(number, frame):
    print("stopped by", signal.Signals(number).name, flush=True)
    sys.exit(0)
signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGTERM, stop)
print(*sys.argv[1:], flush=True)
if "--port=9" in sys.argv:
    sys.exit(6)
signal.pause()
"""


def outside(*arguments, **more):
    """A real process, as a person starts one."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", **more.pop("env", {})}
    return subprocess.run(
        [*BELLTOWN, *arguments], capture_output=True, text=True, timeout=60, check=False, env=environment, **more
    )


@pytest.fixture
def stand_in(tmp_path):
    """A stand-in for the site, found before the real one."""
    package = tmp_path / "belltown_site"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(STAND_IN)
    return {"PYTHONPATH": str(tmp_path)}


def test_help_starts_without_the_heavy_libraries():
    heavy = "ibis", "duckdb", "pandas", "pyarrow", "numpy", "django", "holidays"
    code = (
        "import sys\nfrom belltown.cli.run import run\nrun(['--help'])\nrun(['protocol', 'list'])\n"
        f"print('HEAVY', [name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_the_version_is_told():
    done = outside("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("belltown 0.")


def test_a_real_run_decides():
    done = outside("protocol", "decide", "seattle/2011-10-01", "--pathway", "arrest_diversion", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["answer"] == "unknown"


def test_no_arguments_teach(capsys):
    assert run([]) == 2
    assert "Begin here" in "".join(capsys.readouterr())


def test_a_wrong_option_is_wrong_usage(capsys):
    assert run(["protocol", "list", "--nonsense"]) == 2
    assert "No such option" in capsys.readouterr().err


def test_letters_that_the_terminal_cannot_write_do_not_stop_it(tmp_path):
    done = outside("protocol", "check", str(tmp_path / "ünknown-🚲.yaml"), env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


class TestFaultsOfOurOwn:
    @pytest.fixture(autouse=True)
    def _broken(self, monkeypatch):
        def broken():
            raise RuntimeError("the secret of Pat Example")

        monkeypatch.setattr(protocol_command, "available", broken)
        monkeypatch.delenv("BELLTOWN_DEBUG", raising=False)

    def test_an_unexpected_fault_is_one_sentence_and_no_stack_trace(self, capsys):
        assert run(["protocol", "list"]) == 70
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert "Belltown met a fault of its own (RuntimeError)" in captured.err
        assert "BELLTOWN_DEBUG=1" in captured.err
        assert "Pat Example" not in captured.err

    def test_in_json_too(self, capsys):
        assert run(["protocol", "list", "--json"]) == 70
        assert json.loads(capsys.readouterr().err)["error"]["exit_code"] == 70

    def test_debugging_shows_the_trace(self, capsys, monkeypatch):
        monkeypatch.setenv("BELLTOWN_DEBUG", "1")
        assert run(["protocol", "list"]) == 70
        assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_ctrl_c_has_the_usual_exit_code(monkeypatch, capsys):
    def stopped():
        raise KeyboardInterrupt

    monkeypatch.setattr(protocol_command, "available", stopped)
    assert run(["protocol", "list"]) == 130
    assert "Traceback" not in capsys.readouterr().err


class TestTheSite:
    @pytest.mark.parametrize(
        ("command", "became"),
        [("demo", "demo --port=8000\n"), ("serve", "serve --port=8000 --host=127.0.0.1\n")],
    )
    def test_it_listens_on_this_machine_alone_unless_told_otherwise(self, command, became, stand_in):
        with self.started(command, env=stand_in) as process:
            assert process.stdout.readline() == became
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=60) == ("stopped by SIGINT\n", "")
        assert process.returncode == 0

    def test_being_told_to_end_reaches_the_site(self, stand_in):
        with self.started("serve", "--port", "8080", "--host", "0.0.0.0", env=stand_in) as process:
            assert process.stdout.readline() == "serve --port=8080 --host=0.0.0.0\n"
            process.terminate()
            assert process.communicate(timeout=60) == ("stopped by SIGTERM\n", "")

    def test_the_exit_code_is_the_sites_own(self, stand_in):
        assert outside("serve", "--port", "9", env=stand_in).returncode == 6

    def test_the_demo_with_its_known_passwords_is_never_opened_to_others(self, capsys):
        assert run(["demo", "--host", "0.0.0.0"]) == 2
        assert "No such option" in capsys.readouterr().err

    @pytest.mark.parametrize(("command", "parsed"), [("demo", ["demo"]), ("serve", ["serve", "--host=127.0.0.1"])])
    def test_the_site_understands_what_it_is_told(self, command, parsed):
        options = parser().parse_args([*parsed, "--port=8000"])
        assert (options.command, options.port) == (command, 8000)

    @pytest.mark.parametrize("port", ["0", "65536", "eighty"])
    def test_a_port_that_is_none_is_refused(self, port, capsys):
        assert run(["demo", "--port", port]) == 2
        assert "--port" in capsys.readouterr().err

    @staticmethod
    def started(*arguments, env):
        return subprocess.Popen(
            [*BELLTOWN, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **env},
        )  # fmt: skip


class TestGeneratedPages:
    def test_no_page_in_docs_generated_is_stale(self):
        assert stale(GENERATED) == [], "run script/docs and commit"

    def test_there_is_a_page_for_every_protocol_the_states_and_the_facts(self):
        assert set(pages(Path("nowhere"))) == {
            "facts.md", "states.md", *(f"protocol-{key.replace('/', '-')}.md" for key in available())
        }  # fmt: skip

    def test_stale_missing_and_orphaned_pages_are_found_and_mended(self, tmp_path, capsys):
        assert run(["docs", "--out", str(tmp_path)]) == 0
        (tmp_path / "facts.md").write_text("old")
        (tmp_path / "states.md").unlink()
        (tmp_path / "protocol-atlantis-2011-01-01.md").write_text("gone")
        wrong = ["facts.md", "protocol-atlantis-2011-01-01.md", "states.md"]
        assert stale(tmp_path) == wrong
        assert run(["docs", "--out", str(tmp_path), "--check"]) == 2
        told = capsys.readouterr().err
        assert all(f"{name}: is stale" in told for name in wrong)
        assert run(["docs", "--out", str(tmp_path)]) == 0
        assert stale(tmp_path) == []
        assert run(["docs", "--out", str(tmp_path), "--check"]) == 0
