"""A circle around a participant: the accounts that alone may know of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, paired
from belltown_site.records.models.participant import Participant


class Circle(VaultModel):
    """Drawn by one of the agency in whose care the person is, and lifted as an act of its own.

    The reason is sealed: whoever may read that there is a circle need not read why.
    """

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="circles")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    reason = EncryptedText()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    classes = {
        "participant": Class.IDENTITY,
        "agency": Class.ADMINISTRATIVE,
        "reason": Class.IDENTITY,
        "drawn_by": Class.ADMINISTRATIVE,
        "drawn_at": Class.ADMINISTRATIVE,
        "lifted_by": Class.ADMINISTRATIVE,
        "lifted_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["drawn_at", "created_at"]
        constraints = [
            paired("circle", "lifted"),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(lifted_at__isnull=True), name="circle_one_standing"
            ),
        ]


class CircleMember(VaultModel):
    """One account in a circle, and who let it in. Nobody is ever taken out: another circle is drawn instead."""

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "circle": Class.ADMINISTRATIVE,
        "user": Class.ADMINISTRATIVE,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
        constraints = [models.UniqueConstraint(fields=["circle", "user"], name="circlemember_once")]
