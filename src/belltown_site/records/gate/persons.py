"""The guard "may already be known": says that names agree, and shows no record."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from belltown.errors import NotAllowed
from belltown.vocabulary import OfferOutcome
from belltown_site import ledger
from belltown_site.accounts.limits import count
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.records import name_keys
from belltown_site.records.gate.circles import circles_of
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import PersonKey
from belltown_site.records.sheets import KnownGuard

MOST_AN_HOUR = 120
_WORDS = {
    "name": "the full name",
    "sound": "a name that sounds alike",
    "born": "the date of birth",
    "year": "the year of birth",
}
_NOBODY = KnownGuard(False, (), "Nobody of this name is known to take part. That is no proof; names are often unsure.")


@reads_as_worker("whether a name is known is asked across agencies, and answered by yes or no")
def known_persons(*, viewer: User, name: str, born: str = "") -> KnownGuard:
    """Whether someone who takes part may have this name. `born` is YYYY, YYYY-MM or YYYY-MM-DD, or empty.

    Of somebody behind a circle it says what it says of nobody, to whoever asks: "may take part" would be the very thing
    the circle keeps, and a second offer of diversion harms no one.
    Yes when the full name agrees, or one sounds alike and the birth date or year agrees too. Raises NotAllowed, also
    to a viewer who asked MOST_AN_HOUR times: whoever tries names one after the other is not screening.
    """
    if not viewer.may(Permission.SCREEN):
        raise NotAllowed("Only those who screen encounters may ask whether a name is known. Please ask dispatch.")
    count("known_persons", str(viewer.pk), most=MOST_AN_HOUR, window=timedelta(hours=1), now=timezone.now())
    best = _best_agreement(name, born)
    _asked(viewer, bool(best))
    if not best:
        return _NOBODY
    agreeing = tuple(words for kind, words in _WORDS.items() if kind in best)
    return KnownGuard(
        True,
        agreeing,
        f"Someone with this name may already take part (agreeing: {' and '.join(agreeing)}). Ask dispatch first.",
    )


def _best_agreement(name: str, born: str) -> frozenset[str]:
    takes_part = PersonKey.objects.filter(
        digest__in=name_keys.searched(name, born), participant__encounters__offers__outcome=OfferOutcome.ACCEPTED
    )
    agreeing: dict[UUID, set[str]] = defaultdict(set)
    for participant, kind in takes_part.values_list("participant_id", "kind").distinct():
        agreeing[participant].add(kind)
    kept = circles_of(agreeing)
    enough = [frozenset(kinds) for one, kinds in agreeing.items() if one not in kept and _is_enough(kinds)]
    return max(enough, key=len, default=frozenset())


def _is_enough(kinds: set[str]) -> bool:
    return "name" in kinds or ("sound" in kinds and bool(kinds & {"born", "year"}))


def _asked(viewer: User, found: bool) -> None:
    with transaction.atomic():
        ledger.append(
            by=viewer,
            act="read.known_persons",
            subject_kind="viewer",
            subject_id=viewer.pk,
            purpose="screening",
            detail={"may_be_known": found},
        )
