"""A circle: the named people who alone may know of a participant and work with them. Everybody else finds nobody.

Drawn for the relatives of staff, for staff who take part themselves, and for whoever flees someone with a badge or an
account. It binds within the agency in whose care the person is, and it narrows what was signed for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from belltown.disclosure.consent import Consent, Share, SharingPurpose, Viewer


class CircleReason(StrEnum):
    """Why a circle was drawn. The list is closed."""

    RELATIVE_OF_STAFF = "relative_of_staff"
    STAFF_MEMBER = "staff_member"
    SURVIVOR = "survivor"
    THREAT = "threat"
    OWN_WISH = "own_wish"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    CircleReason.RELATIVE_OF_STAFF: "A relative or friend of somebody who works here",
    CircleReason.STAFF_MEMBER: "Somebody who works here, or did",
    CircleReason.SURVIVOR: "Flees somebody with a badge or an account",
    CircleReason.THREAT: "Somebody threatens them",
    CircleReason.OWN_WISH: "Their own wish",
}


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is in it, and the ids of the papers that were signed since it was drawn. Nobody in it: ValueError."""

    id: str
    members: frozenset[str]
    papers: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.members:
            raise ValueError("a circle without anybody in it would lose the person")

    def admits(self, viewer: Viewer) -> bool:
        """Whether this viewer is in it."""
        return viewer.id in self.members

    def pauses(self, consent: Consent) -> bool:
        """Whether any recipient of this paper is kept out although it stands."""
        return any(not (share.recipient.person or self._reaches_a_seat(consent, share)) for share in consent.shares)

    def lets_through(self, consent: Consent, share: Share, viewer: Viewer) -> bool:
        """Whether this share still reaches its recipient from behind the circle.

        One that names the very person does. One that names a seat in an agency does only if it was signed since: who
        signed it before did not know that all who sit there would go on seeing. That intake is done, and the day, still
        goes to the office it was promised to: it names nobody, and without it a charge would be filed.
        """
        if share.recipient.person:
            return share.recipient.person == viewer.id
        return self._reaches_a_seat(consent, share)

    def _reaches_a_seat(self, consent: Consent, share: Share) -> bool:
        named = bool(share.recipient.agency and share.recipient.role)
        return named and (consent.id in self.papers or share.purpose is SharingPurpose.INTAKE_CONFIRMATION)
