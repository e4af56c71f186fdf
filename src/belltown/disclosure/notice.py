"""The notice that travels with whatever is shared by a consent: 42 CFR 2.32(a), and (b) the scope of the consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import SharingPurpose
from belltown.disclosure.posture import Posture
from belltown.disclosure.wording import EndEvent, Language, NamedShare, day_words, share_words

PROHIBITION_SHORT = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short statement, word for word (2.32(a)(2), rule of 16 February 2024). Either one is enough."""

PROHIBITION_LONG = (
    "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). "
    "These rules prohibit you from using or disclosing this record, or testimony that describes the information "
    "contained in this record, in any civil, criminal, administrative, or legislative proceedings by any Federal, "
    "State, or local authority, against the patient, unless authorized by the consent of the patient, except as "
    "provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with 42 CFR 2.64 or 2.65. In addition, "
    "the Federal rules prohibit you from making any other use or disclosure of this record unless at least one of the "
    "following applies: (i) Further use or disclosure is expressly permitted by the written consent of the individual "
    "whose information is being disclosed in this record or as otherwise permitted by 42 CFR part 2. (ii) You are a "
    "covered entity or business associate and have received the record for treatment, payment, or health care "
    "operations, or (iii) You have received the record from a covered entity or business associate as permitted by "
    "45 CFR part 164, subparts A and E. A general authorization for the release of medical or other information is NOT "
    "sufficient to meet the required elements of written consent to further use or redisclose the record (see 42 CFR "
    "2.31)."
)
"""The long statement, word for word (2.32(a)(1), rule of 16 February 2024). The law is in English, so both stay so."""


EMERGENCY = (
    "This record was opened for a medical emergency, without consent (42 CFR 2.51). Use it for this emergency and for "
    "nothing else, and tell it only to the medical personnel who treat the person."
)
"""Our own words for what 2.51(a) and (b) allow."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one consent allows one recipient. `until` is its last day, or its end in words; empty where it has none."""

    recipient: str
    classes: tuple[InformationClass, ...]
    purpose: SharingPurpose
    until: date | str | None


def statement(posture: Posture) -> str:
    """The federal statement that travels with what this holder shares; empty where part 2 does not bind it (2.12)."""
    return PROHIBITION_SHORT if posture.is_covered else ""


def notice(
    scopes: Iterable[Scope], language: Language = Language.ENGLISH, posture: Posture = Posture.UNDETERMINED
) -> str:
    """The short statement and one sentence for each scope (2.32(b)); empty where nothing is shared by a consent.

    A holder that is not covered sends the scopes alone: what a participant allowed binds whoever reads it all the same.
    """
    lines = tuple(dict.fromkeys(_line(scope, language) for scope in scopes))
    return "\n".join(part for part in (statement(posture), *lines) if part) if lines else ""


def is_notice(text: str) -> bool:
    """Whether this is one of ours: it begins with the statement, or with what a consent allows."""
    return text.startswith((PROHIBITION_SHORT, *(line.partition("{")[0] for line in _LINES.values())))


def emergency_notice(by_consent: str = "") -> str:
    """The statement for a record opened in an emergency, after what any consent says beside it."""
    return "\n".join((by_consent or PROHIBITION_SHORT, EMERGENCY))


def end_of(until: date | None, until_event: str, language: Language = Language.ENGLISH) -> date | str | None:
    """The end of a consent as a scope says it: its last day, what ends it, or both. Raises ValueError for no event."""
    if not until_event:
        return until
    event = _EVENTS[language][EndEvent(until_event)]
    return _EITHER[language].format(day=day_words(until, language), event=event) if until else event


def _line(scope: Scope, language: Language) -> str:
    """The scope in the participant's own words, as they signed them."""
    share = NamedShare(scope.recipient, scope.classes, scope.purpose)
    words = share_words(share, language).removesuffix(".")
    return _LINES[language].format(recipient=scope.recipient, words=words, until=_until(scope.until, language))


def _until(until: date | str | None, language: Language) -> str:
    if not until:
        return _OPEN[language]
    if isinstance(until, str):
        return f"{_UNTIL[language]} {until}"
    on = {Language.ENGLISH: "", Language.SPANISH: " el"}[language]
    return f"{_UNTIL[language]}{on} {day_words(until, language)}"


_LINES = {
    Language.ENGLISH: "The participant allows {recipient} to know “{words}”, {until}.",
    Language.SPANISH: "La persona que participa permite a {recipient} saber «{words}», {until}.",
}
_EVENTS = {
    Language.ENGLISH: {
        EndEvent.LEAVES_PROGRAM: "the participant leaves the program",
        EndEvent.CASE_DECIDED: "the case is decided",
    },
    Language.SPANISH: {
        EndEvent.LEAVES_PROGRAM: "que la persona deje el programa",
        EndEvent.CASE_DECIDED: "que se decida el caso",
    },
}
_EITHER = {
    Language.ENGLISH: "{day}, or {event}, whichever comes first",
    Language.SPANISH: "el {day}, o {event}, lo que pase primero",
}
_UNTIL = {Language.ENGLISH: "until", Language.SPANISH: "hasta"}
_OPEN = {
    Language.ENGLISH: "until the participant stops it",
    Language.SPANISH: "hasta que esa persona lo cancele",
}
