"""What reviews and accounts ask of somebody: weeks not looked over, accounts to close."""

from __future__ import annotations

from datetime import datetime

from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import is_set_up
from belltown_site.office.accounts import AccountLine, accounts
from belltown_site.office.weekly.queue import WeekSheet, weeks
from belltown_site.web.components import Waiting
from belltown_site.web.menu import address


def reviews_of(user: User, now: datetime) -> tuple[Waiting, ...]:
    """The weeks in which something is left to this person, the late ones marked. They know the rest by their desk."""
    if not is_set_up():
        return ()
    left = [sheet for sheet in weeks(by=user, now=now) if sheet.left]
    shown = [sheet for sheet in left if sheet.is_late] if user.role == Role.PROJECT_MANAGER else left[:1]
    return tuple(map(_week, shown or left[:1]))


def accounts_waiting(user: User, now: datetime) -> tuple[Waiting, ...]:
    """The accounts that wait for an administrator."""
    return tuple(map(_account, (line for line in accounts(by=user, now=now) if line.asked_by or line.is_locked)))


def _week(sheet: WeekSheet) -> Waiting:
    late = "Late since" if sheet.is_late else "By"
    note = f"{sheet.left} left. {late} Friday, {sheet.week.due_on:%B} {sheet.week.due_on.day}."
    return Waiting(
        f"Weekly review: {sheet.week.title}", address("office:week", sheet.week.key), note, urgent=sheet.is_late
    )


def _account(line: AccountLine) -> Waiting:
    note = f"{line.asked_by} asked that it be closed." if line.asked_by else "Locked after wrong passwords."
    return Waiting(f"Account: {line.name}", address("office:account", line.id), note, urgent=bool(line.asked_by))
