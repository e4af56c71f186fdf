"""What pages show of the directory: one service, the board of room, the queue of what has to be looked at. Frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from belltown.errors import NotFound
from belltown.exchange.hsds.criteria import CRITERIA, GROUPS
from belltown.exchange.hsds.hours import Openness
from belltown.exchange.hsds.hours_words import hours_in_words
from belltown.needs import NEEDS, Need
from belltown.workflow.calendar import WorkCalendar
from belltown_site.directory.keeping import NO_SERVICE
from belltown_site.directory.knowing import checked_at, hours_of, openness_of
from belltown_site.directory.models import (
    Address,
    AskLink,
    CapacityUpdate,
    CostOption,
    OtherRow,
    Phone,
    Report,
    ReportKind,
    Service,
    ServiceCapacity,
    Through,
)
from belltown_site.directory.preferences import Freshness, freshness
from belltown_site.directory.scoring import age_range, checked_words
from belltown_site.directory.searching import LISTED
from belltown_site.directory.wording import ago, counted_unit, open_words, room_words
from belltown_site.jurisdiction.preferences import site_zone

QUEUED = 100


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One count of room: the figure, how old, from whom; `stale` when it says only what was."""

    id: UUID
    service: UUID
    service_name: str
    organization: str
    organization_id: UUID | None
    unit: str
    available: float
    maximum: float | None
    at: datetime
    stale: bool
    words: str
    count: str
    through: str


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """All that the directory says of one service, in words."""

    id: UUID
    name: str
    organization: str
    organization_id: UUID | None
    status: str
    alert: str
    description: str
    phones: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str, str], ...]
    hours: tuple[str, ...]
    openness: Openness
    open_words: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    refuses: tuple[str, ...]
    who: str
    ages: str
    bring: tuple[str, ...]
    how: str
    cost: tuple[str, ...]
    languages: tuple[str, ...]
    areas: tuple[str, ...]
    access: tuple[str, ...]
    rooms: tuple[RoomLine, ...]
    checked: str
    checked_fresh: bool
    website: str
    source: str
    reports: int


def service_sheet(id: UUID, *, now: datetime) -> ServiceSheet:
    """The sheet of one service. Raises NotFound for one that the directory does not have."""
    zone, fresh = site_zone(), freshness()
    found = Service.objects.select_related("organization", "source").filter(pk=id).first()
    if found is None:
        raise NotFound(NO_SERVICE)
    return ServiceSheet(
        id=found.pk,
        **_says_itself(found),
        **_when(found, now, zone),
        **_for_whom(found),
        **_on_the_way(found),
        rooms=room_lines(ServiceCapacity.objects.filter(service=found), now=now, zone=zone, fresh=fresh),
        **_how_sure(found, now, zone, fresh),
    )


def _says_itself(found: Service) -> dict[str, Any]:
    web = found.rest.get("url") or (found.organization.rest.get("website") if found.organization else "")
    return {
        "name": found.name,
        "organization": found.organization.name if found.organization else "",
        "organization_id": found.organization_id,
        "status": found.status,
        "alert": found.alert,
        "description": found.description,
        "phones": _phones(found),
        "needs": tuple(NEEDS[Need(one)].label for one in found.needs.order_by("need").values_list("need", flat=True)),
        "website": _web(str(web)),
        "source": found.source.name,
    }


def _when(found: Service, now: datetime, zone: tzinfo) -> dict[str, Any]:
    schedules = hours_of([found.pk]).get(found.pk, [])
    holiday = WorkCalendar().is_holiday(now.astimezone(zone).date())
    state = openness_of(found.status, schedules, now, zone, holiday=holiday)
    return {"hours": hours_in_words(schedules), "openness": state, "open_words": open_words(state, now, zone)}


def _for_whom(found: Service) -> dict[str, Any]:
    criteria = list(found.criteria.order_by("code").values_list("code", "holds"))
    return {
        "takes": _in_words(criteria, holds=True),
        "refuses": _in_words(criteria, holds=False),
        "who": found.eligibility_description,
        "ages": _ages(found),
        "languages": tuple(sorted(set(found.languages.values_list("name", flat=True)))),
        "areas": tuple(found.areas.order_by("name").values_list("name", flat=True)),
    }


