"""The consent forms in words a tired person can follow, in English and Spanish: versioned, never changed once shipped.

Each form carries the statements of 42 CFR 2.31(a) as fixed blocks. It explains in the second person; what the
participant agrees to, and what is shared, is in the first, because it is theirs to say. A correction is a new folder
under `wordings`, named by its date: what somebody signed stays as they read it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import ConsentKind, SharingPurpose
from belltown.errors import NotFound


class Language(StrEnum):
    """The languages a form may be read in."""

    ENGLISH = "en"
    SPANISH = "es"

    @property
    def label(self) -> str:
        """The language's own name for itself."""
        return {"en": "English", "es": "Español"}[self.value]


class EndEvent(StrEnum):
    """What may end a consent besides a day (2.31(a)(7))."""

    LEAVES_PROGRAM = "leaves_program"
    CASE_DECIDED = "case_decided"


@dataclass(frozen=True, slots=True)
class Wording:
    """One form before its blanks are filled. `digest` is the sha256 of its file: it names the version for ever.

    `grade` says how hard it is to read. English: the school grade by Flesch and Kincaid (Kincaid et al. 1975), lower
    is easier. Spanish: the score of Fernández Huerta (1959, as corrected by Law 2011), higher is easier.
    """

    kind: ConsentKind
    language: Language
    version: date
    title: str
    grade: float
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class NamedShare:
    """A share as a form prints it: the recipient in plain words."""

    recipient: str
    classes: tuple[InformationClass, ...]
    purpose: SharingPurpose


def wording(kind: ConsentKind, language: Language) -> Wording:
    """The newest form of this kind in this language."""
    return max((one for one in _all() if (one.kind, one.language) == (kind, language)), key=lambda one: one.version)


def wording_of(digest: str) -> Wording:
    """The form with this digest, of whatever version. Raises NotFound: it was never shipped."""
    found = next((one for one in _all() if one.digest == digest), None)
    if found is None:
        raise NotFound("This form is not among those Belltown ships. Please install the version it was signed under.")
    return found


def filled(
    wording: Wording,
    *,
    participant: str,
    discloser: str,
    shares: tuple[NamedShare, ...],
    begins: date,
    until: date | None,
    until_event: str = "",
    revoke_to: str,
) -> str:
    """The whole form as it is read and signed. Raises ValueError naming the blanks that would stay empty.

    Only the consent to treatment, payment and operations may have no end (2.31(a)(7)).
    """
    language = wording.language
    endless = not (until or until_event) and wording.kind is not ConsentKind.TREATMENT_PAYMENT_OPERATIONS
    told = bool(shares) and all(one.classes and one.recipient.strip() for one in shares)
    blanks = {
        "participant": _one_line(participant),
        "discloser": _one_line(discloser),
        "shares": "\n".join(_line_of(one, language) for one in shares) if told else "",
        "begins": day_words(begins, language),
        "ends": "" if endless else end_words(until, until_event, language),
        "revoke_to": _one_line(revoke_to),
    }
    if empty := [name for name, text in blanks.items() if not text]:
        raise ValueError(f"the form has empty blanks: {', '.join(empty)}")
    return wording.text.format(**blanks)


def share_words(share: NamedShare, language: Language) -> str:
    """What one share shows and why, in the participant's own voice: what follows the recipient and a colon."""
    words = "; ".join(_class_words(kind, share.purpose, language) for kind in share.classes)
    return f"{words} – {purpose_words(share.purpose, language)}."


def class_words(kind: InformationClass, language: Language) -> str:
    """What a class of information is, in the words of the person it is about."""
    return _CLASSES[kind][_at(language)]


def purpose_words(purpose: SharingPurpose, language: Language) -> str:
    """What something is shared for, as the end of a sentence."""
    return _PURPOSES[purpose][_at(language)]


def event_words(event: EndEvent, language: Language) -> str:
    """What ends a consent, as the end of a sentence."""
    return _EVENTS[event][_at(language)]


def end_words(until: date | None, until_event: str, language: Language) -> str:
    """When it ends, as a sentence: on a day, by an event, by whichever comes first, or when the person says so.

    Raises ValueError for an event that is not an EndEvent.
    """
    day = day_words(until, language) if until else ""
    event = event_words(EndEvent(until_event), language) if until_event else ""
    return _ENDS[bool(day), bool(event)][_at(language)].format(day=day, event=event)


def day_words(day: date, language: Language) -> str:
    """The date written out, as the language does."""
    month = _MONTHS[_at(language)].split()[day.month - 1]
    return (f"{month} {day.day}, {day.year}", f"{day.day} de {month} de {day.year}")[_at(language)]


@cache
def _all() -> tuple[Wording, ...]:
    return tuple(_shipped())


