"""May this viewer see this class of information about this participant, for this purpose, now? With the reason.

Pure: whoever calls has gathered the participant's consents and restrictions. The first rule that speaks decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


class Reason(StrEnum):
    """Why a ruling came out as it did."""

    WALL = "wall"
    RESTRICTED = "restricted"
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
    """The answer, why, and the consent it rests on: its id, or empty."""

    allowed: bool
    reason: Reason
    consent: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.reason]


def rule(wish: Wish, *, consents: Iterable[Consent], restrictions: Iterable[Restriction] = (), at: datetime) -> Ruling:
    """The ruling on one wish about one participant at one moment (timezone-aware).

    The wall stands before everything; a restriction before any consent; an agency reads what it wrote, but
    its counselling notes only from the seats of care. `at` is in the site's own timezone. Raises ValueError if naive.
    """
    if at.utcoffset() is None:
        raise ValueError("at has no timezone")
    if not may_ever_see(wish.viewer.role, wish.kind):
        return Ruling(False, Reason.WALL)
    if any(one.keeps(wish) for one in restrictions):
        return Ruling(False, Reason.RESTRICTED)
    if _is_own(wish):
        return Ruling(True, Reason.OWN_RECORD)
    return _by_consent(wish, consents, at)


def _is_own(wish: Wish) -> bool:
    if wish.viewer.agency != wish.holder:
        return False
    return wish.kind is not InformationClass.COUNSELLING_NOTE or wish.viewer.role in CARE


def _by_consent(wish: Wish, consents: Iterable[Consent], at: datetime) -> Ruling:
    found = [ruling for consent in consents for ruling in _rulings_of(consent, wish, at)]
    return min(found, key=lambda one: _NEAREST_FIRST.index(one.reason), default=Ruling(False, Reason.NO_CONSENT))


def _rulings_of(consent: Consent, wish: Wish, at: datetime) -> Iterable[Ruling]:
    """What this consent says of the wish, one ruling for each share that is meant; none where none is."""
    if consent.discloser != wish.holder:
        return
    stands = standing(consent, at)
    for share in shares_reaching(consent, wish.viewer):
        if wish.kind not in share.classes:
            continue
        if stands is not Standing.IN_FORCE:
            yield Ruling(False, _OF_STANDING[stands], consent.id)
        elif share.purpose is not wish.purpose:
            yield Ruling(False, Reason.OTHER_PURPOSE, consent.id)
        else:
            yield Ruling(True, Reason.CONSENT, consent.id)
