"""The ledger's standing: the latest check, the checkpoint for the minutes, and a new check done by the worker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.office import checking
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.VERIFY_LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """Whether anything was changed, and what to print."""
    return render(request, "office/ledger.html", {"sheet": checking.ledger_sheet(by=request.user)})


@require_POST
@for_those_who_may(Permission.VERIFY_LEDGER)
def check(request: HttpRequest) -> HttpResponse:
    """Have the ledger read over."""
    checking.ask(by=request.user, now=timezone.now())
    return redirect("office:ledger")
