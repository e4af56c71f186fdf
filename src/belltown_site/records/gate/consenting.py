"""One consent paper whole, and the choices a new one may be made from."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from belltown.disclosure.consent import ConsentKind
from belltown.disclosure.notice import statement
from belltown.disclosure.posture import Posture
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.gate.consents import local
from belltown_site.records.gate.looks import looks_since
from belltown_site.records.gate.papers import paper
from belltown_site.records.gate.people import look_at_own, person_of
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.gate.recipients import recipients_of
from belltown_site.records.gate.witness import seen
from belltown_site.records.guard import reads
from belltown_site.records.models import Consent
from belltown_site.records.sheets import Accounting, ConsentSheet, Purpose, RecipientChoice

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
    return paper(found, person_of(look), local(now))


@reads
def accounting(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> Accounting:
    """Three years of looks from outside, for those in whose care the person is. Raises NotAllowed, NotFound."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    look = look_at_own(id, viewer, now)
    since = now - THREE_YEARS
    seen(viewer, "accounting", "participant", look.row.pk, purpose)
    holder = look.care.agency
    looks = looks_since(look.row.pk, viewer, since)
    return Accounting(since, holder.name, looks, statement(Posture(holder.part2_status)))


@reads
def paper_choices(kind: ConsentKind, *, viewer: User) -> tuple[RecipientChoice, ...]:
    """With whom a paper of this kind may share, and what may be ticked for each. Raises NotAllowed."""
    check_may(viewer, Permission.KEEP_CONSENTS)
    return recipients_of(kind, viewer)
