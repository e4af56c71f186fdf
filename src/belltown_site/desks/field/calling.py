"""What the officer sees of a handoff, worked out for its page."""

from __future__ import annotations

from dataclasses import dataclass

from belltown.workflow.handoff import Event, State
from belltown_site.desks.field import words
from belltown_site.records.sheets import CentreLine, HandoffSheet, RingLine
from belltown_site.web.components import Step

_WAY = (State.RINGING, State.ACCEPTED, State.EN_ROUTE, State.ARRIVED, State.RELEASED)
_WAY_WORDS = {
    State.RINGING: "Somebody is rung",
    State.ACCEPTED: "Somebody takes it",
    State.EN_ROUTE: "On the way",
    State.ARRIVED: "At the scene",
    State.RELEASED: "You are released",
}
PLAN_B = (State.RINGING, State.EXHAUSTED, State.ACCEPTED, State.EN_ROUTE)
ENDED = (State.RELEASED, State.DROPPED_OFF, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Calling:
    """One handoff's page. `centres` are the drop-off centers that are open."""

    sheet: HandoffSheet
    centres: tuple[CentreLine, ...]

    @property
    def events(self) -> frozenset[Event]:
        return frozenset(act.event for act in self.sheet.acts)

    @property
    def state_words(self) -> str:
        return words.HANDOFFS[self.sheet.state]

    @property
    def headline(self) -> str:
        """Where it stands, in one line."""
        sheet = self.sheet
        match sheet.state:
            case State.RINGING:
                rung = [ring.who.name for ring in self.ringing]
                return f"Ringing {' and '.join(rung)}" if rung else "Looking for somebody on call"
            case State.ACCEPTED | State.EN_ROUTE | State.ARRIVED:
                return f"{sheet.responder.name} {_COMES[sheet.state]}" if sheet.responder else self.state_words
            case State.DROP_OFF:
                return f"Drive to {sheet.centre.name}" if sheet.centre else self.state_words
        return self.state_words

    @property
    def ringing(self) -> tuple[RingLine, ...]:
        return tuple(ring for ring in self.sheet.rings if ring.outcome == "ringing")

    @property
    def rings(self) -> tuple[tuple[RingLine, str], ...]:
        """Everybody rung, with what came of it."""
        return tuple((ring, words.RINGS.get(ring.outcome, ring.outcome)) for ring in self.sheet.rings)

    @property
    def phone(self) -> str:
        """The number to call instead: of whoever comes, of whoever is rung, or the site's own when nobody answers."""
        if self.sheet.call_instead:
            return self.sheet.call_instead
        people = [self.sheet.responder] if self.sheet.responder else [ring.who for ring in self.ringing]
        return next((one.phone for one in people if one and one.phone), "")

    @property
    def phone_of(self) -> str:
        if self.sheet.call_instead:
            return "the on-call line"
        if self.sheet.responder:
            return self.sheet.responder.name
        return self.ringing[0].who.name if self.ringing else ""

    @property
    def dial(self) -> str:
        """The number as a phone's link wants it."""
        return "".join(one for one in self.phone if one.isdigit() or one == "+")

    @property
    def is_over(self) -> bool:
        return self.sheet.state in ENDED

    @property
    def is_good(self) -> bool:
        return self.sheet.state in (State.RELEASED, State.DROPPED_OFF)

    @property
    def offers_plan_b(self) -> bool:
        return self.sheet.state in PLAN_B and bool(self.centres)

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.value, text) for one, text in words.FAILURES.items())

    @property
    def failure_words(self) -> str:
        return {one.value: text for one, text in words.FAILURES.items()}.get(self.sheet.failure, "")

    @property
    def topic(self) -> str:
        return f"handoff:{self.sheet.id}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way of a handoff, with when each step was taken."""
        times = {
            State.RINGING: self.sheet.requested_at, State.ACCEPTED: self.sheet.accepted_at,
            State.EN_ROUTE: self.sheet.en_route_at, State.ARRIVED: self.sheet.arrived_at,
            State.RELEASED: self.sheet.released_at,
        }  # fmt: skip
        here = State.RINGING if self.sheet.state is State.EXHAUSTED else self.sheet.state
        at = _WAY.index(here) if here in _WAY else -1
        return tuple(
            Step(_WAY_WORDS[one], _step_state(place, at, bool(times[one])), times[one])
            for place, one in enumerate(_WAY)
        )


_COMES = {State.ACCEPTED: "is coming", State.EN_ROUTE: "is on the way", State.ARRIVED: "is here"}


def _step_state(place: int, at: int, taken: bool) -> str:
    if place < at or (place == at and at == len(_WAY) - 1):
        return "done"
    return "now" if place == at else "done" if taken and at < 0 else "next"
