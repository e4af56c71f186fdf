"""Messages that must leave the house: kept until they have left, or are plainly dead."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel
from belltown_site.records.models.consent import Consent


class Channel(models.TextChoices):
    """How a message leaves."""

    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Signed webhook"


class Sending(models.TextChoices):
    """Where a message is."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    DEAD = "dead", "Could not be sent"
    DROPPED = "dropped", "No longer needed"


class OutboxMessage(VaultModel):
    """`event` and `subject` are all a message may tell: ids and a type, never a name or a place.

    `rests_on` is the consent without which its recipient might not be told even that much: its notice goes along.
    A worker leases a row by moving `lease_until` from the very value it read; a worker that dies loses its lease.
    """

    channel = models.CharField(max_length=10, choices=Channel.choices)
    event = models.CharField(max_length=40)
    subject = models.UUIDField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    rests_on = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=Sending.choices, default=Sending.WAITING)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)

    classes = {
        "channel": Class.ADMINISTRATIVE,
        "event": Class.ADMINISTRATIVE,
        "subject": Class.ADMINISTRATIVE,
        "recipient": Class.ADMINISTRATIVE,
        "rests_on": Class.ADMINISTRATIVE,
        "state": Class.ADMINISTRATIVE,
        "due_at": Class.ADMINISTRATIVE,
        "lease_until": Class.ADMINISTRATIVE,
        "attempts": Class.ADMINISTRATIVE,
        "fault": Class.ADMINISTRATIVE,
        "sent_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["channel", "event", "subject", "recipient"], name="outbox_once"),
        ]
