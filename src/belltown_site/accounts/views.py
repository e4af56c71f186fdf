"""Signing in and out; and, in the invented demo on this machine alone, stepping into anyone's shoes."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from belltown.errors import NotAllowed
from belltown_site.accounts import pending, sessions, signing_log
from belltown_site.accounts.agency_accounts import open_sign_ins
from belltown_site.accounts.breached import is_stolen
from belltown_site.accounts.demo import demo_cards, demo_user, is_local_demo
from belltown_site.accounts.factors import has_second_factor
from belltown_site.accounts.forms import SignInForm
from belltown_site.accounts.models import User
from belltown_site.accounts.proofs import check_password
from belltown_site.accounts.returning import Return, safe_next, wanted
from belltown_site.accounts.signing_log import Event

CLEAR_SITE_DATA = '"cache"'
"""Cookies are left out: the header would end the sessions of every site of the agency's domain. Storage is left out: it
would throw away what a phone could not send yet; the sign-in page's script clears all but that (forget.js)."""
LEFT = "belltown_left"
log = logging.getLogger("belltown.site")


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; after it, the second step."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request, wanted(request)))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _the_one(request, form)):
        stolen = _is_known_to_be_stolen(request, user, form.cleaned_data["password"])
        pending.start(request, user, Return(wanted(request), new_password=stolen), timezone.now())
        return redirect("accounts:second_step" if has_second_factor(user) else "accounts:protect")
    cards = demo_cards() if is_local_demo(request) else ()
    context = {
        "form": form, "cards": cards, "next": wanted(request), "notice": settings.BELLTOWN_USE_NOTICE,
        "agencies": open_sign_ins(), "left": "left" in request.GET, "still_at": request.session.pop(LEFT, None),
    }  # fmt: skip
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _the_one(request: HttpRequest, form: SignInForm) -> User | None:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        return check_password(request, email, password, now=timezone.now())
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None


def _is_known_to_be_stolen(request: HttpRequest, user: User, password: str) -> bool:
    """Whether this person is asked to choose another. A list that cannot be read keeps nobody from their work."""
    try:
        stolen = is_stolen(password)
    except OSError:
        log.warning("The list of breached passwords cannot be read.")
        return False
    if stolen:
        signing_log.note(Event.PASSWORD_BREACHED, request=request, user=user)
    return stolen


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, have the browser forget what it kept, and come back to the sign-in page."""
    sessions.end(request)
    return leave(request)


def leave(request: HttpRequest) -> HttpResponse:
    """Forget who was here; the sign-in page says so, and where they may still be signed in."""
    agency = request.session.get(sessions.AGENCY)
    if request.user.is_authenticated:
        signing_log.note(Event.SIGNED_OUT, request=request, user=request.user)
    logout(request)
    if agency:
        request.session[LEFT] = agency
    response = HttpResponseRedirect(f"{resolve_url(settings.LOGOUT_REDIRECT_URL)}?left")
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
    sessions.begin(request, user, timezone.now(), by="demo")
    return HttpResponseRedirect(safe_next(request, wanted(request)))
