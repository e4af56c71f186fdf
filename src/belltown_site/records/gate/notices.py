"""The statement of 42 CFR 2.32 for one viewer, with the scope of each consent by which they are shown anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from belltown.disclosure import consent as rules
from belltown.disclosure.notice import Scope, end_of, notice
from belltown.disclosure.posture import Posture, strictest
from belltown_site.accounts.models import User
from belltown_site.records.gate.consents import viewer_of
from belltown_site.records.gate.recipients import recipient_words


def notice_to(
    viewer: User, consents: Iterable[rules.Consent], at: datetime, postures: Mapping[str, Posture] | None = None
) -> str:
    """The notice with what these consents allow this viewer; empty where they allow nothing. No query.

    `postures` by the id of the agency that shares; one that is not there is taken as covered.
    """
    sharing = {one: found for one in consents if (found := scopes_of(viewer, [one], at))}
    held = strictest((postures or {}).get(one.discloser, Posture.UNDETERMINED) for one in sharing)
    return notice([scope for found in sharing.values() for scope in found], posture=held)


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
