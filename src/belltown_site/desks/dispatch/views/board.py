"""The board: what rings for this person, what they have taken, everything else under way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.desks.dispatch.board import board_of
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.WATCH_DISPATCH)
def board(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "dispatch/board.html", {"board": board_of(request.user, timezone.now())})


@require_safe
@for_those_who_may(Permission.WATCH_DISPATCH)
def calls(request: HttpRequest) -> HttpResponse:
    """The part that keeps itself up to date."""
    return render(request, "dispatch/_calls.html", {"board": board_of(request.user, timezone.now())})
