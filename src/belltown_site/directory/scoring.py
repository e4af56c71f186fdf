"""Which service comes first, and why. Pure: what is known of a service in, points with their reasons out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from belltown.exchange.hsds.criteria import CRITERIA, ages, answer
from belltown.exchange.hsds.hours import Openness
from belltown.needs import NEEDS, Need
from belltown.protocol.answers import NO, UNKNOWN, YES, Answer
from belltown_site.directory.places import Spot, miles_between
from belltown_site.directory.preferences import Freshness
from belltown_site.directory.wording import ago, days_ago, miles_words, open_words, room_words


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. It speaks of no named person and is kept no longer than the search."""

    need: Need
    asked: tuple[str, ...] = ()
    age: int | None = None
    language: str = ""
    area: str = ""
    open_now: bool = False
    has_room: bool = False
    spot: Spot | None = None
    miles: int | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """One figure of room."""

    available: float
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory knows of one service, as far as a search asks."""

    criteria: Mapping[str, bool]
    least_age: float | None
    most_age: float | None
    languages: frozenset[str]
    areas: frozenset[str]
    openness: Openness
    rooms: tuple[Room, ...]
    places: tuple[tuple[float, float], ...]
    checked: datetime | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counted: for the service, against it, or not known. `points` is what it moved."""

    text: str
    points: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Score:
    """The sum with every reason; `barred` says in words why the service is not for this search at all."""

    reasons: tuple[Reason, ...]
    barred: str = ""
    miles: float | None = None

    @property
    def points(self) -> int:
        """The sum of all reasons."""
        return sum(reason.points for reason in self.reasons)


MEETS, OPEN, SOON, ROOM, OLD_ROOM, TAKES, SPEAKS, CHECKED, NEAR = 100, 30, 8, 25, 6, 10, 10, 10, 20
"""How much each thing counts. A yes is worth most; unknown costs nothing and gains nothing; a mile costs four."""
SOON_IS = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Scorer:
    """One search, ready to judge any number of services."""

    wish: Wish
    fresh: Freshness
    now: datetime
    zone: tzinfo
    everywhere: frozenset[str] = frozenset()
    """Names of areas that cover the whole program."""
    beats: Mapping[str, str] = field(default_factory=dict)
    """Names of the beats by code."""

    def score(self, known: Known) -> Score:
        """The points and their reasons."""
        miles = self._miles(known)
        reasons = (
            Reason(NEEDS[self.wish.need].label, MEETS, YES),
            *self._who(known),
            self._open(known),
            *self._room(known),
            *self._language(known),
            *self._near(miles),
            self._checked(known),
        )
        return Score(tuple(one for one in reasons if one.text), self._barred(known, miles), miles)

    def _barred(self, known: Known, miles: float | None) -> str:
        for text, said in self._asked(known):
            if said is NO:
                return text
        if self.wish.open_now and known.openness.answer is NO:
            return "Closed now"
        if self.wish.has_room and self._is_full(known):
            return "No room"
        if self.wish.language and known.languages and self.wish.language not in known.languages:
            return "Other languages"
        far = self.wish.miles is not None and miles is not None and miles > self.wish.miles
        return "Too far" if far else ""

    def _asked(self, known: Known) -> list[tuple[str, Answer]]:
        """Each question about the person, with what the service says to it."""
        asked = [(_words(code, said := answer(code, known.criteria)), said) for code in self.wish.asked]
        if self.wish.age is not None:
            said = ages(known.least_age, known.most_age, self.wish.age)
            asked.append((_age_words(known, said), said))
        if self.wish.area:
            asked.append(self._area(known))
        return asked

    def _area(self, known: Known) -> tuple[str, Answer]:
        name = self.beats.get(self.wish.area, self.wish.area)
        if {self.wish.area, name} & known.areas or known.areas & self.everywhere:
            return f"Serves {name}", YES
        elsewhere = known.areas and known.areas <= {*self.beats, *self.beats.values()}
        return (f"Serves other areas than {name}", NO) if elsewhere else (f"Whether it serves {name}", UNKNOWN)

    def _who(self, known: Known) -> list[Reason]:
        return [Reason(text, TAKES if said is YES else 0, said) for text, said in self._asked(known)]

    def _open(self, known: Known) -> Reason:
        state = known.openness
        soon = state.answer is NO and state.opens is not None and state.opens - self.now <= SOON_IS
        points = OPEN if state.answer is YES else SOON if soon else 0
        return Reason(open_words(state, self.now, self.zone), points, state.answer)

    def _room(self, known: Known) -> list[Reason]:
        return [self._one_room(room) for room in known.rooms]

    def _one_room(self, room: Room) -> Reason:
        stale = self._is_stale(room)
        text = room_words(room.available, room.unit, room.at, stale=stale, now=self.now, zone=self.zone)
        if stale:
            return Reason(text, OLD_ROOM if room.available else 0, UNKNOWN)
        return Reason(text, ROOM if room.available else -ROOM, Answer.of(room.available > 0))

    def _is_stale(self, room: Room) -> bool:
        return self.now - room.at > self.fresh.of_unit(room.unit)

    def _is_full(self, known: Known) -> bool:
        """Whether every figure is fresh and says no room; an old one says nothing."""
        return bool(known.rooms) and all(not room.available and not self._is_stale(room) for room in known.rooms)

    def _language(self, known: Known) -> list[Reason]:
        if not self.wish.language:
            return []
        if self.wish.language in known.languages:
            return [Reason(f"Speaks {self.wish.language.capitalize()}", SPEAKS, YES)]
        return [Reason(f"Whether they speak {self.wish.language.capitalize()}", 0, UNKNOWN)]

    def _miles(self, known: Known) -> float | None:
        if self.wish.spot is None or not known.places:
            return None
        return min(miles_between(self.wish.spot, *place) for place in known.places)

    def _near(self, miles: float | None) -> list[Reason]:
        if self.wish.spot is None:
            return []
        if miles is None:
            return [Reason("How far it is", 0, UNKNOWN)]
        return [Reason(f"{miles_words(miles)} from {self.wish.spot.name}", max(-NEAR, NEAR - round(4 * miles)), YES)]

    def _checked(self, known: Known) -> Reason:
        if known.checked is None:
            return Reason("Nobody has verified this yet", 0, UNKNOWN)
        is_fresh = self.now - known.checked <= self.fresh.verified
        when = checked_words(known.checked, self.now, self.zone)
        return Reason(f"Verified {when}", CHECKED if is_fresh else 0, YES if is_fresh else UNKNOWN)


def checked_words(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago somebody looked."""
    local, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    return ago(moment, now, zone) if local == today else days_ago(local, today)


def _words(code: str, said: Answer) -> str:
    words = CRITERIA[code]
    return (
        words.yes if said is YES else words.no if said is NO else f"Not known: {words.yes[:1].lower()}{words.yes[1:]}"
    )


def _age_words(known: Known, said: Answer) -> str:
    if said is UNKNOWN:
        return "Not known: for which ages it is"
    return f"For ages {age_range(known.least_age, known.most_age)}"


def age_range(least: float | None, most: float | None) -> str:
    """The ages served: "18 and over", "16 to 24"."""
    if most is None:
        return f"{least:g} and over"
    return f"{least or 0:g} to {most:g}"
