"""Two people at the same moment, in real threads with their own connections."""

import threading
import uuid

import pytest
from django.db import connections

from belltown.errors import BelltownError, NotPossible
from belltown.vocabulary import OfferOutcome
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.actions import outbox
from belltown_site.records.models import Participant
from tests.integration.records import story
from tests.lib.cast import make_cast
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(now, transactional_db):
    cast = make_cast()
    story.set_up(now)
    return cast


def at_once(*acts):
    """What each act returned, or the error it raised, all begun together."""
    gate_, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(position, act):
        gate_.wait()
        try:
            outcomes[position] = act()
        except BelltownError as error:
            outcomes[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_several_who_accept_at_once_exactly_one_wins_and_the_rest_learn_who(site, now):
    id = story.requested(now)
    people = [site["dee"], site["cass"], site["cleo"]]
    outcomes = at_once(
        *(lambda who=who: actions.handoffs.accept(id, by=who, now=now, eta_minutes=5) for who in people[:2])
    )
    lost = [outcome for outcome in outcomes if outcome is not None]
    holder = gate.handoff(id, viewer=site["ofelia"], now=now).responder.name
    assert len(lost) == 1
    assert isinstance(lost[0], NotPossible)
    assert str(lost[0]).startswith(f"{holder} has already taken this handoff")
    assert holder == people[outcomes.index(None)].name
    assert Entry.objects.filter(act="handoff.accept").count() == 1


def test_a_phone_that_sends_the_same_encounter_twice_at_once_makes_one(site, now):
    id = uuid.uuid4()
    assert at_once(*[lambda: story.encountered(now, id=id)] * 2) == [id, id]
    assert len(gate.field_home(viewer=site["ofelia"], now=now).open) == 1
    assert Entry.objects.filter(act="encounter.start").count() == 1
    with opened():
        assert Participant.objects.count() == 1


def test_accepting_and_declining_at_once_leaves_one_outcome_that_both_agree_on(site, now):
    id = story.screened(now)
    record = actions.offers.record
    at_once(
        lambda: record(id, outcome=OfferOutcome.ACCEPTED, by=site["ofelia"], now=now),
        lambda: record(id, outcome=OfferOutcome.NOT_OFFERED, reason="no_capacity", by=site["sol"], now=now),
    )
    found = gate.encounter(id, viewer=site["ofelia"], now=now)
    accepted = [line for line in found.offers if line.outcome == "accepted"]
    refused = [line for line in found.offers if line.outcome == "not_offered"]
    assert (found.state, len(accepted), len(refused)) in (("accepted", 1, 0), ("not_offered", 0, 1))
    assert len(gate.holds(viewer=site["pru"], now=now)) == len(accepted)


def test_two_workers_never_lease_the_same_message(site, now):
    story.requested(now)
    leased = at_once(*[lambda: outbox.lease(now=now)] * 2)
    ids = [parcel.id for parcels in leased for parcel in parcels]
    assert len(ids) == len(set(ids)) == 1


def test_two_sweeps_at_once_ring_the_next_once(site, now):
    from datetime import timedelta

    id = story.requested(now)
    at_once(*[lambda: actions.handoffs.ring_due(now=now + timedelta(minutes=1))] * 2)
    assert len(gate.handoff(id, viewer=site["ofelia"], now=now).rings) == 2
