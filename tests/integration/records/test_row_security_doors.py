"""Who is told to the database: one person for one transaction, and the worker only where that is said and why."""

import importlib
import inspect
import pkgutil

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from belltown.errors import NotPossible
from belltown.vocabulary import Role
from belltown_site import running
from belltown_site.records import actions, gate, guard, row_security
from belltown_site.records.guard import WORKER, door, reads, reads_as_worker, standing_of, writes
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")
AS_WORKER = {
    "actions.acting._holds_of",
    "actions.circles.let_in",
    "actions.deciding.replay",
    "actions.glasses.open",
    "actions.handoffs._due",
    "actions.handoffs._ring_next",
    "actions.holds._due",
    "actions.holds._lapse",
    "actions.outbox.drop_resting_on",
    "actions.outbox.failed",
    "actions.outbox.lease",
    "actions.outbox.sent",
    "actions.own_windows._drop_texts",
    "actions.own_windows.ask_for_link",
    "actions.own_windows.end_expired",
    "actions.own_windows.enter",
    "actions.own_windows.enter_by_link",
    "actions.paging.answer_from_outside",
    "actions.referrals.receive",
    "actions.rotation._index_batch",
    "actions.rotation._index_phones",
    "actions.rotation._next_keys",
    "actions.rotation._seal_anew",
    "gate.counting.counts",
    "gate.handing_over.holdings",
    "gate.handoffs._all_undelivered",
    "gate.links.restrictions_binding",
    "gate.names.all_told",
    "gate.own_care.happened_to",
    "gate.own_looks._counted",
    "gate.persons.known_persons",
    "gate.room.capacity_now",
    "gate.room.room_remains",
}


def told():
    names = ("viewer", "role", "agency", "service")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('belltown.{name}', true)" for name in names))
        return tuple(value or "" for value in cursor.fetchone())


def of(user):
    return str(user.pk), user.role, str(user.agency_id), ""


