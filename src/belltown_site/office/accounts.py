"""Who has an account here, in which seat, and how it stands: for those who open and close accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from belltown.errors import NotAllowed, NotFound
from belltown.vocabulary import Role
from belltown_site.accounts.closing import closes_at, last_used
from belltown_site.accounts.lockout import locked_among
from belltown_site.accounts.models import Authenticator, Passkey, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.office.models import AccessCheck, Invitation

SOON = timedelta(days=14)
"""An account that would close by itself within this time is named as such."""

NO_ACCOUNT = "There is no such account. It may have another address by now; look for it in the list."
NOT_YOURS = "Nobody changes their own account here. Please ask another administrator, or whoever runs the server."


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account. `closes_on`: it would soon close by itself; `asked_by`: this reviewer asked for its end."""

    id: UUID
    name: str
    email: str
    phone: str
    role: str
    seat: str
    unit: str
    agency: UUID
    agency_name: str
    is_open: bool
    is_partner: bool
    is_you: bool
    is_locked: bool
    has_second_factor: bool
    invited_until: datetime | None
    last_used: datetime | None
    closes_on: datetime | None
    asked_by: str

    @property
    def standing(self) -> str:
        """The one thing to know first, in words."""
        if not self.is_open:
            return "Closed"
        if not self.is_partner:
            return "Agency is no partner"
        if self.invited_until:
            return "Invited"
        return "Locked" if self.is_locked else "Open"


def accounts(*, by: User, now: datetime) -> tuple[AccountLine, ...]:
    """Every account of people at work, by agency and name. Raises NotAllowed."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    return lines_of(staff().order_by("agency__name", "name"), by, now)


def account(id: UUID, *, by: User, now: datetime) -> AccountLine:
    """One account. Raises NotAllowed, NotFound."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    found = lines_of(staff().filter(pk=id), by, now)
    if not found:
        raise NotFound(NO_ACCOUNT)
    return found[0]


def someone_else(id: UUID, by: User) -> User:
    """The account, held until the transaction ends. Raises NotAllowed for one's own, NotFound."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    if id == by.pk:
        raise NotAllowed(NOT_YOURS)
    found = staff().select_for_update(of=("self",)).filter(pk=id).first()
    if found is None:
        raise NotFound(NO_ACCOUNT)
    return found


def staff() -> QuerySet[User]:
    """Everybody with an account but participants: that somebody takes part is no administrator's business."""
    return User.objects.exclude(role=Role.PARTICIPANT).select_related("agency")


def with_last_seen(rows: QuerySet[User]) -> QuerySet[User]:
    """The same accounts with `seen_at`, the latest use of any session still open."""
    return rows.annotate(seen_at=Max("open_sessions__seen_at"))


def lines_of(rows: QuerySet[User], by: User, now: datetime) -> tuple[AccountLine, ...]:
    """The accounts as lines: the same few queries, however many there are."""
    mine = {"user": OuterRef("pk")}
    factors = Exists(Authenticator.objects.filter(**mine)) | Exists(Passkey.objects.filter(**mine))
    found = list(with_last_seen(rows).annotate(has_factor=factors))
    locked = locked_among((one.email for one in found), now)
    around = _Around(by, now, locked, _invited(found, now), _asked_to_end(found))
    return tuple(_line(one, around) for one in found)


def _invited(found: Iterable[User], now: datetime) -> dict[UUID, datetime]:
    waiting = Invitation.objects.filter(user__in=found, used_at=None, withdrawn_at=None, expires_at__gt=now)
    return dict(waiting.values_list("user", "expires_at"))


def _asked_to_end(found: Iterable[User]) -> dict[UUID, str]:
    """By whom each account was last asked to end, since it was opened."""
    opened = {one.pk: one.opened_at for one in found}
    checks = AccessCheck.objects.filter(user__in=opened).select_related("by").order_by("at")
    latest = {check.user_id: check for check in checks}
    return {id: one.by.name for id, one in latest.items() if not one.keep and one.at >= opened[id]}


@dataclass(frozen=True, slots=True)
class _Around:
    """What lines need beyond their accounts, gathered once for all."""

    by: User
    now: datetime
    locked: frozenset[str]
    invited: dict[UUID, datetime]
    asked: dict[UUID, str]


def _line(user: User, around: _Around) -> AccountLine:
    ends = closes_at(user, user.seen_at)
    return AccountLine(
        id=user.pk,
        name=user.name,
        email=user.email,
        phone=user.phone,
        role=user.role,
        seat=user.spec.name,
        unit=user.unit,
        agency=user.agency_id,
        agency_name=user.agency.name,
        is_open=user.is_active,
        is_partner=user.agency.partner,
        is_you=user.pk == around.by.pk,
        is_locked=user.email in around.locked,
        has_second_factor=user.has_factor,
        invited_until=around.invited.get(user.pk),
        last_used=last_used(user, user.seen_at),
        closes_on=ends if user.is_active and ends - around.now <= SOON else None,
        asked_by=around.asked.get(user.pk, "") if user.is_active else "",
    )
