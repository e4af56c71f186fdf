"""Two records that one agency says are one person, or says are not. Nothing is merged, so nothing need be unmerged."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel, paired
from belltown_site.records.models.participant import Participant


class Pair(VaultModel):
    """Two records in the care of one agency, the smaller id first: a pair has one way to be written."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    left = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    right = models.ForeignKey(Participant, models.CASCADE, related_name="+")

    classes: ClassVar[dict[str, Class]] = {
        "agency": Class.ADMINISTRATIVE,
        "left": Class.IDENTITY,
        "right": Class.IDENTITY,
    }

    class Meta(VaultModel.Meta):
        abstract = True


def _pair_rules(table: str, ended: str) -> list[models.BaseConstraint]:
    return [
        paired(table, ended.removesuffix("_at")),
        models.CheckConstraint(condition=Q(left__lt=F("right")), name=f"{table}_smaller_id_first"),
        models.UniqueConstraint(
            fields=["agency", "left", "right"], condition=Q(**{f"{ended}__isnull": True}), name=f"{table}_one_open"
        ),
    ]


class Link(Pair):
    """These two are one person. `reasons` are codes of `linkage.weights.Agreement`: what spoke for it on that day."""

    reasons = models.JSONField(default=list)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    unlinked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unlinked_at = models.DateTimeField(null=True)

    classes = {
        "reasons": Class.ADMINISTRATIVE,
        "linked_by": Class.ADMINISTRATIVE,
        "linked_at": Class.ADMINISTRATIVE,
        "unlinked_by": Class.ADMINISTRATIVE,
        "unlinked_at": Class.ADMINISTRATIVE,
    }

    class Meta(Pair.Meta):
        abstract = False
        ordering = ["linked_at", "created_at"]
        constraints = _pair_rules("link", "unlinked_at")


class NotSame(Pair):
    """These two are not one person. Until it is lifted nobody links them; nor is it proposed while names stay."""

    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    classes = {
        "said_by": Class.ADMINISTRATIVE,
        "said_at": Class.ADMINISTRATIVE,
        "lifted_by": Class.ADMINISTRATIVE,
        "lifted_at": Class.ADMINISTRATIVE,
    }

    class Meta(Pair.Meta):
        abstract = False
        ordering = ["said_at", "created_at"]
        constraints = _pair_rules("notsame", "lifted_at")