def doors():
    for package in (gate, actions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                if one.__module__ == module.name and hasattr(one, "__wrapped__"):
                    yield f"{module.name.removeprefix('belltown_site.records.')}.{name}", one


def test_these_alone_run_as_the_worker_and_each_says_why():
    marked = {name: one.as_worker for name, one in doors() if hasattr(one, "as_worker")}
    assert set(marked) == AS_WORKER
    assert all(len(why) > 15 for why in marked.values())


def test_a_function_that_does_not_say_who_asks_cannot_be_made():
    with pytest.raises(TypeError, match="viewer= or by="):

        @reads
        def look(*, now): ...

    with pytest.raises(TypeError, match="viewer= or by="):

        @writes
        def act(by): ...


@pytest.mark.django_db
@on_postgresql
class TestOneTransaction:
    def test_the_viewer_is_told_while_a_function_runs_and_not_after(self, site):
        @reads
        def look(*, viewer):
            return told()

        assert look(viewer=site["ofelia"]) == of(site["ofelia"])
        assert told() == ("", "", "", "")

    def test_a_function_within_another_is_told_apart_and_the_first_stands_again(self, site):
        @reads_as_worker("a test of standing")
        def across():
            return told()

        @reads
        def look(*, viewer):
            return across(), told()

        assert look(viewer=site["ofelia"]) == (("", "", "", "worker"), of(site["ofelia"]))

    def test_after_a_failure_within_the_first_stands_again(self, site):
        @reads_as_worker("a test of standing")
        def across():
            raise NotPossible("On purpose.")

        @writes
        def act(*, by):
            with pytest.raises(NotPossible):
                across()
            return told()

        assert act(by=site["ofelia"]) == of(site["ofelia"])

    def test_after_the_database_refused_within_the_first_stands_again(self, site):
        @reads_as_worker("a test of standing")
        def across():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

        @reads
        def look(*, viewer):
            with pytest.raises(DatabaseError), transaction.atomic():
                across()
            return told()

        assert look(viewer=site["ofelia"]) == of(site["ofelia"])

    def test_a_signed_answer_from_outside_is_given_as_the_one_who_was_rung(self, site):
        with door(WORKER, whole=True), door(standing_of(site["dee"]), whole=True):
            assert told() == of(site["dee"])


@pytest.fixture
def one_connection(transactional_db):
    """A pool of one connection, as a pooler in front of the database might hand it from one visitor to the next."""
    options = connection.settings_dict["OPTIONS"]
    before = options["pool"]
    connection.close()
    connection.close_pool()
    options["pool"] = {"min_size": 1, "max_size": 1, "timeout": 5}
    yield
    connection.close()
    connection.close_pool()
    options["pool"] = before


def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def encounters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM records_encounter")
        return {row[0] for row in cursor.fetchall()}


@on_postgresql
class TestOneConnection:
    def test_the_next_visitor_on_it_inherits_nobody(self, one_connection, site, now):
        id, other = story.encountered(now), someone_from_the_other_agency(Role.OFFICER)
        assert gate.field_home(viewer=site["ofelia"], now=now).open[0].id == id
        first = backend()
        connection.close()
        assert (backend(), told(), encounters()) == (first, ("", "", "", ""), set())
        with door(standing_of(other), whole=False):
            assert (backend(), encounters()) == (first, set())
        with door(standing_of(site["ofelia"]), whole=False):
            assert encounters() == {id}

    def test_nor_after_a_failure(self, one_connection, site, now):
        story.encountered(now)
        with pytest.raises(DatabaseError), door(standing_of(site["ofelia"]), whole=False):
            connection.cursor().execute("SELECT 1 / 0")
        first = backend()
        connection.close()
        assert (backend(), told(), encounters()) == (first, ("", "", "", ""), set())

    def test_a_prosecutor_sees_what_waits_for_leave_and_whoever_decided_it_afterwards(self, one_connection, site, now):
        id, other = story.encountered(now), someone_from_the_other_agency(Role.PROSECUTOR)
        with door(WORKER, whole=True), connection.cursor() as cursor:
            approval = ask_a_prosecutor(cursor, id, site["ofelia"], now)
        assert [seen(site["pru"]), seen(other)] == [{id}, {id}]
        with door(standing_of(site["pru"]), whole=True), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE records_approval SET granted = true, decided_by_id = %s, decided_at = %s WHERE id = %s",
                [site["pru"].pk, now, approval],
            )
            assert encounters() == {id}
        assert [seen(site["pru"]), seen(other)] == [{id}, set()]

    def test_one_statement_more_a_transaction_and_none_a_query(self, one_connection, site, now):
        story.encountered(now)
        with CaptureQueriesContext(connection) as asked:
            gate.field_home(viewer=site["ofelia"], now=now)
        assert sum("set_config" in one["sql"] for one in asked.captured_queries) == 1


def ask_a_prosecutor(cursor, encounter, by, now):
    from belltown_site.records.models import Approval

    return Approval.objects.create(encounter_id=encounter, role="prosecutor", requested_by=by, requested_at=now).pk


def seen(user):
    with door(standing_of(user), whole=False):
        return encounters()


@pytest.mark.django_db
class TestStarting:
    def test_the_server_starts_where_the_wall_stands(self):
        running.check_row_security()

    def test_and_not_where_something_is_missing(self, monkeypatch, settings):
        monkeypatch.setattr(row_security, "fault_in", lambda _: "Row security is not complete. Run: this")
        with pytest.raises(NotPossible, match="does not start: Row security is not complete"):
            running.check_row_security()
        settings.BELLTOWN_DEMO = True
        running.check_row_security()

    @on_postgresql
    def test_a_superuser_is_named_with_the_command_that_mends_it(self, monkeypatch):
        import psycopg

        where = connection.settings_dict
        try:
            superuser = psycopg.connect(host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user="postgres")
        except psycopg.OperationalError:
            pytest.skip("no superuser of this server is at hand")
        with superuser:
            monkeypatch.setattr(connection, "cursor", superuser.cursor)
            fault = row_security.fault_in(connection)
        assert "postgres passes by row security" in fault
        assert 'ALTER ROLE "postgres" NOSUPERUSER NOBYPASSRLS' in fault


def test_the_decorators_keep_nothing_of_the_standing():
    assert guard._standing.get() == guard.NOBODY
