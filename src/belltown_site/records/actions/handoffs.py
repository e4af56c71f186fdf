"""The warm handoff: asked for, taken, on the way, there, and the officer is free; or not, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from belltown.errors import BadInput, Fault, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import HandoffFailure, Role
from belltown.workflow import encounter as encounter_workflow
from belltown.workflow import handoff as workflow
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.models import DropOffCentre
from belltown_site.records.actions import circles, outbox, ringing
from belltown_site.records.actions.acting import (
    POLICE_SIDE,
    aware,
    check_texts,
    encounter_of,
    handoff_of,
    one_of,
    trace,
)
from belltown_site.records.actions.deciding import step
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import reads_as_worker, writes, writes_as_worker
from belltown_site.records.models import AnsweredThrough, Encounter, Handoff, Ring, RingOutcome

State, Event = workflow.State, workflow.Event
LONGEST_ETA = 24 * 60
_CLOCK = "time passes for everybody: a clock has no seat"
BY_CHOICE = 0
"""The rank of a ring at someone who was not rung and took it all the same."""


@writes
def request(id: UUID | str, *, encounter_id: UUID | str, meet_at: str, by: User, now: datetime) -> UUID:
    """Ask for someone to come; rings the first on call. Returns the handoff's id, made by the phone.

    Without `meet_at` they meet where the encounter was: nobody is called to nowhere while a place is known.
    The same id again, or a second request while one is live, is the one there is. Raises NotAllowed, NotPossible.
    """
    check_may(by, Permission.REQUEST_HANDOFF)
    encounter, relation = encounter_of(encounter_id, by)
    if relation not in POLICE_SIDE:
        raise NotAllowed("Only the officer who made this encounter or their sergeant may ask for a handoff.")
    check_texts({"meet_at": (meet_at, 300)})
    if already := _already(as_uuid(id, "handoff"), encounter):
        return already
    _make_ready(encounter, by)
    row = Handoff(
        id=as_uuid(id, "handoff"), encounter=encounter, state=State.RINGING.value, meet_at=meet_at or _scene(encounter),
        requested_by=by, requested_at=aware(now), ringing_since=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotPossible("This handoff's number is taken. Please ask again.") from None
    ringing.advance(row, now)
    trace("handoff.request", row, by, rung=Ring.objects.filter(handoff=row).count())
    return row.pk


@writes
def accept(
    handoff_id: UUID | str,
    *,
    by: User,
    now: datetime,
    eta_minutes: int | None = None,
    through: str = AnsweredThrough.PAGE,
) -> None:
    """Take the handoff. Exactly one can: whoever comes second is told who has it. Taking it twice only sets the ETA."""
    check_may(by, Permission.ANSWER_CALLS)
    row = _to_take(handoff_id, by)
    expected = _expected(eta_minutes, aware(now))
    if row.accepted_by_id == by.pk and row.state in workflow.TAKEN:
        row.expected_at = expected or row.expected_at
        row.save()
        return
    holder = row.accepted_by.name if row.accepted_by else None
    row.state = workflow.accept(State(row.state), Role(by.role), holder=holder).value
    row.agency, row.accepted_by, row.accepted_at, row.expected_at = by.agency, by, now, expected
    _answer_ring(row, by, RingOutcome.ACCEPTED, through, now)
    ringing.stand_down(row)
    row.save()
    circles.let_in(row.encounter.participant_id, by=by, now=now)
    trace("handoff.accept", row, by, eta_minutes=eta_minutes or 0, through=str(through))


@writes
def cannot(handoff_id: UUID | str, *, by: User, now: datetime, through: str = AnsweredThrough.PAGE) -> None:
    """Say that one cannot come; the next is rung at once when everyone of a rank has said so."""
    check_may(by, Permission.ANSWER_CALLS)
    row, _ = handoff_of(handoff_id, by)
    own = Ring.objects.filter(handoff=row, user=by, round=row.round).first()
    if own is not None and own.outcome == RingOutcome.CANNOT:
        return
    if row.state != State.EXHAUSTED:
        row.state = workflow.MACHINE.next_state(State(row.state), Event.PASS, Role(by.role)).value
    _answer_ring(row, by, RingOutcome.CANNOT, through, aware(now))
    ringing.advance(row, now)
    trace("handoff.cannot", row, by, through=str(through))


@writes
def set_eta(handoff_id: UUID | str, *, minutes: int, by: User, now: datetime) -> None:
    """Say in how many minutes one will be there."""
    row = _moved(handoff_of(handoff_id, by)[0], by, Event.SET_ETA)
    row.expected_at = _expected(minutes, aware(now))
    row.save()
    trace("handoff.set_eta", row, by, minutes=minutes)


@writes
def en_route(handoff_id: UUID | str, *, by: User, now: datetime, eta_minutes: int | None = None) -> None:
    """Set out."""
    row, _ = handoff_of(handoff_id, by)
    if row.state == State.EN_ROUTE and row.accepted_by_id == by.pk:
        return
    _moved(row, by, Event.SET_OUT)
    row.expected_at = _expected(eta_minutes, now) or row.expected_at
    _mark(row, "en_route", by, now)


@writes
def arrive(handoff_id: UUID | str, *, by: User, now: datetime) -> None:
    """Be there: the arrival clock is met."""
    row, _ = handoff_of(handoff_id, by)
    if row.state == State.ARRIVED and row.accepted_by_id == by.pk:
        return
    _mark(_moved(row, by, Event.ARRIVE), "arrived", by, now)


@writes
def give_back(handoff_id: UUID | str, *, by: User, now: datetime) -> None:
    """Give the handoff back: the others are rung again, from the first."""
    row = _moved(handoff_of(handoff_id, by)[0], by, Event.GIVE_BACK)
    for name in ("agency", "accepted_by", "accepted_at", "expected_at", "en_route_by", "en_route_at"):
        setattr(row, name, None)
    own = Ring.objects.filter(handoff=row, user=by, round=row.round)
    own.update(outcome=RingOutcome.CANNOT, answered_by=by, answered_at=aware(now))
    _ring_anew(row, now)
    trace("handoff.give_back", row, by)


@writes
def release(handoff_id: UUID | str, *, by: User, now: datetime) -> None:
    """The officer is free, and the person is in good hands. The encounter is handed over."""
    row, encounter = handoff_of(handoff_id, by)
    if row.state == State.RELEASED:
        return
    row.state = workflow.MACHINE.next_state(State(row.state), Event.RELEASE, Role(by.role)).value
    _mark(row, "released", by, now)
    _move(encounter, encounter_workflow.Event.HAND_OVER, by)


@writes
def drop_off(handoff_id: UUID | str, *, centre_id: UUID | str, by: User, now: datetime) -> None:
    """Plan B: drive the person to a drop-off center. Nobody else need come."""
    row, _ = handoff_of(handoff_id, by)
    centre = DropOffCentre.objects.filter(pk=as_uuid(centre_id, "drop-off center"), is_open=True).first()
    if centre is None:
        raise no_such("drop-off center")
    if row.state == State.DROP_OFF and row.centre_id == centre.pk:
        return
    row.state = workflow.MACHINE.next_state(State(row.state), Event.CHOOSE_DROP_OFF, Role(by.role)).value
    row.centre = centre
    ringing.stand_down(row)
    _mark(row, "drop_off", by, now)


@writes
def dropped_off(handoff_id: UUID | str, *, by: User, now: datetime) -> None:
    """The person is at the drop-off center. The encounter is handed over."""
    row, encounter = handoff_of(handoff_id, by)
    if row.state == State.DROPPED_OFF:
        return
    row.state = workflow.MACHINE.next_state(State(row.state), Event.DROP_OFF_ARRIVE, Role(by.role)).value
    _mark(row, "dropped_off", by, now)
    _move(encounter, encounter_workflow.Event.HAND_OVER, by)


@writes
def fail(handoff_id: UUID | str, *, reason: str, by: User, now: datetime) -> None:
    """Record why it did not happen (a HandoffFailure). The encounter may ask again."""
    row, encounter = handoff_of(handoff_id, by)
    reason = one_of(HandoffFailure, reason, "reason").value
    if row.state == State.FAILED and row.failure == reason:
        return
    _fail(row, reason, by, now)
    _move(encounter, encounter_workflow.Event.FAIL_HANDOFF, by)


@writes
def cancel(handoff_id: UUID | str, *, by: User, now: datetime) -> None:
    """Call it off; the person still takes part, and a new handoff may be asked for."""
    row, _ = handoff_of(handoff_id, by)
    if row.state == State.CANCELLED:
        return
    row.state = workflow.MACHINE.next_state(State(row.state), Event.CANCEL, Role(by.role)).value
    ringing.stand_down(row)
    _mark(row, "cancelled", by, now)


@writes
def ring_again(handoff_id: UUID | str, *, by: User, now: datetime) -> None:
    """Ring everyone again, from the first, after nobody took it."""
    row, _ = handoff_of(handoff_id, by)
    row.state = workflow.MACHINE.next_state(State(row.state), Event.RING_AGAIN, Role(by.role)).value
    _ring_anew(row, aware(now))
    trace("handoff.ring_again", row, by, round=row.round)


def ring_due(*, now: datetime) -> int:
    """The sweep: ring the next of every handoff whose rank has had its time; returns how many were moved on.

    With nothing due it only reads, so that it may run every second and hold up nobody.
    """
    return sum(_ring_next(key, now) for key in _due(aware(now)))


@reads_as_worker(_CLOCK)
def _due(now: datetime) -> list[UUID]:
    due = Handoff.objects.filter(state=State.RINGING, next_ring_at__lte=now).values_list("pk", flat=True)
    return list(due)


@writes_as_worker(_CLOCK)
def _ring_next(key: UUID, now: datetime) -> int:
    row = Handoff.objects.select_for_update().get(pk=key)
    if row.state != State.RINGING or row.next_ring_at is None or row.next_ring_at > now:
        return 0
    stands = ringing.advance(row, now)
    trace("handoff.ring_next", row, None, rank=stands.rank or 0, exhausted=stands.exhausted)
    return 1


def end_live(encounter: Encounter, reason: HandoffFailure, by: User, now: datetime) -> None:
    """End whatever handoff is still live, for whoever has the encounter in hand already."""
    for row in Handoff.objects.select_for_update().filter(encounter=encounter, state__in=workflow.LIVE):
        _fail(row, reason.value, by, now)


def _to_take(handoff_id: UUID | str, by: User) -> Handoff:
    """The handoff; whoever was rung for it is told who has it, even where it is no longer their business."""
    try:
        return handoff_of(handoff_id, by)[0]
    except NotFound:
        rung = Ring.objects.filter(handoff=handoff_id, user=by).select_related("handoff__accepted_by").first()
        if rung is None or rung.handoff.accepted_by is None:
            raise
        workflow.accept(State(rung.handoff.state), Role(by.role), holder=rung.handoff.accepted_by.name)
        raise


def _scene(encounter: Encounter) -> str:
    return encounter.place or (f"Beat {encounter.beat}" if encounter.beat else "")


def _already(key: UUID, encounter: Encounter) -> UUID | None:
    mine = list(encounter.handoffs.all())
    return next((row.pk for row in mine if row.pk == key), None) or next(
        (row.pk for row in mine if row.state in workflow.LIVE), None
    )


def _make_ready(encounter: Encounter, by: User) -> None:
    if encounter.state == encounter_workflow.State.HANDOFF_FAILED:
        step(encounter, encounter_workflow.Event.TRY_HANDOFF_AGAIN, by)
        encounter.save()
    if encounter.state != encounter_workflow.State.ACCEPTED:
        words = encounter.state.replace("_", " ")
        raise NotPossible(f"A handoff can be asked for once the person has accepted; the encounter is {words}.")


def _moved(row: Handoff, by: User, event: Event) -> Handoff:
    """The handoff, moved on by this event, if the actor is the one who has it."""
    moved = workflow.MACHINE.next_state(State(row.state), event, Role(by.role))
    if row.accepted_by_id != by.pk:
        raise NotAllowed(f"{row.accepted_by.name} has this handoff, so only they can say that.")
    row.state = moved.value
    return row


def _mark(row: Handoff, act: str, by: User, now: datetime) -> None:
    setattr(row, f"{act}_by", by)
    setattr(row, f"{act}_at", aware(now))
    row.save()
    trace(f"handoff.{act}", row, by)


def _move(encounter: Encounter, event: encounter_workflow.Event, by: User) -> None:
    """The encounter follows its handoff, where it still waits for it."""
    if encounter.state == encounter_workflow.State.ACCEPTED:
        step(encounter, event, by)
        encounter.save()


def _fail(row: Handoff, reason: str, by: User, now: datetime) -> None:
    row.state = workflow.MACHINE.next_state(State(row.state), Event.FAIL, Role(by.role)).value
    row.failure = reason
    ringing.stand_down(row)
    _mark(row, "failed", by, now)


def _ring_anew(row: Handoff, now: datetime) -> None:
    ringing.stand_down(row, RingOutcome.NO_ANSWER)
    row.round, row.ringing_since = row.round + 1, now
    row.save()
    ringing.advance(row, now)


def _answer_ring(row: Handoff, by: User, outcome: RingOutcome, through: str, now: datetime) -> None:
    ring, _ = Ring.objects.get_or_create(
        handoff=row, user=by, round=row.round, defaults={"rank": BY_CHOICE, "rung_at": now}
    )
    ring.outcome, ring.channel, ring.answered_by, ring.answered_at = outcome, str(through), by, now
    ring.save()
    outbox.drop([ring.pk])


def _expected(minutes: int | None, now: datetime) -> datetime | None:
    if minutes is None:
        return None
    if not 0 <= minutes <= LONGEST_ETA:
        raise BadInput(
            "The arrival time cannot be kept.", [Fault("eta_minutes", f"must be 0 to {LONGEST_ETA} minutes")]
        )
    return now + timedelta(minutes=minutes)
