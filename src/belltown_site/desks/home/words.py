"""What each state asks of the person who reads it."""

from __future__ import annotations

from belltown.workflow import encounter, handoff, hold, referral
from belltown.workflow.clocks import Status
from belltown_site.records.sheets import EncounterLine, HandoffSheet, Withheld
from belltown_site.web.components import Clock

ENCOUNTER = {
    encounter.State.COMPLAINANT_PENDING: "Ask the person harmed",
    encounter.State.APPROVAL_PENDING: "Waits for approval",
    encounter.State.SCREENED: "You may offer diversion",
    encounter.State.OFFERED: "Offered: record the answer",
    encounter.State.ACCEPTED: "Accepted: ask for a case manager",
    encounter.State.HANDOFF_FAILED: "The handoff failed: try again, or close it",
    encounter.State.DECLINED: "Declined",
    encounter.State.NOT_OFFERED: "Not offered",
    encounter.State.HANDED_OVER: "Handed over",
    encounter.State.ENTERED_IN_ERROR: "Entered in error",
}
HANDOFF = {
    handoff.State.RINGING: "Ringing",
    handoff.State.EXHAUSTED: "Nobody has answered",
    handoff.State.ACCEPTED: "Taken",
    handoff.State.EN_ROUTE: "On the way",
    handoff.State.ARRIVED: "At the scene",
    handoff.State.DROP_OFF: "Going to the drop-off center",
}
HOLD = {
    hold.State.HOLDING: "Intake is awaited",
    hold.State.PAUSED: "The clock stands still",
    hold.State.INTAKE_CONFIRMED: "Intake is complete: you may decide",
    hold.State.LAPSED: "The time ran out: the matter is back at your discretion",
}
REFERRAL = {
    referral.State.RECEIVED: "New",
    referral.State.SCREENING: "Being screened",
    referral.State.WAITING: "Waits for room",
    referral.State.APPROVED: "Approved: somebody looks for the person",
    referral.State.CONTACTED: "Contacted",
    referral.State.NOT_LOCATED: "Not found yet",
}


def title_of(line: EncounterLine) -> str:
    """What was charged, or how they met, and with whom, as far as the viewer may know."""
    charge = "" if isinstance(line.charge, Withheld) else line.charge.label
    person = "" if isinstance(line.person, Withheld) else line.person
    return ": ".join(part for part in (person, charge or line.pathway.label) if part)


def handoff_note(sheet: HandoffSheet) -> str:
    """Who comes and how far they are: "Dee Delacroix: On the way"."""
    state = HANDOFF.get(sheet.state, sheet.state.value)
    return f"{sheet.responder.name}: {state.lower()}" if sheet.responder else state


def clock_of(status: Status, label: str = "") -> Clock:
    return Clock(status, label)
