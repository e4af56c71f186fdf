"""What the person harmed said when asked, where the protocol asks."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel
from belltown_site.records.models.encounter import Encounter


class ComplainantAnswer(models.TextChoices):
    """Nothing in the complainant's own words: words about the person would travel with the file."""

    AGREES = "agrees", "Agrees to diversion"
    OBJECTS = "objects", "Objects to diversion"
    NO_COMPLAINANT = "no_complainant", "There is no complainant"
    NO_VIEW = "no_view", "Has no view"
    NOT_REACHED = "not_reached", "Could not be reached"


class ComplainantWord(VaultModel):
    """Who asked, when, and the answer. The latest holds."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="complainant_words")
    answer = models.CharField(max_length=20, choices=ComplainantAnswer.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "answer": Class.DIVERSION_EVENT,
        "by": Class.ADMINISTRATIVE,
        "at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
