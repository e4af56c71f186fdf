"""The second step of signing in: prove a second factor, or, before anything else opens, add one."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import NotAllowed
from belltown_site.accounts import factors, passkeys, pending, sessions, signing_log, totp
from belltown_site.accounts.asking_again import ask_again_for_this, read_page
from belltown_site.accounts.forms import AppForm, CodeForm
from belltown_site.accounts.models import User
from belltown_site.accounts.proofs import check_second_factor, ways_of
from belltown_site.accounts.returning import way_back
from belltown_site.accounts.sealing import seal, unseal
from belltown_site.accounts.signing_log import Event

NEW_SECRET = "belltown_new_secret"
TOO_LATE = "The time for this step is over. Please sign in again."


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """After the first proof: the code or the passkey, then the page that was asked for."""
    user = pending.who(request, timezone.now())
    if user is None:
        return _start_anew(request)
    if not factors.has_second_factor(user):
        return redirect("accounts:protect")
    ways = ways_of(user, request)
    form = CodeForm(request.POST or None, ways=ways)
    if request.method == "POST" and form.is_valid() and _proved(request, user, form):
        by = "passkey" if form.cleaned_data["passkey"] else "code"
        return HttpResponseRedirect(_let_in(request, user, by))
    context = {"form": form, "ways": ways, "at_agency": pending.agency(request)}
    return render(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


def _proved(request: HttpRequest, user: User, form: CodeForm) -> bool:
    said = {name: form.cleaned_data[name] for name in ("code", "passkey")}
    try:
        check_second_factor(request, user, **said, now=timezone.now())
    except NotAllowed as error:
        form.add_error(None, str(error))
        return False
    return True


def _let_in(request: HttpRequest, user: User, by: str) -> str:
    """Open the session; returns the address to go to. `by` is the second proof, for the log."""
    agency = pending.agency(request)
    back, proved_at = pending.finish(request)
    first = "agency" if agency else "password"
    sessions.begin(request, user, timezone.now(), by=f"{first}+{by}", proved_at=proved_at, agency=agency)
    return way_back(request, back)


def _start_anew(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("accounts:account")
    if pending.MARK in request.session:
        messages.warning(request, TOO_LATE)
    return redirect("accounts:sign_in")


def _newcomer(request: HttpRequest) -> User | None:
    """Who may add a second factor without one: who gave a first proof, and has none."""
    user = pending.who(request, timezone.now())
    return user if user and not factors.has_second_factor(user) else None


def _adding(request: HttpRequest) -> User | HttpResponse:
    """Who adds a factor here: a newcomer, or somebody who proved themselves just now. Else what they are answered."""
    if user := _newcomer(request):
        return user
    if not request.user.is_authenticated:
        return redirect("accounts:sign_in")
    fresh = sessions.is_fresh(request.open_session, timezone.now())
    return request.user if fresh else ask_again_for_this(request)


@login_not_required
@require_safe
def protect(request: HttpRequest) -> HttpResponse:
    """A new account chooses its second factor before anything else opens."""
    if _newcomer(request) is None:
        return _start_anew(request)
    return render(request, "accounts/protect.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_authenticator(request: HttpRequest) -> HttpResponse:
    """Hand the key to an authenticator app, and see a first code of it."""
    user = _adding(request)
    if isinstance(user, HttpResponse):
        return user
    form = AppForm(request.POST or None)
    secret = _secret_in_hand(request, user)
    if request.method == "POST" and form.is_valid():
        try:
            factors.add_authenticator(user, secret, form.cleaned_data["code"], now=timezone.now())
        except NotAllowed as error:
            form.add_error("code", str(error))
        else:
            return _added(request, user, "code")
    picture = mark_safe(totp.picture_of(secret, user.email))
    context = {"form": form, "picture": picture, "words": totp.words_of(secret)}
    return render(request, "accounts/authenticator.html", context, status=422 if form.errors else 200)


def _secret_in_hand(request: HttpRequest, user: User) -> bytes:
    """The key shown to this person until a code confirms it; the same when the page is shown again."""
    place = f"new authenticator {user.pk}"
    if held := request.session.get(NEW_SECRET):
        return unseal(base64.b64decode(held), place)
    secret = totp.new_secret()
    request.session[NEW_SECRET] = base64.b64encode(seal(secret, place)).decode()
    return secret


def _added(request: HttpRequest, user: User, by: str) -> HttpResponse:
    """Show the first recovery codes, once; then the page that was asked for, or one's own account."""
    request.session.pop(NEW_SECRET, None)
    signing_log.note(Event.FACTOR_ADDED, request=request, user=user, by=by)
    newcomer = not request.user.is_authenticated
    codes = factors.first_recovery_codes(user)
    page = _let_in(request, user, by) if newcomer else "/account"
    if not codes:
        return redirect(page)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": page})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device or a security key."""
    user = _adding(request)
    if isinstance(user, HttpResponse):
        return user
    refusal = ""
    if request.method == "POST":
        answer, name = request.POST.get("passkey", ""), request.POST.get("name", "")
        try:
            passkeys.keep_made(request, user, answer, name=name, now=timezone.now())
        except NotAllowed as error:
            refusal = str(error)
        else:
            return _added(request, user, "passkey")
    return render(request, "accounts/passkey.html", {"refusal": refusal}, status=422 if refusal else 200)


@login_not_required
@require_POST
def passkey_to_make(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    user = _adding(request)
    return user if isinstance(user, HttpResponse) else JsonResponse(passkeys.offer_making(request, user))


@login_not_required
@require_POST
def passkey_to_prove(request: HttpRequest) -> HttpResponse:
    """What the browser needs to prove a passkey: of whoever is half signed in, or owns the page that asks."""
    user = read_page(request.POST.get("who", "")) or pending.who(request, timezone.now())
    if user is None:
        return JsonResponse({"sentence": TOO_LATE}, status=422)
    return JsonResponse(passkeys.offer_proving(request, user))
