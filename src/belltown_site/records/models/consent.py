"""What a participant signed: to whom, what, why, from when and until when, and what they asked to be kept back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, SharingPurpose
from belltown.disclosure.wording import EndEvent, Language
from belltown.vocabulary import Role
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel, blank_or_one_of, one_of, paired
from belltown_site.records.models.participant import Participant


class SigningWay(models.TextChoices):
    """How the participant said yes."""

    FINGER = "finger", "Signed on the screen"
    READ_ALOUD = "read_aloud", "Read aloud, agreed before a witness"
    PAPER = "paper", "Signed by hand on paper, kept as a picture"


class RevokedThrough(models.TextChoices):
    """How the participant said stop."""

    TOLD_STAFF = "told_staff", "Told somebody at the agency"
    OWN_WINDOW = "own_window", "Stopped it themselves"
    LETTER = "letter", "By letter"


class Consent(VaultModel):
    """One paper. `wording` and `form_digest` say what was signed; until it is signed and active nothing rests on it."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=30)
    discloser = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    wording = models.CharField(max_length=64)
    begins = models.DateField()
    until = models.DateField(null=True)
    until_event = models.CharField(max_length=30, blank=True)
    event_happened_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    form = EncryptedText()
    form_digest = models.CharField(max_length=64)
    counsel_present = EncryptedText()
    signing = models.CharField(max_length=12, blank=True)
    signature = EncryptedText()
    signed_on = models.DateField(null=True)
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    witnessed_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_through = models.CharField(max_length=12, blank=True)

    classes = {
        "participant": Class.IDENTITY,
        "kind": Class.ADMINISTRATIVE,
        "discloser": Class.ADMINISTRATIVE,
        "language": Class.ADMINISTRATIVE,
        "wording": Class.ADMINISTRATIVE,
        "begins": Class.ADMINISTRATIVE,
        "until": Class.ADMINISTRATIVE,
        "until_event": Class.ADMINISTRATIVE,
        "event_happened_at": Class.ADMINISTRATIVE,
        "drafted_by": Class.ADMINISTRATIVE,
        "drafted_at": Class.ADMINISTRATIVE,
        "form": Class.IDENTITY,
        "form_digest": Class.ADMINISTRATIVE,
        "counsel_present": Class.LEGAL,
        "signing": Class.ADMINISTRATIVE,
        "signature": Class.IDENTITY,
        "signed_on": Class.ADMINISTRATIVE,
        "witnessed_by": Class.ADMINISTRATIVE,
        "witnessed_at": Class.ADMINISTRATIVE,
        "revoked_by": Class.ADMINISTRATIVE,
        "revoked_at": Class.ADMINISTRATIVE,
        "revoked_through": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["drafted_at", "created_at"]
        constraints = [
            one_of("consent", "kind", ConsentKind),
            one_of("consent", "language", Language),
            blank_or_one_of("consent", "until_event", EndEvent),
            blank_or_one_of("consent", "signing", SigningWay),
            blank_or_one_of("consent", "revoked_through", RevokedThrough),
            paired("consent", "witnessed"),
            paired("consent", "revoked"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("begins")), name="consent_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, signing="", witnessed_at__isnull=True)
                | (Q(signed_on__isnull=False, witnessed_at__isnull=False) & ~Q(signing="")),
                name="consent_signed_wholly_or_not",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_through="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_through="")),
                name="consent_revoked_says_how",
            ),
        ]


class ConsentShare(VaultModel):
    """What one recipient may see, and why. Empty parts of the recipient name nobody in particular."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="shares")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    classes_shared = models.JSONField(default=list)
    purpose = models.CharField(max_length=30)

    classes = {
        "consent": Class.ADMINISTRATIVE,
        "person": Class.ADMINISTRATIVE,
        "agency": Class.ADMINISTRATIVE,
        "role": Class.ADMINISTRATIVE,
        "classes_shared": Class.ADMINISTRATIVE,
        "purpose": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["created_at", "id"]
        constraints = [
            one_of("consentshare", "purpose", SharingPurpose),
            blank_or_one_of("consentshare", "role", Role),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(agency__isnull=False) | ~Q(role=""),
                name="consentshare_names_somebody",
            ),
        ]


class Restriction(VaultModel):
    """The participant asked that these classes be kept back, whatever else was signed (42 CFR 2.26).

    From one agency, from one seat of it, or, where `agency` is empty, from everybody outside the agency in whose care
    the person is.
    """

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="restrictions")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    classes_kept = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    classes = {
        "participant": Class.IDENTITY,
        "agency": Class.ADMINISTRATIVE,
        "role": Class.ADMINISTRATIVE,
        "classes_kept": Class.ADMINISTRATIVE,
        "asked_by": Class.ADMINISTRATIVE,
        "asked_at": Class.ADMINISTRATIVE,
        "ended_by": Class.ADMINISTRATIVE,
        "ended_at": Class.ADMINISTRATIVE,
    }

    class Meta(VaultModel.Meta):
        ordering = ["asked_at", "created_at"]
        constraints = [
            paired("restriction", "ended"),
            blank_or_one_of("restriction", "role", Role),
            models.CheckConstraint(condition=Q(agency__isnull=False) | Q(role=""), name="restriction_seat_has_agency"),
            models.UniqueConstraint(
                fields=["participant", "agency", "role"],
                condition=Q(ended_at__isnull=True, agency__isnull=False),
                name="restriction_one_open",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(ended_at__isnull=True, agency__isnull=True),
                name="restriction_one_open_for_everybody",
            ),
        ]
