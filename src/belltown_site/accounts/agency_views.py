"""Signing in at one's agency: the way there, the way back, and the same once more over an open page."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown.errors import BelltownError, NotAllowed, NotPossible
from belltown_site.accounts import agency_accounts, flows, pending, sessions, signing_log
from belltown_site.accounts.agency_accounts import sign_in_of
from belltown_site.accounts.asking_again import read_page
from belltown_site.accounts.factors import has_second_factor
from belltown_site.accounts.flows import Flow
from belltown_site.accounts.id_token import SKEW, Said, Unproved, read_id_token
from belltown_site.accounts.limits import count
from belltown_site.accounts.models import AgencySignIn, User
from belltown_site.accounts.outbound import ProviderAway
from belltown_site.accounts.provider import Provider, discover, fetch_keys, fetch_token, refused, way_there
from belltown_site.accounts.returning import Return, asked_return, hold_back, safe_next, wanted, way_back
from belltown_site.accounts.sign_in import visitor_address
from belltown_site.accounts.signing_log import Event
from belltown_site.accounts.stepping import fresh_sign_in_required

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 60
LOST = "That sign-in was begun elsewhere, took longer than ten minutes, or was used before. Please begin it again."


@login_not_required
@require_POST
def go(request: HttpRequest, id: UUID) -> HttpResponse:
    """A visitor sets out for their agency's sign-in."""
    sign_in = AgencySignIn.objects.select_related("agency").filter(pk=id, enabled=True).first()
    if sign_in is None:
        raise Http404
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request, wanted(request)))
    return _set_out(request, sign_in, None, Return(wanted(request)))


@login_not_required
@require_POST
def go_again(request: HttpRequest) -> HttpResponse:
    """The owner of a page that is locked, or about to do something grave, proves at their agency who they are."""
    owner = read_page(request.POST.get("who", ""))
    sign_in = sign_in_of(owner) if owner else None
    if owner is None or sign_in is None:
        return redirect("accounts:sign_in")
    return _set_out(request, sign_in, owner, asked_return(request))


def _set_out(request: HttpRequest, sign_in: AgencySignIn, user: User | None, back: Return) -> HttpResponse:
    now = timezone.now()
    try:
        count("agency sign-in", visitor_address(request), most=PER_ADDRESS, window=WINDOW, now=now)
        provider = discover(sign_in)
    except ProviderAway as error:
        signing_log.note(Event.PROVIDER_AWAY, request=request, user=user, by="agency")
        return _not_now(request, user, back, _away(sign_in, error))
    except NotAllowed as error:
        return _not_now(request, user, back, str(error))
    state, flow = flows.begin(request, sign_in, provider.kept(), user=user, back=back, now=now)
    asked = {
        "state": state, "nonce": flow.nonce, "verifier": flow.verifier, "max_age": _longest(user),
        "redirect_uri": _our_address(request, sign_in),
    }  # fmt: skip
    context = {"agency": sign_in.agency.name, "there": way_there(provider, sign_in, asked)}
    return render(request, "accounts/going.html", context)


def _longest(user: User | None) -> str:
    """How long ago the proof at the agency may lie, in seconds: within the day's session, or now."""
    return "0" if user else str(settings.BELLTOWN_SESSION_HOURS * 60 * 60)


def _our_address(request: HttpRequest, sign_in: AgencySignIn) -> str:
    """Where the provider sends the browser back to: an address of this provider alone, so that two cannot be mixed."""
    return request.build_absolute_uri(reverse("accounts:agency_back", args=[sign_in.pk]))


def _away(sign_in: AgencySignIn, error: Exception) -> str:
    return (
        f"{sign_in.agency.name}'s sign-in cannot be used now. {error} "
        "Please try again in a few minutes, or use a password and second step if you have them here."
    )


