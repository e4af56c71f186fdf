"""The ledger read over by the worker, and a checkpoint a week."""

from datetime import timedelta

import pytest
from django.db import connection

from belltown.errors import NotAllowed
from belltown_site import ledger
from belltown_site.accounts.demo import CAST
from belltown_site.ledger import triggers
from belltown_site.ledger.models import Entry
from belltown_site.ledger.write import heads
from belltown_site.office import checking
from belltown_site.office.models import LedgerCheck
from belltown_site.upkeep import JOBS

pytestmark = pytest.mark.django_db
VERIFIERS = {"ada", "pam", "eli", "eve"}


@pytest.fixture
def lines(cast):
    for number in range(5):
        ledger.append(by=cast["ofelia"], act="read.encounter", subject_kind="encounter", subject_id=str(number))


def damage():
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET act = 'nothing' WHERE sequence = 3")
    triggers.install(connection)


def test_a_check_is_asked_for_and_done_by_the_worker(cast, lines, now):
    checking.ask(by=cast["eli"], now=now)
    running = checking.ledger_sheet(by=cast["pam"]).running
    assert (running.asked_by, running.is_whole) == (cast["eli"].name, None)
    assert checking.run_asked(now)
    sheet = checking.ledger_sheet(by=cast["pam"])
    assert sheet.running is None
    assert (sheet.latest.is_whole, sheet.latest.lines_read) == (True, 5)
    assert not checking.run_asked(now)


def test_one_check_at_a_time_serves_everybody(cast, lines, now):
    checking.ask(by=cast["eli"], now=now)
    checking.ask(by=cast["pam"], now=now)
    assert LedgerCheck.objects.count() == 1


def test_what_is_under_way_is_not_begun_twice_unless_it_fell_silent(cast, lines, now):
    checking.ask(by=cast["eli"], now=now)
    LedgerCheck.objects.update(told_at=now)
    assert not checking.run_asked(now + timedelta(seconds=90))
    assert checking.run_asked(now + timedelta(minutes=3))


def test_damage_is_told_and_named(client, cast, lines, now):
    damage()
    checking.ask(by=cast["eli"], now=now)
    checking.run_asked(now)
    client.force_login(cast["eli"])
    page = client.get("/office/ledger/").content.decode()
    assert "Something was changed" in page
    assert "Line 3" in page


def test_progress_is_kept_as_lines_are_read(cast, lines, now, monkeypatch):
    monkeypatch.setattr("belltown_site.ledger.export._PIECE", 2)
    seen = []
    update = LedgerCheck.objects.update
    monkeypatch.setattr(type(LedgerCheck.objects.all()), "update", _watched(seen), raising=True)
    checking.ask(by=cast["eli"], now=now)
    checking.run_asked(now)
    assert update is not None
    assert [one["lines_read"] for one in seen if "lines_read" in one] == [2, 4, 5]


def _watched(seen):
    from django.db.models import QuerySet

    before = QuerySet.update

    def update(self, **changes):
        seen.append(changes)
        return before(self, **changes)

    return update


def test_once_a_week_a_checkpoint_is_written_and_shown_for_the_minutes(client, cast, lines, now):
    assert checking.checkpoint_weekly(now)
    assert not checking.checkpoint_weekly(now)
    sheet = checking.ledger_sheet(by=cast["pam"])
    assert sheet.heads[0].number == 5
    client.force_login(cast["pam"])
    assert sheet.printed in client.get("/office/ledger/").content.decode()
    assert checking.checkpoint_weekly(now + timedelta(days=7))
    assert Entry.objects.filter(act="checkpoint").count() == 2


def test_a_printed_checkpoint_verifies_later(cast, lines, now):
    from belltown_site.ledger.export import verify_stored

    checking.checkpoint_weekly(now)
    printed = checking.ledger_sheet(by=cast["pam"]).heads
    ledger.append(by=None, act="try", subject_kind="try", subject_id="1")
    assert verify_stored(printed).checkpoints == 1
    assert heads()[0].number == 7


def test_a_damaged_ledger_gets_no_checkpoint_and_the_page_says_why(cast, lines, now):
    damage()
    assert not checking.checkpoint_weekly(now)
    assert not Entry.objects.filter(act="checkpoint").exists()
    assert checking.ledger_sheet(by=cast["pam"]).latest.is_whole is False


def test_an_empty_ledger_waits(cast, now):
    assert not checking.checkpoint_weekly(now)
    assert LedgerCheck.objects.count() == 0


def test_the_worker_does_both():
    assert {"ledger-checks", "ledger-checkpoint"} <= {job.name for job in JOBS}


@pytest.mark.parametrize("name", sorted(set(CAST) - VERIFIERS))
def test_nobody_else_asks_or_reads(cast, now, name):
    with pytest.raises(NotAllowed):
        checking.ask(by=cast[name], now=now)
    with pytest.raises(NotAllowed):
        checking.ledger_sheet(by=cast[name])


def test_the_request_itself_reads_nothing_over(client, cast, lines):
    client.force_login(cast["pam"])
    assert client.post("/office/ledger/check/").status_code == 302
    assert LedgerCheck.objects.get().lines_read == 0
