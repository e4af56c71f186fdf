"""Breaking the glass in a medical emergency (42 CFR 2.51): opened, closed, and reviewed by a second person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from belltown.disclosure.glass import EmergencyNature, Verdict, may_break
from belltown.errors import BadInput, Fault, NotAllowed, NotPossible
from belltown.vocabulary import Role
from belltown_site import ledger
from belltown_site.accounts.limits import count
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records.actions import outbox
from belltown_site.records.actions.acting import aware, check_texts, locked, one_of, trace
from belltown_site.records.actions.persons import is_date
from belltown_site.records.gate.danger import in_danger
from belltown_site.records.gate.glasses import is_second_person, may_review
from belltown_site.records.gate.people import Before, before
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import writes, writes_as_worker
from belltown_site.records.models import Glass

MOST_AN_HOUR = 10
LONGEST_WORDS = 2000
FEWEST_WORDS = 4
NOT_CARE = "Only those who care for people open a record in an emergency. Please call 911 and whoever is on call."


@dataclass(frozen=True, slots=True)
class Emergency:
    """Who is in danger, and of what. `born` is YYYY, YYYY-MM or YYYY-MM-DD. Raises BadInput naming every fault."""

    name: str
    nature: EmergencyNature
    words: str
    born: str = ""
    contact: str = ""
    given_to: str = ""

    def __post_init__(self) -> None:
        checks = (
            ("name", bool(self.name.strip()), "is empty: give the full name"),
            (
                "born",
                bool(self.born.strip() or self.contact.strip()),
                "or how they are reached is needed with the name",
            ),
            (
                "born",
                not self.born or is_date(self.born),
                "must be a year, a month or a day: 1984, 1984-05, 1984-05-02",
            ),
            ("words", len(re.findall(r"\w+", self.words)) >= FEWEST_WORDS, "must be a sentence: what is happening?"),
        )
        faults = [Fault(place, reason) for place, holds, reason in checks if not holds]
        if faults:
            raise BadInput("Nothing was opened.", faults)
        one_of(EmergencyNature, self.nature, "nature")
        texts = (("name", 200), ("contact", 200), ("words", LONGEST_WORDS), ("given_to", 300))
        check_texts({place: (getattr(self, place), most) for place, most in texts})


@writes_as_worker("somebody in danger is looked for in every agency, by those who care, and that is written down")
def open(id: UUID | str, *, emergency: Emergency, by: User, now: datetime) -> UUID | None:
    """Open the record for a while and tell a second person. Returns the participant's id; None where nobody agrees.

    Whoever is in the care of the actor's own agency is simply found, and nothing is broken. A second opening while one
    stands is the one there is. Raises NotAllowed, also to a viewer who tried MOST_AN_HOUR times, and BadInput.
    """
    check_may(by, Permission.OPEN_IN_EMERGENCY)
    if not may_break(Role(by.role)):
        raise NotAllowed(NOT_CARE)
    count("emergency", str(by.pk), most=MOST_AN_HOUR, window=timedelta(hours=1), now=aware(now))
    found = in_danger(emergency.name, emergency.born, emergency.contact)
    look = before(found, by, now) if found else None
    _note_seeking(by, look is not None)
    if look is None:
        return None
    if not look.is_own and look.glass is None:
        _break(as_uuid(id, "opening"), look, emergency, by, now)
    return look.row.pk


@writes
def close(glass_id: UUID | str, *, by: User, now: datetime) -> None:
    """End it at once: whoever opened it, or the second person. What has ended stays as it is. Raises NotFound."""
    row = locked(Glass, glass_id, "opening")
    if row.opened_by_id != by.pk and not is_second_person(row, by):
        raise no_such("opening")
    _end(row, by, aware(now))


@writes
def review(glass_id: UUID | str, *, verdict: Verdict, words: str, by: User, now: datetime) -> None:
    """Say whether it was in order. One that was not, and still stands open, ends at once.

    Raises NotFound, NotPossible where somebody has said so already, BadInput without words.
    """
    row = locked(Glass, glass_id, "opening")
    if not is_second_person(row, by):
        raise no_such("opening")
    if row.reviewed_at is not None:
        raise NotPossible("Somebody has reviewed this opening already. Their words stand.")
    found = one_of(Verdict, verdict, "verdict")
    if not words.strip():
        raise BadInput("Nothing was kept.", [Fault("words", "is empty: say what you found, in a few words")])
    check_texts({"words": (words, LONGEST_WORDS)})
    row.verdict, row.verdict_words, row.reviewed_by, row.reviewed_at = found.value, words, by, aware(now)
    row.save()
    trace("glass.review", row, by, verdict=found.value)
    if found is Verdict.NOT_IN_ORDER:
        _end(row, by, now)


def _break(key: UUID, look: Before, emergency: Emergency, by: User, now: datetime) -> None:
    row = Glass.objects.create(
        id=key, participant=look.row, holder=look.care.agency, nature=emergency.nature.value, words=emergency.words,
        given_to=emergency.given_to, opened_by=by, opened_at=now,
        until=now + timedelta(minutes=preferences().glass_minutes),
    )  # fmt: skip
    trace("glass.open", row, by, nature=row.nature, holder=str(row.holder_id))
    circle = look.allowed.circles.get(look.row.pk)
    inside = User.objects.filter(agency=row.holder_id, is_active=True)
    for one in inside:
        if may_review(by.pk, one, circle):
            outbox.enqueue("glass.review", row.pk, one.pk, now)


def _end(row: Glass, by: User, now: datetime) -> None:
    if row.closed_at is not None or now >= row.until:
        return
    row.closed_by, row.closed_at = by, max(now, row.opened_at)
    row.save()
    trace("glass.close", row, by)


def _note_seeking(by: User, found: bool) -> None:
    with transaction.atomic():
        ledger.append(
            by=by,
            act="glass.seek",
            subject_kind="viewer",
            subject_id=by.pk,
            purpose="emergency",
            detail={"found": found},
        )
