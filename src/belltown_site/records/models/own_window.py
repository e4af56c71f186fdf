"""A participant's own window: the account behind it, the phone it may be opened from, and the codes that open it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, one_of
from belltown_site.records.models.participant import Participant


class EntryWay(models.TextChoices):
    """How a window is opened."""

    CODE = "code", "A code, said or printed"
    LINK = "link", "A link, sent as a text message"


class OwnWindow(VaultModel):
    """One participant's window. `phone` is confirmed once a link sent to it was used; `phone_digest` finds it again."""

    participant = models.OneToOneField(Participant, models.PROTECT, related_name="window")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    phone = EncryptedText()
    phone_digest = models.BinaryField(max_length=16, db_index=True, default=bytes, blank=True)
    phone_confirmed_at = models.DateTimeField(null=True)

    classes = {
        "participant": Class.IDENTITY,
        "user": Class.ADMINISTRATIVE,
        "opened_by": Class.ADMINISTRATIVE,
        "opened_at": Class.ADMINISTRATIVE,
        "phone": Class.CONTACT,
        "phone_digest": Class.CONTACT,
        "phone_confirmed_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["opened_at", "created_at"]


class WindowCode(VaultModel):
    """One code or link, good once and not for long. Only keyed digests are kept: `place` finds it, `digest` proves it.

    A code's first letters are its place, so that tries at the rest can be counted against this code. A link has none.
    """

    window = models.ForeignKey(OwnWindow, models.CASCADE, related_name="codes")
    way = models.CharField(max_length=6, choices=EntryWay.choices)
    place = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    classes = {
        "window": Class.ADMINISTRATIVE,
        "way": Class.ADMINISTRATIVE,
        "place": Class.ADMINISTRATIVE,
        "digest": Class.ADMINISTRATIVE,
        "made_by": Class.ADMINISTRATIVE,
        "made_at": Class.ADMINISTRATIVE,
        "expires_at": Class.ADMINISTRATIVE,
        "tries": Class.ADMINISTRATIVE,
        "used_at": Class.ADMINISTRATIVE,
        "ended_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["made_at", "created_at"]
        constraints = [
            one_of("windowcode", "way", EntryWay),
            models.UniqueConstraint(
                fields=["window"], condition=Q(used_at__isnull=True, ended_at__isnull=True), name="windowcode_one_open"
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(used_at__isnull=True, ended_at__isnull=True), name="windowcode_one_place"
            ),
        ]
