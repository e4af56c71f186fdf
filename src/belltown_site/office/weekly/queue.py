"""The review as reviewers meet it: the weeks, what is left in each, and their word on each item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belltown.errors import BadInput, Fault, NotFound
from belltown.vocabulary import Role
from belltown_site import ledger
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.office.models import ReviewMark, Verdict
from belltown_site.office.reviewers import Reviewers
from belltown_site.office.weekly.items import Item
from belltown_site.office.weekly.reading import first_week_of_all, items_in
from belltown_site.office.weekly.weeks import Week, finished, parse

WEEKS = 8
"""How many finished weeks stay in sight."""

NO_SUCH = "There is no such item to review, or it is for another reviewer. Look for it in its week."


@dataclass(frozen=True, slots=True)
class Mark:
    """A reviewer's word."""

    verdict: Verdict
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item as a reviewer reads it: who, when, what kind, how much. Never whom they looked at."""

    item: Item
    name: str
    seat: str
    agency: str
    mark: Mark | None

    @property
    def is_left(self) -> bool:
        return self.mark is None

    @property
    def is_followed_up(self) -> bool:
        return self.mark is not None and self.mark.verdict is Verdict.FOLLOW_UP


@dataclass(frozen=True, slots=True)
class WeekSheet:
    """One finished week for one reviewer. `is_late`: its Friday is over and something is left."""

    week: Week
    items: tuple[ItemLine, ...]
    is_late: bool

    @property
    def left(self) -> int:
        return sum(line.is_left for line in self.items)

    @property
    def followed_up(self) -> int:
        return sum(line.is_followed_up for line in self.items)


def weeks(*, by: User, now: datetime) -> tuple[WeekSheet, ...]:
    """The latest finished weeks, the newest first, none before the ledger began. Raises NotAllowed."""
    check_may(by, Permission.REVIEW_LOOKS)
    zone = preferences().timezone
    first = first_week_of_all(zone)
    return _sheets(tuple(one for one in finished(now, zone, WEEKS) if first and one >= first), by, now)


def week(key: str, *, by: User, now: datetime) -> WeekSheet:
    """One finished week. Raises NotAllowed, NotFound."""
    check_may(by, Permission.REVIEW_LOOKS)
    found = parse(key, preferences().timezone)
    if found is None or found.ends > now:
        raise NotFound("There is no such week to review yet. Choose one from the list.")
    return _sheets((found,), by, now)[0]


@transaction.atomic
def mark(key: str, item: UUID, *, verdict: Verdict, words: str, by: User, now: datetime) -> None:
    """Keep a reviewer's word on one item; a later one counts. Raises NotAllowed, NotFound, BadInput."""
    line = next((one for one in week(key, by=by, now=now).items if one.item.id == item), None)
    if line is None:
        raise NotFound(NO_SUCH)
    if verdict is Verdict.FOLLOW_UP and not words.strip():
        raise BadInput(
            "Nothing was kept.", [Fault("words", "is needed: say what is to be done, naming no participant")]
        )
    ReviewMark.objects.create(week=key, item=item, verdict=verdict, words=words, by=by, at=now)
    detail = {"week": key, "kind": line.item.kind.value, "verdict": str(verdict)}
    ledger.append(by=by, act="review.mark", subject_kind="review", subject_id=item, detail=detail)


@dataclass(frozen=True, slots=True)
class _Around:
    """What sheets need beyond their weeks, gathered once for all of them."""

    by: User
    now: datetime
    items: dict[Week, tuple[Item, ...]]
    people: dict[UUID, User]
    reviewers: Reviewers
    marks: dict[UUID, Mark]


def _sheets(found: tuple[Week, ...], by: User, now: datetime) -> tuple[WeekSheet, ...]:
    items = {one: items_in(one) for one in found}
    wanted = {item.person for kept in items.values() for item in kept if item.person}
    people = User.objects.select_related("agency").in_bulk(wanted)
    around = _Around(by, now, items, people, Reviewers.here(), _marks(found))
    return tuple(_sheet(one, around) for one in found)


def _sheet(found: Week, around: _Around) -> WeekSheet:
    lines = tuple(_line(item, around) for item in around.items[found] if _is_for(item, around))
    return WeekSheet(found, lines, found.is_late(around.now) and any(line.is_left for line in lines))


def _is_for(item: Item, around: _Around) -> bool:
    somebody = around.people.get(item.person) if item.person else None
    if somebody is None:
        return around.by.role == Role.PROJECT_MANAGER
    return around.reviewers.may_review(around.by, somebody)


def _marks(found: tuple[Week, ...]) -> dict[UUID, Mark]:
    rows = ReviewMark.objects.filter(week__in=[one.key for one in found]).select_related("by").order_by("at")
    return {row.item: Mark(Verdict(row.verdict), row.words, row.by.name, row.at) for row in rows}


def _line(item: Item, around: _Around) -> ItemLine:
    somebody, mark = around.people.get(item.person) if item.person else None, around.marks.get(item.id)
    if somebody is None:
        return ItemLine(item, "Nobody signed in", "the server, or an unknown address", "", mark)
    return ItemLine(item, somebody.name, somebody.spec.name.lower(), somebody.agency.name, mark)
