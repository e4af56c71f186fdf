"""The demo's history: some forty invented encounters over ninety days, told through the vault's own verbs."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose
from belltown.disclosure.wording import Language
from belltown.vocabulary import (
    FilingDecision,
    HandoffFailure,
    NotOfferedReason,
    OfferOutcome,
    Pathway,
    PauseReason,
    Role,
)
from belltown.workflow.encounter import State
from belltown.workflow.referral import Event
from belltown_site.accounts.demo import make_cast
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.models import DropOffCentre, OnCallShift
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.actions import Person, Scene
from belltown_site.records.seed_identity import tell_identity
from belltown_site.records.seed_people import CHARGES, GIVEN, PLANTS, REFERRED, SPOTS, SQUATTING, TOO_MUCH, Charged
from belltown_site.records.sheets import PersonSheet

SEED = 2011
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
CHECKED = {"not-on-supervision": True, "no-recent-violence": True}
_RANKS = (("dee", 1), ("cass", 2), ("cleo", 3))


@dataclass(frozen=True, slots=True)
class Plot:
    """What is to happen, and how many days ago it began."""

    ago: int
    tell: Callable[[Story, datetime], object]


class Story:
    """Tells one history. The same seed and the same moment tell the same one."""

    def __init__(self, now: datetime) -> None:
        self.now, self.cast, self.dice = now, make_cast(), random.Random(SEED)
        self._names = [f"{given} {plant}" for given in GIVEN for plant in PLANTS]
        self.dice.shuffle(self._names)

    def tell(self) -> None:
        """Everything, the oldest first; then let time pass over it."""
        for plot in sorted(PLOTS, key=lambda plot: -plot.ago):
            begun = self._moment(plot.ago)
            self._on_call(begun)
            plot.tell(self, begun)
        for ago in range(PLOTS_SPAN, -1, -1):
            actions.holds.lapse_due(now=self.now - ago * DAY)
        self._decide_some_lapsed()
        self._referrals()
        tell_identity(self.cast["cass"], self.now)

    def person(self) -> Person:
        """Somebody new. One in six is not known, one in six unsure."""
        luck = self.dice.randrange(6)
        if luck == 0:
            return Person()
        born = f"{self.dice.randrange(1958, 2005)}-{self.dice.randrange(1, 13):02}-{self.dice.randrange(1, 29):02}"
        return Person(chosen_name=self._names.pop(), born=born, born_unsure=luck == 1, name_unsure=luck == 1)

    def meet(self, at: datetime, charged: Charged | None = None, **more: object) -> uuid.UUID:
        """Ofelia or Sol meets somebody on the street."""
        what = charged or self.dice.choice(CHARGES)
        place, beat, lat, lon = self.dice.choice(SPOTS)
        facts = {"offense": str(what.group), "threat_of_harm": False, "age": self.dice.randrange(19, 66), **what.facts}
        return actions.encounters.start(
            self.new_id(),
            pathway=Pathway.ARREST_DIVERSION,
            by=self.officer,
            now=at,
            scene=Scene(place, beat, lat, lon, what.code, what.text),
            person=self.person(),
            facts=facts,
            **{"checks": CHECKED, **more},  # type: ignore[arg-type]
        )

    def clear(self, id: uuid.UUID, at: datetime) -> None:
        """Whoever must be heard is heard, and whoever must give leave gives it."""
        if self._state(id, at) == State.COMPLAINANT_PENDING:
            word = self.dice.choice(("no_complainant", "agrees"))
            actions.encounters.complainant(id, answer=word, by=self.officer, now=at)
        if self._state(id, at) == State.APPROVAL_PENDING:
            approval = actions.approvals.request(id, by=self.officer, now=at + MINUTE)
            actions.approvals.approve(approval, by=self.cast["sol"], now=at + 3 * MINUTE)

    def offer(self, id: uuid.UUID, at: datetime, outcome: OfferOutcome, reason: str = "") -> uuid.UUID:
        """What became of it."""
        actions.offers.record(id, outcome=outcome, reason=reason, by=self.officer, now=at)
        return id

    def accept(self, at: datetime, charged: Charged | None = None) -> uuid.UUID:
        """Somebody says yes."""
        id = self.meet(at, charged)
        self.clear(id, at)
        return self.offer(id, at + 5 * MINUTE, OfferOutcome.ACCEPTED)

    def call(self, id: uuid.UUID, at: datetime) -> uuid.UUID:
        """Someone is asked to come."""
        spot = self.dice.choice(SPOTS)[0]
        return actions.handoffs.request(self.new_id(), encounter_id=id, meet_at=spot, by=self.officer, now=at)

    def hand_over(self, at: datetime) -> uuid.UUID:
        """Somebody says yes, and a case manager comes."""
        id = self.accept(at)
        asked, wait = at + 6 * MINUTE, self.dice.randrange(11, 34)
        handoff, who = self.call(id, asked), self.responder
        if who != self.cast["dee"]:
            actions.handoffs.cannot(handoff, by=self.cast["dee"], now=asked)
        actions.handoffs.accept(handoff, by=who, now=asked, eta_minutes=wait)
        actions.handoffs.en_route(handoff, by=who, now=asked + 2 * MINUTE)
        actions.handoffs.arrive(handoff, by=who, now=asked + wait * MINUTE)
        actions.handoffs.release(handoff, by=self.officer, now=asked + (wait + 4) * MINUTE)
        return id

    def intake(self, id: uuid.UUID, at: datetime) -> uuid.UUID:
        """The case manager confirms it: done, and the day; the person has signed that the prosecutor may know."""
        self.sign(id, at)
        actions.holds.keep_intake(id, on=local_day(at), by=self.cast["cass"], now=at)
        return id

    def sign(self, id: uuid.UUID, at: datetime) -> None:
        """The person lets the prosecutor know that intake is done, and the defender who walks with them."""
        person = gate.encounter(id, viewer=self.cast["pam"], now=at).person
        if isinstance(person, PersonSheet):
            known = person.id
        else:
            named = Person(chosen_name=self._names.pop())
            known = actions.persons.introduce(id, person=named, by=self.cast["cass"], now=at)
        paper = actions.consents.draft(
            self.new_id(), participant=known, kind=ConsentKind.NAMED_RECIPIENT, language=Language.ENGLISH,
            shares=self._shares(), until=local_day(at) + timedelta(days=365), by=self.cast["cass"], now=at,
        )  # fmt: skip
        actions.consents.sign(paper, way="read_aloud", signature="Cass Castellanos", by=self.cast["cass"], now=at)

    def _shares(self) -> tuple[Share, ...]:
        pru, dell = self.cast["pru"], self.cast["del"]
        return (
            Share(Recipient(agency=str(pru.agency_id), role=Role.PROSECUTOR), frozenset({Class.LEGAL}),
                  SharingPurpose.INTAKE_CONFIRMATION),
            Share(Recipient(agency=str(dell.agency_id), role=Role.DEFENDER),
                  frozenset({Class.IDENTITY, Class.OUTCOME}), SharingPurpose.LEGAL_COORDINATION),
        )  # fmt: skip

    def decide(self, id: uuid.UUID, at: datetime, decision: FilingDecision) -> None:
        """The prosecutor decides."""
        hold = gate.encounter(id, viewer=self.cast["pru"], now=at).hold
        if hold:
            actions.holds.decide(hold.id, decision=decision, by=self.cast["pru"], now=at)

    def pause(self, id: uuid.UUID, at: datetime) -> None:
        """The clock stands still: the person is in hospital."""
        hold = gate.encounter(id, viewer=self.cast["pru"], now=at).hold
        if hold:
            actions.holds.pause(hold.id, reason=PauseReason.HOSPITAL, by=self.cast["cass"], now=at)

    @property
    def officer(self) -> User:
        return self.cast["ofelia"]

    @property
    def responder(self) -> User:
        return self.cast["dee"] if self.dice.random() < 0.7 else self.cast["cass"]

    def _state(self, id: uuid.UUID, at: datetime) -> State:
        return gate.encounter(id, viewer=self.officer, now=at).state

    def new_id(self) -> uuid.UUID:
        """A number as a phone would make it, but from the story's own dice."""
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def _moment(self, ago: int) -> datetime:
        """Some hour of that day; today, a little while ago."""
        if ago == 0:
            return self.now - 9 * MINUTE
        return self.now - ago * DAY - timedelta(minutes=self.dice.randrange(0, 600))

    def _on_call(self, at: datetime) -> None:
        """Somebody was on call then, too."""
        for name, rank in _RANKS:
            starts = (at - timedelta(hours=1)).replace(second=0, microsecond=0)
            busy = OnCallShift.objects.filter(user=self.cast[name], starts__lte=at, ends__gt=at).exists()
            if not busy:
                ends = starts + timedelta(hours=4)
                OnCallShift.objects.get_or_create(
                    user=self.cast[name], starts=starts, defaults={"ends": ends, "rank": rank}
                )

    def _decide_some_lapsed(self) -> None:
        lapsed = [line for line in gate.holds(viewer=self.cast["pru"], now=self.now) if line.state == "lapsed"]
        for line, decision in zip(lapsed, (FilingDecision.FILED, FilingDecision.NOT_FILED), strict=False):
            actions.holds.decide(line.id, decision=decision, by=self.cast["pru"], now=self.now - DAY)

    def _referrals(self) -> None:
        steps: tuple[Callable[[uuid.UUID, datetime], object], ...] = (
            lambda id, at: None, lambda id, at: None, lambda id, at: None,  # noqa: ARG005
            lambda id, at: actions.referrals.approve(id, by=self.cast["pam"], now=at),
            lambda id, at: actions.referrals.refuse(id, reason="no_capacity", by=self.cast["pam"], now=at),
            lambda id, at: actions.referrals.move(id, event=Event.SCREEN, by=self.cast["dee"], now=at),
        )  # fmt: skip
        for number, ((about, where, words), step) in enumerate(zip(REFERRED, steps, strict=True)):
            at = self.now - (2 * number + 1) * timedelta(hours=5)
            by = self.cast["bea"] if number % 2 else None
            id = actions.referrals.receive(self.new_id(), about=about, where=where, words=words, by=by, now=at)
            step(id, at + timedelta(hours=2))


