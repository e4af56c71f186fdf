"""How long it takes to find a person among 10,000 in an agency's care, and to look for pairs that may be one.

    python benchmarks/finding.py                    a SQLite file of its own
    python benchmarks/finding.py postgresql://...   an empty database there

Names are drawn so that some are very common, as they are. Each search is asked of the gate as a case manager asks it,
with its line in the ledger: two thirds spell a name they know a little wrong, one third give a first name and a year.
"""

from __future__ import annotations

import base64
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

PEOPLE, SEARCHES, SEED = 10_000, 200, 2011
GIVEN = (
    "Robert Maria Jose James Mary Juan John Linda Luis Michael Ana David Guadalupe William Elizabeth Carlos Jennifer "
    "Francisco Patricia Richard Susan Jesus Thomas Karen Daniel Rosa Charles Nancy Antonio Lisa Anthony Margaret Mark"
)
FAMILY = (
    "Garcia Smith Johnson Martinez Williams Rodriguez Brown Hernandez Jones Lopez Gonzalez Miller Davis Perez Wilson "
    "Sanchez Anderson Ramirez Taylor Torres Thomas Flores Moore Rivera Jackson Gomez Martin Diaz Lee Reyes Thompson"
)
SYLLABLES = "ba ke lo mi nu ra se ti vo wa yan zel dor fin gar hol"


def main() -> int:
    """Print one table."""
    with tempfile.TemporaryDirectory() as folder:
        _set_up(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/site.sqlite3", folder)
        dice, now = random.Random(SEED), datetime.now(UTC)
        viewer, told = _fill(dice, now)
        searches = _timed(lambda one: _search(one, viewer, now), [dice.choice(told) for _ in range(SEARCHES)], dice)
        pairs = sorted(_clock(lambda: _pairs(viewer, now)) for _ in range(3))
        print(f"{PEOPLE:,} people, {SEARCHES} searches on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        p50, p95 = (searches[int(len(searches) * share)] for share in (0.5, 0.95))
        print(f"find a person: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
        print(f"maybe the same person: {pairs[1]:.0f} ms (median of three)")
    return 0


def _set_up(url: str, folder: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "belltown_site.settings",
        "BELLTOWN_DATABASE_URL": url,
        "BELLTOWN_VAR": folder,
        "BELLTOWN_SECRET_KEY": "a benchmark has no secrets 0123456789",
        "BELLTOWN_KEYS": base64.b64encode(bytes(range(32))).decode(),
        "BELLTOWN_INSECURE_LOCALHOST": "1",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)


def _fill(dice: random.Random, now: datetime) -> tuple[object, list[tuple[str, str]]]:
    """Ten thousand people handed to one agency; returns a case manager there, and who they are."""
    from belltown_site.accounts.demo import make_cast
    from belltown_site.jurisdiction.models import SitePreferences
    from belltown_site.records.guard import WORKER, door

    cast = make_cast()
    SitePreferences.objects.create(site="example-county", name="Example County", timezone="America/Chicago")
    told = [(_name(dice), _born(dice)) for _ in range(PEOPLE)]
    with door(WORKER, whole=True):
        for start in range(0, PEOPLE, 1000):
            _keep(told[start : start + 1000], cast, now)
    _count_rows()
    return cast["cass"], told


def _count_rows() -> None:
    """As a server does by itself some minutes after so many rows came at once; until then its plans are poor ones."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _keep(told: list[tuple[str, str]], cast: dict, now: datetime) -> None:
    from belltown.linkage.described import Described
    from belltown_site.records.models import Encounter, Handoff, Participant, PersonKey
    from belltown_site.records.name_keys import keys_of

    people = Participant.objects.bulk_create(Participant(chosen_name=name, born=born) for name, born in told)
    PersonKey.objects.bulk_create(
        [
            PersonKey(participant=person, kind=key.kind, digest=key.digest)
            for person in people
            for key in keys_of(Described((person.chosen_name,), (person.born,)))
        ],
        batch_size=5000,
    )
    officer, dee = cast["ofelia"], cast["dee"]
    encounters = Encounter.objects.bulk_create(
        Encounter(
            pathway="arrest_diversion", state="handed_over", agency=officer.agency, officer=officer, at=now,
            on=now.date(), participant=person, protocol_digest="0" * 64, answer="yes", decided_at=now,
        )
        for person in people
    )  # fmt: skip
    Handoff.objects.bulk_create(
        Handoff(
            encounter=encounter, state="released", requested_by=officer, requested_at=now, ringing_since=now,
            agency=dee.agency, accepted_by=dee, accepted_at=now, released_by=dee, released_at=now,
        )
        for encounter in encounters
    )  # fmt: skip


def _name(dice: random.Random) -> str:
    common = dice.random() < 0.5
    family = dice.choice(FAMILY.split()) if common else "".join(dice.choices(SYLLABLES.split(), k=3)).title()
    return f"{dice.choice(GIVEN.split())} {family}"


def _born(dice: random.Random) -> str:
    return f"{dice.randrange(1950, 2006)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"


def _timed(search: Callable, people: list[tuple[str, str]], dice: random.Random) -> list[float]:
    search(people[0])
    return sorted(_clock(lambda person=person: search(_asked(person, dice))) for person in people)


def _asked(person: tuple[str, str], dice: random.Random) -> tuple[str, str]:
    name, born = person
    if dice.random() < 1 / 3:
        return name.split()[0], born[:4]
    at = dice.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1 :], born


def _search(asked: tuple[str, str], viewer: object, now: datetime) -> None:
    from belltown.linkage.described import Described
    from belltown_site.records import gate

    gate.candidates(Described((asked[0],), (asked[1],)), viewer=viewer, now=now)


def _pairs(viewer: object, now: datetime) -> None:
    from belltown_site.records import gate

    gate.likely_same(viewer=viewer, now=now)


def _clock(what: Callable[[], None]) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
