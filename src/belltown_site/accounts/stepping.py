"""Some acts ask who one is once more: whoever sits down at somebody's open page must not be able to do them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from belltown_site.accounts.asking_again import ask_again_for_this
from belltown_site.accounts.sessions import is_fresh

View = Callable[..., HttpResponse]


def fresh_sign_in_required(view: View) -> View:
    """Open the view to whoever proved every factor within five minutes; anybody else signs in again first.

    A page that was asked for is shown afterwards; a form that was sent is sent again. Nothing typed is lost.
    """

    @wraps(view)
    def stepped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_fresh(getattr(request, "open_session", None), timezone.now()):
            return view(request, *args, **kwargs)
        return ask_again_for_this(request)

    return stepped