def seed_story(now: datetime | None = None) -> bool:
    """Tell the demo's history up to `now`; whether it was told. Nothing is done where there is any history.

    All of it or none: a demo stopped in the middle begins it anew.
    """
    if Entry.objects.filter(act="encounter.start").exists():
        return False
    with transaction.atomic():
        Story(now or timezone.now()).tell()
    return True


def _not_filed(story: Story, at: datetime) -> None:
    done = at + story.dice.randrange(2, 12) * DAY
    story.decide(story.intake(story.hand_over(at), done), done + 2 * DAY, FilingDecision.NOT_FILED)


def _wants_decision(story: Story, at: datetime) -> None:
    story.intake(story.hand_over(at), at + 3 * DAY)


def _awaits_intake(story: Story, at: datetime) -> None:
    story.hand_over(at)


def _paused(story: Story, at: datetime) -> None:
    story.pause(story.hand_over(at), at + 6 * DAY)


def _declined(story: Story, at: datetime) -> None:
    id = story.meet(at)
    story.clear(id, at)
    reason = story.dice.choice(("did_not_say", "not_interested_now", "distrusts_sharing", "already_has_services"))
    story.offer(id, at + 5 * MINUTE, OfferOutcome.DECLINED, reason)


def _not_offered(reason: NotOfferedReason, charged: Charged | None = None) -> Callable[[Story, datetime], None]:
    def tell(story: Story, at: datetime) -> None:
        story.offer(story.meet(at, charged), at + 4 * MINUTE, OfferOutcome.NOT_OFFERED, reason.value)

    return tell


