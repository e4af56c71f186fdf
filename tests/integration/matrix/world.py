"""One site with everybody in it: a participant for each state of consent, each with tokens nobody else has.

All of them live beside each other, so that every list shows at once who is in it and who is not, and a paper of one
participant that opened another would show. `making` puts them there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from tests.integration.matrix.oracle import Matter, Relation, State

DAY = timedelta(days=1)


AGO = 20 * DAY
"""How long ago everybody was met: room for days that nothing but one intake fell on."""


class Stage(StrEnum):
    """How far a participant has come."""

    SCREENED = "screened"
    RINGING = "ringing"
    AWAITED = "awaited"
    INTAKE_DONE = "intake done"


class Side(StrEnum):
    """Whose participant it is."""

    CAST = "cast"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, and the words by which it would be recognised wherever it came out."""

    name: str
    kind: Class
    matters: frozenset[Matter]
    tokens: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        return any(token in text for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Seat:
    """A viewer: an account, whose side it works on, and what its agency is to that side's participants."""

    name: str
    user: User | None
    side: Side
    relation: Relation

    @property
    def role(self) -> Role:
        return Role(self.user.role) if self.user else Role.PARTICIPANT

    @property
    def label(self) -> str:
        return f"{self.name} ({self.role.value}, {self.relation.name.lower()}, {self.side})"


@dataclass(frozen=True, slots=True)
class Subject:
    """A participant with everything that is kept of them, by its number."""

    name: str
    state: State
    stage: Stage
    side: Side
    facts: tuple[Fact, ...]
    ids: dict[str, uuid.UUID] = field(default_factory=dict)

    def relation_to(self, seat: Seat) -> tuple[Relation, State]:
        """What the seat's agency is to this participant, and what the participant signed for it."""
        if seat.relation in (Relation.NOBODY, Relation.OUTSIDE, Relation.DESK):
            return seat.relation, self.state
        if seat.relation is Relation.ELSEWHERE:
            named = self.state is State.OTHER_RECIPIENT
            return (Relation.PEER, State.IN_FORCE) if named else (Relation.CANARY, State.NONE)
        if seat.role is Role.DEFENDER and self.stage is not Stage.SCREENED:
            return Relation.COUNSEL, self.state if seat.side is self.side else State.NONE
        if seat.side is not self.side:
            return Relation.CANARY, State.NONE
        return _AT_STAGE.get((seat.relation, self.stage), seat.relation), self.state


_AT_STAGE = {
    (Relation.HOLDER, Stage.SCREENED): Relation.CANARY,
    (Relation.HOLDER, Stage.RINGING): Relation.RUNG,
    (Relation.OFFICE, Stage.SCREENED): Relation.CANARY,
    (Relation.COUNSEL, Stage.SCREENED): Relation.CANARY,
}
"""What an agency is before it became more: nobody holds a person whom nobody has met."""


@dataclass(frozen=True, slots=True)
class World:
    now: datetime
    seats: tuple[Seat, ...]
    subjects: tuple[Subject, ...]
    referral: Subject

    @property
    def everybody(self) -> tuple[Subject, ...]:
        return (*self.subjects, self.referral)


@dataclass(frozen=True, slots=True)
class Plan:
    """A participant to be made: a number, what they signed, how far they have come, and whose they are."""

    number: int
    state: State
    stage: Stage
    side: Side

    @property
    def records(self) -> frozenset[str]:
        """The kinds of record there are of somebody at this stage."""
        found = {"encounter", "participant"}
        found |= {"handoff", "hold", "approval"} if self.stage is not Stage.SCREENED else set()
        return frozenset(found | ({"consent"} if self.state is not State.NONE else set()))


PLAN = (
    Plan(10, State.NONE, Stage.SCREENED, Side.CAST),
    Plan(11, State.NONE, Stage.RINGING, Side.CAST),
    Plan(12, State.NONE, Stage.AWAITED, Side.CAST),
    *(Plan(number, state, Stage.INTAKE_DONE, Side.CAST) for number, state in enumerate(State, 20)),
    Plan(37, State.NONE, Stage.INTAKE_DONE, Side.CANARY),
    Plan(70, State.NONE, Stage.AWAITED, Side.CANARY),
)


_OF_CAST = {
    "ofelia": Relation.AUTHOR, "sol": Relation.AUTHOR, "dee": Relation.HOLDER, "cass": Relation.HOLDER,
    "cleo": Relation.HOLDER, "pru": Relation.OFFICE, "del": Relation.COUNSEL, "pam": Relation.DESK,
    "bea": Relation.PEER, "eli": Relation.PEER, "eve": Relation.PEER, "ada": Relation.DESK, "pat": Relation.DESK,
    "nobody": Relation.OUTSIDE,
}  # fmt: skip


HIRED = tuple(
    (word, agency, role)
    for word in ("peer", "canary")
    for agency, role in (
        ("police", Role.OFFICER), ("police", Role.SERGEANT), ("care", Role.OUTREACH), ("care", Role.CASE_MANAGER),
        ("care", Role.CLINICAL_SUPERVISOR), ("office", Role.PROSECUTOR), ("defense", Role.DEFENDER),
        ("care", Role.PROJECT_MANAGER),
    )
)  # fmt: skip


_CANARY_IS = {
    "police": Relation.AUTHOR, "care": Relation.HOLDER, "office": Relation.OFFICE, "defense": Relation.COUNSEL,
}  # fmt: skip


def _relation_of_hired(word: str, agency: str, role: Role) -> Relation:
    return Relation.PEER if word == "peer" or role is Role.PROJECT_MANAGER else _CANARY_IS[agency]


SEATS: tuple[tuple[str, Side, Relation], ...] = (
    *((name, Side.CAST, relation) for name, relation in _OF_CAST.items()),
    ("otis", Side.CAST, Relation.COLLEAGUE),
    *(
        (f"{word} {role.value}", Side.CAST if word == "peer" else Side.CANARY, _relation_of_hired(word, agency, role))
        for word, agency, role in HIRED
    ),
    ("elsewhere", Side.CAST, Relation.ELSEWHERE),
    ("a visitor", Side.CAST, Relation.NOBODY),
)
"""Everybody who looks: the name, on whose side, and what their agency is to that side's participants."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that will be written of number N."""

    number: int
    met: datetime

    def word(self, name: str) -> str:
        return f"Qx{self.number}{name}"

    @property
    def born(self) -> str:
        return f"{1900 + self.number}-02-17"

    @property
    def grams(self) -> float:
        return float(f"1.{self.number}71")

    @property
    def intake_day(self) -> date:
        """A day on which nothing else happened to anybody."""
        return (self.met + (1 + self.number % 10 + (10 if self.number >= 30 else 0)) * DAY).date()

    def facts(self, participant: uuid.UUID, stage: Stage) -> tuple[Fact, ...]:
        whole = frozenset({Matter.PARTICIPANT, Matter.ENCOUNTER, Matter.HANDOFF, Matter.PAPER})
        met, handoff = frozenset({Matter.ENCOUNTER}), frozenset({Matter.HANDOFF})
        found = [
            Fact("chosen name", Class.IDENTITY, whole, (self.word("Chosen"),)),
            Fact("given name", Class.IDENTITY, whole, (self.word("Given"),)),
            Fact("birth date", Class.IDENTITY, whole, (self.born,)),
            Fact("record number", Class.IDENTITY, whole, (str(participant),)),
            Fact("contact", Class.CONTACT, whole, (self.word("Contact"),)),
            Fact("place", Class.DIVERSION_EVENT, met, (self.word("Place"),)),
            Fact("charge", Class.LEGAL, met | {Matter.HANDOFF, Matter.HOLD}, (self.word("Charge"),)),
            Fact("answers", Class.ELIGIBILITY, met, (str(self.grams),)),
        ]
        if stage is not Stage.SCREENED:
            found.append(Fact("meeting place", Class.DIVERSION_EVENT, handoff, (self.word("Meet"),)))
        if stage is Stage.INTAKE_DONE:
            found.append(Fact("signature", Class.IDENTITY, frozenset({Matter.PAPER}), (self.word("signature"),)))
            found.append(Fact("intake day", Class.LEGAL, frozenset({Matter.INTAKE}), _written(self.intake_day)))
        return tuple(found)


def _written(day: date) -> tuple[str, ...]:
    """A day in every way a page, a file or a sheet writes one."""
    short = tuple(f"{day:%b} {day.day}{end}" for end in ",:.;<) \n")
    return (f"{day:%B} {day.day}, {day.year}", *short, day.isoformat())


OF_A_REFERRAL = (
    ("about", Class.IDENTITY), ("where", Class.CONTACT), ("words", Class.NOTE), ("referrer_name", Class.IDENTITY),
    ("referrer_contact", Class.CONTACT),
)  # fmt: skip


FACTS_OF_ALL = len(OF_A_REFERRAL) + sum(
    len(Known(plan.number, datetime(2026, 1, 1, tzinfo=UTC)).facts(uuid.UUID(int=0), plan.stage)) for plan in PLAN
)
