"""The sheets of the field desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import Pathway, Role
from belltown.workflow import encounter as workflow
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.clocks import hold_clock
from belltown_site.records.gate.reach import (
    Eyes,
    as_uuid,
    eyes_on,
    hold_of,
    is_here,
    is_waiting,
    no_such,
    within_reach,
)
from belltown_site.records.gate.readings import finding_of, reading_of
from belltown_site.records.gate.witness import seen, seen_list, shown_of
from belltown_site.records.guard import reads
from belltown_site.records.models import Encounter
from belltown_site.records.sheets import (
    ApprovalLine,
    DraftSheet,
    EncounterLine,
    EncounterSheet,
    FieldHome,
    HandoffBrief,
    HoldBrief,
    Purpose,
    Withheld,
)

State = workflow.State
OPEN = (
    State.COMPLAINANT_PENDING,
    State.APPROVAL_PENDING,
    State.SCREENED,
    State.OFFERED,
    State.ACCEPTED,
    State.HANDOFF_FAILED,
)
"""States in which an encounter still wants something of its officer."""

RECENT = timedelta(days=30)
MOST_LINES = 100


def machine_of(encounter: Encounter) -> workflow.Machine[State, workflow.Event]:
    """The encounter's workflow under the rules of its own protocol version."""
    rules = version_of(encounter.protocol_digest).pathways[Pathway(encounter.pathway)]
    return workflow.machine(rules.complainant, rules.approval)


@reads
def encounter(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.SCREENING, now: datetime) -> EncounterSheet:
    """One encounter as this viewer may see it. Raises NotFound alike for none and for one not theirs to see."""
    found = fetch.whole_encounter(as_uuid(id, "encounter"), within_reach(viewer))
    eyes = eyes_on(viewer, found) if found else None
    if found is None or eyes is None:
        raise no_such("encounter")
    seen(viewer, "encounter", "encounter", found.pk, purpose)
    return _sheet(found, eyes, now)


@reads
def draft(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.SCREENING, to_write: bool = False) -> DraftSheet:
    """What is written of one encounter before the offer. Raises NotFound as `encounter` does.

    `to_write`: whoever reads it writes it in the same breath, and that act leaves the line for both.
    """
    found = fetch.drafts().filter(pk=as_uuid(id, "encounter"), pk__in=within_reach(viewer)).first()
    eyes = eyes_on(viewer, found) if found else None
    if found is None or eyes is None:
        raise no_such("encounter")
    if not to_write:
        seen(viewer, "draft", "encounter", found.pk, purpose)
    return DraftSheet(**_written(found, eyes))


@reads
def field_home(*, viewer: User, purpose: Purpose = Purpose.SCREENING, now: datetime) -> FieldHome:
    """The viewer's own encounters, open and of the last thirty days, and the approvals that wait for the viewer."""
    own = []
    if is_here(viewer) and viewer.role in (Role.OFFICER, Role.SERGEANT):
        mine = fetch.listed().filter(officer=viewer).order_by("-at")
        own = [*mine.filter(state__in=OPEN)[:MOST_LINES], *_recent(mine, now)]
    shown = [(found, eyes) for found in own if (eyes := eyes_on(viewer, found))]
    rows = [lines.encounter_line(found, eyes) for found, eyes in shown]
    asked = _waiting_for(viewer)
    seen_list(viewer, "field_home", [*(shown_of(found) for found, _ in shown), *_shown_in(asked)], purpose)
    return FieldHome(
        open=tuple(row for row in rows if row.state in OPEN),
        recent=tuple(row for row in rows if row.state not in OPEN),
        approvals=tuple(line for line, _ in asked),
    )


@reads
def approvals(*, viewer: User, purpose: Purpose = Purpose.APPROVAL) -> tuple[ApprovalLine, ...]:
    """The approvals that wait for this viewer's seat, the longest waiting first."""
    asked = _waiting_for(viewer)
    seen_list(viewer, "approvals", _shown_in(asked), purpose)
    return tuple(line for line, _ in asked)


