"""The sheets of the prosecutor's desk, and what case managers must confirm for its clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import FilingDecision, OfferOutcome, PauseReason
from belltown.workflow import hold as workflow
from belltown.workflow.clocks import Status
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.clocks import hold_clock, hold_rule
from belltown_site.records.gate.consents import Allowed, allowed_by
from belltown_site.records.gate.intakes import may_tell_office, told_of_intake
from belltown_site.records.gate.names import person_for, told
from belltown_site.records.gate.reach import Eyes, as_uuid, eyes_on, no_such, within_reach
from belltown_site.records.gate.witness import seen, seen_list, shown_of
from belltown_site.records.guard import reads
from belltown_site.records.models import Encounter, Handoff, Hold
from belltown_site.records.sheets import (
    DecisionLine,
    HoldLine,
    HoldSheet,
    IntakeDue,
    IntakeLine,
    PauseLine,
    PersonSheet,
    Purpose,
    Withheld,
)

State = workflow.State
OPEN = (State.HOLDING, State.PAUSED, State.INTAKE_CONFIRMED, State.LAPSED)
"""Holds that still want a decision. A lapsed one has gone back to ordinary discretion, and waits for a person."""
AWAITING_INTAKE = (State.HOLDING, State.PAUSED)
MOST = 500
_PERSON = "encounter__participant__"


@reads
def holds(
    *, viewer: User, purpose: Purpose = Purpose.FILING, now: datetime, decided: bool = False
) -> tuple[HoldLine, ...]:
    """The holds at this viewer's desk: those that want a decision, soonest due first; or those decided already."""
    if not viewer.may(Permission.SEE_HOLDS):
        return ()
    reached = fetch.holds().filter(encounter__in=within_reach(viewer))
    wanted = reached.exclude(state__in=OPEN) if decided else reached.filter(state__in=OPEN)
    mine = [(hold, eyes) for hold in wanted[:MOST] if (eyes := eyes_on(viewer, hold.encounter))]
    allowed = allowed_by((hold.encounter.participant_id for hold, _ in mine if hold.encounter.participant_id), now)
    rows = [_line(hold, eyes, now, allowed) for hold, eyes in mine]
    seen_list(viewer, "holds", (shown_of(hold.encounter) for hold, _ in mine), purpose)
    return tuple(sorted(rows, key=lambda row: row.clock.due_at))


@reads
def hold(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.FILING, now: datetime) -> HoldSheet:
    """One hold as this viewer may see it. Raises NotFound alike for none and for one not theirs to see."""
    mine = fetch.holds().filter(pk=as_uuid(id, "hold"), encounter__in=within_reach(viewer))
    found = mine.prefetch_related(*told(_PERSON)).first()
    eyes = eyes_on(viewer, found.encounter) if found else None
    if found is None or eyes is None or not eyes.see(Class.LEGAL) or not eyes.see(Class.IDENTITY):
        raise no_such("hold")
    seen(viewer, "hold", "hold", found.pk, purpose)
    person = found.encounter.participant_id
    return _sheet(found, eyes, now, allowed_by([person] if person else (), now))


@reads
def intakes_due(*, viewer: User, purpose: Purpose = Purpose.INTAKE, now: datetime) -> tuple[IntakeDue, ...]:
    """The people handed to the viewer's agency whose intake a clock awaits, soonest due first."""
    if not viewer.may(Permission.CONFIRM_INTAKE):
        return ()
    mine = fetch.holds().filter(state__in=AWAITING_INTAKE, encounter__handoffs__agency=viewer.agency_id)
    rows_due = mine.distinct().prefetch_related(*told(_PERSON))[:MOST]
    found = [(hold, eyes) for hold in rows_due if (eyes := eyes_on(viewer, hold.encounter))]
    allowed = allowed_by((hold.encounter.participant_id for hold, _ in found if hold.encounter.participant_id), now)
    rows = [_due(hold, eyes, now, allowed) for hold, eyes in found]
    seen_list(viewer, "intakes_due", (shown_of(hold.encounter) for hold, _ in found), purpose)
    return tuple(sorted(rows, key=lambda row: row.clock.due_at))


def _line(hold: Hold, eyes: Eyes, now: datetime, allowed: Allowed) -> HoldLine:
    encounter = hold.encounter
    told = told_of_intake(encounter, eyes.viewer, allowed)
    return HoldLine(
        id=hold.pk,
        encounter_id=encounter.pk,
        state=State(hold.state),
        person=lines.person_label(encounter.participant, eyes),
        charge=eyes.show(Class.LEGAL, lines.charge(encounter)),
        on=eyes.show(Class.LEGAL, encounter.on),
        clock=_clock(hold, told, now),
        agency=encounter.agency.name,
        intake=told,
    )


def _sheet(found: Hold, eyes: Eyes, now: datetime, allowed: Allowed) -> HoldSheet:
    encounter = found.encounter
    version = version_of(encounter.protocol_digest)
    rule = hold_rule(version, encounter.pathway)
    told = told_of_intake(encounter, eyes.viewer, allowed)
    return HoldSheet(
        id=found.pk,
        encounter_id=encounter.pk,
        state=State(found.state),
        office=found.office.name,
        person=person_for(encounter.participant, eyes),
        charge=eyes.show(Class.LEGAL, lines.charge(encounter)),
        on=eyes.show(Class.LEGAL, encounter.on),
        officer=lines.who(encounter.officer),
        opened_at=found.opened_at,
        clock=_clock(found, told, now),
        working_days=bool(rule and rule.business_days),
        allowed_pauses=rule.pauses if rule else (),
        pauses=tuple(
            PauseLine(PauseReason(row.reason), lines.who(row.started_by), row.started_at, row.ended_at)
            for row in found.pauses.all()
        ),
        intake=told,
        still_willing=_still_willing(encounter),
        decisions=tuple(
            DecisionLine(FilingDecision(row.decision), row.extended_days, lines.who(row.by), row.at)
            for row in found.decisions.all()
        ),
        acts=workflow.MACHINE.open_to(State(found.state), eyes.role),
    )


def _clock(hold: Hold, told: IntakeLine | Withheld | None, now: datetime) -> Status:
    """The filing clock. Where the day of intake is withheld, nothing that was computed from it is shown either."""
    clock = hold_clock(hold, hold.encounter, version_of(hold.encounter.protocol_digest))
    return clock.untold(now) if isinstance(told, Withheld) else clock.status(now)


def _still_willing(encounter: Encounter) -> bool:
    offers = list(encounter.offers.all())
    return not offers or offers[-1].outcome != OfferOutcome.DECLINED


def _due(hold: Hold, eyes: Eyes, now: datetime, allowed: Allowed) -> IntakeDue:
    version = version_of(hold.encounter.protocol_digest)
    person = person_for(hold.encounter.participant, eyes)
    taken = _taken(hold.encounter)
    return IntakeDue(
        hold_id=hold.pk,
        encounter_id=hold.encounter_id,
        person=person if isinstance(person, PersonSheet) else None,
        clock=hold_clock(hold, hold.encounter, version).status(now),
        responder=lines.who_or_none(taken.accepted_by) if taken else None,
        handed_over_at=(taken.released_at or taken.dropped_off_at) if taken else None,
        may_be_told=may_tell_office(
            hold.encounter.participant_id, eyes.viewer.agency_id, hold.office_id, allowed
        ).allowed,
    )


def _taken(encounter: Encounter) -> Handoff | None:
    return next((one for one in reversed(list(encounter.handoffs.all())) if one.accepted_by_id), None)
