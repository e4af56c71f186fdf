"""A neighbour's or a colleague's request that someone be reached out to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import Pathway, RefusalReason
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, blank_or_one_of, one_of, paired
from belltown_site.records.models.participant import Participant


class Referral(VaultModel):
    """A referrer may write anything about anybody, so the words are classed as a note: no police, no prosecution."""

    pathway = models.CharField(max_length=20, default=Pathway.COMMUNITY_REFERRAL.value)
    state = models.CharField(max_length=30, db_index=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    protocol_digest = models.CharField(max_length=64)
    about = EncryptedText()
    where = EncryptedText()
    words = EncryptedText()
    referrer_name = EncryptedText()
    referrer_contact = EncryptedText()
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="referrals")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    classes = {
        "pathway": Class.DIVERSION_EVENT,
        "state": Class.DIVERSION_EVENT,
        "received_at": Class.DIVERSION_EVENT,
        "received_by": Class.ADMINISTRATIVE,
        "protocol_digest": Class.ADMINISTRATIVE,
        "about": Class.IDENTITY,
        "where": Class.CONTACT,
        "words": Class.NOTE,
        "referrer_name": Class.IDENTITY,
        "referrer_contact": Class.CONTACT,
        "participant": Class.IDENTITY,
        "decided_by": Class.ADMINISTRATIVE,
        "decided_at": Class.ADMINISTRATIVE,
        "reason": Class.DIVERSION_EVENT,
    }

    class Meta(VaultModel.Meta):
        constraints = [
            one_of("referral", "pathway", Pathway),
            blank_or_one_of("referral", "reason", RefusalReason),
            paired("referral", "decided"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(decided_at__isnull=False), name="referral_reason_has_who_and_when"
            ),
        ]