@reads
def agency_encounters(
    *, viewer: User, purpose: Purpose = Purpose.OVERSIGHT, now: datetime
) -> tuple[EncounterLine, ...]:
    """For a sergeant, the agency's encounters of the last thirty days; for a project manager, everybody's."""
    if not is_here(viewer) or viewer.role not in (Role.SERGEANT, Role.PROJECT_MANAGER):
        return ()
    mine = fetch.listed().filter(at__gte=now - RECENT).order_by("-at")
    if viewer.role == Role.SERGEANT:
        mine = mine.filter(agency=viewer.agency_id)
    shown = [(found, eyes) for found in mine[:MOST_LINES] if (eyes := eyes_on(viewer, found))]
    seen_list(viewer, "agency_encounters", (shown_of(found) for found, _ in shown), purpose)
    return tuple(lines.encounter_line(found, eyes) for found, eyes in shown)


def _recent(mine, now: datetime) -> list[Encounter]:  # noqa: ANN001
    return list(mine.exclude(state__in=OPEN).filter(at__gte=now - RECENT)[:MOST_LINES])


def _waiting_for(viewer: User) -> list[tuple[ApprovalLine, Encounter]]:
    if not is_here(viewer):
        return []
    waiting = {"approvals__role": viewer.role, "approvals__granted": None, "approvals__withdrawn_at": None}
    found = (
        fetch.encounters()
        .filter(pk__in=within_reach(viewer), **waiting)
        .order_by("approvals__requested_at")[:MOST_LINES]
    )
    return [
        (lines.approval_line(approval, one, eyes), one)
        for one in found
        if (eyes := eyes_on(viewer, one))
        for approval in one.approvals.all()
        if is_waiting(approval) and approval.role == viewer.role
    ]


def _shown_in(asked: list[tuple[ApprovalLine, Encounter]]) -> list[tuple[str, UUID]]:
    return [shown_of(found) for _, found in asked]


def _written(found: Encounter, eyes: Eyes) -> dict[str, Any]:
    """The fields of a DraftSheet."""
    version = version_of(found.protocol_digest)
    reading = reading_of(found, version)
    point = None if found.latitude is None else (found.latitude, found.longitude)
    return {
        "id": found.pk,
        "relation": eyes.relation,
        "state": State(found.state),
        "pathway": Pathway(found.pathway),
        "beat": eyes.show(Class.DIVERSION_EVENT, found.beat),
        "place": eyes.show(Class.DIVERSION_EVENT, found.place),
        "point": eyes.show(Class.DIVERSION_EVENT, point),
        "person": lines.person(found.participant, eyes),
        "charge": eyes.show(Class.LEGAL, lines.charge(found)),
        "facts": eyes.show(Class.ELIGIBILITY, reading.facts),
        "reading": eyes.show(Class.ELIGIBILITY, reading),
        "version": version,
    }


def _sheet(found: Encounter, eyes: Eyes, now: datetime) -> EncounterSheet:
    return EncounterSheet(
        **_written(found, eyes),
        on=eyes.show(Class.LEGAL, found.on),
        at=eyes.show(Class.DIVERSION_EVENT, found.at),
        officer=lines.who(found.officer),
        unit=found.unit,
        finding=eyes.show(Class.ELIGIBILITY, finding_of(found, version_of(found.protocol_digest))),
        checks=eyes.show(Class.ELIGIBILITY, tuple(map(lines.check_line, found.checks.all()))),
        overrides=eyes.show(Class.ELIGIBILITY, tuple(map(lines.override_line, found.overrides.all()))),
        complainant=eyes.show(Class.DIVERSION_EVENT, tuple(map(lines.complainant_line, found.complainant_words.all()))),
        approvals=eyes.show(
            Class.DIVERSION_EVENT, tuple(lines.approval_line(one, found, eyes) for one in found.approvals.all())
        ),
        offers=eyes.show(Class.DIVERSION_EVENT, tuple(lines.offer_line(one, eyes) for one in found.offers.all())),
        handoffs=eyes.show(Class.DIVERSION_EVENT, _handoffs(found)),
        hold=_hold(found, eyes, now),
        acts=machine_of(found).open_to(State(found.state), eyes.role),
    )


def _handoffs(found: Encounter) -> tuple[HandoffBrief, ...]:
    return tuple(HandoffBrief(one.pk, one.state, one.requested_at) for one in found.handoffs.all())


def _hold(found: Encounter, eyes: Eyes, now: datetime) -> HoldBrief | Withheld | None:
    """The hold beside its encounter. The day of intake is told on the hold's own page alone, by consent."""
    hold = hold_of(found)
    if hold is None:
        return None
    version = version_of(found.protocol_digest)
    return eyes.show(Class.LEGAL, HoldBrief(hold.pk, hold.state, hold_clock(hold, found, version).untold(now)))
