"""The clocks of handoffs and holds, computed from their rows and the protocol version that bound them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from belltown.protocol.version import ClockRule, ProtocolVersion
from belltown.vocabulary import Pathway, PauseReason
from belltown.workflow import clocks
from belltown.workflow.calendar import WorkCalendar
from belltown_site.records.models import Encounter, Handoff, Hold, Intake

USUAL_ARRIVAL_MINUTES = 30
"""Where a protocol sets no arrival time: the aim of the LEAD Bureau's toolkit, chapter on enrolment."""


def arrival_rule(version: ProtocolVersion, pathway: str) -> ClockRule:
    """The protocol's arrival time for this door, or the usual thirty minutes."""
    found = version.pathways[Pathway(pathway)].clocks.get("arrive")
    return found or ClockRule("arrive", next(iter(version.sources.values())), minutes=USUAL_ARRIVAL_MINUTES)


def arrival_clock(handoff: Handoff, version: ProtocolVersion, pathway: str) -> clocks.Clock:
    """From the officer's request to someone's arrival, there or at the drop-off center. The same for everybody."""
    met = handoff.arrived_at or handoff.dropped_off_at
    return clocks.Clock(arrival_rule(version, pathway), handoff.requested_at, version.timezone, met_at=met)


def hold_rule(version: ProtocolVersion, pathway: str) -> ClockRule | None:
    """The protocol's filing clock for this door; where it names none, its intake clock; None where neither is there."""
    found = version.pathways[Pathway(pathway)].clocks
    return found.get("filing_hold") or found.get("intake")


def hold_clock(hold: Hold, encounter: Encounter, version: ProtocolVersion) -> clocks.Clock:
    """From the opening of the hold to the intake, with every day a prosecutor has added."""
    rule = hold_rule(version, encounter.pathway)
    if rule is None:
        raise ValueError(f"{version.key} has no filing clock for {encounter.pathway}")
    intake = getattr(encounter, "intake", None)
    return clocks.Clock(
        extended(rule, sum(decision.extended_days for decision in hold.decisions.all())),
        hold.opened_at,
        version.timezone,
        pauses=_pauses(hold, rule),
        met_at=_met_at(intake, hold, version.timezone),
        calendar=WorkCalendar(version.holidays),
    )


def extended(rule: ClockRule, more: int) -> ClockRule:
    """The rule with this many more of its own days (business days where it counts business days)."""
    if rule.business_days:
        return replace(rule, business_days=rule.business_days + more)
    return replace(rule, days=rule.days + more)


def _pauses(hold: Hold, rule: ClockRule) -> tuple[clocks.Pause, ...]:
    rows = [row for row in hold.pauses.all() if PauseReason(row.reason) in rule.pauses]
    return tuple(clocks.Pause(row.started_at, row.ended_at, PauseReason(row.reason)) for row in rows)


def _met_at(intake: Intake | None, hold: Hold, timezone: str) -> datetime | None:
    """Only the day of intake is kept, so it is taken at that day's beginning: done on the last day is done in time."""
    if intake is None or not intake.completed:
        return None
    return max(datetime.combine(intake.on, time.min, ZoneInfo(timezone)), hold.opened_at)
