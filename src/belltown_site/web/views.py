"""What the views of every desk share: who may come in, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from belltown.errors import BadInput, BelltownError, NotAllowed, NotFound, NotPossible
from belltown_site.accounts.models import check_may
from belltown_site.accounts.roles import Permission

View = Callable[..., HttpResponse]
Act = Callable[[HttpRequest, UUID, datetime], object]
STATUS: dict[type[BelltownError], int] = {NotAllowed: 403, NotPossible: 409, BadInput: 422}


def for_those_who_may(*permissions: Permission) -> Callable[[View], View]:
    """Open the view to whoever may do one of these; the others are told whom to ask."""

    def decorator(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not any(request.user.may(one) for one in permissions):
                check_may(request.user, permissions[0])
            return view(request, *args, **kwargs)

        return opened

    return decorator


def attempt(act: Callable[[], object]) -> BelltownError | None:
    """Do it; the refusal, where there is one to be shown beside what it refuses. NotFound passes through."""
    try:
        act()
    except NotFound:
        raise
    except BelltownError as error:
        return error
    return None


def doing(act: Act, permission: Permission, *, show: View, page: str) -> View:
    """A view that does one thing to what `page` shows and goes back; a refusal is shown beside what it refused."""

    @require_POST
    @for_those_who_may(permission)
    def done(request: HttpRequest, id: UUID) -> HttpResponse:
        refusal = attempt(lambda: act(request, id, timezone.now()))
        return show(request, id, refusal) if refusal else redirect(page, id=id)

    return done


def status_of(refusal: BelltownError | None) -> int:
    """The response's status for a page that shows this refusal."""
    return STATUS.get(type(refusal), 422) if refusal else 200


def is_live(request: HttpRequest) -> bool:
    """Whether a part of an open page asks, and not a person who opens a page."""
    return bool(getattr(request, "htmx", False))
