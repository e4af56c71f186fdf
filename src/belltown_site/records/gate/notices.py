"""The statement of 42 CFR 2.32 for one viewer, with the scope of each consent by which they are shown anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from belltown.disclosure import consent as rules
from belltown.disclosure.notice import Scope, end_of, notice
from belltown_site.accounts.models import User
from belltown_site.records.gate.consents import viewer_of
from belltown_site.records.gate.recipients import recipient_words


def notice_to(viewer: User, consents: Iterable[rules.Consent], at: datetime) -> str:
    """The notice with what these consents allow this viewer; empty where they allow nothing. No query."""
    return notice(scopes_of(viewer, consents, at))


def scopes_of(viewer: User, consents: Iterable[rules.Consent], at: datetime) -> tuple[Scope, ...]:
    """The scope of every share, of a consent in force, that is meant for this viewer."""
    names = {str(viewer.agency_id): viewer.agency.name}, {str(viewer.pk): viewer.name}
    return tuple(
        Scope(
            recipient_words(share, *names),
            tuple(sorted(share.classes)),
            share.purpose,
            end_of(one.until, one.until_event),
        )
        for one in consents
        if rules.standing(one, at) is rules.Standing.IN_FORCE
        for share in rules.shares_reaching(one, viewer_of(viewer))
    )
