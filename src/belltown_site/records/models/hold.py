"""A diverted charge that waits at the prosecutor's desk, and the times its clock stood still."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import FilingDecision, PauseReason
from belltown_site.records.models.base import VaultModel, one_of, paired
from belltown_site.records.models.encounter import Encounter


class Hold(VaultModel):
    """`office` is the prosecutor's. `due_index` serves the sweeper alone: due is computed from facts, each time."""

    encounter = models.OneToOneField(Encounter, models.PROTECT, related_name="hold")
    office = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    state = models.CharField(max_length=30, db_index=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_index = models.DateTimeField(null=True, db_index=True)
    lapsed_at = models.DateTimeField(null=True)

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "office": Class.ADMINISTRATIVE,
        "state": Class.LEGAL,
        "opened_by": Class.ADMINISTRATIVE,
        "opened_at": Class.LEGAL,
        "due_index": Class.LEGAL,
        "lapsed_at": Class.LEGAL,
    }

    class Meta(VaultModel.Meta):
        indexes = [models.Index(fields=["office", "state"])]


class Pause(VaultModel):
    """The clock stood still from `started_at`, for a stated reason, and stands still yet while `ended_at` is null."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=30)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    classes = {
        "hold": Class.ADMINISTRATIVE,
        "reason": Class.LEGAL,
        "started_by": Class.ADMINISTRATIVE,
        "started_at": Class.LEGAL,
        "ended_by": Class.ADMINISTRATIVE,
        "ended_at": Class.LEGAL,
    }

    class Meta(VaultModel.Meta):
        ordering = ["started_at", "created_at"]
        constraints = [
            paired("pause", "ended"),
            one_of("pause", "reason", PauseReason),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="pause_ends_after_start"
            ),
            models.UniqueConstraint(fields=["hold"], condition=Q(ended_at__isnull=True), name="pause_one_open"),
        ]


class Decision(VaultModel):
    """What the prosecutor recorded. `extended_days` only where the hold was extended."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="decisions")
    decision = models.CharField(max_length=20)
    extended_days = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classes = {
        "hold": Class.ADMINISTRATIVE,
        "decision": Class.LEGAL,
        "extended_days": Class.LEGAL,
        "by": Class.ADMINISTRATIVE,
        "at": Class.LEGAL,
    }

    class Meta(VaultModel.Meta):
        ordering = ["at", "created_at"]
        constraints = [
            one_of("decision", "decision", FilingDecision),
            models.CheckConstraint(
                condition=Q(decision=FilingDecision.HOLD_EXTENDED.value, extended_days__gt=0)
                | (~Q(decision=FilingDecision.HOLD_EXTENDED.value) & Q(extended_days=0)),
                name="decision_days_only_when_extended",
            ),
        ]
