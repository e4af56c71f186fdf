"""The jurisdiction's own records. Nothing here is about a participant."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class ProtocolVersionRecord(models.Model):
    """A protocol version as published: its text never changes, and `digest` (sha256 of the text) proves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.CharField(max_length=64)
    effective = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="published_protocols"
    )
    activated_at = models.DateTimeField(null=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="activated_protocols"
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["site", "-effective"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "effective"],
                condition=models.Q(activated_at__isnull=False, retired_at__isnull=True),
                name="one_protocol_in_force_per_site_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}/{self.effective.isoformat()}"


class Rank(models.IntegerChoices):
    """The order in which on-call people are rung."""

    FIRST = 1, "First"
    NEXT = 2, "Next"
    DEPUTY = 3, "Deputy"


class OnCallShift(models.Model):
    """One person on call from `starts` until `ends` (UTC). `covers` names the person whose turn it would have been."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shifts")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    covers = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="covered_shifts"
    )

    class Meta:
        ordering = ["starts", "rank"]
        indexes = [models.Index(fields=["starts", "ends"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="a_shift_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["user", "starts"], name="one_shift_per_person_and_start"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rank_display()} from {self.starts:%Y-%m-%d %H:%M} UTC"


class DropOffCentre(models.Model):
    """A place that takes a person in when nobody can come to the scene: plan B of a warm handoff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=40)
    hours = models.CharField(max_length=200)
    notes = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AreaKind(models.TextChoices):
    """The whole catchment, or one beat of it."""

    CATCHMENT = "catchment", "Catchment"
    BEAT = "beat", "Beat"


class Area(models.Model):
    """A named outline: GeoJSON geometry, longitude first. Maps and counts speak of areas, never of addresses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=AreaKind.choices)
    geometry = models.JSONField()

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="one_area_per_code")]

    def __str__(self) -> str:
        return self.name


def new_webhook_secret() -> str:
    """A fresh secret in the form the Standard Webhooks signature expects."""
    import base64

    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


class SitePreferences(models.Model):
    """This site's choices; one row. Times in seconds since a request first rang."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    site = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, default="UTC")
    ring_next_after = models.PositiveIntegerField(default=60, validators=[MinValueValidator(5)])
    ring_deputy_after = models.PositiveIntegerField(default=180, validators=[MinValueValidator(5)])
    give_number_after = models.PositiveIntegerField(default=300, validators=[MinValueValidator(5)])
    fallback_phone = models.CharField(max_length=40, blank=True)
    webhook_url = models.URLField(blank=True)
    webhook_secret = models.CharField(max_length=80, default=new_webhook_secret)
    offers_proceedings = models.BooleanField(default=False)
    caseload_ceiling = models.PositiveSmallIntegerField(default=25, validators=[MaxValueValidator(200)])
    caseload_average = models.PositiveSmallIntegerField(default=20, validators=[MaxValueValidator(200)])
    glass_minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(15), MaxValueValidator(180)]
    )

    class Meta:
        verbose_name_plural = "site preferences"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_site_preferences"),
            models.CheckConstraint(
                condition=models.Q(ring_deputy_after__gt=models.F("ring_next_after"))
                & models.Q(give_number_after__gt=models.F("ring_deputy_after")),
                name="the_ringing_steps_follow_one_another",
            ),
            models.CheckConstraint(
                condition=models.Q(glass_minutes__gte=15, glass_minutes__lte=180),
                name="a_glass_stays_open_for_15_to_180_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.name
