"""Referrals from neighbors and colleagues."""

import uuid

import pytest

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.workflow.referral import Event
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.lib.cast import CAST

pytestmark = pytest.mark.django_db
verbs = actions.referrals


def received(now, **more):
    words = {"about": "Rowan, tall, gray coat", "words": "sleeps in our doorway", "where": "Harbor Street"}
    return verbs.receive(more.pop("id", uuid.uuid4()), now=now, **{**words, **more})


def test_anybody_may_refer_without_an_account(site, now):
    id = received(now)
    sheet = gate.referral(id, viewer=site["pam"])
    assert (sheet.state, sheet.words, sheet.received_by) == ("received", "sleeps in our doorway", None)


def test_the_same_number_twice_is_one_referral(site, now):
    id = uuid.uuid4()
    assert received(now, id=id) == received(now, id=id, words="again") == id
    assert len(gate.referrals(viewer=site["pam"])) == 1
    assert Entry.objects.filter(act="referral.receive").count() == 1


def test_everything_wrong_is_told_at_once(site, now):
    with pytest.raises(BadInput) as refusal:
        received(now, about="  ", words="")
    assert {fault.place for fault in refusal.value.faults} == {"about", "words"}
    with pytest.raises(BadInput, match="1000000 characters; the most is 2000"):
        received(now, words="x" * 1_000_000)


def test_a_signed_in_referrer_learns_received_and_no_more(site, now):
    id = received(now, by=site["bea"])
    verbs.refuse(id, reason="no_capacity", by=site["pam"], now=now)
    (line,) = gate.my_referrals(viewer=site["bea"])
    assert set(line.__slots__) == {"id", "received_at"}
    with pytest.raises(NotFound):
        gate.referral(id, viewer=site["bea"])


def test_another_neighbor_does_not_learn_of_it(site, now):
    received(now, by=site["bea"])
    assert gate.my_referrals(viewer=site["eli"]) == ()
    assert gate.my_referrals(viewer=site["nobody"]) == ()


def test_a_refusal_is_kept_with_its_reason_and_may_be_opened_again(site, now):
    id = received(now)
    verbs.refuse(id, reason="no_capacity", by=site["pam"], now=now)
    assert gate.referral(id, viewer=site["pam"]).reason == "no_capacity"
    assert [one.id for one in gate.referrals(viewer=site["pam"], closed=True)] == [id]
    verbs.move(id, event=Event.REOPEN, by=site["pam"], now=now)
    assert gate.referral(id, viewer=site["pam"]).state == "screening"


def test_an_approved_referral_goes_on_to_outreach(site, now):
    id = received(now)
    verbs.approve(id, by=site["pam"], now=now)
    verbs.move(id, event=Event.CONTACT, by=site["dee"], now=now)
    verbs.move(id, event=Event.START_INTAKE, by=site["dee"], now=now)
    verbs.move(id, event=Event.ENROLL, by=site["cass"], now=now)
    assert gate.referral(id, viewer=site["dee"]).state == "enrolled"


def test_approving_through_the_steps_keeps_who_decided(site, now):
    id = received(now)
    verbs.move(id, event=Event.SCREEN, by=site["dee"], now=now)
    verbs.move(id, event=Event.APPROVE, by=site["pam"], now=now)
    assert gate.referral(id, viewer=site["pam"]).decided_by.name == "Pam Pham"


@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_deciding_twice_is_deciding_once(site, now, act):
    id = received(now)
    more = {"reason": "duplicate"} if act == "refuse" else {}
    for _ in range(2):
        getattr(verbs, act)(id, by=site["pam"], now=now, **more)
    assert Entry.objects.filter(act=f"referral.{act}").count() == 1


@pytest.mark.parametrize("name", ["dee", "cass", "cleo"])
def test_where_the_project_manager_decides_care_is_told_so(site, now, name):
    with pytest.raises(NotAllowed, match="is for the project manager"):
        verbs.approve(received(now), by=site[name], now=now)


def test_a_refusal_without_a_reason_is_refused(site, now):
    with pytest.raises(BadInput, match="must be one of ineligible"):
        verbs.refuse(received(now), reason="", by=site["pam"], now=now)
    with pytest.raises(NotPossible, match="needs its reason"):
        verbs.move(received(now), event=Event.REFUSE, by=site["pam"], now=now)


@pytest.mark.parametrize("name", sorted(set(CAST) - {"pam", "dee", "cass", "cleo"}))
def test_to_the_rest_there_is_no_such_referral(site, now, name):
    id = received(now)
    assert gate.referrals(viewer=site[name]) == ()
    for act in (
        lambda: gate.referral(id, viewer=site[name]),
        lambda: verbs.approve(id, by=site[name], now=now),
        lambda: verbs.refuse(id, reason="duplicate", by=site[name], now=now),
        lambda: verbs.move(id, event=Event.SCREEN, by=site[name], now=now),
    ):
        with pytest.raises(NotFound):
            act()


def test_no_word_of_it_reaches_the_ledger(site, now):
    received(now)
    assert not any("Rowan" in str(values) or "doorway" in str(values) for values in Entry.objects.values())
