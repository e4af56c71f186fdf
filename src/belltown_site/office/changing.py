"""Changing somebody's account: seat, lock, second factors, its end. Each leaves its line and ends sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belltown.errors import BadInput, Fault, NotPossible
from belltown.vocabulary import Role
from belltown_site import ledger
from belltown_site.accounts import closing, factors, lockout, sessions
from belltown_site.accounts.fitting import check_fits
from belltown_site.accounts.models import Agency, AgencyKind, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.leaving import Handed, hand_on_shifts
from belltown_site.office.accounts import someone_else, staff
from belltown_site.office.invitations import withdraw


@dataclass(frozen=True, slots=True)
class Left:
    """What the end of an account did: sessions ended, shifts handed on, shifts left uncovered."""

    sessions: int
    shifts: Handed


@transaction.atomic
def change_seat(id: UUID, *, agency: Agency, role: Role, unit: str, by: User) -> int:
    """Another role, agency or unit. Every session ends, so what was open closes. Returns how many there were."""
    user = someone_else(id, by)
    check_fits(role, AgencyKind(agency.kind))
    was, user.agency, user.role, user.unit = user.role, agency, role.value, unit
    user.save(update_fields=["agency", "role", "unit"])
    _note("account.change", user, by, was=was, role=role.value, agency=str(agency.pk))
    return sessions.end_all(user)


@transaction.atomic
def release(id: UUID, *, by: User) -> None:
    """Open an account again that wrong passwords have locked."""
    user = someone_else(id, by)
    lockout.release(user.email)
    _note("account.release", user, by)


def who_may_vouch(id: UUID, *, by: User) -> tuple[User, ...]:
    """The second people who may have made sure who is asking. Raises NotAllowed."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    people = staff().filter(is_active=True, agency__partner=True).exclude(pk__in=[id, by.pk])
    return tuple(people.order_by("agency__name", "name"))


@transaction.atomic
def reset_factors(id: UUID, *, checked_by: User, by: User) -> None:
    """Take every second factor away, once a second person has made sure who is asking; who that was is kept.

    Raises BadInput where the second person is the one who acts, the account's owner, or without an open account.
    """
    user = someone_else(id, by)
    if checked_by.pk in (by.pk, user.pk) or not checked_by.is_active:
        raise BadInput(
            "A second person makes sure who is asking.",
            [Fault("checked_by", "must be somebody else with an open account: not you, and not the person who asks")],
        )
    factors.start_over(user)
    _note("account.reset", user, by, checked_by=str(checked_by.pk))


@transaction.atomic
def close(id: UUID, *, shifts_to: User | None, by: User, now: datetime) -> Left:
    """End the account at once and every session with it; shifts go to somebody, or stay uncovered knowingly."""
    user = someone_else(id, by)
    if not user.is_active:
        raise NotPossible("This account is closed already.")
    handed = hand_on_shifts(user, to=shifts_to, by=by, now=now)
    withdraw(user, now)
    ended = closing.close_account(user)
    _note("account.close", user, by, sessions=ended, shifts=handed.handed, uncovered=handed.uncovered)
    return Left(ended, handed)


def _note(act: str, user: User, by: User, **detail: str | int) -> None:
    ledger.append(by=by, act=act, subject_kind="account", subject_id=user.pk, detail=detail)
