"""Leave to divert: asked, given, refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from belltown.errors import BadInput, Fault, NotAllowed, NotPossible
from belltown.protocol.answers import Answer
from belltown.vocabulary import NotOfferedReason, Pathway, Role
from belltown.workflow import encounter as workflow
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.actions.acting import POLICE_SIDE, approval_of, aware, encounter_of, trace
from belltown_site.records.actions.deciding import step
from belltown_site.records.actions.encounters import not_offered, set_aside
from belltown_site.records.gate.reach import is_waiting
from belltown_site.records.guard import writes
from belltown_site.records.models import Approval, ApprovalRefusal, Encounter

State, Event = workflow.State, workflow.Event


@writes
def request(encounter_id: UUID | str, *, by: User, now: datetime, role: Role | None = None) -> UUID:
    """Ask a seat for leave, or to set a presumptive criterion aside; returns the approval's id.

    Without `role`, the first seat the protocol names. Asking twice is asking once. Raises NotAllowed, NotPossible.
    """
    row, relation = encounter_of(encounter_id, by)
    if relation not in POLICE_SIDE:
        raise NotAllowed("Only the officer who made this encounter or their sergeant may ask for leave.")
    seat = _seat(row, role)
    waiting = [one for one in row.approvals.all() if is_waiting(one) and one.role == seat]
    if waiting:
        return waiting[0].pk
    approval = Approval.objects.create(encounter=row, role=seat.value, requested_by=by, requested_at=aware(now))
    trace("approval.request", approval, by, role=seat.value)
    return approval.pk


@writes
def approve(
    approval_id: UUID | str, *, by: User, now: datetime, setting_aside: Mapping[str, str] | None = None
) -> None:
    """Give leave, setting aside the presumptive criteria named with their reasons (OverrideReason).

    Raises NotAllowed, and NotPossible while a criterion stands unmet: leave cannot make a person eligible.
    """
    approval, row = _answerable(approval_id, by)
    if approval.granted is True and approval.decided_by_id == by.pk:
        return
    _check_waiting(approval)
    for criterion, reason in (setting_aside or {}).items():
        set_aside(row, criterion, reason, by, now)
    if row.answer == Answer.NO.value:
        raise NotPossible("The protocol is not met, so leave cannot be given. Set aside what may be, or refuse.")
    _decide(approval, True, "", by, now)
    if row.state == State.APPROVAL_PENDING and Role(approval.role) in _approvers(row):
        step(row, Event.APPROVE, by)
        row.save()
    trace("approval.approve", approval, by)


@writes
def refuse(approval_id: UUID | str, *, reason: str, by: User, now: datetime) -> None:
    """Refuse leave with its reason (ApprovalRefusal). Where leave was needed, that ends the offer, and is kept."""
    approval, row = _answerable(approval_id, by)
    if reason not in ApprovalRefusal.values:
        words = ", ".join(str(one) for one in ApprovalRefusal.values)
        raise BadInput("A refusal needs its reason.", [Fault("reason", f"must be one of {words}")])
    if approval.granted is False and approval.decided_by_id == by.pk:
        return
    _check_waiting(approval)
    _decide(approval, False, reason, by, now)
    if row.state == State.APPROVAL_PENDING and Role(approval.role) in _approvers(row):
        step(row, Event.REFUSE_APPROVAL, by)
        row.save()
        not_offered(row, NotOfferedReason.APPROVAL_REFUSED, by, now)
    trace("approval.refuse", approval, by, reason=reason)


def _seat(row: Encounter, role: Role | None) -> Role:
    seats = _approvers(row) if row.state == State.APPROVAL_PENDING else ()
    seats += tuple(Role(one) for one in row.finding.get("overridable_by", ()) if one not in seats)
    if not seats:
        raise NotPossible(f"Nobody's leave is wanted now: the encounter is {row.state.replace('_', ' ')}.")
    if role is not None and role not in seats:
        raise NotPossible(f"The protocol does not ask a {role.label.lower()}; it asks {_listed(seats)}.")
    return role or seats[0]


def _approvers(row: Encounter) -> tuple[Role, ...]:
    return version_of(row.protocol_digest).pathways[Pathway(row.pathway)].approval


def _answerable(approval_id: UUID | str, by: User) -> tuple[Approval, Encounter]:
    approval, row = approval_of(approval_id, by)
    if approval.role != by.role:
        raise NotAllowed(f"This waits for a {Role(approval.role).label.lower()}. Please ask one.")
    check_may(by, Permission.APPROVE)
    return approval, row


def _check_waiting(approval: Approval) -> None:
    if approval.withdrawn_at is not None:
        raise NotPossible("The facts were changed since, so this question was withdrawn. Look for the new one.")
    if approval.granted is not None:
        words = "given" if approval.granted else "refused"
        raise NotPossible(f"Leave was {words} already. What was decided stands.")


def _decide(approval: Approval, granted: bool, reason: str, by: User, now: datetime) -> None:
    approval.granted, approval.reason = granted, reason
    approval.decided_by, approval.decided_at = by, aware(now)
    approval.save()


def _listed(roles: tuple[Role, ...]) -> str:
    return " or ".join(f"a {role.label.lower()}" for role in roles)