def _shipped() -> Iterator[Wording]:
    for folder in files("belltown.disclosure").joinpath("wordings").iterdir():
        for file in folder.iterdir():
            kind, language, _ = file.name.split(".")
            yield _read(file.read_bytes(), ConsentKind(kind), Language(language), date.fromisoformat(folder.name))


def _read(raw: bytes, kind: ConsentKind, language: Language, version: date) -> Wording:
    head, _, text = raw.decode().partition("\n--\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    digest = hashlib.sha256(raw).hexdigest()
    return Wording(kind, language, version, told["title"], float(told["grade"]), text, digest)


def _line_of(share: NamedShare, language: Language) -> str:
    return f"- {_one_line(share.recipient)}: {share_words(share, language)}"


def _one_line(text: str) -> str:
    """A line break in a name could pass for a line of the form."""
    return " ".join(text.split())


def _class_words(kind: InformationClass, purpose: SharingPurpose, language: Language) -> str:
    if kind is InformationClass.LEGAL and purpose is SharingPurpose.INTAKE_CONFIRMATION:
        return _INTAKE[_at(language)]
    return class_words(kind, language)


def _at(language: Language) -> int:
    return list(Language).index(language)


_INTAKE = (
    "whether my first long talk (intake) is done, and the date",
    "si ya tuve mi primera entrevista larga (de ingreso), y la fecha",
)
"""All that a prosecutor is told to stop the filing clock: not the charge and the court dates, which are theirs."""

_CLASSES = {
    InformationClass.IDENTITY: ("who I am, and that I take part", "quién soy y que participo"),
    InformationClass.CONTACT: ("how to reach me", "cómo comunicarse conmigo"),
    InformationClass.DIVERSION_EVENT: (
        "that I met the police, when and where, and how I came to this program",
        "que tuve un encuentro con la policía, cuándo y dónde, y cómo llegué a este programa",
    ),
    InformationClass.ELIGIBILITY: (
        "whether I can be in this program, and why",
        "si puedo estar en este programa, y por qué",
    ),
    InformationClass.NEEDS: ("what I need", "lo que necesito"),
    InformationClass.PLAN: ("my plan and my goals", "mi plan y mis metas"),
    InformationClass.NOTE: ("notes that staff write about me", "las notas que el personal escribe sobre mí"),
    InformationClass.COUNSELLING_NOTE: (
        "my counselor's own notes of what I say in counseling",
        "las notas propias de mi consejero o consejera sobre lo que digo en consejería",
    ),
    InformationClass.SUBSTANCE_USE: (
        "what has to do with alcohol or drugs, and treatment for it",
        "lo que tenga que ver con alcohol o drogas, y su tratamiento",
    ),
    InformationClass.MENTAL_HEALTH: ("my mental health, and care for it", "mi salud mental y su atención"),
    InformationClass.HEALTH: ("my health and medical care", "mi salud y mi atención médica"),
    InformationClass.HOUSING: ("where I live or sleep", "dónde vivo o duermo"),
    InformationClass.LEGAL: ("my charges and my court dates", "mis cargos y mis citas en la corte"),
    InformationClass.OUTCOME: ("how things are going for me", "cómo me va"),
    InformationClass.ADMINISTRATIVE: (
        "dates and staff names in my file",
        "las fechas y los nombres del personal en mi expediente",
    ),
}
_PURPOSES = {
    SharingPurpose.CARE: ("so that they can care for me", "para que puedan atenderme"),
    SharingPurpose.CASE_CONFERENCE: ("to plan together how to help me", "para planear en conjunto cómo ayudarme"),
    SharingPurpose.LEGAL_COORDINATION: ("to help with my legal case", "para ayudar con mi caso legal"),
    SharingPurpose.INTAKE_CONFIRMATION: ("to confirm that my intake is done", "para confirmar que ya hice mi ingreso"),
    SharingPurpose.EVALUATION: (
        "to study how well the program works",
        "para estudiar qué tan bien funciona el programa",
    ),
    SharingPurpose.PROCEEDINGS: ("to be used in a legal case", "para usarse en un caso legal"),
}
_EVENTS = {
    EndEvent.LEAVES_PROGRAM: ("when I leave the program", "cuando yo deje el programa"),
    EndEvent.CASE_DECIDED: ("when my case is decided", "cuando se decida mi caso"),
}
_ENDS = {
    (True, True): (
        "It ends on {day}, or {event}, whichever comes first.",
        "Termina el {day}, o {event}, lo que pase primero.",
    ),
    (True, False): ("It ends on {day}.", "Termina el {day}."),
    (False, True): ("It ends {event}.", "Termina {event}."),
    (False, False): (
        "It has no last day: it ends when I say so.",
        "No tiene último día: termina cuando yo lo diga.",
    ),
}
"""By whether there is a last day, and whether there is an event."""

_MONTHS = (
    "January February March April May June July August September October November December",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
