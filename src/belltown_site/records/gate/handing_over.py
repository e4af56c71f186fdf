"""What waits at the seat of somebody who leaves: counts by kind, for whoever closes the account. It names nobody."""

from __future__ import annotations

from uuid import UUID

from belltown.vocabulary import Role
from belltown.workflow.handoff import LIVE
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.office.accounts import staff
from belltown_site.records.gate.encounters import OPEN
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import Approval, Encounter, Handoff, Ring, RingOutcome
from belltown_site.records.sheets import Holdings


@reads_as_worker("an administrator learns how much waits for whoever leaves, and nothing of whom it is about")
def holdings(id: UUID | str, *, viewer: User) -> Holdings:
    """What waits for this person. Counts alone, so it leaves no line. Raises NotAllowed, NotFound."""
    check_may(viewer, Permission.MANAGE_ACCOUNTS)
    user = staff().filter(pk=as_uuid(id, "account")).first()
    if user is None:
        raise no_such("account")
    colleagues = User.objects.filter(role=user.role, is_active=True, agency__partner=True).exclude(pk=user.pk)
    return Holdings(
        handoffs=Handoff.objects.filter(accepted_by=user, state__in=LIVE).count(),
        rings=Ring.objects.filter(user=user, outcome=RingOutcome.RINGING, handoff__state__in=LIVE).count(),
        approvals=_approvals(user),
        encounters=Encounter.objects.filter(officer=user, state__in=OPEN).count(),
        seat_is_shared=colleagues.filter(**_within(user)).exists(),
    )


def _approvals(user: User) -> int:
    """The approvals that wait for this seat; a sergeant's are those of the same agency."""
    waiting = Approval.objects.filter(role=user.role, granted=None, withdrawn_at=None)
    return (waiting.filter(encounter__agency=user.agency_id) if user.role == Role.SERGEANT else waiting).count()


def _within(user: User) -> dict[str, UUID]:
    return {"agency": user.agency_id} if user.role == Role.SERGEANT else {}
