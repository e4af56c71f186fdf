"""What else a person is called, and when else they may be born: as told to those in whose care they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, one_of, paired
from belltown_site.records.models.participant import Participant


class NameKind(models.TextChoices):
    """What a name is to the person who bears it."""

    CHOSEN = "chosen", "The name they go by"
    GIVEN = "given", "Given or legal name"
    ALIAS = "alias", "Street name, nickname or alias"
    FORMER = "former", "Former name"


class Told(VaultModel):
    """Something said of a person beside what was written at the scene. It is ended, never changed."""

    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    classes = {
        "written_by": Class.ADMINISTRATIVE,
        "written_at": Class.ADMINISTRATIVE,
        "ended_by": Class.ADMINISTRATIVE,
        "ended_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        abstract = True
        ordering = ["written_at", "created_at"]


class Alias(Told):
    """One more name. The latest chosen name that has not ended leads everywhere in care."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="aliases")
    name = EncryptedText()
    kind = models.CharField(max_length=10)
    unsure = models.BooleanField(default=False)

    classes = {
        "participant": Class.IDENTITY,
        "name": Class.IDENTITY,
        "kind": Class.ADMINISTRATIVE,
        "unsure": Class.IDENTITY,
    }

    class Meta(Told.Meta):
        abstract = False
        constraints = [one_of("alias", "kind", NameKind), paired("alias", "ended")]


class BirthDate(Told):
    """One more date of birth that may be right: YYYY, YYYY-MM or YYYY-MM-DD. `about`: a guess, or said unsurely."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="birth_dates")
    born = EncryptedText()
    about = models.BooleanField(default=False)

    classes = {"participant": Class.IDENTITY, "born": Class.IDENTITY, "about": Class.IDENTITY}

    class Meta(Told.Meta):
        abstract = False
        constraints = [paired("birthdate", "ended")]
