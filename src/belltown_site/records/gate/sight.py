"""What a seat sees of a person: one answer, asked of the ruling, for the page, the preview and the law between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, SharingPurpose, Viewer
from belltown.disclosure.ruling import Ruling
from belltown.disclosure.wording import Language, NamedShare, share_words
from belltown.vocabulary import Role
from belltown_site.accounts.roles import Permission, roles_with
from belltown_site.records.gate.consents import Allowed

Ask = Callable[[Class, SharingPurpose], Ruling]
Sight = frozenset[tuple[Class, SharingPurpose]]

_LAW = (SharingPurpose.LEGAL_COORDINATION, SharingPurpose.PROCEEDINGS)
PURPOSES_OF: dict[Role, tuple[SharingPurpose, ...]] = {
    Role.PROSECUTOR: _LAW,
    Role.DEFENDER: _LAW,
    Role.OFFICER: (SharingPurpose.CASE_CONFERENCE,),
    Role.SERGEANT: (SharingPurpose.CASE_CONFERENCE,),
    Role.PROJECT_MANAGER: (SharingPurpose.CASE_CONFERENCE,),
} | dict.fromkeys(CARE, (SharingPurpose.CARE,))
"""Why a seat looks at a person at all. A consent for another purpose does not serve."""

INTAKE = (Class.LEGAL, SharingPurpose.INTAKE_CONFIRMATION)
HOLD_SEATS = frozenset(roles_with(Permission.SEE_HOLDS))
"""They learn of intake at the filing hold, whether or not the person's page is open to them."""


def ruling_for(role: Role, kind: Class, ask: Ask) -> Ruling:
    """The ruling for whatever this seat looks for: the first purpose that opens it, else the answer to its first."""
    found = [ask(kind, purpose) for purpose in PURPOSES_OF[role]]
    return next((ruling for ruling in found if ruling.allowed), found[0])


def opens_page(role: Role, ask: Ask) -> bool:
    """Whether the person's page opens: whoever may not know who it is finds nobody there."""
    return role in PURPOSES_OF and ruling_for(role, Class.IDENTITY, ask).allowed


def sight(seat: Viewer, participant: UUID, holder: UUID, allowed: Allowed) -> Sight:
    """Every class, with its purpose, that this seat is shown by these papers and requests, page by page."""

    def ask(kind: Class, purpose: SharingPurpose) -> Ruling:
        return allowed.of_seat(participant, seat, str(holder), kind, purpose)

    opens = opens_page(seat.role, ask)
    told = {INTAKE} if (opens or seat.role in HOLD_SEATS) and ask(*INTAKE).allowed else set()
    return frozenset(told | (_on_the_page(seat, ask) if opens else set()))


def _on_the_page(seat: Viewer, ask: Ask) -> set[tuple[Class, SharingPurpose]]:
    return {(kind, why) for kind in Class for why in PURPOSES_OF[seat.role] if ask(kind, why).allowed}


def sight_words(seen: Iterable[tuple[Class, SharingPurpose]], language: Language = Language.ENGLISH) -> tuple[str, ...]:
    """What is seen in the participant's own words, one sentence for each purpose."""
    kept = sorted(seen)
    return tuple(
        share_words(NamedShare("", tuple(kind for kind, why in kept if why is purpose), purpose), language)
        for purpose in SharingPurpose
        if any(why is purpose for _, why in kept)
    )
