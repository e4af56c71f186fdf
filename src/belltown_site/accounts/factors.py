"""A person's second factors: an authenticator app, passkeys, and recovery codes on paper."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from belltown.errors import NotAllowed, NotPossible
from belltown_site.accounts import sessions, totp
from belltown_site.accounts.models import Authenticator, RecoveryCode, User
from belltown_site.accounts.sealing import seal, unseal

CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
WRONG_CODE = "That code is not right, or it was used before. Wait for the next one in your app and type that."


def has_second_factor(user: User) -> bool:
    """Whether this person can prove more than a password. Recovery codes alone do not count."""
    return Authenticator.objects.filter(user=user).exists() or user.passkeys.exists()


def add_authenticator(user: User, secret: bytes, code: str, *, now: datetime) -> Authenticator:
    """Keep the app's key once a code proves that the app has it. It takes an earlier app's place. Raises NotAllowed."""
    step = totp.matching_step(secret, _bare(code), now=now, after=0)
    if step is None:
        raise NotAllowed(
            "That code is not the one the app should show. Check that the phone's clock is right, then try."
        )
    sealed = seal(secret, place_of(user))
    kept, _ = Authenticator.objects.update_or_create(
        user=user, defaults={"secret": sealed, "added_at": now, "last_step": step}
    )
    return kept


def use_code(user: User, code: str, *, now: datetime) -> None:
    """Use up one code of the app or of the paper. Raises NotAllowed when it is neither, or was used before."""
    bare = _bare(code)
    used = (
        _use_app_code(user, bare, now) if bare.isdigit() and len(bare) == totp.DIGITS else _use_paper(user, bare, now)
    )
    if not used:
        raise NotAllowed(WRONG_CODE)


def _use_app_code(user: User, code: str, now: datetime) -> bool:
    app = Authenticator.objects.filter(user=user).first()
    if app is None:
        return False
    step = totp.matching_step(unseal(bytes(app.secret), place_of(user)), code, now=now, after=app.last_step)
    if step is None:
        return False
    return Authenticator.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step) == 1


def _use_paper(user: User, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return unused.update(used_at=now) == 1


@transaction.atomic
def new_recovery_codes(user: User) -> tuple[str, ...]:
    """Ten fresh codes, in place of all earlier ones. They can be read this once."""
    codes = tuple("".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES))
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def first_recovery_codes(user: User) -> tuple[str, ...]:
    """Ten codes for somebody who has none yet; otherwise nothing."""
    return () if RecoveryCode.objects.filter(user=user).exists() else new_recovery_codes(user)


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@transaction.atomic
def remove(user: User, factor: Authenticator | object) -> None:
    """Take one factor away. Raises NotPossible for the last: nobody may be left with a password alone."""
    User.objects.select_for_update().get(pk=user.pk)
    apps, keys = Authenticator.objects.filter(user=user).count(), user.passkeys.count()
    if apps + keys <= 1:
        raise NotPossible("This is your only second step. Please add another first, then take this one away.")
    factor.delete()  # type: ignore[attr-defined]


def _bare(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _digest(user: User, code: str) -> str:
    return salted_hmac("belltown.recovery-code", f"{user.pk}|{code}", algorithm="sha256").hexdigest()


def place_of(user: User) -> str:
    """What the key of somebody's authenticator app is sealed for."""
    return f"authenticator {user.pk}"


@transaction.atomic
def start_over(user: User) -> None:
    """Take every factor away and end every session: the next sign-in sets up a new one. For who has lost them all."""
    Authenticator.objects.filter(user=user).delete()
    user.passkeys.all().delete()
    RecoveryCode.objects.filter(user=user).delete()
    sessions.end_all(user)
