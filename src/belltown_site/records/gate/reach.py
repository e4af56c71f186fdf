"""Whose business an encounter is, and which classes of information that opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.classes import may_ever_see
from belltown.errors import NotFound
from belltown.vocabulary import Role
from belltown.workflow.handoff import LIVE, State
from belltown_site.accounts.models import AgencyKind, User
from belltown_site.records.gate.circles import circle_around
from belltown_site.records.gate.consents import viewer_of
from belltown_site.records.models import Approval, Encounter, Handoff, Hold, Ring
from belltown_site.records.sheets import Relation, Withheld

T = TypeVar("T")
CARE = frozenset({Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})

UNMET = frozenset({State.FAILED, State.CANCELLED})
"""Ends of a handoff at which nobody met the person."""

_EVENT = frozenset({Class.DIVERSION_EVENT, Class.ADMINISTRATIVE})
_CHARGE = frozenset({Class.IDENTITY, Class.LEGAL, Class.ADMINISTRATIVE})
_POLICE_FILE = _EVENT | _CHARGE | {Class.CONTACT, Class.ELIGIBILITY}

GRANTS: dict[Relation, frozenset[Class]] = {
    Relation.AUTHOR: _POLICE_FILE,
    Relation.SUPERVISOR: _POLICE_FILE,
    Relation.MANAGEMENT: _POLICE_FILE | {Class.OUTCOME},
    Relation.RUNG: _EVENT | {Class.LEGAL},
    Relation.RESPONDER: _EVENT | _CHARGE | {Class.CONTACT},
    Relation.APPROVER: _POLICE_FILE - {Class.CONTACT},
    Relation.PROSECUTION: _CHARGE,
    Relation.DEFENSE: _CHARGE,
}
"""What each relation opens. The wall of `may_ever_see` stands before all of them."""


class Naming(Enum):
    """How a sheet about somebody behind a circle names them."""

    WHOLLY = "wholly"
    AS_CHARGED = "as_charged"
    NOT_AT_ALL = "not_at_all"


NAMING_WITHIN = {
    Relation.AUTHOR: Naming.WHOLLY,
    Relation.RESPONDER: Naming.WHOLLY,
    Relation.PROSECUTION: Naming.AS_CHARGED,
    Relation.DEFENSE: Naming.AS_CHARGED,
}
"""Officers keep what they wrote, and a responder who sees the encounter at all is in the circle. A charge cannot be
decided without a name, so prosecutor and defender keep the one it was written under, and nothing else of the person.
Nobody else's part needs a name."""

NOT_YOURS = "Not shown to you: your part in this does not need it."
NEVER_YOURS = "Never shown to police or prosecution: nobody is worse off for taking part."


class Eyes:
    """One viewer's eyes on one encounter: they show a value, or say why not."""

    def __init__(self, viewer: User, relation: Relation, naming: Naming = Naming.WHOLLY) -> None:
        self.viewer, self.relation, self.naming = viewer, relation, naming

    @property
    def role(self) -> Role:
        return Role(self.viewer.role)

    def see(self, kind: Class) -> bool:
        return may_ever_see(self.role, kind) and kind in GRANTS[self.relation]

    def show(self, kind: Class, value: T) -> T | Withheld:
        if not may_ever_see(self.role, kind):
            return Withheld(NEVER_YOURS)
        return value if kind in GRANTS[self.relation] else Withheld(NOT_YOURS)


def is_here(viewer: User) -> bool:
    """Whether the account is open and its agency a partner. Nobody else has any business here."""
    return viewer.is_active and viewer.agency.partner


def is_of_the_program(viewer: User) -> bool:
    """Whether this is the program's own project manager. One who works for any other agency is a guest here."""
    of_office = viewer.agency.kind == AgencyKind.PROGRAM_OFFICE
    return is_here(viewer) and viewer.role == Role.PROJECT_MANAGER and of_office


def relation_of(viewer: User, encounter: Encounter) -> Relation | None:
    """What makes this encounter the viewer's business; None when nothing does. Reads only what is already fetched."""
    ask = _ASKED_OF.get(Role(viewer.role))
    return ask(viewer, encounter) if ask and is_here(viewer) else None


def eyes_on(viewer: User, encounter: Encounter) -> Eyes | None:
    """The viewer's eyes on this encounter; None when it is not the viewer's business."""
    relation = relation_of(viewer, encounter)
    return Eyes(viewer, relation, _naming(relation, encounter)) if relation else None


def _naming(relation: Relation, encounter: Encounter) -> Naming:
    within = NAMING_WITHIN.get(relation, Naming.NOT_AT_ALL)
    return within if within is not Naming.WHOLLY and circle_around(encounter.participant) else Naming.WHOLLY


def admits(encounter: Encounter, viewer: User) -> bool:
    """Whether no circle around the encounter's person keeps this viewer out.

    Whom the database itself does not show, nobody is let in to: what cannot be asked is not taken for no circle.
    """
    if encounter.participant is None:
        return encounter.participant_id is None
    circle = circle_around(encounter.participant)
    return circle is None or circle.admits(viewer_of(viewer))


def _of_police(viewer: User, encounter: Encounter) -> Relation | None:
    if encounter.officer_id == viewer.pk:
        return Relation.AUTHOR
    if viewer.role == Role.SERGEANT and encounter.agency_id == viewer.agency_id:
        return Relation.SUPERVISOR
    return None


