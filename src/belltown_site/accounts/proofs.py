"""Proving who one is: the password, then a second factor. Both are counted, and both stop being asked for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest

from belltown.errors import NotAllowed
from belltown_site.accounts import signing_log
from belltown_site.accounts.agency_accounts import sign_in_of
from belltown_site.accounts.demo import DOMAIN, is_local_demo
from belltown_site.accounts.factors import use_code
from belltown_site.accounts.limits import count, forget
from belltown_site.accounts.lockout import count_attempt, forget_attempts, note_wrong
from belltown_site.accounts.models import Authenticator, User
from belltown_site.accounts.passkeys import use_passkey
from belltown_site.accounts.sign_in import REFUSED, visitor_address
from belltown_site.accounts.signing_log import Event
from belltown_site.accounts.witness import tell

WINDOW = timedelta(minutes=15)
MOST_CODES = 5
AT_THE_AGENCY = "Please sign in at your agency: this account has no password and second step of its own."
START_ANEW = "This page cannot be taken up. Please sign out and sign in anew; if you cannot, ask your administrator."
ONE_IS_NEEDED = "Please type the code from your authenticator app, or use your passkey."


@dataclass(frozen=True, slots=True)
class Ways:
    """How one person can prove who they are. `agency` is the agency at whose own sign-in they can, or empty.

    In the invented demo, some need to prove `nothing`.
    """

    password: bool = True
    code: bool = False
    passkey: bool = False
    agency: str = ""
    nothing: bool = False


def ways_of(user: User, request: HttpRequest) -> Ways:
    """What this person is asked for here. A password counts with a second step alone."""
    if is_of_the_demo(user, request):
        return Ways(password=False, nothing=True)
    app, keys, sign_in = Authenticator.objects.filter(user=user).exists(), user.passkeys.exists(), sign_in_of(user)
    return Ways(
        password=user.has_usable_password() and (app or keys),
        code=app,
        passkey=keys,
        agency=sign_in.agency.name if sign_in else "",
    )


def is_of_the_demo(user: User, request: HttpRequest) -> bool:
    """Whether this is one of the invented cast, without a password, in the demo on this machine."""
    return is_local_demo(request) and (user.email or "").endswith(f"@{DOMAIN}") and not user.has_usable_password()


def check_password(request: HttpRequest, email: str, password: str, *, now: datetime) -> User:
    """The open account of this address and password. Raises NotAllowed: wrong, unknown, closed or locked."""
    try:
        count_attempt(email, visitor_address(request), now=now)
    except NotAllowed:
        signing_log.note(Event.LOCKED, request=request, account=email, by="password")
        raise
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User):
        _refused(email, now)
        signing_log.note(Event.REFUSED, request=request, account=email, by="password")
        raise NotAllowed(REFUSED)
    return user


def _refused(email: str, now: datetime) -> None:
    """Count it and tell the witness, known account or not: a stranger learns nothing from the time it takes."""
    is_locked = note_wrong(email, now=now)
    known = User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    tell("sign_in.locked" if is_locked else "sign_in.refused", known)


def check_second_factor(request: HttpRequest, user: User, *, code: str, passkey: str, now: datetime) -> None:
    """Raises NotAllowed unless this code or this passkey's answer is this person's and was never used."""
    if not code and not passkey:
        raise NotAllowed(ONE_IS_NEEDED)
    try:
        count("second step", str(user.pk), most=MOST_CODES, window=WINDOW, now=now)
        _use(request, user, code, passkey, now)
    except NotAllowed:
        signing_log.note(Event.REFUSED, request=request, user=user, by="passkey" if passkey else "code")
        raise
    forget("second step", str(user.pk))
    forget_attempts(user.email)


def _use(request: HttpRequest, user: User, code: str, passkey: str, now: datetime) -> None:
    if passkey:
        use_passkey(request, user, passkey, now=now)
    else:
        use_code(user, code, now=now)


def check_again(request: HttpRequest, user: User, *, password: str, code: str, passkey: str, now: datetime) -> None:
    """Raises NotAllowed unless all that this person is asked for was proved anew."""
    ways = ways_of(user, request)
    if ways.nothing:
        return
    if not ways.password:
        raise NotAllowed(AT_THE_AGENCY if ways.agency else START_ANEW)
    if check_password(request, user.email, password, now=now).pk != user.pk:
        raise NotAllowed(REFUSED)
    check_second_factor(request, user, code=code, passkey=passkey, now=now)
