"""The ledger's one door in: what a line holds, and what it refuses."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from belltown.ledger.entry import genesis
from belltown_site import ledger
from belltown_site.ledger import triggers
from belltown_site.ledger.models import Entry, Subject

pytestmark = pytest.mark.django_db

SUBJECT = uuid.UUID(int=7)


def line(**changes):
    fields = {"by": None, "act": "encounter.open", "subject_kind": "encounter", "subject_id": SUBJECT}
    return ledger.append(**{**fields, **changes})


def test_the_first_line_follows_the_chains_own_beginning():
    entry = line()
    assert (entry.sequence, entry.previous) == (1, genesis(entry.chain))


def test_each_line_holds_the_digest_of_the_line_before():
    first, second = line(), line()
    assert (second.sequence, second.previous) == (2, first.digest)


def test_a_line_names_the_person_by_id_alone(cast):
    entry = line(by=cast["ofelia"], detail={"reason": "no_capacity", "count": 3, "known": True})
    assert entry.by_id == cast["ofelia"].pk
    assert "Ofelia" not in str(Entry.objects.values().get())


@pytest.mark.parametrize(
    "prose",
    [
        {"detail": {"note": "Pat Patterson was cold"}},
        {"detail": {"note": "pat@demo.belltown.example"}},
        {"purpose": "to look for Pat"},
        {"act": "open encounter"},
        {"detail": {"place": "1 Harbor Street"}},
        {"subjects": [("participant", "Pat Patterson")]},
        {"subjects": [("the person", SUBJECT)]},
    ],
)
def test_prose_never_enters_the_ledger(prose):
    with pytest.raises(ValueError, match="ids and codes"):
        line(**prose)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        line()


@pytest.mark.django_db(transaction=True)
def test_a_line_goes_with_the_act_it_tells_of():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        line(detail={"number": line().sequence // 0})
    with transaction.atomic():
        assert line().sequence == 1


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Entry.objects.update(act="nothing.happened"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.filter(sequence=1).update(at=None),
        lambda: connection.cursor().execute("DELETE FROM ledger_entry WHERE sequence = 2"),
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_a_line(tamper):
    line(), line()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        tamper()
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("sql", ["UPDATE ledger_subject SET kind = 'x'", "DELETE FROM ledger_subject"])
def test_the_database_itself_refuses_to_change_whom_a_list_showed(sql):
    line(subjects=[("participant", SUBJECT)])
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Subject.objects.count() == 1


def test_a_line_keeps_whom_a_list_showed_once_each_and_seals_them():
    entry = line(detail={"rows": 3}, subjects=[("participant", SUBJECT), ("encounter", SUBJECT)] * 2)
    assert entry.detail["rows"] == 3
    assert entry.detail["subjects"] == 2
    assert len(entry.detail["subjects_digest"]) == 64
    assert set(entry.subjects.values_list("kind", "subject_id")) == {
        ("participant", str(SUBJECT)), ("encounter", str(SUBJECT)),
    }  # fmt: skip


def test_a_line_that_showed_nobody_says_nothing_of_it():
    assert "subjects" not in line(detail={"rows": 0}).detail


def test_whom_a_list_showed_takes_one_more_statement():
    def statements(**more):
        with CaptureQueriesContext(connection) as captured:
            line(**more)
        return len([one for one in captured if "SAVEPOINT" not in one["sql"]])

    line()
    assert statements(subjects=[("participant", uuid.UUID(int=n)) for n in range(200)]) == statements() + 1


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_subject"])
def test_the_database_refuses_to_empty_the_ledger_at_once(table):
    line(subjects=[("participant", SUBJECT)])
    at_once = f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        connection.cursor().execute(at_once)


def test_a_fork_is_refused_by_the_database():
    first = line()
    line()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(
            chain="main", sequence=3, at=first.at, act="forged", previous=first.digest, digest="f" * 64
        )


def test_missing_triggers_are_named_and_can_be_put_back():
    triggers.remove(connection)
    assert triggers.missing_triggers(connection)
    triggers.install(connection)
    assert triggers.missing_triggers(connection) == []
