"""Agencies: added, signed in as partners, withdrawn; and what each is before 42 CFR part 2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from belltown.disclosure.posture import Posture
from belltown.errors import BadInput, Fault, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site import ledger
from belltown_site.accounts import sessions
from belltown_site.accounts.models import Agency, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.ledger.models import Entry
from belltown_site.office.invitations import withdraw

ACT = "agency.posture"
NO_AGENCY = "There is no such agency. Look for it in the list of agencies."


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency, with how many open accounts it has."""

    id: UUID
    name: str
    kind: str
    phone: str
    email: str
    address: str
    is_partner: bool
    open_accounts: int
    posture: Posture
    posture_since: date | None
    posture_word: str


@dataclass(frozen=True, slots=True)
class PostureChange:
    """One change of posture, as the ledger tells it."""

    at: datetime
    by: str
    was: Posture
    now: Posture
    since: str


def may_read(by: User) -> None:
    """Raises NotAllowed unless this person keeps accounts or the site's settings."""
    if not by.may(Permission.CHANGE_SITE):
        check_may(by, Permission.MANAGE_ACCOUNTS)


def agencies(*, by: User) -> tuple[AgencyLine, ...]:
    """Every agency, partners first. Raises NotAllowed."""
    may_read(by)
    rows = Agency.objects.annotate(
        open=Count("people", filter=Q(people__is_active=True) & ~Q(people__role=Role.PARTICIPANT))
    )
    return tuple(_line(one, one.open) for one in rows.order_by("-partner", "name"))


def partners() -> tuple[Agency, ...]:
    """The agencies in which an account may be opened, by name."""
    return tuple(Agency.objects.filter(partner=True).order_by("name"))


def agency(id: UUID, *, by: User) -> AgencyLine:
    """One agency. Raises NotAllowed, NotFound."""
    may_read(by)
    return next((one for one in agencies(by=by) if one.id == id), None) or _none()


def postures_of(id: UUID, *, by: User) -> tuple[PostureChange, ...]:
    """What was said of the agency's posture, the newest first, read off the ledger."""
    may_read(by)
    lines = list(Entry.objects.filter(subject_kind="agency", subject_id=str(id), act=ACT).order_by("-pk"))
    people = User.objects.in_bulk({line.by_id for line in lines if line.by_id})
    return tuple(
        PostureChange(
            line.at,
            people[line.by_id].name if line.by_id in people else "",
            Posture(line.detail["was"]),
            Posture(line.detail["now"]),
            str(line.detail["since"]),
        )
        for line in lines
    )


@transaction.atomic
def add(*, name: str, kind: str, phone: str, email: str, address: str, by: User) -> Agency:
    """A new agency, no partner yet: its accounts open nothing until it has signed. Raises NotAllowed, BadInput."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    found = Agency(name=name, kind=kind, phone=phone, email=email, address=address, partner=False)
    try:
        found.full_clean()
    except ValidationError as error:
        faults = [Fault(field, " ".join(said)) for field, said in error.message_dict.items()]
        raise BadInput("The agency was not added.", faults) from None
    found.save()
    _note("agency.add", found, by, kind=found.kind)
    return found


@transaction.atomic
def sign_in(id: UUID, *, by: User) -> None:
    """The agency has signed: from now on its open accounts may do what their seats may."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    found = _locked(id)
    if found.partner:
        raise NotPossible("This agency is a partner already.")
    found.partner = True
    found.save(update_fields=["partner"])
    _note("agency.sign", found, by)


@transaction.atomic
def withdraw_agency(id: UUID, *, by: User, now: datetime) -> int:
    """The agency leaves: every session of its people ends, and nothing opens to them. Returns how many sessions."""
    check_may(by, Permission.MANAGE_ACCOUNTS)
    found = _locked(id)
    if not found.partner:
        raise NotPossible("This agency is no partner, so nothing of it is open.")
    if found.pk == by.agency_id:
        raise NotPossible(
            "This is your own agency: nobody would be left to open accounts. Ask whoever runs the server."
        )
    found.partner = False
    found.save(update_fields=["partner"])
    people = list(User.objects.filter(agency=found))
    ended = sum(sessions.end_all(user) for user in people)
    for user in people:
        withdraw(user, now)
    _note("agency.withdraw", found, by, sessions=ended)
    return ended


@transaction.atomic
def set_posture(id: UUID, *, posture: Posture, since: date, word: str, by: User, now: datetime) -> None:
    """What the agency is before 42 CFR part 2 (2.11, 2.12), since when, and which counsel said so.

    It decides which statement travels with what is shared, never who sees what. Raises NotAllowed, NotFound, BadInput.
    """
    check_may(by, Permission.CHANGE_SITE)
    found, faults = _locked(id), []
    if posture is not Posture.UNDETERMINED and len(word.split()) < 2:
        faults.append(Fault("word", "needs the full name of the counsel who said so"))
    if since > local_day(now):
        faults.append(Fault("since", "must be a day that has come"))
    if faults:
        raise BadInput("The posture was not changed.", faults)
    was, found.part2_status = found.part2_status, posture.value
    found.part2_since, found.part2_word = since, word
    found.save(update_fields=["part2_status", "part2_since", "part2_word"])
    _note(ACT, found, by, was=was, now=posture.value, since=since.isoformat())


def _locked(id: UUID) -> Agency:
    return Agency.objects.select_for_update().filter(pk=id).first() or _none()


def _none() -> Agency:
    raise NotFound(NO_AGENCY)


def _line(one: Agency, accounts: int) -> AgencyLine:
    return AgencyLine(
        one.pk, one.name, one.get_kind_display(), one.phone, one.email, one.address, one.partner, accounts,
        Posture(one.part2_status), one.part2_since, one.part2_word,
    )  # fmt: skip


def _note(act: str, found: Agency, by: User, **detail: str | int) -> None:
    ledger.append(by=by, act=act, subject_kind="agency", subject_id=found.pk, detail=detail)
