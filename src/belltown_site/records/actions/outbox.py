"""Messages put in the outbox, leased by one worker at a time, sent, tried again, or dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from belltown.disclosure.disclosed import Disclosed, by_consent, by_no_consent
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records.gate.consents import local, pure
from belltown_site.records.gate.notices import scopes_of
from belltown_site.records.guard import reads_as_worker, writes_as_worker
from belltown_site.records.models import Channel, OutboxMessage, Sending, WindowCode
from belltown_site.records.own_codes import link_of

LEASE = timedelta(seconds=60)
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=20), timedelta(seconds=60), timedelta(minutes=3))
_POST = "the site's own worker sends what is due, whoever it is for"
MOST_ATTEMPTS = len(BACK_OFF) + 1


@dataclass(frozen=True, slots=True)
class Told:
    """All that a message may tell. Nothing of any participant but, in a link into their own window, where it goes."""

    event: str
    subject: UUID
    recipient: UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """One leased message and where it goes. It tells ids and a type, with the notice where a consent allows it."""

    id: UUID
    channel: str
    told: Disclosed[Told]
    email: str
    phone: str
    link: UUID | None
    due_at: datetime
    lease_until: datetime


def enqueue(event: str, subject: UUID, recipient: UUID, now: datetime, *, rests_on: UUID | None = None) -> None:
    """Put one message for each way this site sends: e-mail, and the webhook where one is set.

    `rests_on`: the consent by which its recipient may be told. It is asked again when the message leaves.
    """
    channels = [Channel.EMAIL, *([Channel.WEBHOOK] if preferences().webhook_url else [])]
    told = {"event": event, "subject": subject, "recipient_id": recipient, "rests_on_id": rests_on}
    OutboxMessage.objects.bulk_create(OutboxMessage(channel=channel, due_at=now, **told) for channel in channels)


def drop(subjects: list[UUID]) -> None:
    """Messages not yet sent about these are no longer needed."""
    OutboxMessage.objects.filter(subject__in=subjects, state=Sending.WAITING).update(state=Sending.DROPPED)


@writes_as_worker("whoever stops a consent takes back what waits to leave by it, to whomever it was to go")
def drop_resting_on(consent: UUID) -> None:
    """Nothing leaves by a consent that was stopped, in the very transaction in which it is."""
    OutboxMessage.objects.filter(rests_on=consent, state=Sending.WAITING).update(state=Sending.DROPPED)


@reads_as_worker(_POST)
def lease(*, now: datetime, most: int = 20) -> tuple[Parcel, ...]:
    """The messages this worker may send now: no other worker gets them until their lease runs out.

    With nothing due it only reads, so that it may run every second and hold up nobody.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = OutboxMessage.objects.filter(free, state=Sending.WAITING, due_at__lte=now).order_by("due_at", "pk")[:most]
    rows = due.select_related("recipient__agency", "rests_on").prefetch_related("rests_on__shares")
    taken = [row for row in rows if _take(row, now + LEASE)]
    return tuple(parcel for row in taken if (parcel := _parcel(row, now)))


@writes_as_worker(_POST)
def sent(*, parcel: Parcel, now: datetime) -> bool:
    """Note that a leased message has left; whether the lease was still ours."""
    return bool(_leased(parcel).update(state=Sending.SENT, sent_at=now, lease_until=None, attempts=F("attempts") + 1))


@writes_as_worker(_POST)
def failed(*, parcel: Parcel, fault: str, now: datetime) -> bool:
    """Note that a leased message did not leave: it waits longer each time, and after the last is dead.

    `fault` is the error's kind alone, never its text: that may hold an address.
    """
    row = _leased(parcel).first()
    if row is None:
        return False
    attempts = row.attempts + 1
    dead = attempts >= MOST_ATTEMPTS
    return bool(
        _leased(parcel).update(
            attempts=attempts,
            fault=fault[:60],
            lease_until=None,
            state=Sending.DEAD if dead else Sending.WAITING,
            due_at=now if dead else now + BACK_OFF[attempts - 1],
        )
    )


def _take(row: OutboxMessage, until: datetime) -> bool:
    """Compare and swap: two workers that read the same row cannot both move its lease."""
    same = OutboxMessage.objects.filter(pk=row.pk, state=Sending.WAITING, lease_until=row.lease_until)
    return bool(same.update(lease_until=until))


def _leased(parcel: Parcel):  # noqa: ANN202
    return OutboxMessage.objects.filter(pk=parcel.id, state=Sending.WAITING, lease_until=parcel.lease_until)


def _parcel(row: OutboxMessage, now: datetime) -> Parcel | None:
    """The message with its notice; None, and the message dropped, where the consent it rests on no longer stands."""
    to: User = row.recipient
    told = _disclosed(row, Told(row.event, row.subject, to.pk), now)
    if told is None:
        OutboxMessage.objects.filter(pk=row.pk).update(state=Sending.DROPPED, lease_until=None)
        return None
    phone, link = _window_link(row) or (to.phone, None)
    return Parcel(row.pk, row.channel, told, to.email or "", phone, link, row.due_at, now + LEASE)


def _window_link(row: OutboxMessage) -> tuple[str, UUID] | None:
    """The number and the link of a way into somebody's own window; None for any other message."""
    code = WindowCode.objects.select_related("window").filter(pk=row.subject).first()
    return (code.window.phone, link_of(code.pk)) if code else None


def _disclosed(row: OutboxMessage, told: Told, now: datetime) -> Disclosed[Told] | None:
    if row.rests_on is None:
        return by_no_consent(told)
    scopes = scopes_of(row.recipient, [pure(row.rests_on)], local(now))
    return by_consent(told, scopes) if scopes else None
