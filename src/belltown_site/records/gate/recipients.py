"""With whom a participant may choose to share, what may be ticked for each, and what each seat would then see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from belltown.disclosure.classes import BEHIND_THE_WALL, may_ever_see
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, ConsentKind, Share, SharingPurpose
from belltown.disclosure.wording import Language, NamedShare, share_words
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.accounts.roles import ROLES
from belltown_site.records.sheets import Offered, RecipientChoice, SeatView

_KIND_SEATS: dict[AgencyKind, tuple[Role, ...]] = {
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
_OF_KIND = {
    ConsentKind.TREATMENT_PAYMENT_OPERATIONS: _OF_CARE,
    ConsentKind.NAMED_RECIPIENT: _OF_NAMED,
    ConsentKind.COUNSELLING_NOTES: dict.fromkeys(_OF_CARE, ((SharingPurpose.CARE, (Class.COUNSELLING_NOTE,)),)),
    ConsentKind.PROCEEDINGS: {},
}
"""Nothing is offered for proceedings: such a consent is made with a defender at one's side, and is off by default."""

PREVIEWED = (Role.OFFICER, Role.SERGEANT, Role.PROSECUTOR, Role.DEFENDER, Role.PROJECT_MANAGER)
_WALL = "Never: needs, plan, notes, health and treatment. No signature opens these."
_REST = "Everything else is kept back."


def recipients_of(
    kind: ConsentKind, viewer: User, language: Language = Language.ENGLISH
) -> tuple[RecipientChoice, ...]:
    """The partner agencies a paper of this kind may name, each with what may be ticked for it."""
    offers = _OF_KIND[kind]
    partners = Agency.objects.filter(partner=True, kind__in=list(offers)).exclude(pk=viewer.agency_id).order_by("name")
    return tuple(RecipientChoice(one.name, _seats_in_words(one), _offered(one, kind, language)) for one in partners)


def recipient_words(share: Share, agencies: dict[str, str], people: dict[str, str]) -> str:
    """Whom a share names, as people speak of them: "Officer, Example County Police"."""
    parts = (
        people.get(share.recipient.person, ""),
        ROLES[share.recipient.role].name if share.recipient.role else "",
        agencies.get(share.recipient.agency, ""),
    )
    return ", ".join(part for part in parts if part)


def preview(shares: Iterable[Share], language: Language = Language.ENGLISH) -> tuple[SeatView, ...]:
    """What each seat outside of care would see if these shares were signed: said before anything is."""
    kept = tuple(shares)
    return tuple(SeatView(ROLES[role].name, _seen_by(role, kept, language), _kept_from(role)) for role in PREVIEWED)


def _seen_by(role: Role, shares: tuple[Share, ...], language: Language) -> tuple[str, ...]:
    words: list[str] = []
    for share in shares:
        if share.recipient.role is role:
            open_to = tuple(kind for kind in sorted(share.classes) if may_ever_see(role, kind))
            words.append(share_words(NamedShare("", open_to, share.purpose), language))
    return tuple(dict.fromkeys(words))


def _kept_from(role: Role) -> str:
    return _WALL if not all(may_ever_see(role, kind) for kind in BEHIND_THE_WALL) else _REST


def _offered(agency: Agency, kind: ConsentKind, language: Language) -> tuple[Offered, ...]:
    return tuple(_boxes(agency, kind, language))


def _boxes(agency: Agency, kind: ConsentKind, language: Language) -> Iterator[Offered]:
    seats = _KIND_SEATS[AgencyKind(agency.kind)]
    for purpose, classes in _OF_KIND[kind][AgencyKind(agency.kind)]:
        for one in classes:
            words = share_words(NamedShare("", (one,), purpose), language)
            yield Offered(f"{agency.pk}:{purpose}:{one}", agency.pk, seats, one, purpose, words)


def _seats_in_words(agency: Agency) -> str:
    return ", ".join(ROLES[role].name.lower() for role in _KIND_SEATS[AgencyKind(agency.kind)])
