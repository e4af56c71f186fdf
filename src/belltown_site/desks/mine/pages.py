"""What the window's pages share: whose they are, the language they are drawn in, and how a refusal is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from belltown.disclosure.wording import Language
from belltown_site.accounts.models import check_may
from belltown_site.accounts.roles import Permission
from belltown_site.desks.mine.saying import language_of

View = Callable[..., HttpResponse]
_REFUSED = {
    HTTPStatus.FORBIDDEN: "refused_not_for_you",
    HTTPStatus.NOT_FOUND: "refused_not_here",
    HTTPStatus.METHOD_NOT_ALLOWED: "refused_not_here",
}


def own(view: View) -> View:
    """Open the view to the participant whose window is open; a visitor is shown the way in, others are refused."""

    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("mine:home")
        check_may(request.user, Permission.SEE_OWN)
        return view(request, *args, **kwargs)

    return login_not_required(opened)


def draw(request: HttpRequest, template: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    """The page in the reader's language. `inside`: somebody's window is open, and shuts by itself."""
    language = language_of(request)
    shown = {
        "language": language,
        "other": Language.SPANISH if language is Language.ENGLISH else Language.ENGLISH,
        "inside": request.user.is_authenticated and request.user.is_participant,
        **context,
    }
    response = render(request, f"mine/{template}.html", shown, status=status)
    response.own_window = True  # type: ignore[attr-defined]
    return response


def refusal(request: HttpRequest, status: int) -> HttpResponse:
    """What did not work, in the reader's language and without saying what there is."""
    return draw(request, "refused", status, key=_REFUSED.get(HTTPStatus(status), "refused_fault"))
