"""With whom a participant may choose to share, and what may be ticked for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, SHOWN_IN_PROCEEDINGS, ConsentKind, Recipient, Share, SharingPurpose
from belltown.disclosure.wording import Language, NamedShare, share_words
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.accounts.roles import ROLES
from belltown_site.records.gate.consents import is_offered
from belltown_site.records.sheets import Colleague, Offered, RecipientChoice, SeatOutside

SEATS_OF: dict[AgencyKind, tuple[Role, ...]] = {
    AgencyKind.POLICE: (Role.OFFICER, Role.SERGEANT),
    AgencyKind.PROSECUTOR: (Role.PROSECUTOR,),
    AgencyKind.DEFENDER: (Role.DEFENDER,),
    AgencyKind.PROGRAM_OFFICE: (Role.PROJECT_MANAGER,),
    AgencyKind.CASE_MANAGEMENT: tuple(sorted(CARE)),
    AgencyKind.SERVICE: tuple(sorted(CARE)),
}
_CARE_CLASSES = (
    Class.IDENTITY, Class.CONTACT, Class.DIVERSION_EVENT, Class.NEEDS, Class.PLAN, Class.HOUSING, Class.HEALTH,
    Class.MENTAL_HEALTH, Class.SUBSTANCE_USE, Class.NOTE, Class.OUTCOME,
)  # fmt: skip
_BROAD = (Class.IDENTITY, Class.DIVERSION_EVENT, Class.OUTCOME)
"""That one takes part, since when, and how it goes: what a partner outside of care may be told at most by default."""

_OF_CARE = dict.fromkeys((AgencyKind.CASE_MANAGEMENT, AgencyKind.SERVICE), ((SharingPurpose.CARE, _CARE_CLASSES),))
_OF_NAMED: dict[AgencyKind, tuple[tuple[SharingPurpose, tuple[Class, ...]], ...]] = {
    AgencyKind.POLICE: ((SharingPurpose.CASE_CONFERENCE, _BROAD),),
    AgencyKind.PROSECUTOR: (
        (SharingPurpose.INTAKE_CONFIRMATION, (Class.LEGAL,)),
        (SharingPurpose.LEGAL_COORDINATION, _BROAD),
    ),
    AgencyKind.DEFENDER: ((SharingPurpose.LEGAL_COORDINATION, (*_BROAD, Class.LEGAL, Class.PLAN, Class.HOUSING)),),
    AgencyKind.PROGRAM_OFFICE: ((SharingPurpose.CASE_CONFERENCE, _BROAD),),
}
_IN_PROCEEDINGS = ((SharingPurpose.PROCEEDINGS, tuple(sorted(SHOWN_IN_PROCEEDINGS))),)
_OF_KIND = {
    ConsentKind.TREATMENT_PAYMENT_OPERATIONS: _OF_CARE,
    ConsentKind.NAMED_RECIPIENT: _OF_NAMED,
    ConsentKind.COUNSELLING_NOTES: dict.fromkeys(_OF_CARE, ((SharingPurpose.CARE, (Class.COUNSELLING_NOTE,)),)),
    ConsentKind.PROCEEDINGS: dict.fromkeys((AgencyKind.DEFENDER, AgencyKind.PROSECUTOR), _IN_PROCEEDINGS),
}
ACROSS = {ConsentKind.NAMED_RECIPIENT: (AgencyKind.DEFENDER,)}
"""Whose seat may be named whatever the office: a defender may change to another office's for a conflict of interest."""


def recipients_of(
    kind: ConsentKind, viewer: User, language: Language = Language.ENGLISH
) -> tuple[RecipientChoice, ...]:
    """The partner agencies a paper of this kind may name, each with what may be ticked for it and who works there.

    Where several offices have the same seat, that seat across them all comes last. Nothing where the site makes no
    such papers.
    """
    offers = _OF_KIND[kind] if is_offered(kind) else {}
    partners = list(partner_agencies(viewer.agency_id, offers))
    people = colleagues(partners)
    listed = [_choice(one, kind, people.get(one.pk, ()), language) for one in partners]
    return (*listed, *(_across(one, kind, language) for one in ACROSS.get(kind, ()) if _are_several(one, partners)))


