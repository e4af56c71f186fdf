"""The sheets of the dispatch desk. Officer and dispatch see the same clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from belltown.disclosure.classes import InformationClass as Class
from belltown.errors import NotAllowed
from belltown.vocabulary import Role
from belltown.workflow import handoff as workflow
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission, whom_to_ask
from belltown_site.jurisdiction.models import DropOffCentre, SitePreferences
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.clocks import arrival_clock, arrival_rule
from belltown_site.records.gate.reach import Eyes, as_uuid, eyes_on, is_here, no_such, within_reach
from belltown_site.records.gate.room import capacity_now
from belltown_site.records.gate.witness import seen, seen_list, shown_of
from belltown_site.records.guard import reads, reads_as_worker
from belltown_site.records.models import Encounter, Handoff, OutboxMessage, Ring, RingOutcome, Sending
from belltown_site.records.sheets import CentreLine, DispatchBoard, HandoffSheet, MyRing, Purpose, RingLine

FINISHED_FOR = timedelta(hours=12)
MOST_FINISHED = 50


@reads
def handoff(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.HANDOFF, now: datetime) -> HandoffSheet:
    """One handoff as this viewer may see it. Raises NotFound alike for none and for one not theirs to see."""
    key = as_uuid(id, "handoff")
    found = _sheets(fetch.encounters().filter(handoffs=key), viewer, now, only={key})
    if not found:
        raise no_such("handoff")
    seen(viewer, "handoff", "handoff", key, purpose)
    return found[0][0]


@reads
def dispatch_board(*, viewer: User, purpose: Purpose = Purpose.DISPATCH, now: datetime) -> DispatchBoard:
    """Every live handoff that is the viewer's business, those just finished, capacity, centers. Raises NotAllowed."""
    if not viewer.may(Permission.WATCH_DISPATCH):
        raise NotAllowed(f"The dispatch board is for {whom_to_ask(Permission.WATCH_DISPATCH)}. Please ask one of them.")
    live = _sheets(fetch.encounters().filter(handoffs__state__in=workflow.LIVE), viewer, now, states=workflow.LIVE)
    finished = _finished(viewer, now)
    seen_list(viewer, "dispatch_board", _shown_in([*live, *finished]), purpose)
    return DispatchBoard(
        live=tuple(sheet for sheet, _ in live),
        finished=tuple(sheet for sheet, _ in finished),
        capacity=capacity_now(now),
        centres=centres(),
        undelivered=_all_undelivered(now),
    )


@reads
def live_handoffs(*, viewer: User, purpose: Purpose = Purpose.HANDOFF, now: datetime) -> tuple[HandoffSheet, ...]:
    """The live handoffs of an officer's own encounters, or, for care, those the viewer has taken."""
    encounters = fetch.encounters().filter(handoffs__state__in=workflow.LIVE)
    own = {"officer": viewer} if viewer.role in (Role.OFFICER, Role.SERGEANT) else {"handoffs__accepted_by": viewer}
    found = _sheets(encounters.filter(**own), viewer, now, states=workflow.LIVE) if is_here(viewer) else []
    seen_list(viewer, "live_handoffs", _shown_in(found), purpose)
    return tuple(sheet for sheet, _ in found)


@reads
def my_rings(*, viewer: User, now: datetime) -> tuple[MyRing, ...]:
    """The rings that wait for this viewer's answer. They name no person, so they leave no line."""
    if not viewer.may(Permission.ANSWER_CALLS):
        return ()
    mine = Ring.objects.filter(
        user=viewer, outcome=RingOutcome.RINGING, handoff__state__in=(workflow.State.RINGING, workflow.State.EXHAUSTED)
    )
    people = ("handoff__requested_by__agency", "handoff__encounter")
    return tuple(_my_ring(ring, now) for ring in mine.select_related(*people).order_by("rung_at"))


@reads_as_worker("a mail server that fails is everybody's to know of, whoever the message was for")
def _all_undelivered(now: datetime) -> int:
    return OutboxMessage.objects.filter(state=Sending.DEAD, created_at__gte=now - FINISHED_FOR).count()


def centres() -> tuple[CentreLine, ...]:
    """The drop-off centers that are open."""
    found = (lines.centre_line(centre) for centre in DropOffCentre.objects.filter(is_open=True))
    return tuple(line for line in found if line)


Found = tuple[HandoffSheet, Encounter]


def _shown_in(found: list[Found]) -> list[tuple[str, UUID]]:
    return [shown_of(encounter) for _, encounter in found]


