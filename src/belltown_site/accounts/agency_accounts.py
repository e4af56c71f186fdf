"""Which account a word from an agency's identity provider opens: one of that very agency, open, and bound to it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from belltown.errors import NotAllowed, NotPossible
from belltown_site.accounts import signing_log
from belltown_site.accounts.id_token import Said
from belltown_site.accounts.models import AgencyIdentity, AgencySignIn, User
from belltown_site.accounts.signing_log import Event


def sign_in_of(user: User) -> AgencySignIn | None:
    """The agency sign-in at which this person can prove who they are now; None where they are not bound to one."""
    here = AgencySignIn.objects.select_related("agency").filter(agency=user.agency_id, enabled=True).first()
    identity = AgencyIdentity.objects.filter(user=user).first()
    return here if here and identity and identity.issuer == here.issuer else None


def open_sign_ins() -> list[AgencySignIn]:
    """Every agency sign-in that stands on the sign-in page, by the agency's name."""
    return list(AgencySignIn.objects.select_related("agency").filter(enabled=True))


@transaction.atomic
def account_of(said: Said, sign_in: AgencySignIn, *, now: datetime) -> User:
    """The account this opens, bound at its first sign-in. Raises NotAllowed alike for unknown, closed and elsewhere.

    An account is never made here, and none of another agency is ever opened: whoever is bound to one, or has their
    address there, is unknown at this agency's sign-in.
    """
    identity = AgencyIdentity.objects.filter(issuer=said.issuer, subject=said.subject).first()
    user = _bound(identity, sign_in) if identity else _first_time(said, sign_in, now)
    if user is None:
        raise _unknown(sign_in)
    AgencyIdentity.objects.filter(user=user).update(used_at=now)
    return user


def _bound(identity: AgencyIdentity, sign_in: AgencySignIn) -> User | None:
    people = User.objects.select_related("agency")
    return people.filter(pk=identity.user_id, agency=sign_in.agency_id, is_active=True).first()


def _first_time(said: Said, sign_in: AgencySignIn, now: datetime) -> User | None:
    """Bind the open account of this verified address in this agency, unless it is bound to somebody already."""
    if not said.email:
        return None
    people = User.objects.select_related("agency").filter(agency=sign_in.agency_id, is_active=True)
    user = people.filter(email=said.email, agency_identity=None).first()
    if user is None:
        return None
    try:
        with transaction.atomic():
            AgencyIdentity.objects.create(
                user=user, issuer=said.issuer, subject=said.subject, bound_at=now, used_at=now
            )
    except IntegrityError:  # bound at this very moment, by another request
        return None
    signing_log.note(Event.IDENTITY_BOUND, user=user, by="agency")
    return user


def _unknown(sign_in: AgencySignIn) -> NotAllowed:
    return NotAllowed(
        f"{sign_in.agency.name} knows you, but there is no open account here that goes with it. "
        "Please ask your administrator."
    )


def is_only_way_in(user: User) -> bool:
    """Whether this account is bound to its agency's sign-in and has no password."""
    return not user.has_usable_password() and AgencyIdentity.objects.filter(user=user).exists()


@transaction.atomic
def unbind(user: User) -> None:
    """Take away what binds this account to the agency's sign-in. Raises NotPossible where there is no other way in."""
    if is_only_way_in(user):
        raise NotPossible("This is your only way to sign in. Please ask your administrator for a password first.")
    if AgencyIdentity.objects.filter(user=user).delete()[0]:
        signing_log.note(Event.IDENTITY_REMOVED, user=user)
