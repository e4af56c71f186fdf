"""What happens because time has passed. Safe to run anywhere, any number at once, and again after a kill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from belltown_site.records.actions import handoffs, holds, outbox
from belltown_site.records.actions.outbox import Parcel
from belltown_site.records.paging import Unsendable, send

Send = Callable[[Parcel, datetime], None]


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    rung: int
    lapsed: int
    sent: int
    failed: int


def sweep(now: datetime) -> Swept:
    """Ring whoever is next, note lapsed holds, send what is due. To be called every second or so."""
    rung, lapsed = handoffs.ring_due(now=now), holds.lapse_due(now=now)
    sent, failed = send_due(now)
    return Swept(rung, lapsed, sent, failed)


def send_due(now: datetime, send: Send = send) -> tuple[int, int]:
    """Send the messages that are due; returns how many left and how many did not.

    Sending is outside any transaction: a slow server holds up nobody. A worker killed between sending and noting it
    sends that message once more, under the same id.
    """
    outcomes = [_send_one(parcel, now, send) for parcel in outbox.lease(now=now)]
    return outcomes.count(True), outcomes.count(False)


def _send_one(parcel: Parcel, now: datetime, send: Send) -> bool:
    try:
        send(parcel, now)
    except Unsendable as fault:
        outbox.failed(parcel=parcel, fault=str(fault), now=now)
        return False
    except OSError as error:
        outbox.failed(parcel=parcel, fault=type(error).__name__, now=now)
        return False
    outbox.sent(parcel=parcel, now=now)
    return True
