"""An open page asks whether its session still holds; its owner, and nobody else, signs in again in place."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from belltown.errors import NotAllowed
from belltown_site.accounts import sessions
from belltown_site.accounts.asking_again import PAGE, again_page, read_page, take_up, whose_session
from belltown_site.accounts.forms import AgainForm
from belltown_site.accounts.models import User
from belltown_site.accounts.proofs import Ways, check_again, ways_of
from belltown_site.accounts.returning import Return, asked_return, held_back, kept_return, safe_next, wanted

NOT_YOURS = "This page belongs to another account. Please sign in anew."


@login_not_required
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Whether the page that asks may go on, for how many seconds, and what its owner is asked for when it may not."""
    now, owner = timezone.now(), read_page(request.headers.get(PAGE, ""))
    is_open = owner is not None and request.user.pk == owner.pk
    if is_open and "fresh" in request.GET:
        is_open = sessions.is_fresh(request.open_session, now)
    if is_open:
        seconds = int(sessions.time_left(request.open_session, now).total_seconds())
        return JsonResponse({"state": "open", "seconds": seconds, "token": get_token(request)})
    ways = ways_of(owner, request) if owner else None
    return JsonResponse({"state": "again", "asks": _asks(ways) if ways else None, "token": get_token(request)})


def _asks(ways: Ways) -> dict[str, bool]:
    """What the dialog shows."""
    return {
        "password": ways.password,
        "code": ways.password and (ways.code or ways.passkey),
        "passkey": ways.password and ways.passkey,
        "agency": bool(ways.agency),
        "nothing": ways.nothing,
    }


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """The same person signs in again: in a dialog of their page, or on a page of its own."""
    owner = read_page(request.POST.get("who", "")) if request.method == "POST" else whose_session(request)
    if owner is None:
        return _refused(request, NOT_YOURS) if _from_a_dialog(request) else redirect("accounts:sign_in")
    if request.method != "POST":
        kept = held_back(request)  # taken out whatever follows: it goes with the page it was kept for, or not at all
        return again_page(request, owner, kept if kept and not wanted(request) else Return(wanted(request)))
    form = AgainForm(request.POST, ways=ways_of(owner, request))
    if not (form.is_valid() and _proved(request, owner, form, timezone.now())):
        return _still_locked(request, owner, form)
    by = "passkey" if form.cleaned_data.get("passkey") else "code"
    sessions.begin(request, owner, timezone.now(), by=f"password+{by}")
    return _go_on(request, owner)


def _proved(request: HttpRequest, owner: User, form: AgainForm, now: datetime) -> bool:
    said = {name: form.cleaned_data.get(name, "") for name in ("password", "code", "passkey")}
    try:
        check_again(request, owner, **said, now=now)
    except NotAllowed as error:
        form.add_error(None, str(error))
        return False
    return True


def _still_locked(request: HttpRequest, owner: User, form: AgainForm) -> HttpResponse:
    if _from_a_dialog(request):
        return _refused(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return again_page(request, owner, asked_return(request), form=form)


def _go_on(request: HttpRequest, owner: User) -> HttpResponse:
    """The page goes on where it was; what was sent to it is sent again, to where it was going."""
    if _from_a_dialog(request):
        seconds = int(sessions.idle_after(request.user).total_seconds())
        return JsonResponse({"state": "open", "seconds": seconds, "token": get_token(request)})
    return _with(request, owner, asked_return(request))


def _with(request: HttpRequest, owner: User, back: Return) -> HttpResponse:
    if held := take_up(back.held, owner):
        return render(request, "accounts/send_again.html", {"held": held})
    if back.from_a_tab:
        return render(request, "accounts/taken_up.html")
    return HttpResponseRedirect(safe_next(request, back.next))


@require_safe
def taken_up(request: HttpRequest) -> HttpResponse:
    """After signing in elsewhere: what was sent goes on its way, or the tab that asked may be closed."""
    return _with(request, request.user, kept_return(request) or Return())


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return JsonResponse({"state": "again", "sentence": sentence, "token": get_token(request)}, status=422)


def _from_a_dialog(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
