"""Someone entitled set a presumptive criterion aside."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel
from belltown_site.records.models.encounter import Encounter


class OverrideReason(models.TextChoices):
    """Why a presumption was set aside. A code, so that no history of the person is written down."""

    INTERESTS_OF_JUSTICE = "interests_of_justice", "In the interests of justice"
    OLD_MATTER = "old_matter", "The matter is old"
    MINOR_PART = "minor_part", "The person's part was minor"
    BETTER_SERVED_BY_CARE = "better_served_by_care", "Care will serve safety better"


class Override(VaultModel):
    """At most one a criterion and encounter."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="overrides")
    criterion = models.CharField(max_length=80)
    reason = models.CharField(max_length=30, choices=OverrideReason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "criterion": Class.ELIGIBILITY,
        "reason": Class.ELIGIBILITY,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["encounter", "criterion"], name="override_once"),
        ]
