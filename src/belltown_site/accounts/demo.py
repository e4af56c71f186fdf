"""The cast: one invented person for every role, in invented agencies. The demo and every test speak of them."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, AgencyKind, User

DOMAIN = "demo.belltown.example"


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the cast. `agency` is a key of AGENCIES."""

    name: str
    surname: str
    role: Role
    agency: str
    unit: str = ""
    phone: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Office:
    """An invented agency."""

    name: str
    kind: AgencyKind
    partner: bool = True


AGENCIES: dict[str, Office] = {
    "police": Office("Example County Police (invented)", AgencyKind.POLICE),
    "care": Office("Open Door Case Management (invented)", AgencyKind.CASE_MANAGEMENT),
    "prosecutor": Office("Example County Prosecutor (invented)", AgencyKind.PROSECUTOR),
    "defender": Office("Example County Defenders (invented)", AgencyKind.DEFENDER),
    "office": Office("Example County Diversion Office (invented)", AgencyKind.PROGRAM_OFFICE),
    "business": Office("Harbor Street Neighbors (invented)", AgencyKind.COMMUNITY),
    "county": Office("Example County Council (invented)", AgencyKind.GOVERNMENT),
    "research": Office("Example State Research Group (invented)", AgencyKind.RESEARCH),
    "foreign": Office("Faraway Outreach (invented)", AgencyKind.CASE_MANAGEMENT, partner=False),
}

CAST: dict[str, Part] = {
    part.name.lower(): part
    for part in (
        Part("Ofelia", "Okafor", Role.OFFICER, "police", "West Bike Squad", "+1 316 555 0101"),
        Part("Sol", "Sandoval", Role.SERGEANT, "police", "West Bike Squad", "+1 316 555 0102"),
        Part("Cass", "Castellanos", Role.CASE_MANAGER, "care", "Street team", "+1 316 555 0103"),
        Part("Cleo", "Clarke", Role.CLINICAL_SUPERVISOR, "care", "Street team", "+1 316 555 0104"),
        Part("Dee", "Delacroix", Role.OUTREACH, "care", "On-call team", "+1 316 555 0105"),
        Part("Pru", "Prentice", Role.PROSECUTOR, "prosecutor", "Liaison", "+1 316 555 0106"),
        Part("Del", "Delgado", Role.DEFENDER, "defender", "Liaison", "+1 316 555 0107"),
        Part("Pam", "Pham", Role.PROJECT_MANAGER, "office", "", "+1 316 555 0108"),
        Part("Bea", "Baptiste", Role.BUSINESS_MEMBER, "business", "", "+1 316 555 0109"),
        Part("Eli", "Eriksen", Role.COUNCIL_MEMBER, "county", "", "+1 316 555 0110"),
        Part("Eve", "Evans", Role.EVALUATOR, "research", "", "+1 316 555 0111"),
        Part("Ada", "Adeyemi", Role.ADMINISTRATOR, "office", "", "+1 316 555 0112"),
        Part("Pat", "Patterson", Role.PARTICIPANT, "care"),
        Part("Nobody", "Nemo", Role.CASE_MANAGER, "foreign"),
    )
}
"""Nobody's account is open and the role would open doors, but the agency has signed nothing: all doors stay shut."""


def is_local_demo(request: HttpRequest) -> bool:
    """Whether this is the invented demo, asked by a browser on this machine."""
    if not settings.BELLTOWN_DEMO:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def make_agency(key: str) -> Agency:
    """The invented agency of this key, made when it is not there yet."""
    office = AGENCIES[key]
    agency, _ = Agency.objects.get_or_create(
        name=office.name, defaults={"kind": office.kind, "partner": office.partner}
    )
    return agency


def make_person(name: str) -> User:
    """The member of the cast of this name, with account and agency made when they are not there yet."""
    part = CAST[name.lower()]
    found = User.objects.select_related("agency").filter(email=part.email).first()
    return found or User.objects.create_user(
        part.email,
        name=f"{part.name} {part.surname}",
        agency=make_agency(part.agency),
        role=part.role.value,
        unit=part.unit,
        phone=part.phone,
    )


def make_cast() -> dict[str, User]:
    """Everybody, by first name in lower case."""
    return {name: make_person(name) for name in CAST}


def demo_user(name: str) -> User | None:
    """The open account of this member of the cast; None when there is none."""
    part = CAST.get(name.lower())
    return User.objects.select_related("agency").filter(email=part.email, is_active=True).first() if part else None


def demo_cards() -> tuple[dict[str, str], ...]:
    """One card for each of the cast with an open account: key, first name, role and what the role does."""
    there = set(User.objects.filter(is_active=True).values_list("email", flat=True))
    return tuple(_card(key, part) for key, part in CAST.items() if part.email in there)


def _card(key: str, part: Part) -> dict[str, str]:
    from belltown_site.accounts.roles import ROLES

    stranger = not AGENCIES[part.agency].partner
    spec = ROLES[part.role]
    description = "Works for an agency that has signed nothing: sees nothing here." if stranger else spec.description
    return {"key": key, "name": part.name, "role": "stranger" if stranger else spec.name, "description": description}