def _on_the_way(found: Service) -> dict[str, Any]:
    return {
        "places": _places(found.pk),
        "access": _access(found.pk),
        "how": found.application_process,
        "bring": tuple(found.documents.order_by("pk").values_list("document", flat=True)),
        "cost": (*([found.fees_description] if found.fees_description else []), *_costs(found)),
    }


def _how_sure(found: Service, now: datetime, zone: tzinfo, fresh: Freshness) -> dict[str, Any]:
    checked = checked_at(found.assured_date, found.verified_at, zone)
    return {
        "checked": checked_words(checked, now, zone) if checked else "",
        "checked_fresh": bool(checked and now - checked <= fresh.verified),
        "reports": found.reports.filter(settled_at__isnull=True).count(),
    }


def room_board(*, now: datetime) -> tuple[RoomLine, ...]:
    """Every count of room of services that are open to people, by unit and service."""
    lines = ServiceCapacity.objects.filter(service__status__in=LISTED)
    return room_lines(lines, now=now, zone=site_zone(), fresh=freshness())


def room_lines(
    lines: QuerySet[ServiceCapacity], *, now: datetime, zone: tzinfo, fresh: Freshness
) -> tuple[RoomLine, ...]:
    """The counts of a query with their age in words."""
    newest = Prefetch("updates", CapacityUpdate.objects.order_by("-at", "-pk"), to_attr="newest")
    rows = lines.select_related("service__organization", "unit").prefetch_related(newest)
    return tuple(_room(row, now, zone, fresh) for row in rows.order_by("unit__name", "service__name", "pk"))


def _room(row: ServiceCapacity, now: datetime, zone: tzinfo, fresh: Freshness) -> RoomLine:
    unit = row.unit.name if row.unit else "Place"
    stale = now - row.updated > fresh.of_unit(unit)
    organization = row.service.organization
    newest = row.newest[0] if row.newest else None  # type: ignore[attr-defined]
    return RoomLine(
        id=row.pk,
        service=row.service.pk,
        service_name=row.service.name,
        organization=organization.name if organization else "",
        organization_id=organization.pk if organization else None,
        unit=unit,
        available=row.available,
        maximum=row.maximum,
        at=row.updated,
        stale=stale,
        words=room_words(row.available, unit, row.updated, stale=stale, now=now, zone=zone),
        count=counted_unit(row.available, unit),
        through=Through(newest.through).label if newest else "",
    )


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A service that nobody has looked at for too long, or ever."""

    id: UUID
    name: str
    organization: str
    organization_id: UUID | None
    checked: str
    asked: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """Somebody says that something is wrong."""

    id: UUID
    service: UUID
    service_name: str
    kind: str
    words: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What has to be looked at: what is said to be wrong, counts that are old, services long unseen."""

    wrong: tuple[Wrong, ...]
    stale: tuple[RoomLine, ...]
    unseen: tuple[ToVerify, ...]
    unseen_total: int

    @property
    def waiting(self) -> int:
        """How many things wait."""
        return len(self.wrong) + len(self.stale) + self.unseen_total


def review_queue(*, now: datetime) -> Queue:
    """The queue, the longest waiting first."""
    zone, fresh = site_zone(), freshness()
    reports = Report.objects.filter(settled_at__isnull=True).select_related("service", "by", "link__organization")
    unseen = _unseen(now, fresh, zone)
    stale = sorted((line for line in room_board(now=now) if line.stale), key=lambda line: line.at)
    asked = _asked([one.organization_id for one in unseen[:QUEUED]], now, zone)
    return Queue(
        tuple(_wrong(one, now, zone) for one in reports.order_by("at", "pk")[:QUEUED]),
        tuple(stale[:QUEUED]),
        tuple(_to_verify(one, now, zone, asked) for one in unseen[:QUEUED]),
        len(unseen),
    )


def _unseen(now: datetime, fresh: Freshness, zone: tzinfo) -> list[Service]:
    since = now - fresh.verified
    services = Service.objects.filter(status__in=LISTED).filter(Q(verified_at__isnull=True) | Q(verified_at__lt=since))
    old = services.filter(Q(assured_date__isnull=True) | Q(assured_date__lt=since.astimezone(zone).date()))
    never = datetime.min.replace(tzinfo=zone) + timedelta(days=2)
    rows = list(old.select_related("organization"))
    return sorted(rows, key=lambda one: (checked_at(one.assured_date, one.verified_at, zone) or never, one.name))


