"""What people found out: facts with time and who, which no import takes away."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from belltown_site.directory.models.asking import AskLink
from belltown_site.directory.models.services import Service, ServiceCapacity

_BY = {"on_delete": models.PROTECT, "null": True, "related_name": "+"}


class Through(models.TextChoices):
    """How a fact came."""

    IMPORT = "import", "from the publisher"
    STAFF = "staff", "by staff"
    CALL = "call", "by phone"
    LINK = "link", "by the agency itself"
    TEXT = "text", "by text message"


class Verification(models.Model):
    """Somebody looked, and all that is said of the service is right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="verifications")
    at = models.DateTimeField()
    through = models.CharField(max_length=10, choices=Through.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_BY)
    link = models.ForeignKey(AskLink, models.PROTECT, null=True, related_name="+")


class CapacityUpdate(models.Model):
    """How much room there was at a moment. `message` is the id of the text it came in: none counts twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(ServiceCapacity, models.CASCADE, related_name="updates")
    available = models.FloatField()
    at = models.DateTimeField()
    through = models.CharField(max_length=10, choices=Through.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_BY)
    link = models.ForeignKey(AskLink, models.PROTECT, null=True, related_name="+")
    message = models.CharField(max_length=200, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["line", "at"])]


class ServiceEdit(models.Model):
    """One column of a service set right here. It stands until the publisher's row is newer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="edits")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_BY)


class ReportKind(models.TextChoices):
    """What is wrong with what the directory says."""

    CLOSED = "closed", "It is closed or gone"
    PHONE = "phone", "The phone number is wrong"
    HOURS = "hours", "The hours are wrong"
    WHO = "who", "It turned away somebody it says it takes"
    OTHER = "other", "Something else"


class Report(models.Model):
    """Somebody says that something is wrong. It waits in the review queue until it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_BY)
    link = models.ForeignKey(AskLink, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_BY)
