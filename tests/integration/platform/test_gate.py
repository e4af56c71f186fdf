"""The first-come gate, and SQLite behind it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from belltown_site.accounts.models import Agency
from belltown_site.database.gate import FirstComeGate, gate_for, turn_at

LONG = 30.0


def wait_until(condition):
    """Yield to other threads until it holds; the test's own time limit ends a wait for ever."""
    turn = threading.Event()
    while not condition():
        turn.wait(0.001)


def test_whoever_asked_first_goes_first():
    gate, order = FirstComeGate(), []
    assert gate.enter(0)
    threads = []
    for number in range(8):
        thread = threading.Thread(target=lambda n=number: (gate.enter(LONG), order.append(n), gate.leave()))
        thread.start()
        threads.append(thread)
        wait_until(lambda n=number: gate.waiting == n + 1)
    gate.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_turn_that_does_not_come_is_given_up_and_holds_up_nobody():
    gate = FirstComeGate()
    gate.enter(0)
    assert not gate.enter(0.01)
    assert gate.waiting == 0
    gate.leave()
    assert gate.enter(0)


def test_a_turn_handed_over_at_the_last_moment_is_not_lost(monkeypatch):
    gate = FirstComeGate()
    gate.enter(0)

    class Late(threading.Event):
        def wait(self, timeout=None):
            gate.leave()
            return False

    monkeypatch.setattr(threading, "Event", Late)
    assert gate.enter(0)


def test_a_block_gives_its_turn_back_even_when_it_fails():
    gate = FirstComeGate()
    with pytest.raises(ZeroDivisionError), turn_at(gate, 0):
        assert 1 / 0
    assert gate.enter(0)


def test_one_gate_a_database():
    assert gate_for("a") is gate_for("a") is not gate_for("b")


def sqlite_alone():
    if connection.vendor != "sqlite":
        return None
    return connection.gate


@pytest.mark.django_db(transaction=True)
class TestWriters:
    def free(self):
        gate = sqlite_alone()
        return gate is None or (gate.enter(0) and (gate.leave() or True))

    def write_on_a_closed_connection(self):
        connection.close()
        Agency.objects.create(name="B", kind="police", partner=True)

    def test_reading_and_then_writing_at_once_loses_nothing(self):
        agency = Agency.objects.create(name="Counted", kind="police", partner=True, phone="0")

        def add_one(_):
            try:
                with transaction.atomic():
                    row = Agency.objects.select_for_update().get(pk=agency.pk)
                    row.phone = str(int(row.phone) + 1)
                    row.save()
            finally:
                connection.close()

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(add_one, range(100)))
        agency.refresh_from_db()
        assert agency.phone == "100"

    def test_single_writes_at_once_all_arrive(self):
        def add(number):
            try:
                Agency.objects.create(name=f"No {number}", kind="police", partner=True)
            finally:
                connection.close()

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(add, range(100)))
        assert Agency.objects.count() == 100

    def test_the_turn_is_given_back_after_success_failure_and_a_lost_connection(self):
        with transaction.atomic():
            Agency.objects.create(name="A", kind="police", partner=True)
        assert self.free()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert 1 / 0
        assert self.free()
        with pytest.raises(DatabaseError), transaction.atomic():
            Agency.objects.create(name="A", kind="police", partner=True)
        assert self.free()
        with pytest.raises(DatabaseError), transaction.atomic():
            self.write_on_a_closed_connection()
        assert self.free()

    def test_a_nested_block_keeps_the_one_turn(self):
        with transaction.atomic():
            with transaction.atomic():
                Agency.objects.create(name="A", kind="police", partner=True)
            assert sqlite_alone() is None or not self.free()
        assert self.free()

    def test_commit_hooks_run_after_the_turn_is_given_back(self):
        seen = []
        with transaction.atomic():
            transaction.on_commit(lambda: seen.append(self.free()))
        assert seen == [True]

    def test_reading_takes_no_turn(self):
        gate = sqlite_alone()
        if gate:
            gate.enter(0)
        try:
            assert list(Agency.objects.all()) == []
        finally:
            if gate:
                gate.leave()

    def test_without_a_turn_sqlite_answers_for_itself(self, monkeypatch):
        gate = sqlite_alone()
        if gate:
            monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
            gate.enter(0)
        try:
            Agency.objects.create(name="A", kind="police", partner=True)
        except OperationalError:
            pytest.fail("the database was free, so the write must go through")
        finally:
            if gate:
                gate.leave()
        assert Agency.objects.count() == 1
