"""Somebody on the roster leaves: their shifts go to somebody else, or stay uncovered knowingly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belltown.errors import NotPossible
from belltown_site import ledger
from belltown_site.accounts.models import AgencyKind, User, check_may
from belltown_site.accounts.roles import Permission, roles_with
from belltown_site.jurisdiction.models import OnCallShift


@dataclass(frozen=True, slots=True)
class Handed:
    """How many shifts went to somebody else, and how many nobody covers."""

    handed: int
    uncovered: int


def shifts_ahead(user: UUID, now: datetime) -> int:
    """How many of somebody's shifts are not over yet."""
    return OnCallShift.objects.filter(user=user, ends__gt=now).count()


def who_could_cover(user: UUID, agency: UUID) -> tuple[User, ...]:
    """This person's colleagues in that agency who answer calls, by name."""
    people = User.objects.filter(
        role__in=roles_with(Permission.ANSWER_CALLS),
        is_active=True,
        agency=agency,
        agency__partner=True,
        agency__kind=AgencyKind.CASE_MANAGEMENT,
    )
    return tuple(people.exclude(pk=user).select_related("agency").order_by("name"))


@transaction.atomic
def hand_on_shifts(user: User, *, to: User | None, by: User, now: datetime) -> Handed:
    """Give the shifts ahead to `to`, those left out at whose hours they are on call already.

    Raises NotAllowed, and NotPossible for somebody who could not cover them.
    """
    check_may(by, Permission.MANAGE_ACCOUNTS)
    ahead = list(OnCallShift.objects.select_for_update().filter(user=user, ends__gt=now).order_by("starts"))
    if to is None:
        return Handed(0, len(ahead))
    if to not in who_could_cover(user.pk, user.agency_id):
        raise NotPossible(f"{to.name} cannot cover these shifts. Choose a colleague who answers calls.")
    handed = sum(_hand_on(shift, to, by, now) for shift in ahead)
    return Handed(handed, len(ahead) - handed)


def _hand_on(shift: OnCallShift, to: User, by: User, now: datetime) -> bool:
    starts = max(shift.starts, now)
    if OnCallShift.objects.filter(user=to, starts__lt=shift.ends, ends__gt=starts).exists():
        return False
    shift.covers, shift.user = shift.covers or shift.user, to
    shift.save(update_fields=["covers", "user"])
    detail = {"user": str(to.pk)}
    ledger.append(by=by, act="roster.cover", subject_kind="shift", subject_id=shift.pk, detail=detail)
    return True
