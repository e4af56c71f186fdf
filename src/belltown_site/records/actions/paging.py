"""Answers to a ring that come from outside, by signed webhook: from a text message, say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from belltown.errors import BadInput, Fault, NotAllowed
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records.actions import handoffs
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import writes_as_worker
from belltown_site.records.models import AnsweredThrough, Ring

ACCEPT, CANNOT = "ring.accept", "ring.cannot"


@writes_as_worker("whose message it is stands in the ring it names; the answer is then given as that person")
def answer_from_outside(*, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """Accept or decline the ring a signed message names, as the person who was rung.

    The body is {"type": "ring.accept" | "ring.cannot", "data": {"ring": id, "eta_minutes": n}}, signed as Standard
    Webhooks says with this site's secret. Raises NotAllowed for a signature that does not fit or is over five minutes
    old, BadInput, NotFound, NotPossible.
    """
    message = _verified(body, headers)
    kind, data = message.get("type"), message.get("data")
    if kind not in (ACCEPT, CANNOT) or not isinstance(data, dict):
        raise BadInput("The message cannot be read.", [Fault("type", f"must be {ACCEPT} or {CANNOT}, with data")])
    ring = _ring(str(data.get("ring", "")))
    if kind == CANNOT:
        handoffs.cannot(ring.handoff_id, by=ring.user, now=now, through=AnsweredThrough.WEBHOOK)
        return
    handoffs.accept(ring.handoff_id, by=ring.user, now=now, eta_minutes=_minutes(data), through=AnsweredThrough.WEBHOOK)


def _verified(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    plain = {name.lower(): value for name, value in headers.items()}
    try:
        Webhook(preferences().webhook_secret).verify(body, plain)
        message = json.loads(body)
    except WebhookVerificationError:
        raise NotAllowed("The message's signature does not fit. Nothing was changed.") from None
    except ValueError:
        raise BadInput("The message cannot be read: it is not JSON.") from None
    return message if isinstance(message, dict) else {}


def _ring(text: str) -> Ring:
    found = Ring.objects.select_related("user__agency").filter(pk=as_uuid(text, "ring")).first()
    if found is None:
        raise no_such("ring")
    return found


def _minutes(data: dict[str, Any]) -> int | None:
    minutes = data.get("eta_minutes")
    if minutes is not None and (isinstance(minutes, bool) or not isinstance(minutes, int)):
        raise BadInput("The message cannot be read.", [Fault("eta_minutes", "must be a whole number")])
    return minutes