@login_not_required
@require_safe
def back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Back from the agency's sign-in: whoever it says signed in is let in, asked for a second step, or refused."""
    now = timezone.now()
    flow = flows.take(request, request.GET.get("state", ""), now)
    sign_in = AgencySignIn.objects.select_related("agency").filter(pk=id, enabled=True).first()
    if flow is None or sign_in is None or flow.sign_in != str(sign_in.pk):
        return _not_now(request, None, Return(), LOST)
    owner = User.objects.filter(pk=flow.user, is_active=True).first() if flow.user else None
    try:
        said = _what_was_said(request, sign_in, flow, now)
        user = agency_accounts.account_of(said, sign_in, now=now)
        _check_it_is(owner, flow, user, said)
    except BelltownError as error:
        signing_log.note(Event.REFUSED, request=request, user=owner, by="agency")
        return _not_now(request, owner, flow.back, str(error))
    return _let_in(request, user, said, sign_in=sign_in, flow=flow, now=now)


def _what_was_said(request: HttpRequest, sign_in: AgencySignIn, flow: Flow, now: datetime) -> Said:
    provider, agency = Provider.of(flow.provider), sign_in.agency.name
    named = request.GET.get("iss")
    if named != sign_in.issuer and (named is not None or provider.names_itself):  # RFC 9207 §2.4
        raise refused(agency)
    code = request.GET.get("code")
    if not code or "error" in request.GET:
        raise NotPossible(f"You did not finish signing in at {agency}. Please begin again.")
    address = _our_address(request, sign_in)
    try:
        token = fetch_token(provider, sign_in, code=code, verifier=flow.verifier, redirect_uri=address)
        keys = fetch_keys(provider, sign_in)
        return read_id_token(token, keys, sign_in, nonce=flow.nonce, now=now)
    except ProviderAway as error:
        signing_log.note(Event.PROVIDER_AWAY, request=request, by="agency")
        raise NotPossible(_away(sign_in, error)) from error
    except Unproved as error:
        signing_log.note(Event.PROVIDER_UNPROVED, request=request, by=str(error))
        raise refused(agency) from error


def _check_it_is(owner: User | None, flow: Flow, user: User, said: Said) -> None:
    """Raises NotAllowed unless it is the one person who was asked for, and the proof is as new as was asked for."""
    if flow.user and (owner is None or owner.pk != user.pk):
        raise NotAllowed("This page belongs to another account than the one that signed in. Please sign in as its own.")
    oldest = flow.began_at - timedelta(seconds=int(_longest(owner))) - SKEW
    if flow.user and (said.authenticated_at is None or said.authenticated_at < oldest):
        raise NotAllowed(
            "Your agency's sign-in did not say that you proved anew who you are. Please try again; "
            "if it happens again, tell your administrator that it must send auth_time."
        )
    if said.authenticated_at and said.authenticated_at < oldest:
        raise NotAllowed("You signed in at your agency too long ago. Please sign out there, and sign in again.")


def _let_in(
    request: HttpRequest, user: User, said: Said, *, sign_in: AgencySignIn, flow: Flow, now: datetime
) -> HttpResponse:
    agency = {"name": sign_in.agency.name, "sign_out": _their_sign_out(flow, sign_in)}
    proved_at = now if flow.user else said.authenticated_at or flow.began_at - sessions.FRESH
    if said.second_factor:
        sessions.begin(request, user, now, by="agency", proved_at=proved_at, agency=agency)
        return HttpResponseRedirect(way_back(request, flow.back))
    pending.start(request, user, flow.back, now, proved_at=proved_at, agency=agency)
    return redirect("accounts:second_step" if has_second_factor(user) else "accounts:protect")


def _their_sign_out(flow: Flow, sign_in: AgencySignIn) -> str:
    """OpenID Connect RP-Initiated Logout 1.0 §2, without a token in the address; empty where there is none."""
    there = Provider.of(flow.provider).sign_out
    return f"{there}{'&' if '?' in there else '?'}{urlencode({'client_id': sign_in.client_id})}" if there else ""


def _not_now(request: HttpRequest, user: User | None, back: Return, sentence: str) -> HttpResponse:
    """Say why not, where the other ways to sign in are; what was sent waits there too."""
    messages.error(request, sentence)
    if user:
        hold_back(request, back)
        return redirect("accounts:again")
    query = urlencode({"next": back.next}) if back.next else ""
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}{'?' if query else ''}{query}")


@require_POST
@fresh_sign_in_required
def unbind(request: HttpRequest) -> HttpResponse:
    """Take the agency's sign-in away from one's account, where a password is left."""
    try:
        agency_accounts.unbind(request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your agency's sign-in no longer opens this account.")
    return redirect("accounts:account")
