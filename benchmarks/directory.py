"""The directory with 5,000 services: the import of them, and searches, on SQLite and on PostgreSQL.

Floors: the import in 60 s, a search in 100 ms (median of many, the need that most services meet), on each database.
Also printed: the import of the same services with a tenth of them changed, and how many queries a search makes.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from typing import Any

from field_desk import private_postgresql

SERVICES, SEARCHES, IMPORT_S, SEARCH_MS = 5_000, 40, 60, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--services", type=int, default=SERVICES)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        measure(options.services)
        return
    with tempfile.TemporaryDirectory() as folder:
        run("SQLite", f"sqlite:///{folder}/directory.sqlite3", options.services)
        with private_postgresql() as url:
            run("PostgreSQL", url, options.services)


def run(name: str, url: str, services: int) -> None:
    """One database in a process of its own, in the demo's settings."""
    print(f"{name}, {services:,} services", flush=True)
    made = {"BELLTOWN_DEMO": "1", "BELLTOWN_VAR": tempfile.mkdtemp(), "BELLTOWN_DATABASE_URL": url}
    whole = {**os.environ, **made, "DJANGO_SETTINGS_MODULE": "belltown_site.settings"}
    command = [sys.executable, __file__, "--child", "--services", str(services)]
    subprocess.run(command, env=whole, check=True)


def measure(services: int) -> None:
    """In the child: import, import again, search."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from belltown_site.directory.importing import take_in
    from belltown_site.jurisdiction.setting_up import set_up_site

    call_command("migrate", verbosity=0, interactive=False)
    set_up_site("example-county")
    package, changed = invented(services, 0), invented(services, services // 10)
    for word, one in (("import", package), ("import again, a tenth changed", changed)):
        start, worked = time.perf_counter(), time.process_time()
        taken = take_in(one, source="bench", digest=word, by=None, now=timezone.now())
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        print(
            f"  {word}: {taken.rows:,} rows in {seconds:.1f} s, {worked:.1f} s of processor (floor {IMPORT_S} s), "
            f"{taken.changed:,} changed"
        )
    search_times()


def invented(services: int, changed: int) -> Any:
    """The invented county's services, again and again, each copy with ids of its own and at a place of its own."""
    from importlib.resources import as_file, files

    from belltown.exchange.hsds.package import Package
    from belltown.exchange.hsds.read import load

    with as_file(files("belltown_site.directory") / "example-county") as folder:
        county = load(folder).check()
    shared = {name: dict(county.table(name)) for name in ("taxonomy", "taxonomy_term", "unit")}
    rows: dict[str, dict[str, dict[str, Any]]] = {name: dict(found) for name, found in shared.items()}
    chance, copies = random.Random(2011), -(-services // len(county.table("service")))
    kept = {id for found in shared.values() for id in found}
    for copy in range(copies):
        for name, row in county:
            if name not in shared:
                one = {key: _other(value, copy, kept) for key, value in row.items()}
                if "latitude" in one:
                    one["latitude"] = float(one["latitude"]) + chance.uniform(-0.2, 0.2)
                rows.setdefault(name, {})[str(one["id"])] = one
    for row in list(rows["service"].values())[:changed]:
        row["description"] = "Changed."
    return Package.of(rows)


def _other(value: Any, copy: int, kept: set[str]) -> Any:
    """An id of this copy; every other value as it is."""
    is_id = isinstance(value, str) and len(value) == 36 and value.count("-") == 4
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{copy} {value}")) if is_id and value not in kept else value


def search_times() -> None:
    """The median and the best of many searches for the commonest need."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from belltown.needs import Need
    from belltown_site.directory.places import Spot
    from belltown_site.directory.scoring import Wish
    from belltown_site.directory.searching import search, services_by_need

    counts = services_by_need()
    common = Need(max(counts, key=lambda need: counts[need]))
    plain = Wish(common, spot=Spot("the middle", 38.93, -98.24))
    narrow = replace(plain, asked=("sex:women", "without:identification"), age=30, open_now=True, has_room=True)
    for word, wish in (("search", plain), ("search, narrowed down", narrow)):
        reset_queries()
        with CaptureQueriesContext(connection) as caught:
            found = search(wish, now=timezone.now())
        times, worked = [], time.process_time()
        for _ in range(SEARCHES):
            start = time.perf_counter()
            search(wish, now=timezone.now())
            times.append((time.perf_counter() - start) * 1000)
        worked = (time.process_time() - worked) / SEARCHES * 1000
        print(
            f"  {word} for {common.value}: {counts[common.value]:,} services meet it, {found.total:,} fit; "
            f"median {statistics.median(times):.0f} ms, best {min(times):.0f} ms, {worked:.0f} ms of processor "
            f"(floor {SEARCH_MS} ms), {len(caught)} queries"
        )


if __name__ == "__main__":
    main()
