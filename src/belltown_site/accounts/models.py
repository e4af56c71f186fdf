"""An agency, and a person who works in it. Nobody here has power over the vault by being staff or superuser."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from belltown.disclosure.posture import Posture
from belltown.errors import NotAllowed
from belltown.vocabulary import Role
from belltown_site.accounts.roles import ROLES, Permission, RoleSpec, whom_to_ask


class AgencyKind(models.TextChoices):
    """What an agency does in the partnership."""

    POLICE = "police", "Police"
    PROSECUTOR = "prosecutor", "Prosecutor's office"
    DEFENDER = "defender", "Public defender"
    CASE_MANAGEMENT = "case_management", "Case management"
    PROGRAM_OFFICE = "program_office", "Program office"
    COMMUNITY = "community", "Business or neighborhood group"
    GOVERNMENT = "government", "County or city government"
    RESEARCH = "research", "Research"
    SERVICE = "service", "Service provider"


class Agency(models.Model):
    """One of the independent decision-makers. Only a `partner` has signed; an account of any other may do nothing.

    `part2_status` is what the agency is before 42 CFR part 2, since when, on the word of which counsel.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    partner = models.BooleanField()  # no default: whoever adds an agency says whether it has signed
    part2_status = models.CharField(
        max_length=16, choices=[(one.value, one.label) for one in Posture], default=Posture.UNDETERMINED.value
    )
    part2_since = models.DateField(null=True, blank=True)
    part2_word = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts. An e-mail address is kept in lower case: people type it either way."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        """A saved account. Without a password it cannot be signed in to with one. Only a participant has no address."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with exactly one role in one agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=32, choices=[(role.value, ROLES[role].name) for role in Role])
    unit = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(
                condition=Q(role=Role.PARTICIPANT.value) | (Q(email__isnull=False) & ~Q(email="")),
                name="only_a_participant_has_no_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> RoleSpec:
        """The role in plain words, with what it may do."""
        return ROLES[Role(self.role)]

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def is_participant(self) -> bool:
        """Whether this is a participant's own window, which opens none of the pages of people at work."""
        return self.role == Role.PARTICIPANT

    def may(self, permission: Permission) -> bool:
        """Whether the account is open, its agency a partner, and its role allowed this."""
        return self.is_active and self.agency.partner and permission in self.spec.permissions


def check_may(user: Any, permission: Permission) -> None:
    """Raises NotAllowed, in words for the person refused, unless `user` may do this."""
    if not getattr(user, "is_authenticated", False):
        raise NotAllowed(f"Please sign in to {permission.value}.")
    if user.may(permission):
        return
    if not user.is_active:
        raise NotAllowed("This account is closed. Please ask the administrator to open it again.")
    if not user.agency.partner:
        raise NotAllowed(
            f"{user.agency.name} is not a partner of this site, so its accounts cannot {permission.value}. "
            "Please ask the project manager."
        )
    raise NotAllowed(
        f"As {user.spec.name.lower()} you cannot {permission.value}. Please ask {whom_to_ask(permission)}."
    )


class Attempt(models.Model):
    """One try at something that may not be tried often, kept a short while. `digest` is keyed and names nobody."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "digest", "at"], name="attempt_of_one_key")]


class OpenSession(models.Model):
    """One sign-in at one browser. When the row is gone, the session is over, whatever the browser still holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40)
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]


class Authenticator(models.Model):
    """The app on a person's phone that shows six digits. `last_step` is the newest code used: none works twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    secret = models.BinaryField()
    added_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)


class Passkey(models.Model):
    """A key that lives in a person's phone, computer or security key. Only its public half is here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential = models.CharField(max_length=1400, unique=True)
    data = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at"]


class RecoveryCode(models.Model):
    """One of ten codes on paper, each good once. Only a keyed digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_code_once")]


class AgencySignIn(models.Model):
    """An agency's own identity provider (OpenID Connect), where its people sign in. Added on the command line alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.OneToOneField(Agency, on_delete=models.CASCADE, related_name="sign_in")
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=300)
    client_secret = models.BinaryField()
    hosts = models.JSONField(default=list)  # hosts besides the issuer's own on which its addresses may lie
    second_factor_amr = models.JSONField(default=list)
    second_factor_acr = models.JSONField(default=list)
    enabled = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["agency__name"]


class AgencyIdentity(models.Model):
    """Who somebody is at their agency's identity provider: its issuer and its name for them, for one account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="agency_identity")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_per_identity")]
