"""One's own account: how one signs in, and where one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import NotPossible
from belltown_site.accounts import agency_accounts, factors, sessions, signing_log
from belltown_site.accounts.demo import is_local_demo
from belltown_site.accounts.forms import NewPasswordForm
from belltown_site.accounts.models import AgencyIdentity, Authenticator
from belltown_site.accounts.returning import safe_next, wanted
from belltown_site.accounts.signing_log import Event
from belltown_site.accounts.stepping import fresh_sign_in_required
from belltown_site.accounts.views import leave


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's second factors and open sessions."""
    user = request.user
    context = {
        "app": Authenticator.objects.filter(user=user).first(),
        "identity": AgencyIdentity.objects.filter(user=user).first(),
        "sign_in": agency_accounts.sign_in_of(user),
        "agency_alone": agency_accounts.is_only_way_in(user),
        "keys": user.passkeys.all(),
        "codes_left": factors.codes_left(user),
        "sessions": user.open_sessions.all(),
        "here": request.open_session.pk,
        "in_demo": is_local_demo(request),
    }
    return render(request, "accounts/account.html", context)


@require_POST
@fresh_sign_in_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes, shown once; the old ones no longer work."""
    codes = factors.new_recovery_codes(request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": "/account"})


@require_POST
@fresh_sign_in_required
def remove_authenticator(request: HttpRequest) -> HttpResponse:
    """Take the authenticator app away, unless it is the last factor."""
    return _remove(request, Authenticator.objects.filter(user=request.user).first())


@require_POST
@fresh_sign_in_required
def remove_passkey(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take one passkey away, unless it is the last factor."""
    return _remove(request, request.user.passkeys.filter(pk=id).first())


def _remove(request: HttpRequest, factor: Any) -> HttpResponse:
    if factor is None:
        raise Http404
    try:
        factors.remove(request.user, factor)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        signing_log.note(Event.FACTOR_REMOVED, request=request, user=request.user)
        messages.success(request, "It was taken away and can no longer be used to sign in.")
    return redirect("accounts:account")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password. Every other session of the account ends."""
    if agency_accounts.is_only_way_in(request.user):
        raise NotPossible("This account has no password: you sign in at your agency.")
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        sessions.end_all(request.user)
        sessions.begin(request, request.user, timezone.now())
        signing_log.note(Event.PASSWORD_CHANGED, request=request, user=request.user)
        messages.success(request, "Your password is changed. You were signed out everywhere else.")
        return HttpResponseRedirect(safe_next(request, wanted(request) or reverse("accounts:account")))
    context = {"form": form, "found": "found" in request.GET, "back": safe_next(request, wanted(request))}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions, this one too."""
    sessions.end_all(request.user)
    signing_log.note(Event.SESSIONS_ENDED, request=request, user=request.user)
    return leave(request)
