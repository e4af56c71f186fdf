"""The filing hold: opened by an acceptance, paused, met by intake, lapsed, decided. Never decided by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from belltown.errors import BadInput, Fault, NotAllowed, NotPossible
from belltown.protocol.version import ClockRule
from belltown.vocabulary import FilingDecision, Pathway, PauseReason, Role
from belltown.workflow import hold as workflow
from belltown.workflow.clocks import check_pause
from belltown.workflow.machine import CLOCK
from belltown_site.accounts.models import Agency, AgencyKind, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.actions.acting import POLICE_SIDE, aware, encounter_of, hold_of, one_of, trace
from belltown_site.records.gate import fetch
from belltown_site.records.gate.clocks import hold_clock, hold_rule
from belltown_site.records.gate.consents import allowed_by
from belltown_site.records.gate.intakes import may_tell_office
from belltown_site.records.gate.reach import no_such
from belltown_site.records.guard import reads_as_worker, writes, writes_as_worker
from belltown_site.records.models import Decision, Encounter, Hold, Intake, Pause
from belltown_site.records.sheets import Relation

State, Event = workflow.State, workflow.Event
_CLOCK = "time passes for everybody: a clock has no seat"
MOST_EXTENDED_DAYS = 180


@writes
def open(encounter_id: UUID | str, *, by: User, now: datetime, office: UUID | None = None) -> UUID | None:
    """Open the hold of an accepted encounter that has none yet; an acceptance does this by itself. Returns its id.

    None where this door has no charge to hold. Raises NotFound, NotAllowed, BadInput.
    """
    row, relation = encounter_of(encounter_id, by)
    if relation not in (*POLICE_SIDE, Relation.MANAGEMENT):
        raise no_such("encounter")
    open_where_due(row, office, by, now)
    found = Hold.objects.filter(encounter=row).first()
    return found.pk if found else None


@writes
def pause(hold_id: UUID | str, *, reason: PauseReason, by: User, now: datetime) -> None:
    """Stop the clock for a stated reason that the protocol allows. The same pause twice is one."""
    row, encounter = hold_of(hold_id, by)
    reason = one_of(PauseReason, reason, "reason")
    standing = [one for one in row.pauses.all() if one.ended_at is None]
    if standing and standing[0].reason == reason:
        return
    state = workflow.MACHINE.next_state(State(row.state), Event.PAUSE, Role(by.role))
    check_pause(_rule(encounter), reason)
    Pause.objects.create(hold=row, reason=reason.value, started_by=by, started_at=aware(now))
    _save(row, state, now)
    trace("hold.pause", row, by, reason=str(reason))


@writes
def resume(hold_id: UUID | str, *, by: User, now: datetime) -> None:
    """Let the clock run again."""
    row, _ = hold_of(hold_id, by)
    if row.state == State.HOLDING:
        return
    state = workflow.MACHINE.next_state(State(row.state), Event.RESUME, Role(by.role))
    _end_pauses(row, by, now)
    _save(row, state, now)
    trace("hold.resume", row, by)


@writes
def confirm_intake(hold_id: UUID | str, *, on: date, by: User, now: datetime, completed: bool = True) -> None:
    """Confirm that intake is done, and on which day: all that the filing clock learns of care.

    `completed` False notes that it was not done by that day; the clock runs on.
    Raises NotFound, NotAllowed, NotPossible, BadInput.
    """
    _, encounter = hold_of(hold_id, by)
    keep_intake(encounter.pk, on=on, by=by, now=now, completed=completed)


@writes
def keep_intake(encounter_id: UUID | str, *, on: date, by: User, now: datetime, completed: bool = True) -> None:
    """The same for an encounter by its own id: a social contact has an intake and no hold."""
    encounter, relation = encounter_of(encounter_id, by)
    hold = Hold.objects.select_for_update().filter(encounter=encounter).first()
    if relation is Relation.RUNG:
        raise no_such("encounter")
    if hold is None and relation is not Relation.RESPONDER:
        raise NotAllowed("Only those to whom the person was handed may confirm the intake. Please ask them.")
    if _is_kept(encounter, completed, on):
        return
    if hold is None:
        check_may(by, Permission.CONFIRM_INTAKE)
    state = workflow.MACHINE.next_state(State(hold.state), Event.CONFIRM_INTAKE, Role(by.role)) if hold else None
    _check_day(on, encounter, now)
    if hold and completed:
        _check_may_be_told(encounter, hold, by, now)
    values = {"completed": completed, "on": on, "by": by, "at": aware(now)}
    intake, _ = Intake.objects.update_or_create(encounter=encounter, defaults=values)
    if hold and state and completed:
        _end_pauses(hold, by, now)
        _save(hold, state, now)
    trace("intake.confirm", intake, by, completed=completed)


def _check_may_be_told(encounter: Encounter, hold: Hold, by: User, now: datetime) -> None:
    """To confirm is to tell the prosecutor, and nobody is told of a person's care without that person's consent."""
    person = encounter.participant_id
    allowed = allowed_by([person] if person else (), now)
    ruling = may_tell_office(person, by.agency_id, hold.office_id, allowed)
    if not ruling.allowed:
        raise NotPossible(
            f"The prosecutor was not told that intake is done. {ruling.sentence} "
            "Ask whether the person wants the prosecutor to know; the form for it is on their page."
        )


@writes
def decide(
    hold_id: UUID | str,
    *,
    decision: FilingDecision,
    by: User,
    now: datetime,
    days: int = 0,
    after: int | None = None,
) -> None:
    """Record the prosecutor's decision. While the hold runs, a charge cannot be filed: that is the hold.

    `after` is how many decisions the prosecutor had seen: a second tap, or one on a stale page, changes nothing.
    """
    row, encounter = hold_of(hold_id, by)
    state = State(row.state)
    if _is_recorded(row, decision, after):
        return
    moved = workflow.MACHINE.next_state(state, workflow.EVENT_OF[decision], Role(by.role))
    _check_days(decision, days)
    Decision.objects.create(hold=row, decision=decision.value, extended_days=days, by=by, at=aware(now))
    if decision is FilingDecision.HOLD_EXTENDED:
        _check_ahead(row, encounter, now)
        row.lapsed_at = None
    _save(row, moved, now)
    trace("hold.decide", row, by, decision=str(decision), extended_days=days)


@writes
def return_early(hold_id: UUID | str, *, by: User, now: datetime) -> None:
    """Return the matter to ordinary discretion before its time, as when the person has said no after all."""
    row, _ = hold_of(hold_id, by)
    if row.state == State.LAPSED:
        return
    state = workflow.MACHINE.next_state(State(row.state), Event.RETURN_EARLY, Role(by.role))
    _end_pauses(row, by, now)
    row.lapsed_at = now
    _save(row, state, now)
    trace("hold.return_early", row, by)


def lapse_due(*, now: datetime) -> int:
    """The sweep: note every hold whose time has run out; returns how many. It files nothing and decides nothing.

    The index only tells where to look: each clock is computed afresh, and the row changed only if it still holds.
    """
    return sum(_lapse(key, now) for key in _due(aware(now)))


@reads_as_worker(_CLOCK)
def _due(now: datetime) -> list[UUID]:
    due = Hold.objects.filter(state=State.HOLDING, due_index__lt=now).values_list("pk", flat=True)
    return list(due)


def open_where_due(encounter: Encounter, office: UUID | None, by: User, now: datetime) -> None:
    """Open the hold where this door has an open charge and a clock for it, and there is none yet."""
    version = version_of(encounter.protocol_digest)
    rules = version.pathways[Pathway(encounter.pathway)]
    if not rules.open_charge or hold_rule(version, encounter.pathway) is None:
        return
    if Hold.objects.filter(encounter=encounter).exists():
        return
    row = Hold(
        encounter=encounter, office=_office(office), state=State.HOLDING.value, opened_by=by, opened_at=aware(now)
    )
    row.save()
    _save(row, State.HOLDING, now)
    trace("hold.open", row, by)


def _office(office: UUID | None) -> Agency:
    offices = Agency.objects.filter(kind=AgencyKind.PROSECUTOR, partner=True).order_by("name")
    found = list(offices.filter(pk=office) if office else offices[:2])
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in offices) or "none: ask the administrator to add one"
    raise BadInput("Say which prosecutor's office holds the charge.", [Fault("office", f"must be one of: {names}")])


def _save(row: Hold, state: State, now: datetime) -> None:
    row.state = state.value
    fresh = fetch.holds().get(pk=row.pk)
    fresh.state = row.state
    version = version_of(fresh.encounter.protocol_digest)
    row.due_index = hold_clock(fresh, fresh.encounter, version).lapses_at(now)
    row.save()


@writes_as_worker(_CLOCK)
def _lapse(key: UUID, now: datetime) -> int:
    row = fetch.holds().get(pk=key)
    clock = hold_clock(row, row.encounter, version_of(row.encounter.protocol_digest))
    due = clock.lapses_at(now)
    if due is None or now <= due:
        Hold.objects.filter(pk=key, due_index=row.due_index).update(due_index=due)
        return 0
    state = workflow.MACHINE.next_state(State(row.state), Event.LAPSE, CLOCK)
    swapped = Hold.objects.filter(pk=key, state=row.state, due_index=row.due_index)
    changed = swapped.update(state=state.value, lapsed_at=now)
    if changed:
        trace("hold.lapse", row, None)
    return changed


def _end_pauses(row: Hold, by: User, now: datetime) -> None:
    Pause.objects.filter(hold=row, ended_at__isnull=True).update(ended_by=by, ended_at=aware(now))


def _is_recorded(row: Hold, decision: FilingDecision, after: int | None) -> bool:
    if decision is FilingDecision.HOLD_EXTENDED:
        return after is not None and Decision.objects.filter(hold=row).count() > after
    return row.state == decision.value


def _rule(encounter: Encounter) -> ClockRule:
    rule = hold_rule(version_of(encounter.protocol_digest), encounter.pathway)
    if rule is None:
        raise NotPossible("This door has no filing clock, so there is nothing to pause.")
    return rule


def _is_kept(encounter: Encounter, completed: bool, on: date) -> bool:
    kept = Intake.objects.filter(encounter=encounter).first()
    return kept is not None and kept.completed and completed and kept.on == on


def _check_day(on: date, encounter: Encounter, now: datetime) -> None:
    if not encounter.on <= on <= local_day(now):
        raise BadInput("The day of intake cannot be kept.", [Fault("on", "must lie between the encounter and today")])


def _check_days(decision: FilingDecision, days: int) -> None:
    wanted = decision is FilingDecision.HOLD_EXTENDED
    if (wanted and not 0 < days <= MOST_EXTENDED_DAYS) or (not wanted and days):
        reason = f"must be 1 to {MOST_EXTENDED_DAYS}" if wanted else "belong to an extension alone"
        raise BadInput("The decision cannot be kept.", [Fault("days", reason)])


def _check_ahead(row: Hold, encounter: Encounter, now: datetime) -> None:
    fresh = fetch.holds().get(pk=row.pk)
    clock = hold_clock(fresh, fresh.encounter, version_of(encounter.protocol_digest))
    due = clock.due_at(now)
    if due <= now:
        short = (now - due) // timedelta(days=1) + 1
        raise NotPossible(f"With that extension the time would still be over. Give at least {short} days more.")
