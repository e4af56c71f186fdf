"""One ring at one on-call person for one handoff."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel, paired
from belltown_site.records.models.handoff import Handoff


class RingOutcome(models.TextChoices):
    """What came of a ring."""

    RINGING = "ringing", "Ringing"
    ACCEPTED = "accepted", "Accepted"
    CANNOT = "cannot", "Cannot come"
    NO_ANSWER = "no_answer", "No answer yet, the next was rung"
    STOOD_DOWN = "stood_down", "No longer needed"


class AnsweredThrough(models.TextChoices):
    """Which way the answer came."""

    PAGE = "page", "On the page"
    WEBHOOK = "webhook", "By message"
    PHONE = "phone", "By phone, entered by dispatch"


class Ring(VaultModel):
    """`rank` is the place in the ladder: 1 first on call, 2 next, 3 deputy."""

    handoff = models.ForeignKey(Handoff, models.CASCADE, related_name="rings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveSmallIntegerField()
    rung_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=RingOutcome.choices, default=RingOutcome.RINGING)
    channel = models.CharField(max_length=10, blank=True, choices=AnsweredThrough.choices)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    classes = {
        "handoff": Class.ADMINISTRATIVE,
        "user": Class.ADMINISTRATIVE,
        "round": Class.ADMINISTRATIVE,
        "rank": Class.ADMINISTRATIVE,
        "rung_at": Class.ADMINISTRATIVE,
        "outcome": Class.ADMINISTRATIVE,
        "channel": Class.ADMINISTRATIVE,
        "answered_by": Class.ADMINISTRATIVE,
        "answered_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["rung_at", "created_at"]
        indexes = [models.Index(fields=["user", "outcome"])]
        constraints = [
            paired("ring", "answered"),
            models.UniqueConstraint(fields=["handoff", "user", "round"], name="ring_once_each"),
        ]
