"""One handoff as one person at dispatch sees it, worked out for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.workflow.clocks import State as ClockState
from belltown.workflow.clocks import Status
from belltown.workflow.handoff import LIVE, TAKEN, Event, State
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.desks.dispatch import words
from belltown_site.jurisdiction.roster import OnCall
from belltown_site.records.sheets import Charge, HandoffSheet, MyRing, RingLine, Who, Withheld
from belltown_site.web.components import Clock, Step

ETAS = (10, 15, 20, 30, 45)
"""Minutes offered as tiles."""


@dataclass(frozen=True, slots=True)
class Tap:
    """The one step that comes next for whoever has the handoff: what the button says and where it goes."""

    words: str
    name: str


_TAPS = {
    State.ACCEPTED: Tap("Set out", "dispatch:set_out"),
    State.EN_ROUTE: Tap("Arrived", "dispatch:arrive"),
    State.ARRIVED: Tap("Officer released", "dispatch:release"),
    State.DROP_OFF: Tap("Arrived at the drop-off center", "dispatch:dropped_off"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A call that this person may take. It never says who the person is. `rung` when it is them who is rung."""

    handoff_id: UUID
    where: str | Withheld
    charge: Charge | Withheld
    officer: Who
    clock: Status
    rung: bool

    @property
    def etas(self) -> tuple[int, ...]:
        return ETAS


