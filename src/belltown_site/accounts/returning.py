"""Where somebody goes once they are signed in: to the page they asked for, or on with what they were doing."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

TAKEN_UP = "belltown_taken_up"
HELD_BACK = "belltown_held_back"


@dataclass(frozen=True, slots=True)
class Return:
    """What was asked for or sent before signing in. `from_a_tab`: a locked page waits in another tab."""

    next: str = ""
    held: str = ""
    from_a_tab: bool = False
    new_password: bool = False


def asked_return(request: HttpRequest) -> Return:
    """What the request says of where to go afterwards."""
    return Return(wanted(request), request.POST.get("held", ""), "tab" in request.POST)


def wanted(request: HttpRequest) -> str:
    """The page somebody asked for before signing in."""
    return request.POST.get("next") or request.GET.get("next", "")


def safe_next(request: HttpRequest, page: str) -> str:
    """That page, when it is one of ours."""
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else settings.LOGIN_REDIRECT_URL


def way_back(request: HttpRequest, back: Return) -> str:
    """The address to go to now that the session is open."""
    if back.held or back.from_a_tab:
        request.session[TAKEN_UP] = asdict(back)
        return reverse("accounts:taken_up")
    page = safe_next(request, back.next)
    return f"{reverse('accounts:password')}?{urlencode({'found': 1, 'next': page})}" if back.new_password else page


def hold_back(request: HttpRequest, back: Return) -> None:
    """Keep what was sent while its sender tries another way to sign in."""
    request.session[HELD_BACK] = asdict(back)


def held_back(request: HttpRequest) -> Return | None:
    """What was kept so, once."""
    return _pop(request, HELD_BACK)


def kept_return(request: HttpRequest) -> Return | None:
    """What `way_back` kept and goes on its way now, once."""
    return _pop(request, TAKEN_UP)


def _pop(request: HttpRequest, mark: str) -> Return | None:
    kept = request.session.pop(mark, None)
    return Return(**kept) if kept else None
