"""The yearly look at who has an account: a reviewer of each agency says who still needs theirs (CJIS AC-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from belltown.errors import NotFound
from belltown_site import ledger
from belltown_site.accounts.closing import last_used
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.office.accounts import NO_ACCOUNT, staff, with_last_seen
from belltown_site.office.models import AccessCheck
from belltown_site.office.reviewers import Reviewers

YEAR, EARLY = timedelta(days=365), timedelta(days=30)
"""A word holds a year, and may be given anew a month before it runs out."""


class State(StrEnum):
    """How an account stands before the yearly review."""

    CONFIRMED = "confirmed"
    DUE = "due"
    OVERDUE = "overdue"
    TO_END = "to_end"

    @property
    def label(self) -> str:
        return {"confirmed": "Confirmed", "due": "Due", "overdue": "Overdue", "to_end": "To be closed"}[self.value]


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One open account before the review: the seat in words, its last use, who said what and when."""

    id: UUID
    name: str
    agency: str
    seat: str
    description: str
    last_used: datetime | None
    opened_at: datetime
    state: State
    said_by: str
    said_at: datetime | None
    is_yours_to_say: bool


def state_of(said: AccessCheck | None, role: str, opened_at: datetime, now: datetime) -> State:
    """A word counts for a year, and for the seat it was said of. Never asked: due at once, overdue after a year."""
    if said is not None and not said.keep:
        return State.TO_END
    if said is None or said.role != role:
        since = opened_at if said is None else max(opened_at, said.at)
        return State.OVERDUE if now - since > YEAR else State.DUE
    if now - said.at > YEAR:
        return State.OVERDUE
    return State.DUE if now - said.at > YEAR - EARLY else State.CONFIRMED


def access_review(*, by: User, now: datetime) -> tuple[AccessLine, ...]:
    """The open accounts this person may look over: administrators and the site's reviewer all, others their agency's.

    Raises NotAllowed.
    """
    if not by.may(Permission.MANAGE_ACCOUNTS):
        check_may(by, Permission.REVIEW_LOOKS)
    reviewers, said = Reviewers.here(), _said()
    rows = with_last_seen(staff().filter(is_active=True))
    lines = [_line(one, said.get(one.pk), reviewers, by, now) for one in rows.order_by("agency__name", "name")]
    everybody = by.may(Permission.MANAGE_ACCOUNTS)
    return tuple(line for line in lines if everybody or line.is_yours_to_say)


@transaction.atomic
def say(id: UUID, *, keep: bool, by: User, now: datetime) -> None:
    """Confirm that somebody still needs their account in this seat, or ask the administrator to close it.

    Nobody says it of themselves. Raises NotAllowed, NotFound.
    """
    check_may(by, Permission.REVIEW_LOOKS)
    user = staff().filter(pk=id, is_active=True).first()
    if user is None or not Reviewers.here().may_review(by, user):
        raise NotFound(NO_ACCOUNT)
    AccessCheck.objects.create(user=user, role=user.role, keep=keep, by=by, at=now)
    detail = {"role": user.role, "keep": keep}
    ledger.append(by=by, act="account.review", subject_kind="account", subject_id=user.pk, detail=detail)


def _said() -> dict[UUID, AccessCheck]:
    return {one.user_id: one for one in AccessCheck.objects.select_related("by").order_by("at")}


def _line(user: User, said: AccessCheck | None, reviewers: Reviewers, by: User, now: datetime) -> AccessLine:
    newer = said if said and (said.keep or said.at >= user.opened_at) else None
    return AccessLine(
        id=user.pk,
        name=user.name,
        agency=user.agency.name,
        seat=user.spec.name,
        description=user.spec.description,
        last_used=last_used(user, user.seen_at),
        opened_at=user.opened_at,
        state=state_of(newer, user.role, user.opened_at, now),
        said_by=newer.by.name if newer else "",
        said_at=newer.at if newer else None,
        is_yours_to_say=by.may(Permission.REVIEW_LOOKS) and reviewers.may_review(by, user),
    )
