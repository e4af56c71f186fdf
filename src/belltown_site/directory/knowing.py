"""What the directory knows of many services at once, in a fixed number of queries however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from belltown.exchange.hsds.criteria import CRITERIA
from belltown.exchange.hsds.hours import Openness, Schedule, openness
from belltown.protocol.answers import UNKNOWN
from belltown.workflow.calendar import WorkCalendar
from belltown_site.directory.models import (
    Criterion,
    Language,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
)
from belltown_site.directory.models import Schedule as ScheduleRow
from belltown_site.directory.scoring import Known, Room, Wish

Ids = QuerySet[Any] | list[UUID]


@dataclass(frozen=True, slots=True)
class Basics:
    """What a list says of a service before anything is asked of it."""

    id: UUID
    name: str
    organization: str
    organization_id: UUID | None
    status: str
    alert: str
    least_age: float | None
    most_age: float | None
    assured: date | None
    verified: datetime | None


_COLUMNS = (
    "id", "name", "organization__name", "organization_id", "status", "alert", "minimum_age", "maximum_age",
    "assured_date", "verified_at",
)  # fmt: skip


def basics(services: QuerySet[Service]) -> tuple[Basics, ...]:
    """The services of a query, by name."""
    rows = services.order_by("name", "pk").values_list(*_COLUMNS)
    return tuple(Basics(*row) for row in rows)


def known_of(
    services: QuerySet[Service], found: Iterable[Basics], wish: Wish, now: datetime, zone: tzinfo
) -> dict[UUID, Known]:
    """What is known of each of these services, as far as the wish asks. `found` are the basics of the same query."""
    ids: Ids = services.order_by().values("pk")
    criteria = _criteria(ids, wish.asked) if wish.asked else {}
    languages = _languages(ids) if wish.language else {}
    areas = _areas(ids) if wish.area else {}
    places = _places(ids) if wish.spot else {}
    hours, rooms = hours_of(ids), _rooms(ids)
    opening = _Opening(now, zone)
    return {
        one.id: Known(
            criteria=criteria.get(one.id, {}),
            least_age=one.least_age,
            most_age=one.most_age,
            languages=frozenset(languages.get(one.id, ())),
            areas=frozenset(areas.get(one.id, ())),
            openness=opening.of(one.status, tuple(hours.get(one.id, ()))),
            rooms=tuple(rooms.get(one.id, ())),
            places=tuple(places.get(one.id, ())),
            checked=checked_at(one.assured, one.verified, zone),
        )
        for one in found
    }


class _Opening:
    """Whether things are open at one moment. Many keep the same hours, so each set of hours is worked out once."""

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        self._now, self._zone = now, zone
        self._holiday = WorkCalendar().is_holiday(now.astimezone(zone).date())
        self._known: dict[tuple[str, tuple[Schedule, ...]], Openness] = {}

    def of(self, status: str, hours: tuple[Schedule, ...]) -> Openness:
        """Whether a service of this status with these hours is open."""
        key = (status, hours)
        if key not in self._known:
            self._known[key] = openness_of(status, hours, self._now, self._zone, holiday=self._holiday)
        return self._known[key]


def openness_of(
    status: str, schedules: Iterable[Schedule], now: datetime, zone: tzinfo, *, holiday: bool = False
) -> Openness:
    """Whether a service is open: one that is closed for a time is not known to be, whatever its hours."""
    if status != "active":
        return Openness(UNKNOWN, why=f"the agency says it is {status}")
    return openness(schedules, now, zone, holiday=holiday)


def checked_at(assured: date | None, verified: datetime | None, zone: tzinfo) -> datetime | None:
    """The newest moment at which somebody looked, here or at the publisher's."""
    published = datetime.combine(assured, time(12), zone) if assured else None
    return max(filter(None, (published, verified)), default=None)


def hours_of(ids: Ids) -> Mapping[UUID, list[Schedule]]:
    """The schedules that count for each service: its own, at its places or not; else those of its places."""
    own, of_place = _own_hours(ids), _hours_of_places(ids)
    return {id: own.get(id) or of_place[id] for id in {*own, *of_place}}


def _own_hours(ids: Ids) -> dict[UUID, list[Schedule]]:
    rows = ScheduleRow.objects.filter(Q(service__in=ids) | Q(service_at_location__service__in=ids)).order_by("pk")
    found: dict[UUID, list[Schedule]] = defaultdict(list)
    for service, at, rest in rows.values_list("service_id", "service_at_location__service_id", "rest"):
        found[service or at].append(Schedule.of(rest))
    return found


def _hours_of_places(ids: Ids) -> dict[UUID, list[Schedule]]:
    rows = ServiceAtLocation.objects.filter(service__in=ids, location__schedules__isnull=False).order_by("pk")
    found: dict[UUID, list[Schedule]] = defaultdict(list)
    for service, rest in rows.values_list("service_id", "location__schedules__rest"):
        found[service].append(Schedule.of(rest))
    return found


def _criteria(ids: Ids, asked: tuple[str, ...]) -> dict[UUID, dict[str, bool]]:
    """The criteria of the groups that are asked about."""
    of_groups = Q()
    for group in sorted({CRITERIA[code].group for code in asked}):
        of_groups |= Q(code__startswith=f"{group}:")
    rows = Criterion.objects.filter(of_groups, service__in=ids)
    found: dict[UUID, dict[str, bool]] = defaultdict(dict)
    for service, code, holds in rows.values_list("service_id", "code", "holds"):
        found[service][code] = holds
    return found


def _languages(ids: Ids) -> dict[UUID, list[str]]:
    """Language names in lower case; where a row has a code alone, the code."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for service, name, code in Language.objects.filter(service__in=ids).values_list("service_id", "name", "code"):
        found[service].append((name or code).lower())
    return found


def _areas(ids: Ids) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for service, name in ServiceArea.objects.filter(service__in=ids).values_list("service_id", "name"):
        found[service].append(name)
    return found


def _places(ids: Ids) -> dict[UUID, list[tuple[float, float]]]:
    rows = ServiceAtLocation.objects.filter(service__in=ids, location__latitude__isnull=False)
    found: dict[UUID, list[tuple[float, float]]] = defaultdict(list)
    for service, latitude, longitude in rows.values_list("service_id", "location__latitude", "location__longitude"):
        found[service].append((latitude, longitude))
    return found


def _rooms(ids: Ids) -> dict[UUID, list[Room]]:
    rows = ServiceCapacity.objects.filter(service__in=ids).order_by("unit__name", "pk")
    found: dict[UUID, list[Room]] = defaultdict(list)
    for service, available, unit, at in rows.values_list("service_id", "available", "unit__name", "updated"):
        found[service].append(Room(available, unit or "", at.astimezone(UTC)))
    return found
