"""A protocol version: what one jurisdiction agreed on, from one date. Frozen; every part cites its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from belltown.protocol.facts import Fact
from belltown.protocol.rules import Test, facts_of
from belltown.vocabulary import BjaPathway, ComplainantRule, Pathway, PauseReason, Role, Strength


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from. `url` may be empty for an invented or unpublished source."""

    id: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition for diversion, stated so that meeting it speaks for the person.

    It holds where `when` does not apply. `override` names the roles that may set a presumptive one aside.
    """

    id: str
    text: str
    test: Test
    source: Source
    pathways: tuple[Pathway, ...]
    place: str = ""
    when: Test | None = None
    strength: Strength = Strength.HARD
    override: tuple[Role, ...] = ()
    verified: bool = True

    def __post_init__(self) -> None:
        if (self.strength is Strength.PRESUMPTIVE) != bool(self.override):
            raise ValueError(f"[{self.id}] must name who may override it exactly when it is presumptive")
        if not self.pathways:
            raise ValueError(f"[{self.id}] belongs to no pathway, so it would never be asked")

    @property
    def facts(self) -> frozenset[Fact]:
        return facts_of(self.test) | (facts_of(self.when) if self.when else frozenset())


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A time limit: exactly one of `minutes`, `days` (calendar) or `business_days`, and what may pause it."""

    name: str
    source: Source
    minutes: int = 0
    days: int = 0
    business_days: int = 0
    pauses: tuple[PauseReason, ...] = ()
    verified: bool = True

    def __post_init__(self) -> None:
        given = [n for n in (self.minutes, self.days, self.business_days) if n]
        if len(given) != 1 or given[0] < 0:
            raise ValueError(f"the clock [{self.name}] needs exactly one of minutes, days or business_days")


@dataclass(frozen=True, slots=True)
class PathwayRules:
    """How one door works here. `approval` empty means nobody need approve; `intake` says what completes intake."""

    pathway: Pathway
    bja: BjaPathway | None
    open_charge: bool
    approval: tuple[Role, ...] = ()
    complainant: ComplainantRule = ComplainantRule.NONE
    intake: tuple[str, ...] = ()
    clocks: Mapping[str, ClockRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OnCallHours:
    """When someone is on call. `days` are 0 (Monday) to 6; a shift whose end is not after its start ends next day."""

    days: tuple[int, ...]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class ProtocolVersion:
    """Everything in force in one jurisdiction from `effective` on. `digest` is sha256 of the canonical pack text."""

    site: str
    name: str
    effective: date
    timezone: str
    facts: Mapping[str, Fact]
    criteria: tuple[Criterion, ...]
    pathways: Mapping[Pathway, PathwayRules]
    sources: Mapping[str, Source]
    on_call: tuple[OnCallHours, ...]
    digest: str
    summary: str = ""
    invented: bool = False
    holidays: str = ""

    @property
    def key(self) -> str:
        return f"{self.site}/{self.effective.isoformat()}"

    def criteria_for(self, pathway: Pathway) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if pathway in criterion.pathways)