def _objected(story: Story, at: datetime) -> None:
    actions.encounters.complainant(story.meet(at), answer="objects", by=story.officer, now=at)


def _failed(story: Story, at: datetime) -> None:
    handoff = story.call(story.accept(at), at + 6 * MINUTE)
    actions.handoffs.fail(handoff, reason=HandoffFailure.PERSON_LEFT, by=story.officer, now=at + 20 * MINUTE)


def _dropped_off(story: Story, at: datetime) -> None:
    handoff = story.call(story.accept(at), at + 6 * MINUTE)
    centre = DropOffCentre.objects.filter(is_open=True).first()
    if centre:
        actions.handoffs.drop_off(handoff, centre_id=centre.pk, by=story.officer, now=at + 15 * MINUTE)
        actions.handoffs.dropped_off(handoff, by=story.officer, now=at + 31 * MINUTE)


def _set_aside(story: Story, at: datetime) -> None:
    id = story.meet(at, SQUATTING)
    actions.encounters.override(id, criterion="low-level-charge", reason="minor_part", by=story.cast["sol"], now=at)
    story.clear(id, at)
    story.offer(id, at + 5 * MINUTE, OfferOutcome.ACCEPTED)


def _waits_for_leave(story: Story, at: datetime) -> None:
    id = story.meet(at)
    actions.encounters.complainant(id, answer="no_complainant", by=story.officer, now=at)
    actions.approvals.request(id, by=story.officer, now=at + MINUTE)


