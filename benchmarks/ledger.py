"""How many lines a second the ledger takes from 50 writers at once, and whether `kill -9` loses or forks any.

    python benchmarks/ledger.py                SQLite, and a private PostgreSQL where that is installed
    python benchmarks/ledger.py --shown 25     the same, each line a list that showed 25 people

A child process writes from 50 threads, one transaction a line, and says so on a pipe once a line is committed. It is
killed in the middle. A second child goes on. Then the whole ledger is verified and every line said is looked up.
"""

from __future__ import annotations

import argparse
import base64
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

WRITERS = 50
SHOWN = "BELLTOWN_BENCH_SHOWN"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """One database's figures. `slowest` and `p95` are milliseconds a writer waited for one line."""

    database: str
    per_second: float
    p95: float
    slowest: float
    acknowledged: int
    stored: int
    lost: int


def environment(url: str) -> dict[str, str]:
    """The settings a child needs to reach `url`."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "belltown_site.settings",
        "BELLTOWN_DATABASE_URL": url,
        "BELLTOWN_SECRET_KEY": "a benchmark has no secrets 0123456789",
        "BELLTOWN_KEYS": base64.b64encode(bytes(range(32))).decode(),
        "BELLTOWN_INSECURE_LOCALHOST": "1",
    }


def write_until_killed() -> None:
    """The child: 50 threads add lines for ever and say each committed one on standard output."""
    import django

    django.setup()
    threads = [threading.Thread(target=_write_for_ever, daemon=True) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _write_for_ever() -> None:
    from django.db import transaction

    from belltown_site import ledger

    subject = uuid.uuid4()
    shown = [("participant", uuid.uuid4()) for _ in range(int(os.environ.get(SHOWN, "0")))]
    while True:
        began = time.perf_counter()
        with transaction.atomic():
            entry = ledger.append(by=None, act="bench.write", subject_kind="bench", subject_id=subject, subjects=shown)
        waited = (time.perf_counter() - began) * 1000
        os.write(1, f"{entry.chain} {entry.sequence} {entry.digest} {waited:.3f}\n".encode())


def run_child(url: str, seconds: float) -> tuple[list[list[str]], float]:
    """Start a child, kill it -9 after `seconds` of writing, and return what it said and how long it wrote."""
    command = [sys.executable, __file__, "--child"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(url))
    assert child.stdout is not None
    said = [child.stdout.readline()]
    began = time.perf_counter()
    reader = threading.Thread(target=_read_all, args=(child.stdout, said))
    reader.start()
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    lasted = time.perf_counter() - began
    child.wait()
    reader.join()
    return [line.decode().split() for line in said if line.endswith(b"\n")], lasted


def _read_all(stream: IO[bytes], said: list[bytes]) -> None:
    said.extend(stream)


def look_up(url: str, said: list[list[str]]) -> tuple[int, int]:
    """How many lines are stored, and how many of those said are not. Fails when the ledger does not verify."""
    code = (
        "import sys, django; django.setup()\n"
        "from belltown_site.ledger.export import verify_stored\n"
        "from belltown_site.ledger.models import Entry\n"
        "stored = verify_stored().entries\n"
        "there = set(Entry.objects.values_list('chain', 'sequence', 'digest'))\n"
        "said = [line.split() for line in sys.stdin]\n"
        "print(stored, sum((chain, int(number), digest) not in there for chain, number, digest, _ in said))\n"
    )
    text = "".join(f"{' '.join(line)}\n" for line in said)
    done = _python("-c", code, url=url, input=text)
    stored, lost = done.stdout.split()
    return int(stored), int(lost)


def _python(*arguments: str, url: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment(url), check=True, capture_output=True, text=True, **options
    )


def measure(url: str, seconds: float) -> Outcome:
    """Write, kill, go on, kill again, verify."""
    _python("-m", "django", "migrate", "--skip-checks", "-v0", url=url)
    said, lasted = run_child(url, seconds)
    again, _ = run_child(url, 1)
    stored, lost = look_up(url, said + again)
    waits = sorted(float(line[3]) for line in said)
    return Outcome(
        database=url.partition(":")[0],
        per_second=len(said) / lasted,
        p95=waits[int(len(waits) * 0.95)],
        slowest=waits[-1],
        acknowledged=len(said) + len(again),
        stored=stored,
        lost=lost,
    )


def report(outcomes: list[Outcome]) -> None:
    print(f"Ledger: {WRITERS} writers, one transaction a line, kill -9 twice in the middle, then verified")
    heads = ("lines/s", 9), ("p95 ms", 9), ("max ms", 9), ("acknowledged", 14), ("stored", 9), ("lost", 6)
    print(f"{'database':<12}" + "".join(f"{name:>{width}}" for name, width in heads) + "  chain")
    for one in outcomes:
        figures = f"{one.per_second:>9.0f}{one.p95:>9.0f}{one.slowest:>9.0f}{one.acknowledged:>14}{one.stored:>9}"
        print(f"{one.database:<12}{figures}{one.lost:>6}  verified, no fork")


@contextmanager
def private_postgresql() -> Iterator[list[str]]:
    """The address of a PostgreSQL of our own, with fsync on; none where it is not installed."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        yield []
        return
    steps = ". tests/lib/postgres.sh; POSTGRES_FSYNC=on postgres_start; echo $POSTGRES_URL; read _; postgres_stop"
    server = subprocess.Popen(["sh", "-c", steps], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    try:
        yield [server.stdout.readline().strip()]
    finally:
        server.communicate("stop\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--shown", type=int, default=0, help="how many people each line is a list of")
    options = parser.parse_args()
    os.environ.setdefault(SHOWN, str(options.shown))
    if options.child:
        write_until_killed()
    with tempfile.TemporaryDirectory(prefix="belltown-bench-") as folder, private_postgresql() as postgresql:
        urls = [f"sqlite:///{Path(folder) / 'ledger.sqlite3'}", *postgresql]
        outcomes = [measure(url, options.seconds) for url in urls]
    report(outcomes)
    return 1 if any(one.lost for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
