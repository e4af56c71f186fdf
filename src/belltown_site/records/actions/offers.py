"""The offer and what became of it. Every outcome is kept: together they are the denominator of equity."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from belltown.errors import BadInput, Fault, NotAllowed, NotPossible
from belltown.protocol.answers import Answer
from belltown.vocabulary import DeclineReason, HandoffFailure, NotOfferedReason, OfferOutcome, Pathway, Role
from belltown.workflow import encounter as workflow
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.actions import handoffs, holds
from belltown_site.records.actions.acting import POLICE_SIDE, aware, encounter_of, one_of, trace
from belltown_site.records.actions.deciding import step, unknown_of
from belltown_site.records.guard import writes
from belltown_site.records.models import Encounter, Offer
from belltown_site.records.sheets import Relation

State, Event = workflow.State, workflow.Event

REACHED: dict[OfferOutcome, tuple[State, ...]] = {
    OfferOutcome.OFFERED: (State.OFFERED,),
    OfferOutcome.ACCEPTED: (State.ACCEPTED,),
    OfferOutcome.DECLINED: (State.DECLINED,),
    OfferOutcome.NOT_OFFERED: (State.NOT_OFFERED,),
}
_REASONS: dict[OfferOutcome, tuple[str, ...]] = {
    OfferOutcome.DECLINED: tuple(DeclineReason),
    OfferOutcome.NOT_OFFERED: tuple(NotOfferedReason),
}


@writes
def record(
    encounter_id: UUID | str,
    *,
    outcome: OfferOutcome,
    by: User,
    now: datetime,
    reason: str = "",
    office: UUID | None = None,
) -> tuple[str, ...]:
    """Keep that diversion was offered, accepted, declined or not offered; returns the criteria nobody could answer.

    Accepted and declined may come in one tap: the offer is kept with them. An acceptance opens the filing hold where
    there is a charge (`office` names the prosecutor's office, where there are several). The same outcome twice is kept
    once. Raises BadInput without a fitting reason, NotAllowed, and NotPossible where a binding criterion is unmet.
    """
    outcome = one_of(OfferOutcome, outcome, "outcome")
    row, relation = encounter_of(encounter_id, by)
    _may(relation, outcome)
    _check_reason(outcome, reason)
    if row.state in REACHED[outcome]:
        return tuple(unknown_of(row))
    was = State(row.state)
    _MOVES[outcome](row, by, aware(now))
    row.save()
    kept = _keep(row, outcome, reason, by, now)
    if outcome is OfferOutcome.ACCEPTED:
        holds.open_where_due(row, office, by, now)
    if outcome is OfferOutcome.DECLINED and was in (State.ACCEPTED, State.HANDOFF_FAILED):
        handoffs.end_live(row, HandoffFailure.PERSON_CHANGED_MIND, by, now)
    trace("offer.record", kept, by, outcome=outcome.value, reason=reason, answer=row.answer)
    return tuple(kept.unknown)


@writes
def reconsider(encounter_id: UUID | str, *, by: User, now: datetime) -> None:
    """Think again about an encounter that was not offered: it goes back to its first step. The earlier row stays."""
    row, relation = encounter_of(encounter_id, by)
    _may(relation, OfferOutcome.NOT_OFFERED)
    aware(now)
    step(row, Event.RECONSIDER, by)
    row.save()
    trace("offer.reconsider", row, by)


def _offer(row: Encounter, by: User, now: datetime) -> None:
    if row.state == State.SCREENED:
        check_offerable(row)
        step(row, Event.OFFER, by)
    else:
        step(row, Event.OFFER_AGAIN if row.state == State.DECLINED else Event.OFFER, by)
    Offer.objects.create(
        encounter=row, outcome=OfferOutcome.OFFERED.value, answer=row.answer, unknown=unknown_of(row), by=by, at=now
    )


def _accept(row: Encounter, by: User, now: datetime) -> None:
    if row.state in (State.SCREENED, State.DECLINED):
        _offer(row, by, now)
    step(row, Event.ACCEPT, by)


def _decline(row: Encounter, by: User, now: datetime) -> None:
    if row.state == State.SCREENED:
        _offer(row, by, now)
    step(row, Event.DECLINE, by)


def _not_offer(row: Encounter, by: User, now: datetime) -> None:  # noqa: ARG001
    step(row, Event.NOT_OFFER, by)


_MOVES = {
    OfferOutcome.OFFERED: _offer,
    OfferOutcome.ACCEPTED: _accept,
    OfferOutcome.DECLINED: _decline,
    OfferOutcome.NOT_OFFERED: _not_offer,
}


def check_offerable(row: Encounter) -> None:
    """Raises NotPossible where a criterion is unmet; unknown ones do not stand in the way, and are kept as such."""
    if row.answer != Answer.NO.value:
        return
    texts = {one.id: one.text for one in version_of(row.protocol_digest).criteria_for(Pathway(row.pathway))}
    unmet = "; ".join(texts[one["criterion"]].rstrip(".") for one in row.finding["because"] if one["answer"] == "no")
    able = [Role(one).label.lower() for one in row.finding.get("overridable_by", ())]
    way = f"A {' or '.join(able)} may set it aside: ask for that." if able else "Record why it was not offered."
    raise NotPossible(f"The protocol does not allow this offer. Not met: {unmet}. {way}")


def _keep(row: Encounter, outcome: OfferOutcome, reason: str, by: User, now: datetime) -> Offer:
    if outcome is OfferOutcome.OFFERED:
        return row.offers.filter(outcome=OfferOutcome.OFFERED.value).order_by("-at", "-created_at")[0]
    return Offer.objects.create(
        encounter=row, outcome=outcome.value, reason=reason, answer=row.answer, unknown=unknown_of(row), by=by, at=now
    )


def _may(relation: Relation, outcome: OfferOutcome) -> None:
    allowed = (*POLICE_SIDE, Relation.RESPONDER) if outcome is OfferOutcome.DECLINED else POLICE_SIDE
    if relation not in allowed:
        raise NotAllowed("Only the officer who made this encounter or their sergeant may record the offer.")


def _check_reason(outcome: OfferOutcome, reason: str) -> None:
    allowed = _REASONS.get(outcome, ("",))
    if reason in allowed:
        return
    words = ", ".join(allowed) if any(allowed) else "empty for this outcome"
    raise BadInput(
        "The outcome cannot be kept.", [Fault("reason", f"must be {'one of ' if any(allowed) else ''}{words}")]
    )