def _of_care(viewer: User, encounter: Encounter) -> Relation | None:
    handoffs = list(encounter.handoffs.all())
    if any(handoff.agency_id == viewer.agency_id for handoff in held(handoffs)) and admits(encounter, viewer):
        return Relation.RESPONDER
    return Relation.RUNG if any(_rings_at(handoff, viewer) for handoff in handoffs) else None


def held(handoffs: Iterable[Handoff]) -> list[Handoff]:
    """Those by which an agency has the person. One that could not come is out once another has taken its place."""
    taken = sorted((one for one in handoffs if one.agency_id), key=lambda one: one.requested_at)
    return [one for one in taken if one.state not in UNMET or one is taken[-1]]


def _rings_at(handoff: Handoff, viewer: User) -> bool:
    """Whether a live, untaken handoff rings in the viewer's agency; with nobody on call it rings in every one."""
    if handoff.state not in LIVE or handoff.agency_id is not None:
        return False
    rings = list(handoff.rings.all())
    return not rings or any(ring.user.agency_id == viewer.agency_id for ring in rings)


def _of_prosecution(viewer: User, encounter: Encounter) -> Relation | None:
    if any(approval.role == Role.PROSECUTOR and is_waiting(approval) for approval in encounter.approvals.all()):
        return Relation.APPROVER
    hold = hold_of(encounter)
    return Relation.PROSECUTION if hold and hold.office_id == viewer.agency_id else None


def _of_management(viewer: User, encounter: Encounter) -> Relation | None:  # noqa: ARG001
    return Relation.MANAGEMENT if is_of_the_program(viewer) else None


def _of_defense(viewer: User, encounter: Encounter) -> Relation | None:  # noqa: ARG001
    return Relation.DEFENSE if hold_of(encounter) else None


_ASKED_OF: dict[Role, Callable[[User, Encounter], Relation | None]] = {
    Role.OFFICER: _of_police,
    Role.SERGEANT: _of_police,
    Role.PROJECT_MANAGER: _of_management,
    Role.OUTREACH: _of_care,
    Role.CASE_MANAGER: _of_care,
    Role.CLINICAL_SUPERVISOR: _of_care,
    Role.PROSECUTOR: _of_prosecution,
    Role.DEFENDER: _of_defense,
}
"""A role that is not here has no business with any encounter: business and council members, evaluators and the rest."""


def within_reach(viewer: User) -> QuerySet[Encounter]:
    """The encounters that may be the viewer's business: the same question as `relation_of`, asked of the database.

    Never narrower. It keeps other agencies' rows from filling a list's room, and makes what is not there and what is
    not theirs take the same queries.
    """
    sieve = _SIEVES.get(Role(viewer.role))
    return Encounter.objects.filter(sieve(viewer)) if sieve and is_here(viewer) else Encounter.objects.none()


def _sieve_of_care(viewer: User) -> Q:
    handoffs, rings = Handoff.objects.filter(encounter=OuterRef("pk")), Ring.objects.filter(handoff=OuterRef("pk"))
    ringing = handoffs.filter(state__in=LIVE, agency__isnull=True)
    rung_here = Exists(rings.filter(user__agency=viewer.agency_id)) | ~Exists(rings)
    return Q(Exists(handoffs.filter(agency=viewer.agency_id))) | Q(Exists(ringing.filter(rung_here)))


def _sieve_of_prosecution(viewer: User) -> Q:
    asked = Approval.objects.filter(encounter=OuterRef("pk"), role=Role.PROSECUTOR)
    waiting = asked.filter(granted__isnull=True, withdrawn_at__isnull=True)
    return Q(hold__office=viewer.agency_id) | Q(Exists(waiting))


_SIEVES: dict[Role, Callable[[User], Q]] = {
    Role.OFFICER: lambda viewer: Q(officer=viewer),
    Role.SERGEANT: lambda viewer: Q(officer=viewer) | Q(agency=viewer.agency_id),
    Role.PROJECT_MANAGER: lambda viewer: Q() if is_of_the_program(viewer) else Q(pk__in=()),
    Role.OUTREACH: _sieve_of_care,
    Role.CASE_MANAGER: _sieve_of_care,
    Role.CLINICAL_SUPERVISOR: _sieve_of_care,
    Role.PROSECUTOR: _sieve_of_prosecution,
    Role.DEFENDER: lambda viewer: Q(hold__isnull=False),  # noqa: ARG005
}


def is_waiting(approval: Approval) -> bool:
    """Whether the question still waits for its answer."""
    return approval.granted is None and approval.withdrawn_at is None


def hold_of(encounter: Encounter) -> Hold | None:
    """The encounter's filing hold, or None."""
    return getattr(encounter, "hold", None)


def no_such(noun: str) -> NotFound:
    """What one says alike of what is not there and of what the viewer may not know of."""
    return NotFound(f"There is no such {noun}, or it is not yours to see. Check the address, or ask whoever sent it.")


def as_uuid(value: UUID | str, noun: str) -> UUID:
    """The id, or NotFound where it cannot be one."""
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except ValueError:
        raise no_such(noun) from None
