"""Stopping while others read, and faults in the middle of a look: nothing is shown after, nothing without a line."""

import importlib
import threading

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from belltown.disclosure.classes import InformationClass as Class
from belltown.errors import NotFound
from belltown_site import ledger
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import make_cast
from tests.lib.papers import share, signed

READERS, MOST_LOOKS = 4, 400


class Broken(RuntimeError):
    """What a fault in the middle raises."""


@pytest.fixture
def cast(transactional_db):
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def paper(cast):
    now = timezone.now()
    story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id, signed(line.id, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)


def _in_threads(*acts):
    threads = [threading.Thread(target=_closing, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _closing(act):
    try:
        act()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_look_that_begins_after_the_stop_is_committed_shows_nothing(cast, paper):
    person, consent = paper
    stopped, looks = threading.Event(), [[] for _ in range(READERS)]
    ready = threading.Barrier(READERS + 1)

    def look(kept):
        ready.wait()
        for _ in range(MOST_LOOKS):
            began_after = stopped.is_set()
            kept.append((began_after, _sees(cast["del"], person)))
            if began_after:
                return

    def stop():
        ready.wait()
        actions.consents.revoke(consent, by=cast["cass"], now=timezone.now())
        stopped.set()

    _in_threads(*(lambda kept=kept: look(kept) for kept in looks), stop)
    for kept in looks:
        assert not [seen for began_after, seen in kept if began_after and seen]
        seen = [seen for _, seen in kept]
        assert seen == sorted(seen, reverse=True), "once it was hidden it was shown again"
    assert not _sees(cast["del"], person)
    shown = sum(seen for kept in looks for _, seen in kept)
    assert Entry.objects.filter(act="read.participant", by_id=cast["del"].pk).count() == shown


def _sees(viewer, person):
    try:
        gate.participant(person, viewer=viewer, now=timezone.now())
    except NotFound:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_every_look_of_many_at_once_has_its_line(cast, paper):
    person, _ = paper
    before = Entry.objects.count()
    _in_threads(*[lambda: [_sees(cast["del"], person) for _ in range(5)]] * READERS)
    assert Entry.objects.count() - before == 5 * READERS


def _break(monkeypatch, where):
    def broken(*args, **kwargs):
        raise Broken

    people = importlib.import_module("belltown_site.records.gate.people")  # the package has a function of that name
    target, name = {
        "the consents": (people, "allowed_by"),
        "the consents of holds": (importlib.import_module("belltown_site.records.gate.filing"), "allowed_by"),
        "the ruling": (people.Before, "ruling"),
        "the ledger": (ledger, "append"),
    }[where]
    monkeypatch.setattr(target, name, broken)


LOOKS = {
    "participant": lambda cast, person: gate.participant(person, viewer=cast["del"], now=timezone.now()),
    "people": lambda cast, person: gate.people(viewer=cast["cass"], now=timezone.now()),
    "holds": lambda cast, person: gate.holds(viewer=cast["pru"], now=timezone.now()),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("where", "sheet"),
    [
        ("the consents", "participant"),
        ("the consents", "people"),
        ("the consents of holds", "holds"),
        ("the ruling", "participant"),
        ("the ruling", "people"),
        ("the ledger", "participant"),
        ("the ledger", "people"),
        ("the ledger", "holds"),
    ],
)
def test_a_fault_in_the_middle_shows_nothing_and_leaves_no_line(cast, paper, monkeypatch, where, sheet):
    before = Entry.objects.count()
    _break(monkeypatch, where)
    with pytest.raises(Broken):
        LOOKS[sheet](cast, paper[0])
    assert Entry.objects.count() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["the consents", "the ruling", "the ledger"])
def test_the_page_of_such_a_fault_names_nobody(cast, paper, client, monkeypatch, where):
    client.force_login(cast["del"])
    client.raise_request_exception = False
    _break(monkeypatch, where)
    answer = client.get(reverse("people:person", args=[paper[0]]))
    assert answer.status_code == 500
    assert "Juniper" not in answer.content.decode()
