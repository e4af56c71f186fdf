"""What happened at the sign-in, a line each in the site's log: ids and codes, so that a line names nobody by itself.

For who reviews it: NIST SP 800-53 AU-2 and AU-3 by way of the CJIS Security Policy, and OWASP ASVS 5.0.0 16.3.1.
"""

from __future__ import annotations

import logging
from enum import StrEnum

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from belltown_site.accounts.models import User
from belltown_site.accounts.sign_in import visitor_address

log = logging.getLogger("belltown.sign-in")


class Event(StrEnum):
    """What a line says happened."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    LOCKED = "locked"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_BREACHED = "password_breached"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    SESSIONS_ENDED = "sessions_ended"
    IDENTITY_BOUND = "identity_bound"
    IDENTITY_REMOVED = "identity_removed"
    PROVIDER_AWAY = "provider_away"
    PROVIDER_UNPROVED = "provider_unproved"


TROUBLE = frozenset({Event.REFUSED, Event.LOCKED, Event.PROVIDER_AWAY, Event.PROVIDER_UNPROVED})


def note(
    event: Event, *, request: HttpRequest | None = None, user: User | None = None, account: str = "", by: str = ""
) -> None:
    """Write one line. `account` is what a visitor typed and `request` their address: both stand there as keyed marks,
    the same each time and readable by nobody."""
    level = logging.WARNING if event in TROUBLE else logging.INFO
    where = mark("place", visitor_address(request)) if request else "-"
    who = str(user.pk) if user else "-"
    log.log(level, "%s user=%s account=%s from=%s by=%s", event, who, mark("account", account), where, by or "-")


def mark(kind: str, text: str) -> str:
    """Twelve letters that stand for this text; a dash for none."""
    if not text:
        return "-"
    return salted_hmac(f"belltown.log.{kind}", text.strip().lower(), algorithm="sha256").hexdigest()[:12]
