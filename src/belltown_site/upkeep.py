"""All that is due by the clock at this site, as a table."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from belltown_site.accounts.closing import close_unused
from belltown_site.accounts.lockout import forget_old
from belltown_site.accounts.sessions import forget_over
from belltown_site.jobs import Job
from belltown_site.office.checking import checkpoint_weekly, run_asked
from belltown_site.records.actions.handoffs import ring_due
from belltown_site.records.actions.holds import lapse_due
from belltown_site.records.actions.own_windows import end_expired
from belltown_site.records.sweeps import send_due
from belltown_site.web.live import forget_old_events

TRIES_KEPT = timedelta(days=1)
"""Longer than any window in which tries are counted."""


def forget_old_tries(now: datetime) -> int:
    """Remove tries that no limit counts any more; returns how many."""
    return forget_old(now, TRIES_KEPT)


def forget_ended_sessions(_now: datetime) -> None:
    """Remove sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


_SECOND, _TEN_MINUTES, _HOUR = timedelta(seconds=1), timedelta(minutes=10), timedelta(hours=1)

JOBS = (
    Job("ring", _SECOND, lambda now: ring_due(now=now), lane="ring", leased=False),
    Job("lapse", timedelta(seconds=30), lambda now: lapse_due(now=now), lane="ring", leased=False),
    Job("post", _SECOND, send_due, lane="post", leased=False),
    Job("forget-old-events", _TEN_MINUTES, forget_old_events),
    Job("forget-old-tries", _TEN_MINUTES, forget_old_tries),
    Job("forget-ended-sessions", _HOUR, forget_ended_sessions),
    Job("forget-sign-ins", _HOUR, forget_over),
    Job("end-expired-codes", _HOUR, lambda now: end_expired(now=now)),
    Job("ledger-checks", timedelta(seconds=2), run_asked, lane="ledger", leased=False),
    Job("ledger-checkpoint", _HOUR, checkpoint_weekly, lane="ledger"),
    Job("close-unused-accounts", timedelta(days=1), close_unused),
)
"""Ringing, posting and checks of the ledger swap or lease their own rows, so they need no lease of the job."""
