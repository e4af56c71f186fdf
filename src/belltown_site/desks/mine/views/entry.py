"""The way into a participant's own window, and out of it."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.disclosure.wording import Language
from belltown.errors import NotAllowed
from belltown_site.accounts import sessions
from belltown_site.accounts.limits import count
from belltown_site.accounts.models import User
from belltown_site.accounts.sign_in import visitor_address
from belltown_site.accounts.views import CLEAR_SITE_DATA
from belltown_site.desks.mine.pages import draw, own
from belltown_site.desks.mine.saying import COOKIE
from belltown_site.desks.mine.views.inside import page
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records import actions

QUARTER, HOUR, YEAR = timedelta(minutes=15), timedelta(hours=1), timedelta(days=365)
_NO_SUCH = "in_code_wrong"


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One's own page; to everybody else, the way in."""
    if request.user.is_authenticated and request.user.is_participant:
        return page(request)
    return _way_in(request)


@login_not_required
@sensitive_post_parameters("code")
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Open the window whose code this is. Whoever was signed in here no longer is."""
    typed = request.POST.get("code", "").strip()
    if not typed:
        return _way_in(request, "in_code_empty")
    if not _may_try("window code", visitor_address(request), most=10, within=QUARTER):
        return _way_in(request, "in_many")
    return _entered(request, actions.own_windows.enter(code=typed, now=timezone.now())) or _way_in(request, _NO_SUCH)


@login_not_required
@sensitive_post_parameters("phone")
@require_POST
def phone(request: HttpRequest) -> HttpResponse:
    """Text a new link to a number that is known. Known or not, the answer is the same."""
    typed = request.POST.get("phone", "").strip()
    if not typed:
        return _way_in(request, phone_fault="in_phone_empty")
    if not _may_try("window phone", visitor_address(request), most=5, within=HOUR):
        return _way_in(request, phone_fault="in_many")
    digits = "".join(one for one in typed if one.isdigit())
    if _may_try("window number", digits[-10:], most=3, within=HOUR):
        actions.own_windows.ask_for_link(phone=typed, now=timezone.now())
    return draw(request, "sent")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, id: UUID) -> HttpResponse:
    """A link from a text message. It opens by a tap: whatever looks at links beforehand must not use it up.

    Never answered by an error: the line that a server writes about one would hold the link.
    """
    if request.method != "POST":
        return draw(request, "link")
    if not _may_try("window code", visitor_address(request), most=10, within=QUARTER):
        return draw(request, "link_over")
    user = actions.own_windows.enter_by_link(link=id, now=timezone.now())
    return _entered(request, user) or draw(request, "link_over")


@login_not_required
@require_safe
def language(request: HttpRequest, kind: str) -> HttpResponse:
    """Read on in this language, and remember it."""
    if kind not in {one.value for one in Language}:
        raise Http404
    to = request.GET.get("to", "")
    safe = to.startswith(reverse("mine:home")) and url_has_allowed_host_and_scheme(to, None)
    response = redirect(to if safe else "mine:home")
    response.set_cookie(COOKIE, kind, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


@csrf_exempt  # leaving must work from a page however old; all that another site could do by it is to shut the window
@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, have the browser forget what it kept, and show a page that says nothing."""
    sessions.end(request)
    logout(request)
    response = redirect("mine:closed")
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


@login_not_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """A neutral page. A window that is open here is shut by coming to it: so a page left alone ends up empty."""
    if request.user.is_authenticated and request.user.is_participant:
        sessions.end(request)
        logout(request)
    return draw(request, "closed")


@require_POST
@own
def stay(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Somebody is still here: having been asked for prolongs the session by itself."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _entered(request: HttpRequest, user: User | None) -> HttpResponse | None:
    if user is None:
        return None
    sessions.end(request)
    logout(request)
    sessions.begin(request, user, timezone.now())
    return redirect("mine:home")


def _way_in(request: HttpRequest, code_fault: str = "", phone_fault: str = "") -> HttpResponse:
    faulty = HTTPStatus.UNPROCESSABLE_ENTITY if code_fault or phone_fault else HTTPStatus.OK
    texts = bool(preferences().webhook_url)
    return draw(request, "way_in", faulty, code_fault=code_fault, phone_fault=phone_fault, texts=texts)


def _may_try(kind: str, key: str, *, most: int, within: timedelta) -> bool:
    """Whether this may be tried once more; the try is counted before it is judged."""
    try:
        count(kind, key, most=most, window=within, now=timezone.now())
    except NotAllowed:
        return False
    return True
