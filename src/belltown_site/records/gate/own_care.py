"""What happened to a participant, as the parts of their own window are made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.workflow import clocks
from belltown.workflow import handoff as workflow
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.clocks import hold_clock
from belltown_site.records.gate.filing import AWAITING_INTAKE
from belltown_site.records.gate.reach import no_such
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import Encounter, Handoff, Hold, OwnWindow
from belltown_site.records.sheets import IntakeLine, OwnAgency, OwnDue, OwnEvent, OwnHandoff


@dataclass(frozen=True, slots=True)
class Happened:
    """One person's encounters, oldest first, with their handoffs and intakes; and the holds of these."""

    encounters: tuple[Encounter, ...]
    holds: tuple[Hold, ...]

    @property
    def handoffs(self) -> tuple[Handoff, ...]:
        found = [handoff for encounter in self.encounters for handoff in encounter.handoffs.all()]
        return tuple(sorted(found, key=lambda one: one.requested_at))

    @property
    def care(self) -> Handoff | None:
        """The latest handoff that somebody took: by it the person is in care."""
        return next((one for one in reversed(self.handoffs) if one.agency_id), None)


@reads_as_worker("it lies in rows of police, prosecution and care, and is told to the one to whom it happened")
def happened_to(participant: UUID) -> Happened:
    """What happened to this person. Only for their own window: whose it is was asked before."""
    encounters = fetch.encounters().filter(participant=participant).order_by("at")
    holds = fetch.holds().filter(encounter__participant=participant, state__in=AWAITING_INTAKE)
    return Happened(tuple(encounters), tuple(holds))


def own_window_of(viewer: User) -> OwnWindow:
    """The viewer's own window, with the participant. Raises NotAllowed to others, NotFound where there is none."""
    check_may(viewer, Permission.SEE_OWN)
    found = OwnWindow.objects.select_related("participant").filter(user=viewer).first()
    if found is None:
        raise no_such("window")
    return found


def agency_of(happened: Happened) -> OwnAgency | None:
    """The agency in whose care the person is."""
    if happened.care is None or happened.care.agency is None:
        return None
    agency = happened.care.agency
    return OwnAgency(agency.pk, agency.name, agency.phone, agency.address)


def handoffs_under_way(happened: Happened) -> tuple[OwnHandoff, ...]:
    """Whoever is coming now."""
    live = [one for one in happened.handoffs if one.state in workflow.LIVE]
    return tuple(OwnHandoff(lines.who_or_none(one.accepted_by), one.expected_at) for one in live)


def dues_of(happened: Happened, now: datetime) -> tuple[OwnDue, ...]:
    """The days by which intake is to be done, the soonest first."""
    statuses = [
        hold_clock(hold, hold.encounter, version_of(hold.encounter.protocol_digest)).status(now)
        for hold in happened.holds
    ]
    due = [
        OwnDue(one.due_at, one.state is clocks.State.PAUSED, one.state is clocks.State.LAPSED)
        for one in statuses
        if one.state is not clocks.State.MET
    ]
    return tuple(sorted(due, key=lambda one: one.due_at))


def intake_of(happened: Happened) -> IntakeLine | None:
    """The latest intake, or None."""
    kept = [one.intake for one in happened.encounters if getattr(one, "intake", None)]
    latest = max(kept, key=lambda one: one.at, default=None)
    return IntakeLine(latest.completed, latest.on) if latest else None


def events_of(happened: Happened) -> tuple[OwnEvent, ...]:
    """What the agency in whose care one is holds of how one came: the meeting, the handover, the intake."""
    found = [event for encounter in happened.encounters for event in _events(encounter)]
    return tuple(sorted(found, key=lambda one: one.at))


def _events(encounter: Encounter) -> Iterator[OwnEvent]:
    yield OwnEvent(encounter.at, "met", lines.who(encounter.officer), encounter.place)
    if encounter.charge_text:
        yield OwnEvent(encounter.at, "charge", None, encounter.charge_text)
    for handoff in encounter.handoffs.all():
        if when := handoff.released_at or handoff.dropped_off_at:
            yield OwnEvent(when, "handed_over", lines.who_or_none(handoff.accepted_by), "")
    if intake := getattr(encounter, "intake", None):
        yield OwnEvent(intake.at, "intake" if intake.completed else "no_intake", lines.who(intake.by), "")
