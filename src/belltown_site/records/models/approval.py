"""Leave to divert, where the protocol wants someone's."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.models.base import VaultModel, paired
from belltown_site.records.models.encounter import Encounter


class ApprovalRefusal(models.TextChoices):
    """Why leave was refused."""

    NOT_ELIGIBLE = "not_eligible", "The protocol is not met"
    PUBLIC_SAFETY = "public_safety", "Concern for public safety"
    NO_CAPACITY = "no_capacity", "No room on a caseload"
    BETTER_ROUTE = "better_route", "Another route serves the person better"


class Approval(VaultModel):
    """One question to one seat. `granted` is null while it waits; new facts withdraw the question."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="approvals")
    role = models.CharField(max_length=30)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    reason = models.CharField(max_length=30, blank=True, choices=ApprovalRefusal.choices)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    classes = {
        "encounter": Class.ADMINISTRATIVE,
        "role": Class.ADMINISTRATIVE,
        "requested_by": Class.ADMINISTRATIVE,
        "requested_at": Class.ADMINISTRATIVE,
        "granted": Class.DIVERSION_EVENT,
        "reason": Class.DIVERSION_EVENT,
        "decided_by": Class.ADMINISTRATIVE,
        "decided_at": Class.ADMINISTRATIVE,
        "withdrawn_by": Class.ADMINISTRATIVE,
        "withdrawn_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["requested_at", "created_at"]
        constraints = [
            paired("approval", "decided"),
            paired("approval", "withdrawn"),
            models.CheckConstraint(
                condition=models.Q(granted__isnull=True, decided_at__isnull=True)
                | models.Q(granted__isnull=False, decided_at__isnull=False),
                name="approval_answer_and_when",
            ),
            models.UniqueConstraint(
                fields=["encounter", "role"],
                condition=models.Q(granted__isnull=True, withdrawn_at__isnull=True),
                name="approval_one_waiting",
            ),
        ]
