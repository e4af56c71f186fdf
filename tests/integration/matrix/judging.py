"""What was read, held against what the oracle says: a leak where it is too much, a broken right where too little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.integration.matrix.oracle import Answer, answer
from tests.integration.matrix.surfaces import Seen, Surface
from tests.integration.matrix.world import Fact, Seat, Subject, World


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that came out wrong. It names the fact, and never its words."""

    what: str
    surface: str
    seat: str
    subject: str
    fact: str
    because: str

    def __str__(self) -> str:
        return f"{self.what} at {self.surface}: {self.seat} and the {self.fact} of [{self.subject}] ({self.because})"


def may_find(surface: Surface, seat: Seat, subject: Subject, fact: Fact) -> Answer:
    """Whether anything this surface is about lets the seat know the fact."""
    relation, state = subject.relation_to(seat)
    matters = [matter for matter in surface.matters if matter in fact.matters]
    answers = [answer(seat.role, relation, state, matter, fact.kind) for matter in matters]
    allowed = [one for one in answers if one.may]
    return (allowed or answers or [Answer(False, "nothing this surface is about holds it")])[0]


def faults(surface: Surface, seat: Seat, seen: Seen, opened: Subject | None, world: World) -> Iterator[Fault]:
    """Everything wrong with one reading: every fact of everybody is looked for in it."""
    for subject in world.everybody:
        for fact in subject.facts:
            found = may_find(surface, seat, subject, fact)
            here = opened is None or opened is subject or surface.shows_others
            shown, place = fact.is_in(seen.text), (surface.name, seat.label, subject.name, fact.name, found.because)
            if shown and not (found.may and here):
                yield Fault("LEAK", *place)
            meant = surface.is_meant(seat.role, fact, subject.stage) and _is_opened(surface, seat, subject)
            if not shown and found.may and here and meant:
                yield Fault("BROKEN RIGHT", *place)


def _is_opened(surface: Surface, seat: Seat, subject: Subject) -> bool:
    keys = [fact for fact in subject.facts if fact.name == surface.opens]
    return not surface.opens or any(may_find(surface, seat, subject, fact).may for fact in keys)
