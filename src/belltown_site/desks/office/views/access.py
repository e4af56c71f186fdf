"""The yearly review of who has an account: each account confirmed, or its end asked for; and the list as a file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown.disclosure.disclosed import as_table, by_no_consent
from belltown_site.accounts.roles import Permission
from belltown_site.accounts.stepping import fresh_sign_in_required
from belltown_site.office import access
from belltown_site.office.access import AccessLine, State
from belltown_site.web.views import for_those_who_may

READERS = (Permission.REVIEW_LOOKS, Permission.MANAGE_ACCOUNTS)
COLUMNS = ("Agency", "Name", "Role", "What the role may do", "Opened", "Last used", "Review", "Said by", "Said on")
_FIRST = (State.OVERDUE, State.DUE, State.TO_END, State.CONFIRMED)


@require_safe
@for_those_who_may(*READERS)
def review(request: HttpRequest) -> HttpResponse:
    """The accounts, those first that wait for a word."""
    lines = access.access_review(by=request.user, now=timezone.now())
    context = {
        "lines": sorted(lines, key=lambda line: (_FIRST.index(line.state), line.agency, line.name)),
        "overdue": sum(line.state is State.OVERDUE for line in lines),
        "left": sum(line.state in (State.OVERDUE, State.DUE) for line in lines),
    }
    return render(request, "office/access.html", context)


@require_POST
@for_those_who_may(Permission.REVIEW_LOOKS)
@fresh_sign_in_required
def say(request: HttpRequest, id: UUID) -> HttpResponse:
    """Confirm one account, or ask for its end."""
    keep = "keep" in request.POST
    access.say(id, keep=keep, by=request.user, now=timezone.now())
    said = "Confirmed for a year." if keep else "The administrator is asked to close it."
    messages.success(request, said)
    return redirect("office:access")


@require_safe
@for_those_who_may(*READERS)
@fresh_sign_in_required
def as_file(request: HttpRequest) -> HttpResponse:
    """Every account of the review, as a file."""
    lines = access.access_review(by=request.user, now=timezone.now())
    table = as_table(by_no_consent([COLUMNS, *(_cells(line) for line in lines)]))
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="who-has-an-account.csv"'
    return answer


def _cells(line: AccessLine) -> tuple[str, ...]:
    opened, used, said = _day(line.opened_at), _day(line.last_used) or "never", _day(line.said_at)
    return (
        line.agency, line.name, line.seat, line.description, opened, used, line.state.label, line.said_by, said,
    )  # fmt: skip


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""
