"""One meeting of police and a person, and what the protocol answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass as Class
from belltown.protocol.answers import Answer
from belltown.vocabulary import OffenseGroup, Pathway
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, blank_or_one_of, one_of
from belltown_site.records.models.participant import Participant


class Encounter(VaultModel):
    """`id` is made by the phone, so that a double tap or a late retry is the same row.

    `facts` never holds a fact that only records can answer. `protocol_digest`, `facts`, the checks and the overrides
    replay the decision to the very `finding`. `on` is the local date from which look-backs count.
    """

    pathway = models.CharField(max_length=20)
    state = models.CharField(max_length=30)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    unit = models.CharField(max_length=40, blank=True)
    beat = models.CharField(max_length=40, blank=True)
    place = EncryptedText()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="encounters")
    offense = models.CharField(max_length=30, blank=True)
    charge_code = models.CharField(max_length=40, blank=True)
    charge_text = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    protocol_digest = models.CharField(max_length=64)
    finding = models.JSONField(default=dict)
    answer = models.CharField(max_length=10)
    decided_at = models.DateTimeField()

    classes = {
        "pathway": Class.DIVERSION_EVENT,
        "state": Class.DIVERSION_EVENT,
        "agency": Class.DIVERSION_EVENT,
        "officer": Class.DIVERSION_EVENT,
        "at": Class.DIVERSION_EVENT,
        "on": Class.DIVERSION_EVENT,
        "unit": Class.ADMINISTRATIVE,
        "beat": Class.DIVERSION_EVENT,
        "place": Class.DIVERSION_EVENT,
        "latitude": Class.DIVERSION_EVENT,
        "longitude": Class.DIVERSION_EVENT,
        "participant": Class.IDENTITY,
        "offense": Class.LEGAL,
        "charge_code": Class.LEGAL,
        "charge_text": Class.LEGAL,
        "facts": Class.ELIGIBILITY,
        "protocol_digest": Class.ADMINISTRATIVE,
        "finding": Class.ELIGIBILITY,
        "answer": Class.ELIGIBILITY,
        "decided_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        indexes = [
            models.Index(fields=["officer", "-at"]),
            models.Index(fields=["agency", "state"]),
            models.Index(fields=["on"]),
        ]
        constraints = [
            one_of("encounter", "pathway", Pathway),
            blank_or_one_of("encounter", "offense", OffenseGroup),
            models.CheckConstraint(
                condition=Q(answer__in=[answer.value for answer in Answer]), name="encounter_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="encounter_point_whole",
            ),
        ]
