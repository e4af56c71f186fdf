"""script/mutants: change one thing in a copy, run the tests that ought to notice, and say which change nobody did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tools.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
PURE = ("-p", "no:django", "-p", "tools.mutation.quick", "--noconftest", "-c", "tools/mutation/pure.ini")
LAWS = ("tests/generative/test_ruling_laws.py", "tests/generative/test_taking_away_laws.py")
OF_ONE = {
    "classes.py": ("test_classes.py", *LAWS),
    "consent.py": ("test_consent.py", "test_ruling.py", *LAWS),
    "ruling.py": ("test_ruling.py", *LAWS),
    "csv_cells.py": ("test_csv_cells.py", "tests/generative/test_csv_cells_laws.py"),
}
"""By file of `disclosure`: its tests, the quickest first. Any other file there has the test of its own name."""

OF_THE_GATE = ("tests/integration/records/test_consents.py", "tests/integration/records/test_visibility.py",
               "tests/integration/records/test_holds.py", "tests/integration/matrix/test_side_doors.py",
               "tests/integration/matrix/test_sheets.py")  # fmt: skip
PATIENCE = 900


def tests_for(path: Path) -> tuple[str, ...]:
    """What ought to notice a change of this file, the quickest first."""
    if "disclosure" not in path.parts:
        return OF_THE_GATE
    named = OF_ONE.get(path.name, (f"test_{path.name}",))
    there = (one if "/" in one else f"tests/unit/disclosure/{one}" for one in named)
    return (*PURE, *(one for one in there if (ROOT / one).exists()))


def main(arguments: list[str]) -> int:
    """Run every mutant of the files named, `--jobs N` at once; print the survivors and the count; 1 if any survived."""
    jobs = int(arguments[arguments.index("--jobs") + 1]) if "--jobs" in arguments else 2
    named = [Path(one) for one in arguments if one.endswith(".py")]
    survivors = sum(_run_file(path, jobs) for path in named)
    return 1 if survivors else 0


def _run_file(path: Path, jobs: int) -> int:
    found = list(mutants((ROOT / path).read_text(encoding="utf-8")))
    with ThreadPoolExecutor(jobs) as pool:
        alive = [one for one, noticed in zip(found, pool.map(lambda one: _is_noticed(path, one), found), strict=True)
                 if not noticed]  # fmt: skip
    for one in alive:
        print(f"SURVIVED {path}:{one.name}", flush=True)  # noqa: T201
    print(f"{path}: {len(found)} mutants, {len(found) - len(alive)} noticed, {len(alive)} survived", flush=True)  # noqa: T201
    return len(alive)


def _is_noticed(path: Path, mutant: Mutant) -> bool:
    with _changed_copy(path, mutant) as copy:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests_for(path)]
        env = {**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(command, cwd=copy, env=env, capture_output=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


@contextmanager
def _changed_copy(path: Path, mutant: Mutant) -> Iterator[Path]:
    """A copy of the tree with the one change, so that the tree itself is never wrong, even when this is interrupted."""
    with tempfile.TemporaryDirectory(prefix="belltown-mutant-") as folder:
        copy = Path(folder)
        for name in ("src", "tests", "tools"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        (copy / path).write_text(mutant.source, encoding="utf-8")
        yield copy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
