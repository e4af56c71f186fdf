"""Whoever was shown in a list is told of it: the ledger knows whose names every list showed."""

import uuid

import pytest
from django.utils import timezone

from belltown_site.ledger.export import verify_stored
from belltown_site.ledger.models import Entry, Subject
from belltown_site.records import actions, gate
from belltown_site.records.models import Encounter
from tests.integration.records import story
from tests.lib.cast import make_cast
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cast(now):
    story.set_up(now)
    return make_cast()


@pytest.fixture
def juniper(cast, now):
    """In care, with a charge on hold and a second encounter that waits for leave and rings."""
    return _person_of(story.handed_over(now))


def _person_of(encounter):
    with opened():
        return Encounter.objects.get(pk=encounter).participant_id


LISTS = {
    "people": ("cass", "A list of people"),
    "dispatch_board": ("pam", "The dispatch board"),
    "field_home": ("ofelia", "A list of an officer's encounters"),
    "agency_encounters": ("sol", "A list of the agency's encounters"),
    "holds": ("pru", "A list of filing holds"),
    "intakes_due": ("dee", "A list of intakes due"),
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_that_showed_somebody_stands_among_the_looks_at_them(cast, juniper, now, name):
    who, words = LISTS[name]
    assert getattr(gate, name)(viewer=cast[who], now=now)
    looks = gate.participant(juniper, viewer=cast["cleo"], now=now).looks
    assert (cast[who].name, words) in {(look.name, look.what) for look in looks}


def test_live_handoffs_and_approvals_too(cast, now):
    encounter = story.accepted(now)
    story.requested(now, encounter)
    gate.live_handoffs(viewer=cast["ofelia"], now=now)
    asked = story.encountered(now)
    actions.encounters.complainant(asked, answer="no_complainant", by=cast["ofelia"], now=now)
    actions.approvals.request(asked, by=cast["ofelia"], now=now)
    gate.approvals(viewer=cast["sol"])
    shown = set(Subject.objects.values_list("entry__act", "subject_id"))
    assert ("read.live_handoffs", str(_person_of(encounter))) in shown
    assert ("read.approvals", str(_person_of(asked))) in shown


def test_somebody_who_was_not_in_the_list_is_not_among_them(cast, juniper, now):
    other = story.handed_over(now, story.accepted(now, person=actions.Person(chosen_name="Rowan Sedge")))
    before = Entry.objects.latest("pk").pk
    gate.participant(_person_of(other), viewer=cast["cass"], now=now)
    assert not Subject.objects.filter(entry__gt=before, subject_id=str(juniper)).exists()


def test_a_list_from_outside_is_in_the_accounting_with_each_of_its_looks(cast, juniper, now):
    for _ in range(2):
        gate.holds(viewer=cast["pru"], now=now)
    found = [look.what for look in gate.accounting(juniper, viewer=cast["cass"], now=now).looks]
    assert found.count("A list of filing holds") == 2
    assert "A list of people" not in found


def test_what_was_opened_again_and_again_on_one_day_is_one_row(cast, juniper, now):
    for _ in range(4):
        gate.dispatch_board(viewer=cast["pam"], now=now)
    looks = gate.participant(juniper, viewer=cast["cass"], now=now).looks
    (row,) = [look for look in looks if look.what == "The dispatch board"]
    assert row.times == 4


def test_an_empty_list_leaves_no_line_and_nobody(cast, now):
    assert gate.people(viewer=cast["nobody"], now=now) == ()
    assert gate.holds(viewer=cast["ada"], now=now) == ()
    assert not Entry.objects.filter(by_id__in=[cast["nobody"].pk, cast["ada"].pk]).exists()


def test_a_look_before_somebody_was_named_is_found_once_they_are(cast, now):
    encounter = story.handed_over(now, story.accepted(now, person=None))
    gate.dispatch_board(viewer=cast["pam"], now=now)
    named = actions.Person(chosen_name="Juniper Yarrow")
    person = actions.persons.introduce(encounter, person=named, by=cast["dee"], now=now)
    looks = gate.participant(person, viewer=cast["cass"], now=now).looks
    assert (cast["pam"].name, "The dispatch board") in {(look.name, look.what) for look in looks}


def test_a_list_of_referrals_keeps_each_referral_while_nobody_is_named(cast, now):
    referral = actions.referrals.receive(uuid.uuid4(), about="a neighbor", words="sleeps in the doorway", now=now)
    gate.referrals(viewer=cast["pam"])
    assert set(Subject.objects.values_list("kind", "subject_id")) == {("referral", str(referral))}


def test_the_ledger_with_lists_verifies(cast, juniper, now):
    gate.dispatch_board(viewer=cast["pam"], now=now)
    gate.people(viewer=cast["cass"], now=now)
    assert verify_stored().entries == Entry.objects.count()
