"""Every look at a person leaves a line."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from belltown_site import ledger
from belltown_site.accounts.models import User
from belltown_site.records.models import Encounter, Referral
from belltown_site.records.sheets import Purpose


def seen(
    viewer: User,
    sheet: str,
    subject_kind: str,
    subject_id: UUID,
    purpose: Purpose,
    *,
    consent: str = "",
    glass: str = "",
) -> None:
    """Note that the viewer looked at one thing, why, and by which consent or through which broken glass, if any."""
    rested_on = {"consent": consent, "glass": glass}
    with transaction.atomic():
        ledger.append(
            by=viewer,
            act=f"read.{sheet}",
            subject_kind=subject_kind,
            subject_id=subject_id,
            purpose=str(purpose),
            detail={name: id for name, id in rested_on.items() if id},
        )


def shown_of(thing: Encounter | Referral) -> tuple[str, UUID]:
    """Whom a row of a list speaks of: the participant, or while nobody knows who it is, the thing itself.

    Once somebody is named, the looks at the thing are looks at them.
    """
    person = thing.participant_id
    return ("participant", person) if person else (str(thing._meta.model_name), thing.pk)


def seen_list(viewer: User, sheet: str, shown: Iterable[tuple[str, UUID]], purpose: Purpose) -> None:
    """Note that the viewer looked at a list: how long it was, and beside the line whom each row spoke of.

    An empty list shows nobody and leaves no line.
    """
    rows = list(shown)
    if not rows:
        return
    with transaction.atomic():
        ledger.append(
            by=viewer,
            act=f"read.{sheet}",
            subject_kind="viewer",
            subject_id=viewer.pk,
            purpose=str(purpose),
            detail={"rows": len(rows)},
            subjects=rows,
        )
