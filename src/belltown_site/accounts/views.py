"""Signing in and out; and, in the invented demo on this machine alone, stepping into anyone's shoes."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from belltown.errors import NotAllowed
from belltown_site.accounts.demo import demo_cards, demo_user
from belltown_site.accounts.forms import SignInForm
from belltown_site.accounts.models import User
from belltown_site.accounts.sign_in import REFUSED, count_attempt, forget_attempts, visitor_address

BACKEND = "belltown_site.accounts.sign_in.EmailBackend"
SESSION_LENGTH = timedelta(seconds=settings.SESSION_COOKIE_AGE)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; after it, the page that was asked for."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _the_one(request, form)):
        _begin(request, user, timezone.now())
        return HttpResponseRedirect(_next_page(request))
    cards = demo_cards() if _is_local_demo(request) else ()
    context = {"form": form, "cards": cards, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _the_one(request: HttpRequest, form: SignInForm) -> User | None:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        count_attempt(email, visitor_address(request), now=timezone.now())
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None
    user = authenticate(request, email=email, password=password)
    if user is None:
        form.add_error(None, REFUSED)
    return user


def _begin(request: HttpRequest, user: User, now: datetime) -> None:
    forget_attempts(user.email)
    login(request, user, backend=BACKEND)
    request.session.set_expiry(now + SESSION_LENGTH)  # a moment, not a length: using the site does not prolong it


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and come back to the sign-in page."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
def continue_as(request: HttpRequest, name: str) -> HttpResponse:
    """In the demo on this machine: become one of the invented cast. Anywhere else there is no such page."""
    user = demo_user(name) if _is_local_demo(request) else None
    if user is None:
        raise Http404
    logout(request)
    _begin(request, user, timezone.now())
    return HttpResponseRedirect(_next_page(request))


def _is_local_demo(request: HttpRequest) -> bool:
    if not settings.BELLTOWN_DEMO:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
