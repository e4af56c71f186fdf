"""Which seats an agency of each kind may fill. A police role in a clinic would open to it what is the police's.

A participant has no seat in any agency: nobody at a desk of accounts opens theirs, or learns that they take part.
"""

from __future__ import annotations

from belltown.errors import BadInput, Fault
from belltown.vocabulary import Role
from belltown_site.accounts.models import AgencyKind
from belltown_site.accounts.roles import ROLES

CARE = frozenset({Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})
_HEAD = frozenset({Role.COUNCIL_MEMBER})
"""Whoever leads an agency may sit on the policy council for it."""

SEATS: dict[AgencyKind, frozenset[Role]] = {
    AgencyKind.POLICE: frozenset({Role.OFFICER, Role.SERGEANT}) | _HEAD,
    AgencyKind.PROSECUTOR: frozenset({Role.PROSECUTOR}) | _HEAD,
    AgencyKind.DEFENDER: frozenset({Role.DEFENDER}) | _HEAD,
    AgencyKind.CASE_MANAGEMENT: CARE | _HEAD,
    AgencyKind.SERVICE: CARE,
    AgencyKind.PROGRAM_OFFICE: frozenset({Role.PROJECT_MANAGER, Role.ADMINISTRATOR}),
    AgencyKind.COMMUNITY: frozenset({Role.BUSINESS_MEMBER}) | _HEAD,
    AgencyKind.GOVERNMENT: frozenset({Role.COUNCIL_MEMBER, Role.ADMINISTRATOR}),
    AgencyKind.RESEARCH: frozenset({Role.EVALUATOR}),
}


def seats_of(kind: AgencyKind) -> tuple[Role, ...]:
    """The roles that people of such an agency may have, in the vocabulary's order."""
    return tuple(role for role in Role if role in SEATS[kind])


def check_fits(role: Role, kind: AgencyKind) -> None:
    """Raises BadInput, saying which seats there are, where such an agency has no such seat."""
    if role in SEATS[kind]:
        return
    there = ", ".join(ROLES[one].name.lower() for one in seats_of(kind))
    reason = f"must be a seat that this kind of agency has ({kind.label.lower()}): {there}"
    raise BadInput("That role does not fit that agency. Nothing was changed.", [Fault("role", reason)])
