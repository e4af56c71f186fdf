"""What the office keeps. Nothing here is about a participant."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

_PERSON = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """A link by which somebody sets up their account, once. Only a keyed digest of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(_PERSON, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class AccessCheck(models.Model):
    """A reviewer's word, once a year, on whether somebody still needs their account, in the seat they had then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(_PERSON, models.PROTECT, related_name="access_checks")
    role = models.CharField(max_length=32)
    keep = models.BooleanField()
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class Verdict(models.TextChoices):
    """What a reviewer made of an item."""

    IN_ORDER = "in_order", "In order"
    FOLLOW_UP = "follow_up", "Follow up"


class ReviewMark(models.Model):
    """A reviewer's word on one item of one week. The item itself is computed from the ledger; a later word counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    week = models.CharField(max_length=8)
    item = models.UUIDField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["week", "item"], name="review_marks_of_an_item")]


class LedgerCheck(models.Model):
    """One reading of the whole ledger: asked for by a person or by the week, done by the worker, with its progress."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    lines_read = models.PositiveBigIntegerField(default=0)
    lines_all = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    is_whole = models.BooleanField(null=True)
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-asked_at"]
