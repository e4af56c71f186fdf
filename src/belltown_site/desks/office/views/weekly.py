"""The weekly review: the weeks, one week's items, a word on each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.desks.office.asking import done
from belltown_site.desks.office.forms import MarkForm
from belltown_site.office.weekly import queue
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.REVIEW_LOOKS)
def weeks(request: HttpRequest) -> HttpResponse:
    """The latest weeks that are over, and what is left in each."""
    return render(request, "office/weeks.html", {"weeks": queue.weeks(by=request.user, now=timezone.now())})


@require_safe
@for_those_who_may(Permission.REVIEW_LOOKS)
def week(request: HttpRequest, step: str) -> HttpResponse:
    """One week's items."""
    return _show(request, step, None, None)


@require_POST
@for_those_who_may(Permission.REVIEW_LOOKS)
def mark(request: HttpRequest, step: str, id: UUID) -> HttpResponse:
    """A word on one item."""
    form = MarkForm(request.POST)
    if done(form, lambda: queue.mark(step, id, **form.cleaned_data, by=request.user, now=timezone.now())):
        messages.success(request, "Kept, with your name and the time.")
        return redirect("office:week", step=step)
    return _show(request, step, form, id)


def _show(request: HttpRequest, step: str, form: MarkForm | None, marked: UUID | None) -> HttpResponse:
    sheet = queue.week(step, by=request.user, now=timezone.now())
    lines = sorted(sheet.items, key=lambda line: not line.is_left)
    context = {"sheet": sheet, "lines": lines, "faulty": form, "marked": marked}
    return render(request, "office/week.html", context, status=422 if form else 200)
