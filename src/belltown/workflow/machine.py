"""A state machine is a table. The next state, every refusal and the printed picture are all read from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

from belltown.errors import BelltownError, NotAllowed, NotPossible
from belltown.vocabulary import Role

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)

Actor = StrEnum | None
"""Whoever may act: a role, or a side where two sides deal with each other whatever their roles."""
CLOCK: Final = None
"""The actor when nobody acts and a clock runs out."""


# No slots on these two: Python 3.11 cannot make a frozen, slotted instance through a subscripted generic.
@dataclass(frozen=True)
class Transition(Generic[S, E]):
    """In `state`, one of `roles` may do `event`, and then it is in `next`. `words` fit after "to"."""

    state: S
    event: E
    roles: tuple[Actor, ...]
    next: S
    words: str

    def __post_init__(self) -> None:
        if not self.roles:
            raise ValueError(f"[{self.event}] in [{self.state}] is for nobody, so it could never happen")
        if not self.words.strip():
            raise ValueError(f"[{self.event}] in [{self.state}] needs words for people")


@dataclass(frozen=True)
class Machine(Generic[S, E]):
    """A noun's whole life. A table with two answers for one act, or with a state nothing leads to, cannot be made."""

    noun: str
    start: S
    table: tuple[Transition[S, E], ...]

    def __post_init__(self) -> None:
        seen: set[tuple[S, E]] = set()
        for row in self.table:
            if (row.state, row.event) in seen:
                raise ValueError(f"[{row.event}] in [{row.state}] has two rows")
            seen.add((row.state, row.event))
        if stranded := {row.state for row in self.table} - set(self._paths(self.start)):
            raise ValueError(f"nothing leads to {sorted(stranded)}")

    @property
    def states(self) -> tuple[S, ...]:
        """Every state, in the order the table first names it."""
        named = [self.start, *(state for row in self.table for state in (row.state, row.next))]
        return tuple(dict.fromkeys(named))

    def next_state(self, state: S, event: E, role: Actor) -> S:
        """The state after `event`. Raises NotAllowed (the wrong role) or NotPossible (the wrong state)."""
        if refusal := self.refusal(state, event, role):
            raise refusal
        return self._row(state, event).next

    def may(self, state: S, event: E, role: Actor) -> bool:
        """Whether `next_state` would succeed."""
        return self.refusal(state, event, role) is None

    def open_to(self, state: S, role: Actor) -> tuple[Transition[S, E], ...]:
        """Everything `role` may do in `state`: the buttons to show."""
        return tuple(row for row in self.table if row.state == state and role in row.roles)

    def is_final(self, state: S) -> bool:
        """Whether nothing can happen any more."""
        return all(row.state != state for row in self.table)

    def refusal(self, state: S, event: E, role: Actor) -> BelltownError | None:
        """Why `role` cannot do `event` in `state`, ready to raise; None when it can."""
        rows = [row for row in self.table if row.event == event]
        if not rows:
            return NotPossible(f"There is no step [{label(event)}] for this {self.noun} under the protocol in force.")
        here = next((row for row in rows if row.state == state), None)
        if not any(role in row.roles for row in rows):
            return _not_allowed(here or rows[0], role)
        if here is None:
            return NotPossible(self._too_early_or_late(state, rows))
        return None if role in here.roles else _not_allowed(here, role)

    def _too_early_or_late(self, state: S, rows: list[Transition[S, E]]) -> str:
        act, now = rows[0].words, f"the {self.noun} stands at [{label(state)}]"
        paths = self._paths(state)
        reachable = [paths[row.state] for row in rows if row.state in paths]
        if not reachable:
            return f"Nobody can {act} any more: {now}, and that is final."
        steps = ", then ".join(step.words for step in min(reachable, key=len))
        return f"Nobody can {act} now: {now}. What would have to happen first: {steps}."

    def _paths(self, start: S) -> dict[S, tuple[Transition[S, E], ...]]:
        """The shortest way from `start` to each state that can be reached."""
        paths: dict[S, tuple[Transition[S, E], ...]] = {start: ()}
        waiting = deque([start])
        while waiting:
            state = waiting.popleft()
            for row in self.table:
                if row.state == state and row.next not in paths:
                    paths[row.next] = (*paths[state], row)
                    waiting.append(row.next)
        return paths

    def _row(self, state: S, event: E) -> Transition[S, E]:
        return next(row for row in self.table if (row.state, row.event) == (state, event))


def label(word: StrEnum) -> str:
    """A state or event as people read it: "en route"."""
    return word.value.replace("_", " ")


def seat(role: StrEnum) -> str:
    """A role or a side as one says it of a person: "outreach worker", "receiver"."""
    return "outreach worker" if role is Role.OUTREACH else label(role)


def named(roles: Iterable[Actor]) -> str:
    """Roles as a person says them: "the sergeant or the project manager"."""
    names = ["the clock" if role is CLOCK else f"the {seat(role)}" for role in roles]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _not_allowed(row: Transition[S, E], role: Actor) -> NotAllowed:
    people = [who for who in row.roles if who is not CLOCK]
    if not people:
        return NotAllowed(f"Nobody is asked to {row.words}: that happens when its clock runs out.")
    if role is CLOCK:
        return NotAllowed(f"Belltown never does this by itself: to {row.words} is for {named(people)}.")
    return NotAllowed(f"To {row.words} is for {named(people)}, and you are signed in as {seat(role)}. Ask them.")
