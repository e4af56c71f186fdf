"""Who is on call now, and in what order they are rung."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models, transaction

from belltown.errors import NotAllowed, NotFound, NotPossible
from belltown.protocol.version import OnCallHours, ProtocolVersion
from belltown_site import ledger
from belltown_site.accounts.models import AgencyKind, User, check_may
from belltown_site.accounts.roles import Permission, roles_with
from belltown_site.jurisdiction.models import OnCallShift, Rank

LONGEST = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class OnCall:
    """One person on call. `covering` names the person whose turn it would have been, or is empty."""

    shift: UUID
    user: UUID
    name: str
    phone: str
    email: str
    agency: UUID
    agency_name: str
    rank: Rank
    starts: datetime
    ends: datetime
    covering: str = ""


def roster(now: datetime) -> tuple[OnCall, ...]:
    """Who is on call at `now`, in the order they are rung. Closed accounts and agencies that left are not rung."""
    return _sheets(_open_shifts().filter(starts__lte=now, ends__gt=now).order_by("rank", "starts", "pk"))


def shifts_between(first: datetime, last: datetime) -> tuple[OnCall, ...]:
    """Every shift that touches this span, by start and rank: for the roster's calendar."""
    return _sheets(_open_shifts().filter(starts__lt=last, ends__gt=first))


def shift_of(id: UUID, *, by: User) -> OnCall:
    """One shift of whoever this person may arrange for. Raises NotFound, as for a shift that was taken off."""
    found = _open_shifts().filter(pk=id).first()
    if found is None or not _may_arrange_for(by, found.user):
        raise NotFound(_NO_SHIFT)
    return _sheet(found)


def who_can_be_on_call(*, by: User) -> tuple[User, ...]:
    """Everybody whom this person may put on the roster, by name: open accounts that answer calls."""
    people = User.objects.filter(
        role__in=roles_with(Permission.ANSWER_CALLS),
        is_active=True,
        agency__partner=True,
        agency__kind=AgencyKind.CASE_MANAGEMENT,
    )
    return tuple(one for one in people.select_related("agency").order_by("name") if _may_arrange_for(by, one))


def within_hours(version: ProtocolVersion, now: datetime) -> bool:
    """Whether the protocol promises somebody on call at `now`, in its own local time."""
    local = now.astimezone(ZoneInfo(version.timezone))
    return any(_covers(hours, local) for hours in version.on_call)


def _covers(hours: OnCallHours, local: datetime) -> bool:
    moment = local.time().replace(tzinfo=None)
    if hours.starts < hours.ends:
        return local.weekday() in hours.days and hours.starts <= moment < hours.ends
    yesterday = (local.weekday() - 1) % 7
    tonight = local.weekday() in hours.days and moment >= hours.starts
    return tonight or (yesterday in hours.days and time.min <= moment < hours.ends)


def arrange(*, user: User, starts: datetime, ends: datetime, rank: Rank, by: User, now: datetime) -> OnCallShift:
    """A new shift. Raises NotPossible when it is over, too long, or the place or the person is already taken."""
    check_may(by, Permission.ARRANGE_ROSTER)
    _check_answers(user, by)
    if ends <= starts or ends <= now or ends - starts > LONGEST:
        raise NotPossible(f"A shift must end after it starts, lie ahead, and last {LONGEST // _HOUR} hours at most.")
    with transaction.atomic():
        _lock_people(user)
        _check_free(user, starts, ends, rank)
        shift = OnCallShift.objects.create(user=user, starts=starts, ends=ends, rank=rank)
        _write("roster.arrange", shift, by, rank=int(rank), user=str(user.pk))
    return shift


def cover(*, shift_id: UUID, substitute: User, by: User, now: datetime) -> OnCallShift:
    """The rest of a shift given to somebody else. The person on call may do this too; nobody needs leave to be ill."""
    with transaction.atomic():
        shift = _shift_for_change(shift_id, by)
        _check_answers(substitute, by)
        if shift.ends <= now:
            raise NotPossible("This shift is over, so nobody can cover it.")
        _lock_people(substitute)
        _check_free(substitute, max(shift.starts, now), shift.ends, None)
        shift.covers, shift.user = shift.covers or shift.user, substitute
        shift.save(update_fields=["covers", "user"])
        _write("roster.cover", shift, by, user=str(substitute.pk))
    return shift


def cancel(*, shift_id: UUID, by: User) -> None:
    """Take a shift off the roster."""
    check_may(by, Permission.ARRANGE_ROSTER)
    with transaction.atomic():
        shift = _shift_for_change(shift_id, by)
        _write("roster.cancel", shift, by, user=str(shift.user_id))
        shift.delete()


_HOUR = timedelta(hours=1)
_NO_SHIFT = "There is no such shift. It may have been taken off the roster."


def _shift_for_change(shift_id: UUID, by: User) -> OnCallShift:
    shift = OnCallShift.objects.select_for_update().filter(pk=shift_id).first()
    if shift is None:
        raise NotFound(_NO_SHIFT)
    if shift.user_id != by.pk or not by.may(Permission.ANSWER_CALLS):
        check_may(by, Permission.ARRANGE_ROSTER)
    if not _may_arrange_for(by, shift.user):
        raise NotFound(_NO_SHIFT)
    return shift


def _may_arrange_for(by: User, user: User) -> bool:
    """An agency that answers calls arranges for its own people; the program office for all of them."""
    return by.agency.kind != AgencyKind.CASE_MANAGEMENT or by.agency_id == user.agency_id


def _check_answers(user: User, by: User) -> None:
    if not user.may(Permission.ANSWER_CALLS):
        raise NotPossible(f"{user.name} does not answer on-call requests. Choose somebody from case management.")
    if not _may_arrange_for(by, user):
        raise NotAllowed(f"{user.name} works for {user.agency.name}, whose own supervisor arranges its shifts.")


def _lock_people(user: User) -> None:
    """Two changes for one agency's roster at the same moment wait for each other (SQLite: BEGIN IMMEDIATE does it)."""
    list(User.objects.select_for_update().filter(agency=user.agency_id).order_by("pk").values_list("pk"))


def _check_free(user: User, starts: datetime, ends: datetime, rank: Rank | None) -> None:
    overlapping = OnCallShift.objects.filter(starts__lt=ends, ends__gt=starts)
    if overlapping.filter(user=user).exists():
        raise NotPossible(f"{user.name} is already on call for part of that time.")
    if rank is not None and overlapping.filter(rank=rank, user__agency=user.agency_id).exists():
        raise NotPossible(f"Somebody is already {rank.label.lower()} on call for part of that time.")


def _open_shifts() -> models.QuerySet[OnCallShift]:
    people = OnCallShift.objects.select_related("user__agency", "covers")
    return people.filter(user__is_active=True, user__agency__partner=True)


def _sheets(shifts: Iterable[OnCallShift]) -> tuple[OnCall, ...]:
    return tuple(_sheet(shift) for shift in shifts)


def _sheet(shift: OnCallShift) -> OnCall:
    user = shift.user
    return OnCall(
        shift=shift.pk,
        user=user.pk,
        name=user.name,
        phone=user.phone,
        email=user.email,
        agency=user.agency_id,
        agency_name=user.agency.name,
        rank=Rank(shift.rank),
        starts=shift.starts,
        ends=shift.ends,
        covering=shift.covers.name if shift.covers else "",
    )


def _write(act: str, shift: OnCallShift, by: User, **detail: str | int) -> None:
    ledger.append(by=by, act=act, subject_kind="shift", subject_id=shift.pk, detail=detail)
