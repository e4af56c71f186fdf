"""A paper signed by hand: its picture, page by page; and the copies that the participant got."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from belltown.disclosure.consent import CopyWay
from belltown.errors import NotPossible
from belltown_site.accounts.models import User
from belltown_site.records.actions.acting import aware, one_of, trace
from belltown_site.records.actions.consents import paper_of
from belltown_site.records.fields import Plain
from belltown_site.records.gate.reach import as_uuid
from belltown_site.records.guard import writes
from belltown_site.records.models import Consent, CopyGiven, SignedPage
from belltown_site.web.pictures import MOST_PAGES, Drawn, unusable


@writes
def add_picture(consent_id: UUID | str, *, picture: Drawn, by: User, now: datetime) -> None:
    """Keep a photo or a scan of the signed paper after the pages that are there already.

    The same picture twice is one. Raises NotFound, NotAllowed, NotPossible, BadInput.
    """
    row = _unsigned(consent_id, by, now)
    kept = list(SignedPage.objects.filter(consent=row).values_list("digest", flat=True))
    drawn = {hashlib.sha256(page).hexdigest(): page for page in picture.pages}
    fresh = {digest: page for digest, page in drawn.items() if digest not in kept}
    if len(kept) + len(fresh) > MOST_PAGES:
        raise unusable("too_many_pages")
    SignedPage.objects.bulk_create(
        SignedPage(consent=row, number=number, content=Plain(page), digest=digest, added_by=by, added_at=aware(now))
        for number, (digest, page) in enumerate(fresh.items(), len(kept) + 1)
    )
    if fresh:
        trace("consent.add_picture", row, by, pages=len(fresh))


@writes
def clear_picture(consent_id: UUID | str, *, by: User, now: datetime) -> None:
    """Take the picture away again, while nobody has vouched for it. Raises NotFound, NotAllowed, NotPossible."""
    row = _unsigned(consent_id, by, now)
    gone, _ = SignedPage.objects.filter(consent=row).delete()
    if gone:
        trace("consent.clear_picture", row, by, pages=gone)


@writes
def give_copy(id: UUID | str, *, consent: UUID | str, way: str, by: User, now: datetime) -> None:
    """Note that the participant got a copy, and how; one id is one copy. Raises NotFound, NotAllowed, BadInput."""
    row, way = paper_of(consent, by, now), one_of(CopyWay, way, "way").value
    values = {"consent": row, "way": way, "by": by, "at": aware(now)}
    _, is_new = CopyGiven.objects.get_or_create(id=as_uuid(id, "copy"), defaults=values)
    if is_new:
        trace("consent.give_copy", row, by, way=way)


def _unsigned(consent_id: UUID | str, by: User, now: datetime) -> Consent:
    row = paper_of(consent_id, by, now)
    if row.signed_on is not None:
        raise NotPossible("This paper is signed already. Its picture stays as it was looked at.")
    if row.revoked_at is not None:
        raise NotPossible("This paper was put away. Please make a new one.")
    return row
