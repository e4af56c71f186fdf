"""One consent paper whole, and the choices a new one may be made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient
from belltown.disclosure.posture import Posture
from belltown.disclosure.ruling import Restriction
from belltown.vocabulary import Role
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate.looks import looks_since
from belltown_site.records.gate.papers import paper, scopes_named
from belltown_site.records.gate.people import look_at_own, person_of
from belltown_site.records.gate.previews import losses
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.gate.recipients import recipients_of, seats_of_partners
from belltown_site.records.gate.witness import seen
from belltown_site.records.guard import reads
from belltown_site.records.models import Consent, SignedPage
from belltown_site.records.sheets import (
    Accounting,
    ConsentSheet,
    PageSheet,
    Purpose,
    RecipientChoice,
    SeatLoss,
    SeatOutside,
)

THREE_YEARS = timedelta(days=3 * 366)
"""How far back an accounting goes (42 CFR 2.25(a)); a day too many rather than one too few."""


@reads
def consent(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> ConsentSheet:
    """One paper, for the agency that shares. Raises NotFound alike for none and for another agency's."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    papers = Consent.objects.select_related("discloser", "witnessed_by__agency").prefetch_related("shares")
    found = papers.filter(pk=as_uuid(id, "consent"), discloser=viewer.agency_id).first()
    if found is None:
        raise no_such("consent")
    look = look_at_own(found.participant_id, viewer, now)
    seen(viewer, "consent", "consent", found.pk, purpose)
    return paper(found, person_of(look), look.allowed)


@reads
def signed_page(
    id: UUID | str, number: int, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime
) -> PageSheet:
    """One page of the picture of a paper, for the agency that shares. Raises NotFound alike for none and another's."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    wanted = SignedPage.objects.select_related("consent").filter(consent=as_uuid(id, "picture"), number=number)
    found = wanted.filter(consent__discloser=viewer.agency_id).first()
    if found is None:
        raise no_such("picture")
    look_at_own(found.consent.participant_id, viewer, now)
    seen(viewer, "signed_page", "consent", found.consent_id, purpose)
    return PageSheet(found.pk, found.number, found.content.content)


@reads
def keeping_back(
    id: UUID | str, *, agency: UUID | None, role: Role | None, classes: Iterable[Class], viewer: User, now: datetime
) -> tuple[SeatLoss, ...]:
    """What such a request would take from whom, said before it is made. Raises NotAllowed, NotFound."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    look = look_at_own(id, viewer, now)
    asked = Restriction(Recipient(agency=str(agency), role=role) if agency else None, frozenset(classes))
    return losses(look.row.pk, viewer.agency_id, asked, look.allowed)


@reads
def seats_outside(*, viewer: User) -> tuple[SeatOutside, ...]:
    """From whom something may be kept back: every partner agency and, where it has several, each of its seats."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    return tuple(seats_of_partners(viewer))


@reads
def accounting(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> Accounting:
    """Three years of looks from outside, for those in whose care the person is. Raises NotAllowed, NotFound."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    look = look_at_own(id, viewer, now)
    since = now - THREE_YEARS
    seen(viewer, "accounting", "participant", look.row.pk, purpose)
    looks, holder = looks_since(look.row.pk, viewer, since), look.care.agency
    rested_on = {one.consent for one in looks if one.consent}
    papers = [one for one in look.allowed.consents.get(look.row.pk, ()) if one.id in rested_on]
    return Accounting(since, now, holder.name, looks, scopes_named(papers), Posture(holder.part2_status))


@reads
def paper_choices(kind: ConsentKind, *, viewer: User) -> tuple[RecipientChoice, ...]:
    """With whom a paper of this kind may share, and what may be ticked for each. Raises NotAllowed."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    return recipients_of(kind, viewer)
