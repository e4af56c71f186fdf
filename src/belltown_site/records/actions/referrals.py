"""Referrals from neighbors and colleagues."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from belltown.errors import BadInput, Fault, NotPossible
from belltown.vocabulary import Pathway, RefusalReason, Role
from belltown.workflow import referral as workflow
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.jurisdiction.protocols import in_force
from belltown_site.records.actions.acting import aware, check_texts, locked, one_of, trace
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.gate.triage import machine_of, may_read
from belltown_site.records.guard import writes, writes_as_worker
from belltown_site.records.models import Referral

State, Event = workflow.State, workflow.Event
LIMITS = {"about": 300, "where": 300, "words": 2000, "referrer_name": 200, "referrer_contact": 200}


@writes_as_worker("a neighbor has no account")
def receive(
    id: UUID | str,
    *,
    about: str,
    words: str,
    now: datetime,
    where: str = "",
    referrer_name: str = "",
    referrer_contact: str = "",
    pathway: Pathway = Pathway.COMMUNITY_REFERRAL,
    by: User | None = None,
) -> UUID:
    """Keep a referral, from anybody; `by` where the referrer has an account. The same id twice is one referral.

    Raises BadInput naming every fault: who it is about and why must be said, none longer than its limit.
    """
    texts = {
        "about": about.strip(), "where": where.strip(), "words": words.strip(),
        "referrer_name": referrer_name.strip(), "referrer_contact": referrer_contact.strip(),
    }  # fmt: skip
    _check(texts)
    key = as_uuid(id, "referral")
    version = in_force(local_day(aware(now)))
    row = Referral(
        id=key, pathway=Pathway(pathway).value, state=State.RECEIVED.value, received_at=now, received_by=by,
        protocol_digest=version.digest, **texts,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return key
    trace("referral.receive", row, by, pathway=row.pathway)
    return key


@writes
def approve(referral_id: UUID | str, *, by: User, now: datetime) -> None:
    """Take the referral: outreach looks for the person."""
    row = _screened(referral_id, by)
    if row.state == State.APPROVED:
        return
    _move(row, Event.APPROVE, by)
    row.decided_by, row.decided_at, row.reason = by, aware(now), ""
    row.save()
    trace("referral.approve", row, by)


@writes
def refuse(referral_id: UUID | str, *, reason: str, by: User, now: datetime) -> None:
    """Do not take the referral, with its reason (a RefusalReason): unmet demand is a figure that must be told."""
    reason = one_of(RefusalReason, reason, "reason").value
    row = _screened(referral_id, by)
    if row.state == State.REFUSED and row.reason == reason:
        return
    _move(row, Event.REFUSE, by)
    row.decided_by, row.decided_at, row.reason = by, aware(now), reason
    row.save()
    trace("referral.refuse", row, by, reason=reason)


@writes
def move(referral_id: UUID | str, *, event: Event, by: User, now: datetime) -> None:
    """Any other step of the table: screen, put on the waiting list, contact, not located, decline, reopen, enroll."""
    if event is Event.APPROVE:
        approve(referral_id, by=by, now=now)
        return
    if event is Event.REFUSE:
        raise NotPossible("A refusal needs its reason. Please use the button for refusing.")
    row = _mine(referral_id, by)
    aware(now)
    _move(row, event, by)
    row.save()
    trace(f"referral.{event.value}", row, by)


def _mine(referral_id: UUID | str, by: User) -> Referral:
    if not may_read(by):
        raise no_such("referral")
    return locked(Referral, referral_id, "referral")


def _screened(referral_id: UUID | str, by: User) -> Referral:
    """The referral, with the screening that whoever decides does by deciding."""
    row = _mine(referral_id, by)
    if row.state == State.RECEIVED and machine_of(row).may(State.RECEIVED, Event.SCREEN, Role(by.role)):
        row.state = State.SCREENING.value
    return row


def _move(row: Referral, event: Event, by: User) -> None:
    row.state = machine_of(row).next_state(State(row.state), event, Role(by.role)).value


def _check(texts: dict[str, str]) -> None:
    missing = [Fault(name, "must be filled in") for name in ("about", "words") if not texts[name]]
    if missing:
        raise BadInput("The referral is not complete.", missing)
    check_texts({name: (text, LIMITS[name]) for name, text in texts.items()})
