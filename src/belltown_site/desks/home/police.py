"""The first pages of those who meet people on the street."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from belltown_site.accounts.models import User
from belltown_site.desks.home.page import HomePage, action, actions
from belltown_site.desks.home.reviews import reviews_of
from belltown_site.desks.home.words import ENCOUNTER, clock_of, handoff_note, title_of
from belltown_site.records import gate
from belltown_site.records.sheets import ApprovalLine, EncounterLine, HandoffSheet, Withheld
from belltown_site.web.components import Waiting
from belltown_site.web.menu import address
from belltown_site.web.templatetags.belltown import when


def officer(user: User, now: datetime) -> HomePage:
    """Handoffs under way, encounters that want something, then a new encounter."""
    sheet = gate.field_home(viewer=user, now=now)
    calls = gate.live_handoffs(viewer=user, now=now)
    called = {call.encounter_id for call in calls}
    return HomePage(
        nothing="Nothing waits for you.",
        waiting=(
            *map(call_of, calls),
            *map(approval_of, sheet.approvals),
            *(_line(line) for line in sheet.open if line.id not in called),
        ),
        action=action("New encounter", "field:new"),
        also=actions(("Where somebody can be taken instead", "field:centres")),
        facts=(gate.capacity(viewer=user, now=now).sentence,),
        recent_title="Your last thirty days",
        recent=tuple(_line(line) for line in sheet.recent),
        watches=(*(f"handoff:{call.id}" for call in calls), *(f"encounter:{line.id}" for line in sheet.open)),
    )


def sergeant(user: User, now: datetime) -> HomePage:
    """As for an officer, with the approvals that wait; an approval is somebody standing on a sidewalk."""
    page = officer(user, now)
    also = (*page.also, *actions(("Counts", "home:counts")))
    waiting = (*page.waiting, *reviews_of(user, now))
    return replace(page, waiting=waiting, watches=("approval", "handoff", *page.watches), also=also)


def call_of(call: HandoffSheet) -> Waiting:
    """One live handoff, with the clock until arrival."""
    where = "" if isinstance(call.meet_at, Withheld) else call.meet_at
    return Waiting(
        title=f"Handoff at {where}" if where else "Handoff",
        url=address("field:encounter", call.encounter_id),
        note=handoff_note(call),
        clock=clock_of(call.clock),
        urgent=call.state == "exhausted",
    )


def approval_of(line: ApprovalLine) -> Waiting:
    """One approval somebody waits for."""
    charge = line.pathway.label if isinstance(line.charge, Withheld) else line.charge.label
    return Waiting(
        title=f"Approve or refuse: {charge}",
        url=address("field:encounter", line.encounter_id),
        note=f"{line.requested_by.name} waits for your answer",
        urgent=True,
    )


def _line(line: EncounterLine) -> Waiting:
    return Waiting(title_of(line), address("field:encounter", line.id), f"{ENCOUNTER[line.state]}. {when(line.at)}")
