"""Sheets about handoffs and the people on call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.workflow import handoff as workflow
from belltown.workflow.clocks import Status
from belltown.workflow.machine import Transition
from belltown_site.jurisdiction.roster import OnCall
from belltown_site.records.sheets.base import PersonSheet, Who, Withheld
from belltown_site.records.sheets.encounter import Charge


@dataclass(frozen=True, slots=True)
class RingLine:
    """One ring. `outcome` and `channel` are codes; `rank` 1 first on call, 2 next, 3 deputy."""

    id: UUID
    who: Who
    rank: int
    rung_at: datetime
    outcome: str
    channel: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class CentreLine:
    """A drop-off center."""

    id: UUID
    name: str
    address: str
    phone: str
    hours: str
    notes: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class HandoffSheet:
    """One handoff, with the same clock for the officer and for dispatch.

    `clock` runs from the request to the arrival; `aim_minutes` is its length. `undelivered` counts messages that could
    not be sent. `call_instead` is a phone number, once nobody has answered for the time the site has set.
    """

    id: UUID
    encounter_id: UUID
    state: workflow.State
    requested_by: Who
    requested_at: datetime
    meet_at: str | Withheld
    person: PersonSheet | Withheld | None
    charge: Charge | Withheld
    clock: Status
    aim_minutes: int
    responder: Who | None
    accepted_at: datetime | None
    expected_at: datetime | None
    en_route_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    failed_at: datetime | None
    failure: str
    centre: CentreLine | None
    dropped_off_at: datetime | None
    rings: tuple[RingLine, ...]
    next_ring_at: datetime | None
    undelivered: int
    call_instead: str
    acts: tuple[Transition[workflow.State, workflow.Event], ...]


@dataclass(frozen=True, slots=True)
class CapacitySheet:
    """What an officer should know before offering.

    `free_places` over all caseloads; `expected_minutes` is the median of recent arrivals, None while there are too few.
    `sentence` says it all for the page.
    """

    free_places: int
    ceiling: int
    carried: int
    on_call: tuple[OnCall, ...]
    expected_minutes: int | None
    sentence: str

    @property
    def remains(self) -> bool:
        return self.free_places > 0


@dataclass(frozen=True, slots=True)
class DispatchBoard:
    """All that dispatch watches. `finished` ended in the last twelve hours. `undelivered` messages are dead."""

    live: tuple[HandoffSheet, ...]
    finished: tuple[HandoffSheet, ...]
    capacity: CapacitySheet
    centres: tuple[CentreLine, ...]
    undelivered: int


@dataclass(frozen=True, slots=True)
class MyRing:
    """A ring that waits for this viewer's answer. No identity: that comes with accepting."""

    ring_id: UUID
    handoff_id: UUID
    rung_at: datetime
    rank: int
    meet_at: str
    officer: Who
    charge: Charge
    clock: Status