def ask_of(ring: MyRing) -> Ask:
    """The call behind a ring."""
    return Ask(ring.handoff_id, ring.meet_at, ring.charge, ring.officer, ring.clock, rung=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One handoff for one viewer. `on_call` are those on the roster now, in the order they are rung."""

    sheet: HandoffSheet
    viewer: User
    on_call: tuple[OnCall, ...] = ()

    @property
    def etas(self) -> tuple[int, ...]:
        return ETAS

    @property
    def events(self) -> frozenset[Event]:
        """What the viewer's role may do now."""
        return frozenset(act.event for act in self.sheet.acts)

    @property
    def is_live(self) -> bool:
        return self.sheet.state in LIVE

    @property
    def is_mine(self) -> bool:
        """Whether the viewer is the one who has it."""
        return self.sheet.responder is not None and self.sheet.responder.id == self.viewer.pk

    @property
    def ringing(self) -> tuple[RingLine, ...]:
        return tuple(ring for ring in self.sheet.rings if ring.outcome == "ringing")

    @property
    def rings_me(self) -> bool:
        return any(ring.who.id == self.viewer.pk for ring in self.ringing)

    @property
    def ask(self) -> Ask | None:
        """What there is to take, for whoever may take it."""
        if Event.ACCEPT not in self.events or not self._answers:
            return None
        sheet = self.sheet
        return Ask(sheet.id, sheet.meet_at, sheet.charge, sheet.requested_by, sheet.clock, self.rings_me)

    @property
    def tap(self) -> Tap | None:
        """The next step, when it is the viewer's to take."""
        at_centre = self.sheet.state is State.DROP_OFF and self._stands_by and Event.DROP_OFF_ARRIVE in self.events
        return _TAPS.get(self.sheet.state) if self._has_it or at_centre else None

    @property
    def may_arrive_already(self) -> bool:
        """Whoever took it may have been around the corner."""
        return self._has_it and self.sheet.state is State.ACCEPTED

    @property
    def may_set_eta(self) -> bool:
        return self._has_it and Event.SET_ETA in self.events

    @property
    def may_give_back(self) -> bool:
        return self._has_it and Event.GIVE_BACK in self.events

    @property
    def may_fail(self) -> bool:
        return Event.FAIL in self.events and self._stands_by

    @property
    def may_release(self) -> bool:
        """A sergeant may say it for the officer."""
        return Event.RELEASE in self.events and not self._answers

    @property
    def may_choose_drop_off(self) -> bool:
        return Event.CHOOSE_DROP_OFF in self.events

    @property
    def may_ring_again(self) -> bool:
        return Event.RING_AGAIN in self.events

    @property
    def may_cancel(self) -> bool:
        return Event.CANCEL in self.events

    @property
    def may_do_more(self) -> bool:
        return any((self.may_give_back, self.may_fail, self.may_choose_drop_off, self.may_cancel))

    @property
    def state_words(self) -> str:
        return words.STATES[self.sheet.state]

    @property
    def headline(self) -> str:
        """Where it stands, in one line."""
        sheet = self.sheet
        if sheet.state is State.RINGING:
            names = ["you" if ring.who.id == self.viewer.pk else ring.who.name for ring in self.ringing]
            return f"Ringing {' and '.join(names)}" if names else "Looking for somebody on call"
        if sheet.state in TAKEN and sheet.responder:
            return f"You {words.I_COME[sheet.state]}" if self.is_mine else self._who_comes(sheet.responder)
        if sheet.state in (State.DROP_OFF, State.DROPPED_OFF) and sheet.centre:
            return f"{self.state_words}: {sheet.centre.name}"
        return f"{self.state_words}: {self.failure_words.lower()}" if sheet.failure else self.state_words

    @property
    def is_expected(self) -> bool:
        """Whether somebody has said when they will be there and is not there yet."""
        return self.sheet.expected_at is not None and self.sheet.state in (State.ACCEPTED, State.EN_ROUTE)

    @property
    def failure_words(self) -> str:
        return words.failure_words(self.sheet.failure)

    @property
    def rings(self) -> tuple[tuple[RingLine, str, str], ...]:
        """Everybody rung: the ring, their place in the order, what came of it."""
        return tuple((ring, words.RANKS.get(ring.rank, ""), self._outcome(ring)) for ring in self.sheet.rings)

    @property
    def next_up(self) -> tuple[OnCall, ...]:
        """Who is rung when those who are rung now do not answer."""
        rung = {ring.who.id for ring in self.ringing}
        reached = max((ring.rank for ring in self.ringing), default=0)
        later = [seat for seat in self.on_call if int(seat.rank) > reached and seat.user not in rung]
        soonest = min((int(seat.rank) for seat in later), default=0)
        return tuple(seat for seat in later if int(seat.rank) == soonest)

    @property
    def next_ring(self) -> Clock | None:
        """The clock until the next is rung."""
        if self.sheet.state is not State.RINGING or self.sheet.next_ring_at is None:
            return None
        return Clock(waiting_until(self.sheet.next_ring_at, self._now), self._next_words)

    @property
    def topic(self) -> str:
        return f"handoff:{self.sheet.id}"

    @property
    def title(self) -> str:
        """What the browser's tab says: no name, no place."""
        return "Ringing: please answer" if self.rings_me else f"Handoff: {self.state_words.lower()}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way of a handoff, with when each step was taken; of one that is over, only what was."""
        sheet = self.sheet
        way = tuple(step for step in self._way if step[1] or self.is_live)
        reached = max((place for place, (_, at) in enumerate(way) if at), default=0)
        steps = tuple(Step(label, self._step_state(place, reached), at) for place, (label, at) in enumerate(way))
        return (*steps, Step("Failed", "failed", sheet.failed_at, self.failure_words)) if sheet.failed_at else steps

    @property
    def _way(self) -> tuple[tuple[str, datetime | None], ...]:
        sheet = self.sheet
        if sheet.centre:
            return (("Asked for", sheet.requested_at), (f"At {sheet.centre.name}", sheet.dropped_off_at))
        return (
            ("Asked for", sheet.requested_at), ("Taken", sheet.accepted_at), ("Set out", sheet.en_route_at),
            ("Arrived", sheet.arrived_at), ("Officer released", sheet.released_at),
        )  # fmt: skip

    def _outcome(self, ring: RingLine) -> str:
        if ring.outcome == "ringing" and self.sheet.state is State.EXHAUSTED:
            return "has not answered"
        return words.RINGS.get(ring.outcome, ring.outcome)

    def _step_state(self, place: int, reached: int) -> str:
        if place <= reached:
            return "done"
        return "now" if place == reached + 1 and self.is_live else "next"

    def _who_comes(self, responder: Who) -> str:
        return f"{responder.name} {words.COMES[self.sheet.state]}"

    @property
    def _answers(self) -> bool:
        return self.viewer.may(Permission.ANSWER_CALLS)

    @property
    def _has_it(self) -> bool:
        return self.is_mine and self.sheet.state in TAKEN

    @property
    def _stands_by(self) -> bool:
        """Who is there, or speaks for the officer who is."""
        return self.is_mine or not self._answers

    @property
    def _now(self) -> datetime:
        return self.sheet.clock.due_at - self.sheet.clock.remaining

    @property
    def _next_words(self) -> str:
        names = " and ".join(seat.name for seat in self.next_up)
        return f"Then {names} is rung" if names else "Then nobody is left to ring"


def waiting_until(moment: datetime, now: datetime) -> Status:
    """A clock that runs towards `moment`, for whatever has no protocol rule of its own."""
    return Status(ClockState.RUNNING if moment >= now else ClockState.LAPSED, moment, moment - now)
