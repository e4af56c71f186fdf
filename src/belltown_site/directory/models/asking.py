"""Asking an organization: a link it can use once, without an account."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from belltown_site.directory.models.services import Organization


class Channel(models.TextChoices):
    """How the organization is asked."""

    TEXT = "text", "Text message"
    LETTER = "letter", "Letter"


class AskLink(models.Model):
    """One question to one organization. Only a keyed digest of the link is kept; it works once, and not for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at"]
