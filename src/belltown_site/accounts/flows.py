"""On the way to an agency's sign-in and back: what this browser asked for waits in its session and is good once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from belltown_site.accounts.models import AgencySignIn, User
from belltown_site.accounts.returning import Return

MARK = "belltown_on_the_way"
WAITS = timedelta(minutes=10)
MOST = 4
"""Ways begun and not ended that one browser may have: a few open pages that locked at the same time."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One way to one provider. `user` is the one person who may come back; anybody where it is empty."""

    sign_in: str
    provider: dict[str, Any]
    began: float
    user: str = ""
    back: Return = field(default_factory=Return)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def began_at(self) -> datetime:
        return datetime.fromtimestamp(self.began, UTC)


def begin(
    request: HttpRequest, sign_in: AgencySignIn, provider: dict[str, Any], *, user: User | None, back: Return,
    now: datetime,
) -> tuple[str, Flow]:  # fmt: skip
    """A new way, kept in this browser's session under the state that is returned with it."""
    state = secrets.token_urlsafe(32)
    flow = Flow(
        sign_in=str(sign_in.pk), provider=provider, began=now.timestamp(), user=str(user.pk) if user else "", back=back
    )
    waiting = sorted(request.session.get(MARK, {}).items(), key=lambda one: one[1]["began"])
    request.session[MARK] = dict([*waiting[1 - MOST :], (state, asdict(flow))])
    return state, flow


def take(request: HttpRequest, state: str, now: datetime) -> Flow | None:
    """The way this browser began under this state, once; None where there is none, or it took too long."""
    waiting = dict(request.session.get(MARK, {}))
    kept = waiting.pop(state, None)
    if kept is None:
        return None
    request.session[MARK] = waiting
    flow = _read(kept)
    return flow if timedelta(0) <= now - flow.began_at <= WAITS else None


def _read(kept: Mapping[str, Any]) -> Flow:
    values = {one.name: kept[one.name] for one in fields(Flow)}
    return Flow(**{**values, "back": Return(**values["back"])})
