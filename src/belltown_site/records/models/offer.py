"""What became of the chance to offer. Every row is kept: together they are the denominator of equity."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import DeclineReason, NotOfferedReason, OfferOutcome
from belltown_site.records.models.base import VaultModel, one_of
from belltown_site.records.models.encounter import Encounter


class Offer(VaultModel):
    """`answer` and `unknown` keep what the protocol said at that moment, and which criteria nobody could answer."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="offers")
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=30, blank=True)
    answer = models.CharField(max_length=10)
    unknown = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "outcome": Class.DIVERSION_EVENT,
        "reason": Class.DIVERSION_EVENT,
        "answer": Class.ELIGIBILITY,
        "unknown": Class.ELIGIBILITY,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
        indexes = [models.Index(fields=["outcome", "at"])]
        constraints = [
            one_of("offer", "outcome", OfferOutcome),
            models.CheckConstraint(
                condition=Q(outcome=OfferOutcome.DECLINED.value, reason__in=[reason.value for reason in DeclineReason])
                | Q(outcome=OfferOutcome.NOT_OFFERED.value, reason__in=[reason.value for reason in NotOfferedReason])
                | Q(outcome__in=[OfferOutcome.OFFERED.value, OfferOutcome.ACCEPTED.value], reason=""),
                name="offer_reason_fits_outcome",
            ),
        ]