def _finished(viewer: User, now: datetime) -> list[Found]:
    ended = tuple(state.value for state in workflow.State if state not in workflow.LIVE)
    recent = fetch.encounters().filter(handoffs__state__in=ended, handoffs__requested_at__gte=now - FINISHED_FOR)
    found = _sheets(recent, viewer, now, states=ended)
    fresh = [one for one in found if one[0].requested_at >= now - FINISHED_FOR]
    return sorted(fresh, key=lambda one: one[0].requested_at, reverse=True)[:MOST_FINISHED]


def _sheets(
    encounters: QuerySet[Encounter],
    viewer: User,
    now: datetime,
    *,
    only: set[UUID] | None = None,
    states: Iterable[str] | None = None,
) -> list[Found]:
    found = list(encounters.filter(pk__in=within_reach(viewer)).distinct().order_by("at")[:200])
    outside = _Outside(_undelivered(found), preferences(), now)
    wanted = None if states is None else {str(state) for state in states}
    return [
        (_sheet(one, encounter, eyes, outside), encounter)
        for encounter in found
        if (eyes := eyes_on(viewer, encounter))
        for one in encounter.handoffs.all()
        if (only is None or one.pk in only) and (wanted is None or one.state in wanted)
        if eyes.see(Class.DIVERSION_EVENT)
    ]


def _undelivered(encounters: list[Encounter]) -> dict[UUID, int]:
    """How many messages are dead, by ring: one query for all."""
    rings = [ring.pk for encounter in encounters for one in encounter.handoffs.all() for ring in one.rings.all()]
    dead = OutboxMessage.objects.filter(state=Sending.DEAD, subject__in=rings)
    return dict(dead.values_list("subject").annotate(Count("id")).values_list("subject", "id__count"))


@dataclass(frozen=True, slots=True)
class _Outside:
    """What a handoff's sheet needs beyond its rows: dead messages by ring, the site's choices, the moment."""

    dead: dict[UUID, int]
    preferences: SitePreferences
    now: datetime


def _sheet(one: Handoff, encounter: Encounter, eyes: Eyes, outside: _Outside) -> HandoffSheet:
    version = version_of(encounter.protocol_digest)
    rings = _rings(one)
    return HandoffSheet(
        id=one.pk,
        encounter_id=encounter.pk,
        state=workflow.State(one.state),
        requested_by=lines.who(one.requested_by),
        requested_at=one.requested_at,
        meet_at=eyes.show(Class.DIVERSION_EVENT, one.meet_at),
        person=lines.person(encounter.participant, eyes),
        charge=eyes.show(Class.LEGAL, lines.charge(encounter)),
        clock=arrival_clock(one, version, encounter.pathway).status(outside.now),
        aim_minutes=arrival_rule(version, encounter.pathway).minutes,
        responder=lines.who_or_none(one.accepted_by),
        accepted_at=one.accepted_at,
        expected_at=one.expected_at,
        en_route_at=one.en_route_at,
        arrived_at=one.arrived_at,
        released_at=one.released_at,
        failed_at=one.failed_at,
        failure=one.failure,
        centre=lines.centre_line(one.centre),
        dropped_off_at=one.dropped_off_at,
        rings=rings,
        next_ring_at=one.next_ring_at,
        undelivered=sum(outside.dead.get(ring.id, 0) for ring in rings),
        call_instead=_call_instead(one, outside),
        acts=workflow.MACHINE.open_to(workflow.State(one.state), eyes.role),
    )


def _rings(one: Handoff) -> tuple[RingLine, ...]:
    return tuple(lines.ring_line(ring) for ring in one.rings.all())


def _call_instead(one: Handoff, outside: _Outside) -> str:
    waiting = one.state in (workflow.State.RINGING, workflow.State.EXHAUSTED)
    waited = (outside.now - one.ringing_since).total_seconds()
    tired = one.state == workflow.State.EXHAUSTED or waited >= outside.preferences.give_number_after
    return outside.preferences.fallback_phone if waiting and tired else ""


def _my_ring(ring: Ring, now: datetime) -> MyRing:
    encounter = ring.handoff.encounter
    version = version_of(encounter.protocol_digest)
    return MyRing(
        ring_id=ring.pk,
        handoff_id=ring.handoff_id,
        rung_at=ring.rung_at,
        rank=ring.rank,
        meet_at=ring.handoff.meet_at,
        officer=lines.who(ring.handoff.requested_by),
        charge=lines.charge(encounter),
        clock=arrival_clock(ring.handoff, version, encounter.pathway).status(now),
    )
