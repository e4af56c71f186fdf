"""Whether intake was done, and on which day. Nothing of what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel
from belltown_site.records.models.encounter import Encounter


class Intake(VaultModel):
    """All the filing clock may learn of a person's care: done or not, and the date."""

    encounter = models.OneToOneField(Encounter, models.PROTECT, related_name="intake")
    completed = models.BooleanField()
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "completed": Class.LEGAL,
        "on": Class.LEGAL,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }
