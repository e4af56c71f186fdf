"""Accounts open by invitation: a link that works once, for three days, and sets up password and second factor."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from belltown.errors import BadInput, Fault, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site import ledger
from belltown_site.accounts import factors
from belltown_site.accounts.fitting import check_fits
from belltown_site.accounts.models import Agency, AgencyKind, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.office.accounts import someone_else
from belltown_site.office.models import Invitation

VALID = timedelta(days=3)
OVER = "This invitation is no longer good: it was used, replaced, or is older than three days. Ask for a new one."


@transaction.atomic
def open_account(
    *, email: str, name: str, agency: Agency, role: Role, unit: str, phone: str, by: User, now: datetime
) -> tuple[User, uuid.UUID]:
    """A new account and the secret of its invitation, which is told this once. Raises NotAllowed, BadInput."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    check_fits(role, AgencyKind(agency.kind))
    try:
        user = User.objects.create_user(
            email, name=name, agency=agency, role=role.value, unit=unit, phone=phone, opened_at=now
        )
    except ValidationError as error:
        faults = [Fault(field, " ".join(said)) for field, said in error.message_dict.items()]
        raise BadInput("The account was not opened.", faults) from None
    _note("account.open", user, by, role=role.value, agency=str(agency.pk))
    return user, _invite(user, by, now)


@transaction.atomic
def invite_again(id: uuid.UUID, *, by: User, now: datetime) -> tuple[User, uuid.UUID]:
    """A new link for somebody who has set up nothing yet; the earlier one ends. Raises NotPossible, NotFound."""
    user = someone_else(id, by)
    if not user.is_active or user.has_usable_password():
        raise NotPossible("This account is set up or closed. Reset the second step, or open it again.")
    _note("account.invite", user, by)
    return user, _invite(user, by, now)


@transaction.atomic
def reopen(id: uuid.UUID, *, by: User, now: datetime) -> tuple[User, uuid.UUID]:
    """Open a closed account again. Its owner starts anew: password and second factor, by invitation."""
    user = someone_else(id, by)
    if user.is_active:
        raise NotPossible("This account is open already.")
    check_fits(Role(user.role), AgencyKind(user.agency.kind))
    factors.start_over(user)
    user.set_unusable_password()
    user.is_active, user.opened_at = True, now
    user.save(update_fields=["password", "is_active", "opened_at"])
    _note("account.reopen", user, by, role=user.role)
    return user, _invite(user, by, now)


def invited(secret: uuid.UUID, now: datetime) -> User:
    """Whose invitation this is, while it is good. Raises NotFound alike for one that never was."""
    return _good(secret, now).user


@transaction.atomic
def accept(secret: uuid.UUID, *, password: str, now: datetime) -> User:
    """Use the invitation up: its owner has a password, and sets up a second factor next. Raises NotFound."""
    invitation = _good(secret, now)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
        raise NotFound(OVER)
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    _note("account.accept", user, user)
    return user


def withdraw(user: User, now: datetime) -> None:
    """End whatever invitation is open."""
    Invitation.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=now)


def _good(secret: uuid.UUID, now: datetime) -> Invitation:
    good = Invitation.objects.select_related("user__agency").filter(
        digest=_digest(secret), used_at=None, withdrawn_at=None, expires_at__gt=now
    )
    found = good.filter(user__is_active=True, user__agency__partner=True).first()
    if found is None:
        raise NotFound(OVER)
    return found


def _invite(user: User, by: User, now: datetime) -> uuid.UUID:
    withdraw(user, now)
    secret = uuid.uuid4()
    Invitation.objects.create(user=user, digest=_digest(secret), made_by=by, made_at=now, expires_at=now + VALID)
    return secret


def _digest(secret: uuid.UUID) -> str:
    return salted_hmac("belltown.invitation", str(secret), algorithm="sha256").hexdigest()


def _note(act: str, user: User, by: User, **detail: str) -> None:
    ledger.append(by=by, act=act, subject_kind="account", subject_id=user.pk, detail=detail)
