"""A glass broken in an emergency: who opened whose record, why, until when, and what the second person found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, blank_or_one_of, one_of, paired
from belltown_site.records.models.participant import Participant


class Glass(VaultModel):
    """What 42 CFR 2.51(c) wants written down at once. `holder`: the agency in whose care the person was then.

    The words are a note about somebody's health, so police and prosecution read no row of this table.
    """

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="glasses")
    holder = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    nature = models.CharField(max_length=20)
    words = EncryptedText()
    given_to = EncryptedText()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, blank=True)
    verdict_words = EncryptedText()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    classes = {
        "participant": Class.IDENTITY,
        "holder": Class.ADMINISTRATIVE,
        "nature": Class.HEALTH,
        "words": Class.NOTE,
        "given_to": Class.NOTE,
        "opened_by": Class.ADMINISTRATIVE,
        "opened_at": Class.ADMINISTRATIVE,
        "until": Class.ADMINISTRATIVE,
        "closed_by": Class.ADMINISTRATIVE,
        "closed_at": Class.ADMINISTRATIVE,
        "verdict": Class.ADMINISTRATIVE,
        "verdict_words": Class.NOTE,
        "reviewed_by": Class.ADMINISTRATIVE,
        "reviewed_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["opened_at", "created_at"]
        indexes = [models.Index(fields=["holder", "reviewed_at"]), models.Index(fields=["opened_by", "until"])]
        constraints = [
            one_of("glass", "nature", EmergencyNature),
            blank_or_one_of("glass", "verdict", Verdict),
            paired("glass", "closed"),
            paired("glass", "reviewed"),
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="glass_ends_after_it_opens"),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_at__isnull=True) | (~Q(verdict="") & Q(reviewed_at__isnull=False)),
                name="glass_verdict_and_when",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("opened_by")), name="glass_second_person"
            ),
        ]