def _social_contact(story: Story, at: datetime) -> None:
    facts = {"threat_of_harm": False, "age": 41, "unmet_need": True, "interested": True, "evidence_observed": True,
             "last_involvement": (at - 40 * DAY).date()}  # fmt: skip
    place, beat, lat, lon = SPOTS[0]
    id = actions.encounters.start(
        story.new_id(), pathway=Pathway.SOCIAL_CONTACT, by=story.officer, now=at, facts=facts, person=story.person(),
        scene=Scene(place, beat, lat, lon), checks={"no-recent-violence": True, "no-contact-order": True},
    )  # fmt: skip
    story.offer(id, at + 4 * MINUTE, OfferOutcome.ACCEPTED)


_DISCRETION = _not_offered(NotOfferedReason.OFFICER_DISCRETION)
_UNKNOWN = _not_offered(NotOfferedReason.ELIGIBILITY_UNKNOWN)
_FULL = _not_offered(NotOfferedReason.NO_CAPACITY)
_INELIGIBLE = _not_offered(NotOfferedReason.NOT_ELIGIBLE, TOO_MUCH)

PLOTS = (
    *(Plot(ago, _not_filed) for ago in (88, 83, 79, 74, 70, 66, 61, 57, 52, 47)),
    *(Plot(ago, _wants_decision) for ago in (12, 9)),
    *(Plot(ago, _awaits_intake) for ago in (76, 64, 55, 42, 41, 40, 20, 11, 6, 3, 1)),
    Plot(24, _paused),
    *(Plot(ago, _declined) for ago in (81, 59, 33, 15, 5)),
    *(Plot(ago, _INELIGIBLE) for ago in (68, 36)),
    *(Plot(ago, _DISCRETION) for ago in (72, 28)),
    Plot(50, _FULL),
    Plot(18, _UNKNOWN),
    Plot(44, _objected),
    *(Plot(ago, _failed) for ago in (62, 2)),
    Plot(31, _dropped_off),
    Plot(14, _set_aside),
    *(Plot(ago, _social_contact) for ago in (38, 7)),
    Plot(0, _waits_for_leave),
)
PLOTS_SPAN = 90
