"""Lines of lists: what waits, where it leads, how long there is."""

from __future__ import annotations

from django.urls import reverse

from belltown_site.desks.field import words
from belltown_site.records.sheets import ApprovalLine, EncounterLine, HandoffSheet, Withheld
from belltown_site.web.components import Clock, Waiting
from belltown_site.web.templatetags.belltown import ANSWER_WORDS, when


def handoff(sheet: HandoffSheet) -> Waiting:
    """A live handoff: who has it, and the clock until arrival."""
    state = words.HANDOFFS[sheet.state]
    return Waiting(
        title=f"{sheet.responder.name}: {state.lower()}" if sheet.responder else state,
        url=reverse("field:handoff", args=[sheet.id]),
        note=_told(sheet.meet_at) or "Meeting place not written down",
        clock=Clock(sheet.clock),
        urgent=sheet.state == "exhausted",
    )


def approval(line: ApprovalLine) -> Waiting:
    """An approval that somebody on a sidewalk waits for."""
    return Waiting(
        title=f"Approve or refuse: {_charge(line)}",
        url=reverse("field:encounter", args=[line.encounter_id]),
        note=f"{line.requested_by.name} asked {when(line.requested_at)}",
        urgent=True,
    )


def encounter(line: EncounterLine, *, with_officer: bool = False) -> Waiting:
    """One encounter: what was charged, with whom, and what it wants now."""
    answer = ANSWER_WORDS.get(line.answer) if isinstance(line.answer, str) else None
    told = [words.STATES[line.state], answer, line.officer.name if with_officer else None, when(line.at)]
    return Waiting(
        title=", ".join(part for part in (_charge(line), _told(line.person)) if part),
        url=reverse("field:encounter", args=[line.id]),
        note=" · ".join(part for part in told if part),
    )


def _charge(line: EncounterLine | ApprovalLine) -> str:
    """The charge, or how they met where there is none or it is not for this viewer."""
    charge = line.charge
    if isinstance(charge, Withheld) or not (charge.group or charge.text):
        return line.pathway.label
    return charge.label


def _told(value: object) -> str:
    return "" if isinstance(value, Withheld) else str(value)
