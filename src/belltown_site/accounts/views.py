"""Signing in and out; and, in the invented demo on this machine alone, stepping into anyone's shoes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from belltown.errors import NotAllowed
from belltown_site.accounts import pending, sessions
from belltown_site.accounts.demo import demo_cards, demo_user, is_local_demo
from belltown_site.accounts.factors import has_second_factor
from belltown_site.accounts.forms import SignInForm
from belltown_site.accounts.models import User
from belltown_site.accounts.proofs import check_password

CLEAR_SITE_DATA = '"cache", "storage"'
"""Cookies are left out: the header would end the sessions of every site of the agency's domain."""


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; after it, the second step."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request, wanted(request)))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _the_one(request, form)):
        pending.start(request, user, wanted(request), timezone.now())
        return redirect("accounts:second_step" if has_second_factor(user) else "accounts:protect")
    cards = demo_cards() if is_local_demo(request) else ()
    context = {"form": form, "cards": cards, "next": wanted(request), "notice": settings.BELLTOWN_USE_NOTICE}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _the_one(request: HttpRequest, form: SignInForm) -> User | None:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        return check_password(request, email, password, now=timezone.now())
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None


def wanted(request: HttpRequest) -> str:
    """The page somebody asked for before signing in."""
    return request.POST.get("next") or request.GET.get("next", "")


def safe_next(request: HttpRequest, page: str) -> str:
    """That page, when it is one of ours."""
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else settings.LOGIN_REDIRECT_URL


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, have the browser forget what it kept, and come back to the sign-in page."""
    sessions.end(request)
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


@login_not_required
@require_POST
def continue_as(request: HttpRequest, name: str) -> HttpResponse:
    """In the demo on this machine: become one of the invented cast. Anywhere else there is no such page."""
    user = demo_user(name) if is_local_demo(request) else None
    if user is None:
        raise Http404
    sessions.end(request)
    logout(request)
    sessions.begin(request, user, timezone.now())
    return HttpResponseRedirect(safe_next(request, wanted(request)))