def _to_verify(one: Service, now: datetime, zone: tzinfo, asked: dict[UUID, str]) -> ToVerify:
    checked = checked_at(one.assured_date, one.verified_at, zone)
    return ToVerify(
        one.pk,
        one.name,
        one.organization.name if one.organization else "",
        one.organization_id,
        f"Verified {checked_words(checked, now, zone)}" if checked else "Never verified",
        asked.get(one.organization_id, "") if one.organization_id else "",
    )


def _asked(organizations: Iterable[UUID | None], now: datetime, zone: tzinfo) -> dict[UUID, str]:
    """When each was last asked and has not answered yet."""
    links = AskLink.objects.filter(organization__in=[one for one in organizations if one], used_at__isnull=True)
    open_links = links.filter(revoked_at__isnull=True, expires_at__gt=now).order_by("made_at")
    return {link.organization_id: f"Asked {ago(link.made_at, now, zone)}, no answer yet" for link in open_links}


def _wrong(report: Report, now: datetime, zone: tzinfo) -> Wrong:
    who = report.by.name if report.by else report.link.organization.name if report.link else ""
    kind = ReportKind(report.kind).label
    return Wrong(report.pk, report.service_id, report.service.name, kind, report.words, ago(report.at, now, zone), who)


def _phones(found: Service) -> tuple[tuple[str, str], ...]:
    """Numbers with what they are for: the service's own, its places', its organization's."""
    mine = Q(service=found) | Q(service_at_location__service=found) | Q(location__at__service=found)
    ours = Q(organization=found.organization_id) if found.organization_id else Q()
    rows = Phone.objects.filter(mine | ours).exclude(type__in=("fax", "pager")).distinct()
    own = sorted(rows, key=lambda one: (one.service_id is None, one.organization_id is not None, str(one.pk)))
    named = [(one.number, str(one.rest.get("description", "")) or ("" if one.service_id else "Office")) for one in own]
    return tuple(dict(named).items())


def _places(id: UUID) -> tuple[tuple[str, str, str], ...]:
    """Name, address and way there of each place."""
    rows = Address.objects.filter(location__at__service=id).select_related("location").order_by("pk")
    return tuple(
        (
            one.location.name if one.location else "",
            ", ".join(filter(None, (one.address_1, str(one.rest.get("address_2", "")), one.city, one.postal_code))),
            str(one.location.rest.get("transportation", "")) if one.location else "",
        )
        for one in rows
    )


def _access(id: UUID) -> tuple[str, ...]:
    """How people with disabilities get in."""
    places = Service.objects.filter(pk=id).values_list("at__location_id", flat=True)
    rows = OtherRow.objects.filter(table="accessibility", ties__target__in=list(filter(None, places))).order_by("pk")
    return tuple(str(one.values["description"]) for one in rows if one.values.get("description"))


def _in_words(criteria: list[tuple[str, bool]], *, holds: bool) -> tuple[str, ...]:
    order = list(GROUPS)
    chosen = sorted((order.index(CRITERIA[code].group), code) for code, said in criteria if said is holds)
    return tuple(CRITERIA[code].yes if holds else CRITERIA[code].no for _, code in chosen)


def _ages(found: Service) -> str:
    known = found.minimum_age is not None or found.maximum_age is not None
    return age_range(found.minimum_age, found.maximum_age) if known else ""


def _costs(found: Service) -> list[str]:
    return [_cost(one) for one in found.costs.order_by("pk")]


def _cost(one: CostOption) -> str:
    option, amount = str(one.rest.get("option", "")), one.rest.get("amount")
    if amount is None:
        return option or str(one.rest.get("amount_description", ""))
    currency = str(one.rest.get("currency", "usd")).upper()
    money = f"${float(amount):,.2f}".removesuffix(".00") if currency == "USD" else f"{float(amount):,.2f} {currency}"
    return f"{option}: {money}" if option else money


def _web(url: str) -> str:
    """An address that a page may link to; nothing else, however it calls itself."""
    return url if url.startswith(("https://", "http://")) else ""
