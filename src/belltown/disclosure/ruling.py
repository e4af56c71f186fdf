"""May this viewer see this class of information about this participant, for this purpose, now? With the reason.

Pure: whoever calls has gathered what the participant signed and asked, the circle drawn around them, and the glasses
broken for them. The first rule that speaks decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from belltown.disclosure.circle import Circle
from belltown.disclosure.classes import InformationClass, may_ever_see
from belltown.disclosure.consent import (
    CARE,
    Consent,
    Recipient,
    SharingPurpose,
    Standing,
    Viewer,
    shares_reaching,
    standing,
)
from belltown.disclosure.glass import Glass, opening


class Reason(StrEnum):
    """Why a ruling came out as it did."""

    WALL = "wall"
    RESTRICTED = "restricted"
    CIRCLE = "circle"
    EMERGENCY = "emergency"
    OWN_RECORD = "own_record"
    CONSENT = "consent"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    DEFICIENT = "deficient"
    NOT_OFFERED = "not_offered"
    OTHER_PURPOSE = "other_purpose"
    NO_CONSENT = "no_consent"


SENTENCES = {
    Reason.WALL: "Never shown to police or prosecution: nobody is worse off for taking part.",
    Reason.RESTRICTED: "Not shown: the participant asked that it be kept from you.",
    Reason.CIRCLE: "Not shown: the participant has not consented to it.",
    Reason.EMERGENCY: "Shown in an emergency: it is written down, a second person looks at it, and the person is told.",
    Reason.OWN_RECORD: "Shown: your own agency wrote it.",
    Reason.CONSENT: "Shown: the participant consented.",
    Reason.REVOKED: "Not shown: the participant has stopped sharing it.",
    Reason.EXPIRED: "Not shown: the consent has run out. The case manager may ask for a new one.",
    Reason.NOT_YET: "Not shown yet: the consent has not begun.",
    Reason.DEFICIENT: "Not shown: the consent is not complete. The case manager can see what it lacks.",
    Reason.NOT_OFFERED: "Not shown: this site does not act on consents for legal proceedings.",
    Reason.OTHER_PURPOSE: "Not shown: the consent is for another purpose.",
    Reason.NO_CONSENT: "Not shown: the participant has not consented to it.",
}
"""A circle is spoken of as no consent is: that one was drawn must not be read off a refusal."""

_OF_STANDING = {
    Standing.REVOKED: Reason.REVOKED,
    Standing.EXPIRED: Reason.EXPIRED,
    Standing.NOT_YET: Reason.NOT_YET,
    Standing.DEFICIENT: Reason.DEFICIENT,
    Standing.NOT_OFFERED: Reason.NOT_OFFERED,
}
_NEAREST_FIRST = (
    Reason.CONSENT, Reason.OTHER_PURPOSE, Reason.REVOKED, Reason.EXPIRED, Reason.NOT_YET, Reason.DEFICIENT,
    Reason.NOT_OFFERED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see: whose agency wrote it, what kind of information it is, and what for."""

    viewer: Viewer
    holder: str
    kind: InformationClass
    purpose: SharingPurpose


@dataclass(frozen=True, slots=True)
class Restriction:
    """The participant asked that these classes be kept from this recipient, whatever else was signed.

    `recipient` None: from everybody outside the agency that holds them.
    """

    recipient: Recipient | None
    classes: frozenset[InformationClass]

    def keeps(self, wish: Wish) -> bool:
        """Whether it stands before this wish."""
        if wish.kind not in self.classes:
            return False
        return self.recipient.includes(wish.viewer) if self.recipient else wish.viewer.agency != wish.holder


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer, why, and the consent or the broken glass it rests on: their ids, or empty."""

    allowed: bool
    reason: Reason
    consent: str = ""
    glass: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.reason]


def rule(
    wish: Wish,
    *,
    consents: Iterable[Consent],
    restrictions: Iterable[Restriction] = (),
    circle: Circle | None = None,
    glasses: Iterable[Glass] = (),
    at: datetime,
) -> Ruling:
    """The ruling on one wish about one participant at one moment (timezone-aware).

    The wall stands before everything. Then a restriction stands before any consent, an agency reads what it wrote (its
    counselling notes only from the seats of care), and a circle keeps out whoever is not in it. What is refused so far,
    an open glass may still show: it opens only where nothing else does, and neither a circle nor a restriction binds in
    an emergency that needs what it keeps back (45 CFR 164.522(a)(1)(iii); 42 CFR 2.26, 2.51).
    `at` is in the site's own timezone. Raises ValueError if naive.
    """
    if at.utcoffset() is None:
        raise ValueError("at has no timezone")
    if not may_ever_see(wish.viewer.role, wish.kind):
        return Ruling(False, Reason.WALL)
    found = _without_a_glass(wish, consents, restrictions, circle, at)
    if not found.allowed and (glass := opening(glasses, wish.viewer, wish.kind, at)):
        return Ruling(True, Reason.EMERGENCY, glass=glass.id)
    return found


def _without_a_glass(
    wish: Wish, consents: Iterable[Consent], restrictions: Iterable[Restriction], circle: Circle | None, at: datetime
) -> Ruling:
    if any(one.keeps(wish) for one in restrictions):
        return Ruling(False, Reason.RESTRICTED)
    around = None if circle is None or circle.admits(wish.viewer) else circle
    if _is_own(wish):
        return Ruling(False, Reason.CIRCLE) if around else Ruling(True, Reason.OWN_RECORD)
    return _by_consent(wish, consents, around, at)


def _is_own(wish: Wish) -> bool:
    if wish.viewer.agency != wish.holder:
        return False
    return wish.kind is not InformationClass.COUNSELLING_NOTE or wish.viewer.role in CARE


def _by_consent(wish: Wish, consents: Iterable[Consent], around: Circle | None, at: datetime) -> Ruling:
    found = [ruling for consent in consents for ruling in _rulings_of(consent, wish, around, at)]
    return min(found, key=lambda one: _NEAREST_FIRST.index(one.reason), default=Ruling(False, Reason.NO_CONSENT))


def _rulings_of(consent: Consent, wish: Wish, around: Circle | None, at: datetime) -> Iterable[Ruling]:
    """What this consent says of the wish, one ruling for each share that is meant; none where none is."""
    if consent.discloser != wish.holder:
        return
    stands = standing(consent, at)
    for share in shares_reaching(consent, wish.viewer):
        if wish.kind not in share.classes or (around and not around.lets_through(consent, share, wish.viewer)):
            continue
        if stands is not Standing.IN_FORCE:
            yield Ruling(False, _OF_STANDING[stands], consent.id)
        elif share.purpose is not wish.purpose:
            yield Ruling(False, Reason.OTHER_PURPOSE, consent.id)
        else:
            yield Ruling(True, Reason.CONSENT, consent.id)
