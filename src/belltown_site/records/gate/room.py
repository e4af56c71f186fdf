"""What an officer should know before offering: room on caseloads, who is on call, how long it usually takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from belltown.errors import NotAllowed
from belltown.vocabulary import Role
from belltown.workflow import encounter as encounter_workflow
from belltown_site.accounts.models import AgencyKind, User
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.jurisdiction.roster import OnCall, roster
from belltown_site.records.guard import reads, reads_as_worker
from belltown_site.records.models import Encounter, Handoff
from belltown_site.records.sheets import CapacitySheet

LOOK_BACK = timedelta(days=90)
FEWEST_ARRIVALS = 3
_WATCHERS = (Permission.SCREEN, Permission.REQUEST_HANDOFF, Permission.WATCH_DISPATCH, Permission.TRIAGE_REFERRALS)
_ACROSS = "room and arrivals are counted across agencies, and name nobody"
_CARRIED = (encounter_workflow.State.HANDED_OVER.value,)


@reads
def capacity(*, viewer: User, now: datetime) -> CapacitySheet:
    """Room, people on call and the usual wait. Names no participant, so it leaves no line. Raises NotAllowed."""
    if not any(viewer.may(permission) for permission in _WATCHERS):
        raise NotAllowed("Capacity is shown to those who screen, answer calls or watch them. Please ask dispatch.")
    return capacity_now(now)


@reads_as_worker(_ACROSS)
def capacity_now(now: datetime) -> CapacitySheet:
    """The sheet itself, for whoever has been let in already."""
    ceiling, carried = _ceiling(), Encounter.objects.filter(state__in=_CARRIED).count()
    free, on_call, minutes = max(ceiling - carried, 0), roster(now), expected_minutes(now)
    return CapacitySheet(free, ceiling, carried, on_call, minutes, _sentence(free, on_call, minutes))


@reads_as_worker(_ACROSS)
def room_remains() -> bool:
    """Whether any caseload has a free place: what the fact `capacity_remains` says."""
    return Encounter.objects.filter(state__in=_CARRIED).count() < _ceiling()


def _ceiling() -> int:
    case_managers = User.objects.filter(
        role=Role.CASE_MANAGER, is_active=True, agency__partner=True, agency__kind=AgencyKind.CASE_MANAGEMENT
    )
    return case_managers.count() * preferences().caseload_ceiling


def expected_minutes(now: datetime) -> int | None:
    """The median minutes from request to arrival over ninety days; None under three arrivals."""
    times = Handoff.objects.filter(arrived_at__gte=now - LOOK_BACK, arrived_at__lte=now).order_by("-arrived_at")
    waits = [
        (arrived - asked).total_seconds() for asked, arrived in times.values_list("requested_at", "arrived_at")[:50]
    ]
    return round(median(waits) / 60) if len(waits) >= FEWEST_ARRIVALS else None


def _sentence(free: int, on_call: tuple[OnCall, ...], minutes: int | None) -> str:
    room = f"{free} free {'place' if free == 1 else 'places'} on caseloads" if free else "No free place on any caseload"
    people = f"{on_call[0].name} is first on call" if on_call else "nobody is on call now"
    wait = f"; people usually arrive within {minutes} minutes" if minutes is not None and on_call else ""
    return f"{room}; {people}{wait}."
