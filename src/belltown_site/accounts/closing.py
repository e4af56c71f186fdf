"""Accounts that end: of whoever leaves, and of whoever has not been seen for a quarter of a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from belltown.errors import NotFound
from belltown.vocabulary import Role
from belltown_site.accounts import sessions
from belltown_site.accounts.models import User
from belltown_site.accounts.witness import tell

UNUSED_FOR = timedelta(days=90)


@transaction.atomic
def close_account(user: User) -> int:
    """Close the account and end all of its sessions at once; returns how many there were."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    return sessions.end_all(user)


def close_by_address(email: str) -> int:
    """Close the account of this address; returns how many sessions ended. Raises NotFound."""
    user = account_of(email)
    tell("account.close", user.pk, why="console")
    return close_account(user)


def account_of(email: str) -> User:
    """The account of this address. Raises NotFound, without repeating the address."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound("There is no account with that address. Please check how it is written.")
    return user


def close_unused(now: datetime) -> int:
    """Close every open account that was neither opened nor used within ninety days; returns how many.

    A participant may come back whenever they like: their window has no password, and opens by a fresh code alone.
    """
    since = now - UNUSED_FOR
    never_or_long_ago = Q(last_login=None) | Q(last_login__lt=since)
    unused = User.objects.filter(never_or_long_ago, is_active=True, opened_at__lt=since).exclude(
        role=Role.PARTICIPANT.value
    )
    unused = unused.exclude(open_sessions__seen_at__gte=since)
    return len([_close_unused(user) for user in unused])


@transaction.atomic
def _close_unused(user: User) -> int:
    tell("account.close", user.pk, why="unused")
    return close_account(user)


def last_used(user: User, seen_at: datetime | None = None) -> datetime | None:
    """When the account was last used, as far as known; None for never. `seen_at`: its latest open session."""
    return max((one for one in (user.last_login, seen_at) if one), default=None)


def closes_at(user: User, seen_at: datetime | None = None) -> datetime:
    """When the account closes by itself if nobody uses it until then."""
    return max(user.opened_at, last_used(user, seen_at) or user.opened_at) + UNUSED_FOR
