"""Counts that name nobody, protected before they leave the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from belltown.disclosure.small_cells import Counts, Margins, Protected, protect
from belltown.errors import NotAllowed
from belltown.vocabulary import OfferOutcome, Pathway, RefusalReason
from belltown.workflow import encounter as encounter_workflow
from belltown.workflow import handoff as handoff_workflow
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission, whom_to_ask
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import Encounter, Handoff, Referral
from belltown_site.records.sheets import CountsSheet

SPAN_DAYS = 90
_DROPPED = encounter_workflow.State.ENTERED_IN_ERROR
_OUTCOMES = (OfferOutcome.ACCEPTED, OfferOutcome.DECLINED, OfferOutcome.NOT_OFFERED)


class HandoffEnd(StrEnum):
    """How a handoff ended, as it is counted."""

    MET = "met"
    DROPPED_OFF = "dropped_off"
    FAILED = "failed"


_ENDS = {
    handoff_workflow.State.RELEASED: HandoffEnd.MET,
    handoff_workflow.State.DROPPED_OFF: HandoffEnd.DROPPED_OFF,
    handoff_workflow.State.FAILED: HandoffEnd.FAILED,
}


@reads_as_worker("counts are taken across agencies, and protected before they leave")
def counts(*, viewer: User, now: datetime, days: int = SPAN_DAYS) -> CountsSheet:
    """Offers, handoffs and refused referrals of the last days, small counts suppressed. Raises NotAllowed."""
    if not viewer.may(Permission.SEE_COUNTS):
        raise NotAllowed(f"Counts are for {whom_to_ask(Permission.SEE_COUNTS)}. Please ask one of them.")
    since = now - timedelta(days=days)
    return CountsSheet(since, now, _offers(since, now), _handoffs(since, now), _refusals(since, now))


def _offers(since: datetime, now: datetime) -> Protected:
    """Each encounter once, by door and by what became of its offer last; those still open are left out."""
    rows = Encounter.objects.filter(at__gte=since, at__lte=now).exclude(state=_DROPPED)
    last: dict[object, tuple[str, str]] = {}
    for key, pathway, outcome in rows.order_by("offers__at", "offers__created_at").values_list(
        "pk", "pathway", "offers__outcome"
    ):
        last[key] = (pathway, outcome)
    return protect(_table("Offers", tuple(Pathway), _OUTCOMES, last.values(), Margins.BOTH))


def _handoffs(since: datetime, now: datetime) -> Protected:
    ended = Handoff.objects.filter(requested_at__gte=since, requested_at__lte=now, state__in=_ENDS)
    pairs = [("handoffs", _ENDS[handoff_workflow.State(state)]) for state in ended.values_list("state", flat=True)]
    return protect(_table("Handoffs", ("handoffs",), tuple(HandoffEnd), pairs, Margins.ROWS))


def _refusals(since: datetime, now: datetime) -> Protected:
    refused = Referral.objects.filter(received_at__gte=since, received_at__lte=now).exclude(reason="")
    pairs = [("refused", reason) for reason in refused.values_list("reason", flat=True)]
    return protect(_table("Referrals not taken", ("refused",), tuple(RefusalReason), pairs, Margins.ROWS))


def _table(
    name: str, rows: Iterable[str], columns: Iterable[str], pairs: Iterable[tuple[str, str]], margins: Margins
) -> Counts:
    found = Counter((str(row), str(column)) for row, column in pairs)
    names, heads = tuple(map(str, rows)), tuple(map(str, columns))
    cells = tuple(tuple(found[row, column] for column in heads) for row in names)
    return Counts(name, names, heads, cells, margins)
