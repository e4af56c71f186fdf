"""Someone looked, and says a criterion is met or not met, or takes that back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel
from belltown_site.records.models.encounter import Encounter


class Check(VaultModel):
    """No field for what the records said, and there must never be one. The latest check of a criterion holds.

    `met` None: whoever checked is not sure any more, and nobody's check stands.
    """

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="checks")
    criterion = models.CharField(max_length=80)
    met = models.BooleanField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "criterion": Class.ELIGIBILITY,
        "met": Class.ELIGIBILITY,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
        indexes = [models.Index(fields=["encounter", "criterion", "at"])]
