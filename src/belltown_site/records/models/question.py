"""What a participant asks those who walk with them, and what these answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, paired
from belltown_site.records.models.participant import Participant


class Question(VaultModel):
    """One question to the agency in whose care the person was when they asked. Only that agency reads it."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="questions")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    text = EncryptedText()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = EncryptedText()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    classes = {
        "participant": Class.IDENTITY,
        "agency": Class.ADMINISTRATIVE,
        "text": Class.NOTE,
        "asked_by": Class.ADMINISTRATIVE,
        "asked_at": Class.ADMINISTRATIVE,
        "answer": Class.NOTE,
        "answered_by": Class.ADMINISTRATIVE,
        "answered_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["asked_at", "created_at"]
        indexes = [models.Index(fields=["agency", "answered_at"])]
        constraints = [paired("question", "answered")]
