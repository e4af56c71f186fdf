"""What belongs to a signed paper: the pages of its picture, and to whom a copy of it was given and how."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CopyWay
from belltown_site.records.fields import EncryptedBytes
from belltown_site.records.models.base import VaultModel, one_of
from belltown_site.records.models.consent import Consent


class SignedPage(VaultModel):
    """One page of the picture of a paper signed by hand: a JPEG of our own drawing. `digest` is its sha256."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="pages")
    number = models.PositiveSmallIntegerField()
    content = EncryptedBytes()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    classes = {
        "consent": Class.ADMINISTRATIVE,
        "number": Class.ADMINISTRATIVE,
        "content": Class.IDENTITY,
        "digest": Class.ADMINISTRATIVE,
        "added_by": Class.ADMINISTRATIVE,
        "added_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["consent", "number"], name="signedpage_once")]


class CopyGiven(VaultModel):
    """The participant got a copy of what they signed, or saw it and did not want one."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="copies")
    way = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "consent": Class.ADMINISTRATIVE,
        "way": Class.ADMINISTRATIVE,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
        constraints = [one_of("copygiven", "way", CopyWay)]
