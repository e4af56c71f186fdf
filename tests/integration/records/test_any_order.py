"""Whatever people tap, in whatever order: a sentence or the deed, and the vault keeps its laws."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from belltown.errors import BelltownError, NotFound
from belltown.vocabulary import (
    DeclineReason,
    FilingDecision,
    HandoffFailure,
    NotOfferedReason,
    OfferOutcome,
    PauseReason,
)
from belltown.workflow import handoff as handoff_workflow
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.models import Encounter, Handoff, Hold, Offer, Ring
from tests.integration.records import story
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db


class Crowd:
    """Everybody of the cast taps everything at random on one encounter."""

    def __init__(self, site, now, seed, begin=story.encountered):
        self.site, self.now, self.dice, self.sentences = site, now, random.Random(seed), []
        self.id = begin(now)
        self.handoffs, self.approvals, self.centre = [], [], story.centre()

    def tap(self):
        self.now += timedelta(minutes=self.dice.randrange(0, 90))
        act = self.dice.choice(self.acts)
        apt = [self.site[name] for name in self.apt.get(act.__name__, ("ofelia", "sol"))]
        by = self.dice.choice(apt if self.dice.random() < 0.8 else list(self.site.values()))
        try:
            act(self, by)
        except BelltownError as refusal:
            self.sentences.append(str(refusal))

    def answer(self, by):
        facts = {"drug_grams": self.dice.choice([None, 1, 9]), "age": self.dice.choice([None, 17, 40])}
        actions.encounters.answer(self.id, facts=facts, by=by, now=self.now)

    def complainant(self, by):
        word = self.dice.choice(list(actions.encounters.COMPLAINANT_EVENTS))
        actions.encounters.complainant(self.id, answer=word, by=by, now=self.now)

    def ask_leave(self, by):
        self.approvals.append(actions.approvals.request(self.id, by=by, now=self.now))

    def give_leave(self, by):
        actions.approvals.approve(self._one(self.approvals), by=by, now=self.now)

    def refuse_leave(self, by):
        actions.approvals.refuse(self._one(self.approvals), reason="better_route", by=by, now=self.now)

    def offer(self, by):
        outcome = self.dice.choice(list(OfferOutcome))
        reason = {
            OfferOutcome.DECLINED: DeclineReason.DID_NOT_SAY,
            OfferOutcome.NOT_OFFERED: NotOfferedReason.NO_CAPACITY,
        }
        actions.offers.record(self.id, outcome=outcome, reason=reason.get(outcome, ""), by=by, now=self.now)

    def reconsider(self, by):
        actions.offers.reconsider(self.id, by=by, now=self.now)

    def call(self, by):
        self.handoffs.append(
            actions.handoffs.request(uuid.uuid4(), encounter_id=self.id, meet_at="here", by=by, now=self.now)
        )

    def handle(self, by):
        verb = self.dice.choice(
            [
                "accept",
                "accept",
                "cannot",
                "en_route",
                "arrive",
                "give_back",
                "give_back",
                "release",
                "dropped_off",
                "cancel",
                "ring_again",
            ]
        )
        getattr(actions.handoffs, verb)(self._one(self.handoffs), by=by, now=self.now)

    def plan_b(self, by):
        actions.handoffs.drop_off(self._one(self.handoffs), centre_id=self.centre.pk, by=by, now=self.now)

    def fail(self, by):
        reason = self.dice.choice(list(HandoffFailure))
        actions.handoffs.fail(self._one(self.handoffs), reason=reason, by=by, now=self.now)

    def sweep(self, by):
        actions.handoffs.ring_due(now=self.now)
        actions.holds.lapse_due(now=self.now)

    def hold(self, by):
        with opened():
            hold = Hold.objects.filter(encounter=self.id).values_list("pk", flat=True).first() or uuid.uuid4()
        act = self.dice.choice(["pause", "resume", "intake", "decide", "return_early"])
        if act == "pause":
            actions.holds.pause(hold, reason=self.dice.choice(list(PauseReason)), by=by, now=self.now)
        elif act == "intake":
            story.intake_may_be_told(self.id, self.now)
            actions.holds.confirm_intake(hold, on=self.now.date(), by=by, now=self.now)
        elif act == "decide":
            decision = self.dice.choice(list(FilingDecision))
            days = 3 if decision is FilingDecision.HOLD_EXTENDED else 0
            actions.holds.decide(hold, decision=decision, days=days, by=by, now=self.now)
        else:
            getattr(actions.holds, act)(hold, by=by, now=self.now)

    def look(self, by):
        gate.field_home(viewer=by, now=self.now)
        gate.holds(viewer=by, now=self.now)
        gate.intakes_due(viewer=by, now=self.now)
        gate.encounter(self.id, viewer=by, now=self.now)

    acts = [answer, complainant, ask_leave, give_leave, give_leave, refuse_leave, offer, offer, reconsider, call, call,
            handle, handle, handle, handle, handle, plan_b, fail, sweep, hold, hold, look]  # fmt: skip

    apt = {"handle": ("dee",), "hold": ("pru", "cass"), "give_leave": ("sol",), "refuse_leave": ("sol",)}

    def _one(self, ids):
        if not ids:
            raise NotFound("There is none yet.")
        return self.dice.choice(ids)


BEGINNINGS = (story.encountered, story.screened, story.accepted, story.handed_over)


def keeps_its_laws(crowd):
    kept, again = actions.replay(crowd.id)
    assert kept == again
    assert crowd.sentences
    assert all(one[0].isupper() and one.splitlines()[0][-1] == "." for one in crowd.sentences)
    with opened():
        assert Handoff.objects.filter(state__in=handoff_workflow.LIVE).count() <= 1
        for one in Handoff.objects.filter(state__in=handoff_workflow.TAKEN):
            assert one.accepted_by_id
            assert Ring.objects.filter(handoff=one, outcome="accepted", round=one.round).count() == 1
            assert not Ring.objects.filter(handoff=one, outcome="ringing").exists()
        if Encounter.objects.get().state == "handed_over":
            assert Handoff.objects.filter(state__in=["released", "dropped_off"]).exists()
        assert Hold.objects.exists() is Offer.objects.filter(outcome="accepted").exists()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("begin", BEGINNINGS, ids=lambda begin: begin.__name__)
def test_no_order_of_taps_breaks_a_law(site, now, begin, seed):
    crowd = Crowd(site, now, seed, begin)
    for _ in range(100):
        crowd.tap()
    keeps_its_laws(crowd)


def test_the_crowd_reaches_nearly_every_deed(site, now):
    for seed, begin in enumerate((*BEGINNINGS, story.accepted, story.accepted, story.handed_over)):
        with transaction.atomic():
            crowd = Crowd(site, now, seed, begin)
            for _ in range(100):
                crowd.tap()
    done = set(Entry.objects.values_list("act", flat=True))
    missed = {"handoff.accept", "handoff.released", "handoff.failed", "handoff.drop_off",
              "hold.pause", "hold.decide", "intake.confirm", "offer.record", "encounter.answer"} - done  # fmt: skip
    assert not missed, f"nobody ever came to {missed}: the crowd proves nothing of them"
