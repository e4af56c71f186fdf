"""The first pages of prosecutor and defender: diverted charges and their clocks."""

from __future__ import annotations

from datetime import datetime

from belltown.workflow.hold import State
from belltown_site.accounts.models import User
from belltown_site.desks.home.page import HomePage, action, actions
from belltown_site.desks.home.police import approval_of
from belltown_site.desks.home.reviews import reviews_of
from belltown_site.desks.home.words import HOLD, clock_of
from belltown_site.records import gate
from belltown_site.records.sheets import HoldLine, Withheld
from belltown_site.web.components import Waiting
from belltown_site.web.menu import address

FOR_A_PERSON = (State.INTAKE_CONFIRMED, State.LAPSED)
"""Holds that only a person can move on."""


def prosecutor(user: User, now: datetime) -> HomePage:
    """Approvals, then holds that want a decision; those whose clock merely runs are counted."""
    holds = gate.holds(viewer=user, now=now)
    wanting = [line for line in holds if line.state in FOR_A_PERSON]
    return HomePage(
        nothing="No decision waits for you.",
        waiting=(*map(approval_of, gate.approvals(viewer=user)), *map(_hold, wanting), *reviews_of(user, now)),
        action=action("Open the filing holds", "legal:holds"),
        also=actions(("Holds already decided", "legal:decided"), ("Counts", "home:counts")),
        facts=(_running(len(holds) - len(wanting)), "Nothing is ever filed by itself."),
        shared=tuple(wanting),
        watches=("hold", "approval"),
    )


def defender(user: User, now: datetime) -> HomePage:
    """Every charge that waits, the soonest due first."""
    holds = gate.holds(viewer=user, now=now)
    return HomePage(
        nothing="No diverted charge waits.",
        waiting=tuple(map(_hold, holds)),
        action=action("Open the filing holds", "legal:holds"),
        also=actions(("Counts", "home:counts"), ("Refer a person", "community:refer")),
        facts=("You see charges and their clocks. Notes of care are the participant's own to share.",),
        shared=holds,
        watches=("hold",),
    )


def _running(number: int) -> str:
    if not number:
        return "No other charge waits for intake."
    return f"{number} more {'charge waits' if number == 1 else 'charges wait'} for intake."


def _hold(line: HoldLine) -> Waiting:
    person = "A person" if isinstance(line.person, Withheld) else line.person
    charge = "" if isinstance(line.charge, Withheld) else line.charge.label
    clock = None if line.state is State.INTAKE_CONFIRMED else clock_of(line.clock)
    return Waiting(
        title=": ".join(part for part in (person, charge) if part),
        url=address("legal:hold", line.id),
        note=HOLD.get(line.state, line.state.value),
        clock=clock,
    )
