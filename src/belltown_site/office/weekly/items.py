"""From a week's lines to what is worth a person's eyes. Pure: the rules, as functions, each with its threshold.

An item is one person's doings of one kind in one week. It holds counts and times, never whom they looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_OID, UUID, uuid5

MANY, SHORT = 20, timedelta(hours=1)
"""So many different records opened within so long is more than work at one desk needs."""

KNOWN_DAYS = 5
"""On fewer days than this at work, nobody has hours of their own yet: what is unusual is not known."""

REFUSED_OFTEN = 3
EXPORTS = ("read.accounting", "export.", "ledger.export")
CHANGES = ("account.", "agency.")


class Kind(StrEnum):
    """Why something is in the review."""

    EMERGENCY = "emergency"
    BY_CONSENT = "by_consent"
    EXPORT = "export"
    MANY = "many"
    ODD_HOURS = "odd_hours"
    REFUSED = "refused"
    CHANGE = "change"
    QUESTION = "question"

    @property
    def title(self) -> str:
        return _TITLES[self]

    @property
    def hint(self) -> str:
        """What to ask oneself about it."""
        return _HINTS[self]

    @property
    def noun(self) -> str:
        """What its number counts."""
        return _NOUNS.get(self, "look")


_TITLES = {
    Kind.EMERGENCY: "Opened in an emergency",
    Kind.BY_CONSENT: "Looked at people in another agency's care, by their consent",
    Kind.EXPORT: "Took a file or an accounting out",
    Kind.MANY: f"Opened {MANY} or more records within an hour",
    Kind.ODD_HOURS: "Looked at hours that are unusual for them",
    Kind.REFUSED: "Sign-in refused again and again, or locked",
    Kind.CHANGE: "Changed accounts or agencies",
    Kind.QUESTION: "Asked whether names are known",
}
_HINTS = {
    Kind.EMERGENCY: "Was it an emergency, and was the person told?",
    Kind.BY_CONSENT: "Did their work with these people need it?",
    Kind.EXPORT: "Who asked for the file, and where is it now?",
    Kind.MANY: "What was being done that hour?",
    Kind.ODD_HOURS: "Were they at work then?",
    Kind.REFUSED: "Did they mistype it, or did somebody else try?",
    Kind.CHANGE: "Was each change asked for by whoever may ask?",
    Kind.QUESTION: "Did each question go with a person met on the street?",
}
_NOUNS = {Kind.REFUSED: "refusal", Kind.CHANGE: "change", Kind.QUESTION: "question", Kind.EXPORT: "file"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger as the review reads it. `at` is in the site's timezone; `person` acted, or was refused."""

    at: datetime
    person: UUID | None
    act: str
    subject: tuple[str, str]
    consent: str = ""

    @property
    def is_look(self) -> bool:
        return self.act.startswith("read.")

    @property
    def is_of_one(self) -> bool:
        """Whether one record was opened, not a list."""
        return self.is_look and self.subject[0] != "viewer"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. `person` None: nobody signed in, or nobody known. `things`: different records touched."""

    week: str
    kind: Kind
    person: UUID | None
    first: datetime
    last: datetime
    number: int
    things: int

    @property
    def id(self) -> UUID:
        """The same for the same item whenever it is computed."""
        return uuid5(NAMESPACE_OID, f"belltown.review|{self.week}|{self.kind}|{self.person}")


Hours = Mapping[UUID, Mapping[int, int]]
"""By person, on how many days they worked at each hour of the day, in the weeks before."""

Rule = Callable[[list[Line], Mapping[int, int] | None], list[Line]]


def items_of(week: str, lines: Iterable[Line], hours: Hours, days: Mapping[UUID, int]) -> tuple[Item, ...]:
    """The items of one week, by kind and by the person's number: the same lines always give the same items.

    `hours` and `days` are each person's hours of work and number of days at work in the weeks before.
    """
    by_person: dict[UUID | None, list[Line]] = defaultdict(list)
    for line in lines:
        by_person[line.person].append(line)
    found = [
        _item(week, kind, person, kept)
        for person, theirs in by_person.items()
        for kind, kept in _kept(theirs, hours.get(person) if person and days.get(person, 0) >= KNOWN_DAYS else None)
        if kept
    ]
    return tuple(sorted(found, key=lambda item: (list(Kind).index(item.kind), str(item.person))))


def _kept(lines: list[Line], usual: Mapping[int, int] | None) -> Iterable[tuple[Kind, list[Line]]]:
    lines = sorted(lines, key=lambda line: line.at)
    return (
        (Kind.EMERGENCY, [line for line in lines if line.act.startswith("glass.")]),
        (Kind.BY_CONSENT, [line for line in lines if line.is_look and line.consent]),
        (Kind.EXPORT, [line for line in lines if line.act.startswith(EXPORTS)]),
        (Kind.MANY, _many(lines)),
        (Kind.ODD_HOURS, _odd(lines, usual)),
        (Kind.REFUSED, _refused(lines)),
        (Kind.CHANGE, [line for line in lines if line.act.startswith(CHANGES)]),
        (Kind.QUESTION, [line for line in lines if line.act == "read.known_persons"]),
    )


def _many(lines: list[Line]) -> list[Line]:
    """Every look within an hour in which too many different records were opened."""
    looks, start, kept = [line for line in lines if line.is_of_one], 0, set()
    for end, line in enumerate(looks):
        while line.at - looks[start].at > SHORT:
            start += 1
        if len({one.subject for one in looks[start : end + 1]}) >= MANY:
            kept.update(range(start, end + 1))
    return [looks[place] for place in sorted(kept)]


def _odd(lines: list[Line], usual: Mapping[int, int] | None) -> list[Line]:
    """Looks at an hour at which, and beside which, this person had never worked. Not known for somebody new."""
    if usual is None:
        return []
    return [
        line
        for line in lines
        if line.is_of_one and not any(usual.get((line.at.hour + beside) % 24) for beside in (-1, 0, 1))
    ]


def _refused(lines: list[Line]) -> list[Line]:
    found = [line for line in lines if line.act.startswith("sign_in.")]
    is_locked = any(line.act == "sign_in.locked" for line in found)
    return found if is_locked or len(found) >= REFUSED_OFTEN else []


def _item(week: str, kind: Kind, person: UUID | None, lines: list[Line]) -> Item:
    things = len({line.subject for line in lines if line.subject[0] != "viewer"})
    return Item(week, kind, person, lines[0].at, lines[-1].at, len(lines), things)