def partner_agencies(own: object, kinds: Iterable[AgencyKind]) -> list[Agency]:
    """The partner agencies of these kinds but one's own, by name."""
    return list(Agency.objects.filter(partner=True, kind__in=list(kinds)).exclude(pk=own).order_by("name"))


def colleagues(agencies: Iterable[Agency]) -> Mapping[object, tuple[Colleague, ...]]:
    """The open accounts in these agencies whose seat a paper may name, by agency."""
    seats = {one.pk: SEATS_OF[AgencyKind(one.kind)] for one in agencies}
    rows = User.objects.filter(agency__in=list(seats), is_active=True).order_by("name")
    found: dict[object, tuple[Colleague, ...]] = {}
    for row in rows:
        if Role(row.role) in seats[row.agency_id]:
            known = Colleague(row.pk, row.name, Role(row.role))
            found[row.agency_id] = (*found.get(row.agency_id, ()), known)
    return found


def seats_of_partners(viewer: User) -> Iterator[SeatOutside]:
    """Every partner agency but the viewer's, each followed by its seats where it has several."""
    for agency in partner_agencies(viewer.agency_id, SEATS_OF):
        yield SeatOutside(agency.pk, None, agency.name)
        several = SEATS_OF[AgencyKind(agency.kind)]
        for role in several if len(several) > 1 else ():
            yield SeatOutside(agency.pk, role, f"{agency.name}: {ROLES[role].name.lower()} alone")


def recipient_words(share: Share, agencies: dict[str, str], people: dict[str, str]) -> str:
    """Whom a share names, as people speak of them: "Officer, Example County Police"."""
    return words_of(share.recipient, agencies, people)


def words_of(recipient: Recipient, agencies: dict[str, str], people: dict[str, str]) -> str:
    """The recipient's parts that are named, from the person to the agency."""
    parts = (
        people.get(recipient.person, ""),
        seat_words(recipient.role, everywhere=not recipient.agency) if recipient.role else "",
        agencies.get(recipient.agency, ""),
    )
    return ", ".join(part for part in parts if part)


def seat_words(role: Role, *, everywhere: bool = False) -> str:
    """A seat by its name; one across the agencies says so."""
    name = ROLES[role].name
    return f"Any {name.lower()} of a partner agency" if everywhere else name


def _choice(agency: Agency, kind: ConsentKind, people: tuple[Colleague, ...], language: Language) -> RecipientChoice:
    seats = SEATS_OF[AgencyKind(agency.kind)]
    boxes = tuple(_boxes(AgencyKind(agency.kind), agency, kind, language))
    return RecipientChoice(agency.name, agency.pk, _in_words(seats), boxes, people)


def _across(of: AgencyKind, kind: ConsentKind, language: Language) -> RecipientChoice:
    seats = SEATS_OF[of]
    label = seat_words(seats[0], everywhere=True)
    return RecipientChoice(
        label, None, f"{_in_words(seats)}, whichever office", tuple(_boxes(of, None, kind, language)), ()
    )


def _boxes(of: AgencyKind, agency: Agency | None, kind: ConsentKind, language: Language) -> Iterator[Offered]:
    whose = agency.pk if agency else None
    for purpose, classes in _OF_KIND[kind][of]:
        for one in classes:
            words = share_words(NamedShare("", (one,), purpose), language)
            yield Offered(f"{whose or of.value}:{purpose}:{one}", whose, SEATS_OF[of], one, purpose, words)


def _are_several(kind: AgencyKind, partners: Iterable[Agency]) -> bool:
    return sum(one.kind == kind for one in partners) > 1


def _in_words(seats: Iterable[Role]) -> str:
    return ", ".join(ROLES[role].name.lower() for role in seats)
