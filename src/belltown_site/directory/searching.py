"""Services for a need, the likeliest first, each with why. Nothing of the search is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from belltown.needs import Need
from belltown.protocol.answers import Answer
from belltown_site.directory.knowing import Basics, basics, known_of
from belltown_site.directory.models import Address, Language, Phone, Service, ServiceNeed
from belltown_site.directory.preferences import freshness
from belltown_site.directory.scoring import Known, Reason, Score, Scorer, Wish
from belltown_site.jurisdiction.areas import beats
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.jurisdiction.preferences import preferences

SHOWN = 30
LISTED = ("active", "temporarily closed")
"""What a search looks at; a service that is inactive or defunct is nowhere to go."""


@dataclass(frozen=True, slots=True)
class Line:
    """One service of a list, with why it stands where it does."""

    id: UUID
    name: str
    organization: str
    alert: str
    reasons: tuple[Reason, ...]
    points: int
    openness: Answer
    phone: str = ""
    address: str = ""

    @property
    def speaking_for(self) -> tuple[Reason, ...]:
        """What is known and good."""
        return tuple(one for one in self.reasons[1:] if one.answer is Answer.YES)

    @property
    def against(self) -> tuple[Reason, ...]:
        """What is known and in the way."""
        return tuple(one for one in self.reasons if one.answer is Answer.NO)

    @property
    def unknown(self) -> tuple[Reason, ...]:
        """What one has to ask."""
        return tuple(one for one in self.reasons if one.answer is Answer.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Found:
    """The list; `left_out` counts those that are not for this search, by the reason in words."""

    lines: tuple[Line, ...]
    total: int
    left_out: tuple[tuple[str, int], ...] = ()
    wish: Wish = field(default_factory=lambda: Wish(Need.FOOD))


def search(wish: Wish, *, now: datetime, most: int = SHOWN) -> Found:
    """The services that meet this need and are not known to shut the person out. What is unknown stays in."""
    site = preferences()
    zone = ZoneInfo(site.timezone)
    services = Service.objects.filter(status__in=LISTED, needs__need=wish.need.value)
    found = basics(services)
    known = known_of(services, found, wish, now, zone)
    scorer = Scorer(wish, freshness(), now, zone, _everywhere(site), dict(beats(site=site.site)))
    scored = [(one, scorer.score(known[one.id])) for one in found]
    fit = sorted((pair for pair in scored if not pair[1].barred), key=_order)
    left_out = Counter(score.barred for _, score in scored if score.barred)
    return Found(_lines(fit[:most], known), len(fit), tuple(left_out.most_common()), wish)


def services_by_need() -> dict[str, int]:
    """How many services there are for each need."""
    counts: Counter[str] = Counter()
    for need in ServiceNeed.objects.filter(service__status__in=LISTED).values_list("need", flat=True):
        counts[need] += 1
    return dict(counts)


def languages_spoken() -> tuple[str, ...]:
    """Every language that a service of the directory speaks, by name."""
    spoken = Language.objects.filter(service__status__in=LISTED).exclude(name="")
    return tuple(sorted(set(spoken.values_list("name", flat=True))))


def _everywhere(site: SitePreferences) -> frozenset[str]:
    """What publishers write for the whole of the program's county."""
    return frozenset({site.name, site.site, site.name.partition(" (")[0]})


def _order(pair: tuple[Basics, Score]) -> tuple[int, float, str, str]:
    one, score = pair
    return (-score.points, score.miles if score.miles is not None else 1e9, one.name, str(one.id))


def _lines(pairs: list[tuple[Basics, Score]], known: dict[UUID, Known]) -> tuple[Line, ...]:
    ids = [one.id for one, _ in pairs]
    phones, addresses = phones_of(ids), addresses_of(ids)
    return tuple(
        Line(
            one.id,
            one.name,
            one.organization or "",
            one.alert,
            score.reasons,
            score.points,
            known[one.id].openness.answer,
            phones.get(one.id, ""),
            addresses.get(one.id, ""),
        )
        for one, score in pairs
    )


def phones_of(ids: list[UUID]) -> dict[UUID, str]:
    """The number to call for each service: its own, else its place's, else its organization's. No faxes."""
    numbers: dict[UUID, str] = {}
    for phones, path in (_own_phones(ids), _phones_of_places(ids), _phones_of_organizations(ids)):
        for service, number in phones.order_by("pk").values_list(path, "number"):
            numbers.setdefault(service, number)
    return numbers


def _own_phones(ids: list[UUID]) -> tuple[QuerySet[Phone], str]:
    return _voice.filter(service__in=ids), "service_id"


def _phones_of_places(ids: list[UUID]) -> tuple[QuerySet[Phone], str]:
    return _voice.filter(service_at_location__service__in=ids), "service_at_location__service_id"


def _phones_of_organizations(ids: list[UUID]) -> tuple[QuerySet[Phone], str]:
    return _voice.filter(organization__services__in=ids), "organization__services__id"


_voice = Phone.objects.exclude(Q(type="fax") | Q(type="pager"))


def addresses_of(ids: list[UUID]) -> dict[UUID, str]:
    """The first street address of each service."""
    rows = Address.objects.filter(location__at__service__in=ids).order_by("pk")
    lines: dict[UUID, list[str]] = defaultdict(list)
    for service, street, city in rows.values_list("location__at__service_id", "address_1", "city"):
        lines[service].append(f"{street}, {city}")
    return {service: found[0] for service, found in lines.items()}
