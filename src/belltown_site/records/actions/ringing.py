"""Who is rung now, and what leaves the house for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from belltown.workflow import handoff as workflow
from belltown.workflow.machine import CLOCK
from belltown.workflow.ringing import Reply, Ringing, Rung, Seat, ringing
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.jurisdiction.roster import OnCall, roster
from belltown_site.records.actions import outbox
from belltown_site.records.models import Handoff, Ring, RingOutcome

State, Event = workflow.State, workflow.Event


def ladder(choices: SitePreferences) -> tuple[Rung, ...]:
    """The site's ladder: first on call, next, deputy, until the fallback number is given."""
    return (
        Rung(1, choices.ring_next_after),
        Rung(2, choices.ring_deputy_after - choices.ring_next_after),
        Rung(3, choices.give_number_after - choices.ring_deputy_after),
    )


def advance(handoff: Handoff, now: datetime) -> Ringing:
    """Ring whoever should be rung by now and is not yet; note when that changes. Exhausts where nobody is left.

    Saves the handoff. Does nothing but compute for one that no longer rings.
    """
    rows = list(Ring.objects.filter(handoff=handoff, round=handoff.round))
    people = {str(seat.user): seat for seat in roster(now)}
    stands = ringing(ladder(preferences()), _seats(people, rows), handoff.ringing_since, _replies(rows), now)
    if handoff.state != State.RINGING:
        return stands
    rung = {str(row.user_id) for row in rows}
    for responder in stands.ringing:
        if responder not in rung and responder in people:
            ring(handoff, people[responder].user, int(people[responder].rank), now)
    handoff.next_ring_at = stands.next_at
    if stands.exhausted:
        handoff.state = workflow.MACHINE.next_state(State(handoff.state), Event.EXHAUST, CLOCK)
    handoff.save()
    return stands


def ring(handoff: Handoff, user_id: UUID, rank: int, now: datetime) -> Ring:
    """One ring, with its messages on their way."""
    row = Ring.objects.create(handoff=handoff, user_id=user_id, round=handoff.round, rank=rank, rung_at=now)
    outbox.enqueue("handoff.ringing", row.pk, user_id, now)
    return row


def stand_down(handoff: Handoff, outcome: RingOutcome = RingOutcome.STOOD_DOWN) -> None:
    """Nobody else need come: every ring still ringing ends, and messages not yet sent are dropped."""
    still = Ring.objects.filter(handoff=handoff, outcome=RingOutcome.RINGING)
    outbox.drop(list(still.values_list("pk", flat=True)))
    still.update(outcome=outcome)
    handoff.next_ring_at = None


def _seats(people: dict[str, OnCall], rows: list[Ring]) -> list[Seat]:
    """The roster now, and whoever was rung before the shift changed: a person once rung may still answer."""
    seats = [Seat(responder, int(seat.rank)) for responder, seat in people.items()]
    return seats + [Seat(str(row.user_id), row.rank) for row in rows if str(row.user_id) not in people]


def _replies(rows: list[Ring]) -> list[Reply]:
    answered = (RingOutcome.CANNOT, RingOutcome.ACCEPTED)
    return [
        Reply(str(row.user_id), row.answered_at, took=row.outcome == RingOutcome.ACCEPTED)
        for row in rows
        if row.outcome in answered and row.answered_at
    ]
