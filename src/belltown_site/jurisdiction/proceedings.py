"""Whether this site makes consents for proceedings, and acts on them (42 CFR 2.31(d)): off until somebody decides."""

from __future__ import annotations

from django.db import transaction

from belltown_site import ledger
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import preferences


def offer_proceedings(on: bool, *, by: User) -> None:
    """Turn them on or off, with its line in the ledger; to what it is already changes nothing. Raises NotAllowed."""
    check_may(by, Permission.CHANGE_SITE)
    choices = preferences()
    if choices.offers_proceedings is on:
        return
    with transaction.atomic():
        choices.offers_proceedings = on
        choices.save(update_fields=["offers_proceedings"])
        detail = {"on": on}
        ledger.append(by=by, act="site.offer_proceedings", subject_kind="site", subject_id=choices.site, detail=detail)
