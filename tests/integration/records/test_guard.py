"""The lock: outside the gate and the actions, the vault's tables do not answer at all."""

import threading

import pytest

from belltown_site.records import gate
from belltown_site.records.guard import VaultClosed
from belltown_site.records.models import Encounter, Participant
from tests.integration.records import story
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "touch",
    [
        Encounter.objects.all,
        Encounter.objects.count,
        Encounter.objects.exists,
        lambda: Encounter.objects.values("facts"),
        lambda: Encounter.objects.filter(answer="yes").first(),
        Encounter.objects.in_bulk,
        Encounter.objects.aggregate,
        lambda: Encounter.objects.raw("select * from records_encounter"),
        Encounter._base_manager.all,
        lambda: Participant().save(),
        Participant.objects.create,
        lambda: Participant.objects.bulk_create([Participant()]),
    ],
)
def test_a_closed_table_does_not_answer(touch):
    with pytest.raises(VaultClosed, match=r"records\.gate"):
        touch()


def test_a_row_taken_out_gives_no_way_to_its_neighbours(site, now):
    id = story.encountered(now)
    with opened():
        row = Encounter.objects.get(pk=id)
    for touch in (row.checks.all, lambda: row.participant, row.save, row.delete, row.refresh_from_db):
        with pytest.raises(VaultClosed):
            touch()


def test_the_door_is_shut_again_after_a_failure():
    with pytest.raises(RuntimeError, match="on purpose"), opened():
        raise RuntimeError("on purpose")
    with pytest.raises(VaultClosed):
        Encounter.objects.count()


def test_an_open_door_is_open_in_its_own_thread_alone():
    caught = []

    def elsewhere():
        try:
            Encounter.objects.all()
        except VaultClosed as error:
            caught.append(error)

    with opened():
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert caught


def test_the_gate_shuts_the_door_behind_itself(site, now):
    gate.field_home(viewer=site["ofelia"], now=now)
    with pytest.raises(VaultClosed):
        Encounter.objects.count()
