"""A warm handoff: from the officer's request until the officer is free, or until it could not happen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import HandoffFailure
from belltown.workflow.handoff import LIVE
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, blank_or_one_of, paired
from belltown_site.records.models.encounter import Encounter

STEPS = ("accepted", "en_route", "arrived", "released", "failed", "drop_off", "dropped_off", "cancelled")


class Handoff(VaultModel):
    """`agency` is the responder's, once someone has accepted. `expected_at` is the responder's own estimate.

    Ringing everyone again begins a new `round`. `next_ring_at` serves the sweeper alone, which computes it afresh.
    """

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="handoffs")
    state = models.CharField(max_length=30, db_index=True)
    meet_at = EncryptedText()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    ringing_since = models.DateTimeField()
    next_ring_at = models.DateTimeField(null=True, db_index=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)
    en_route_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    en_route_at = models.DateTimeField(null=True)
    arrived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    failed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=30, blank=True)
    dropped_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_off_at = models.DateTimeField(null=True)
    drop_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drop_off_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    centre = models.ForeignKey("jurisdiction.DropOffCentre", models.PROTECT, null=True, related_name="+")

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "state": Class.DIVERSION_EVENT,
        "meet_at": Class.DIVERSION_EVENT,
        "requested_by": Class.ADMINISTRATIVE,
        "requested_at": Class.DIVERSION_EVENT,
        "round": Class.ADMINISTRATIVE,
        "ringing_since": Class.ADMINISTRATIVE,
        "next_ring_at": Class.ADMINISTRATIVE,
        "agency": Class.ADMINISTRATIVE,
        "accepted_by": Class.ADMINISTRATIVE,
        "accepted_at": Class.DIVERSION_EVENT,
        "expected_at": Class.DIVERSION_EVENT,
        "en_route_by": Class.ADMINISTRATIVE,
        "en_route_at": Class.DIVERSION_EVENT,
        "arrived_by": Class.ADMINISTRATIVE,
        "arrived_at": Class.DIVERSION_EVENT,
        "released_by": Class.ADMINISTRATIVE,
        "released_at": Class.DIVERSION_EVENT,
        "failed_by": Class.ADMINISTRATIVE,
        "failed_at": Class.DIVERSION_EVENT,
        "failure": Class.DIVERSION_EVENT,
        "dropped_off_by": Class.ADMINISTRATIVE,
        "dropped_off_at": Class.DIVERSION_EVENT,
        "drop_off_by": Class.ADMINISTRATIVE,
        "drop_off_at": Class.DIVERSION_EVENT,
        "cancelled_by": Class.ADMINISTRATIVE,
        "cancelled_at": Class.DIVERSION_EVENT,
        "centre": Class.DIVERSION_EVENT,
    }

    class Meta(VaultModel.Meta):
        ordering = ["requested_at", "created_at"]
        constraints = [
            *(paired("handoff", act) for act in STEPS),
            blank_or_one_of("handoff", "failure", HandoffFailure),
            models.UniqueConstraint(
                fields=["encounter"],
                condition=models.Q(state__in=[state.value for state in LIVE]),
                name="handoff_one_open",
            ),
        ]
