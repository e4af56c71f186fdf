"""Whether the picture that somebody vouches for is the one that is kept."""

from __future__ import annotations

from belltown.errors import BadInput, Fault, NotPossible
from belltown_site.records.models import Consent, SignedPage
from belltown_site.records.sheets import digest_of_pages


def check_seen(row: Consent, seen: str) -> None:
    """Raises BadInput without a picture, NotPossible where it is no longer the one that was on the screen."""
    kept = digest_of_pages(SignedPage.objects.filter(consent=row).values_list("digest", flat=True))
    if not kept:
        raise BadInput("Nothing was signed.", [Fault("picture", "is missing: please add a photo of the signed paper")])
    if seen != kept:
        raise NotPossible("The picture has changed since you looked at it. Please look at it again, then confirm.")
