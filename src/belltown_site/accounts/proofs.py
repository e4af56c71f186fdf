"""Proving who one is: the password, then a second factor. Both are counted, and both stop being asked for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest

from belltown.errors import NotAllowed
from belltown_site.accounts.demo import DOMAIN, is_local_demo
from belltown_site.accounts.factors import use_code
from belltown_site.accounts.limits import count, forget
from belltown_site.accounts.lockout import count_attempt, forget_attempts, note_wrong
from belltown_site.accounts.models import Authenticator, User
from belltown_site.accounts.passkeys import use_passkey
from belltown_site.accounts.sign_in import REFUSED, visitor_address

WINDOW = timedelta(minutes=15)
MOST_CODES = 5
ONE_IS_NEEDED = "Please type the code from your authenticator app, or use your passkey."


@dataclass(frozen=True, slots=True)
class Ways:
    """How one person can prove who they are. In the invented demo, some need to prove nothing."""

    password: bool = True
    code: bool = False
    passkey: bool = False


def ways_of(user: User, request: HttpRequest) -> Ways:
    """What this person is asked for here."""
    if is_of_the_demo(user, request):
        return Ways(password=False)
    return Ways(code=Authenticator.objects.filter(user=user).exists(), passkey=user.passkeys.exists())


def is_of_the_demo(user: User, request: HttpRequest) -> bool:
    """Whether this is one of the invented cast, without a password, in the demo on this machine."""
    return is_local_demo(request) and (user.email or "").endswith(f"@{DOMAIN}") and not user.has_usable_password()


def check_password(request: HttpRequest, email: str, password: str, *, now: datetime) -> User:
    """The open account of this address and password. Raises NotAllowed: wrong, unknown, closed or locked."""
    count_attempt(email, visitor_address(request), now=now)
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User):
        note_wrong(email, now=now)
        raise NotAllowed(REFUSED)
    return user


def check_second_factor(request: HttpRequest, user: User, *, code: str, passkey: str, now: datetime) -> None:
    """Raises NotAllowed unless this code or this passkey's answer is this person's and was never used."""
    if not code and not passkey:
        raise NotAllowed(ONE_IS_NEEDED)
    count("second step", str(user.pk), most=MOST_CODES, window=WINDOW, now=now)
    if passkey:
        use_passkey(request, user, passkey, now=now)
    else:
        use_code(user, code, now=now)
    forget("second step", str(user.pk))
    forget_attempts(user.email)


def check_again(request: HttpRequest, user: User, *, password: str, code: str, passkey: str, now: datetime) -> None:
    """Raises NotAllowed unless all that this person is asked for was proved anew."""
    ways = ways_of(user, request)
    if not ways.password:
        return
    if check_password(request, user.email, password, now=now).pk != user.pk:
        raise NotAllowed(REFUSED)
    if ways.code or ways.passkey:
        check_second_factor(request, user, code=code, passkey=passkey, now=now)
