"""The first pages of those who come when they are called."""

from __future__ import annotations

from datetime import datetime

from belltown_site.accounts.models import User
from belltown_site.desks.home.page import HomePage, action, actions
from belltown_site.desks.home.reviews import reviews_of
from belltown_site.desks.home.words import REFERRAL, clock_of, handoff_note
from belltown_site.records import gate
from belltown_site.records.sheets import HandoffSheet, IntakeDue, MyRing, QuestionLine, ReferralSheet, Withheld
from belltown_site.web.components import Waiting
from belltown_site.web.menu import address
from belltown_site.web.templatetags.belltown import when


def responder(user: User, now: datetime) -> HomePage:
    """Calls that ring for this person, people they are on the way to, intakes that a clock awaits."""
    return HomePage(
        nothing="Nobody is calling you, no intake is due and no question waits.",
        waiting=tuple(_waiting(user, now)),
        action=action("Open the dispatch board", "dispatch:board"),
        also=actions(("Intakes", "care:intakes"), ("Refer a person", "community:refer")),
        facts=(gate.capacity(viewer=user, now=now).sentence,),
        watches=("handoff", "glass", "question"),
    )


def supervisor(user: User, now: datetime) -> HomePage:
    """As for those on call, with the referrals that nobody has looked at yet."""
    waiting = [*_waiting(user, now), *map(referral_of, gate.referrals(viewer=user)), *reviews_of(user, now)]
    return HomePage(
        nothing="Nobody is calling you, and no intake, question or referral waits.",
        waiting=tuple(waiting),
        action=action("Open the dispatch board", "dispatch:board"),
        also=actions(
            ("On-call roster", "dispatch:roster"),
            ("Referrals", "community:queue"),
            ("Counts", "home:counts"),
            ("Intakes", "care:intakes"),
        ),
        facts=(gate.capacity(viewer=user, now=now).sentence,),
        watches=("handoff", "referral", "glass", "question"),
    )


def _openings(user: User, now: datetime) -> list[Waiting]:
    """Emergency openings for which this person is the second pair of eyes."""
    found = gate.openings_waiting(viewer=user, now=now)
    if not found.waiting:
        return []
    title = f"{found.waiting} emergency opening{'' if found.waiting == 1 else 's'} to review"
    note = f"{found.late} late" if found.late else "Say whether it was in order"
    return [Waiting(title, address("people:openings"), note, urgent=bool(found.late))]


def _waiting(user: User, now: datetime) -> list[Waiting]:
    rings = map(_ring, gate.my_rings(viewer=user, now=now))
    taken = map(_taken, gate.live_handoffs(viewer=user, now=now))
    asked = map(_question, gate.questions_waiting(viewer=user, now=now))
    due = map(_intake, gate.intakes_due(viewer=user, now=now))
    return [*rings, *taken, *_openings(user, now), *asked, *due]


def _ring(ring: MyRing) -> Waiting:
    return Waiting(
        title=f"{ring.officer.name} calls you to {ring.meet_at}",
        url=address("dispatch:handoff", ring.handoff_id),
        note=ring.charge.label,
        clock=clock_of(ring.clock),
        urgent=True,
    )


def _taken(call: HandoffSheet) -> Waiting:
    where = "a handoff" if isinstance(call.meet_at, Withheld) else call.meet_at
    return Waiting(
        title=f"You took {where}" if where == "a handoff" else f"You are expected at {where}",
        url=address("dispatch:handoff", call.id),
        note=handoff_note(call),
        clock=clock_of(call.clock),
    )


def _question(line: QuestionLine) -> Waiting:
    late = " It is late: two days have passed." if line.is_late else ""
    return Waiting(
        title=f"Question from {line.person}",
        url=address("people:person", line.participant_id),
        note=f"Asked {when(line.asked_at)}.{late}",
        urgent=line.is_late,
    )


def _intake(due: IntakeDue) -> Waiting:
    person = due.person.label if due.person else "A person handed to you"
    return Waiting(f"Intake: {person}", address("care:intakes"), clock=clock_of(due.clock))


def referral_of(sheet: ReferralSheet) -> Waiting:
    """One referral that wants something done."""
    about = "Referral" if isinstance(sheet.about, Withheld) else f"Referral: {sheet.about}"
    return Waiting(about, address("community:referral", sheet.id), REFERRAL.get(sheet.state, sheet.state.value))
