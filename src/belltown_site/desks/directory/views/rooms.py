"""The board of room: what there is, how old each figure is, and three ways to a fresh one."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import BadInput, NotFound
from belltown_site.accounts.roles import Permission
from belltown_site.desks.directory.forms import CountForm, FiguresForm
from belltown_site.directory import keeping
from belltown_site.directory.calling import calling
from belltown_site.directory.models import ReportKind, Through
from belltown_site.directory.sheets import RoomLine, room_board
from belltown_site.web.forms import posted
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.FIND_SERVICES)
def board(request: HttpRequest) -> HttpResponse:
    """Every count, by what it counts."""
    lines = room_board(now=timezone.now())
    groups = [(unit, list(found)) for unit, found in groupby(lines, key=lambda line: line.unit)]
    context = {"groups": groups, "keeps": request.user.may(Permission.KEEP_DIRECTORY)}
    return render(request, "directory/rooms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_DIRECTORY)
def count(request: HttpRequest, id: UUID) -> HttpResponse:
    """A fresh figure for one count."""
    line = _line(id)
    form = CountForm(posted(request), initial={"available": f"{line.available:g}"})
    if request.method == "POST" and form.is_valid() and _counted(form, id, request):
        messages.success(request, f"{line.service_name}: noted.")
        return redirect("directory:rooms")
    context = {"line": line, "form": form, "cancel_url": reverse("directory:rooms")}
    return render(request, "directory/count.html", context, status=422 if form.errors else 200)


@require_POST
@for_those_who_may(Permission.KEEP_DIRECTORY)
def same(request: HttpRequest, id: UUID) -> HttpResponse:
    """The figure is still what it was: one tap."""
    line = _line(id)
    keeping.count_room(line_id=id, available=int(line.available), by=request.user, now=timezone.now())
    messages.success(request, f"{line.service_name}: still {line.count}.")
    return redirect("directory:review" if request.POST.get("from") == "review" else "directory:rooms")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_DIRECTORY)
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """What to say on the phone to one organization, and the answers as they come."""
    asked = calling(id, now=timezone.now())
    form = FiguresForm(posted(request), lines=asked.lines, services=[(str(one.id), one.name) for one in asked.services])
    if request.method == "POST" and form.is_valid():
        _take(form, request)
        messages.success(request, f"Thank you. What {asked.organization} said is noted.")
        return redirect("directory:rooms")
    context = {"asked": asked, "form": form, "cancel_url": reverse("directory:rooms")}
    return render(request, "directory/call.html", context, status=422 if form.errors else 200)


def _take(form: FiguresForm, request: HttpRequest) -> None:
    now = timezone.now()
    for id, figure in form.of("line").items():
        keeping.count_room(line_id=UUID(id), available=int(str(figure)), by=request.user, now=now, through=Through.CALL)
    for id in form.of("right"):
        keeping.verify(service_id=UUID(id), by=request.user, now=now, through=Through.CALL)
    for id, words in form.of("wrong").items():
        report = {"service_id": UUID(id), "kind": ReportKind.OTHER, "words": str(words)}
        keeping.report_wrong(**report, by=request.user, now=now)


def _counted(form: CountForm, id: UUID, request: HttpRequest) -> bool:
    """Whether the figure was noted; what is wrong with it is written on the form."""
    try:
        keeping.count_room(line_id=id, available=form.cleaned_data["available"], by=request.user, now=timezone.now())
    except BadInput as error:
        form.add_error("available", f"{error.faults[0].reason.capitalize()}.")
    return not form.errors


def _line(id: UUID) -> RoomLine:
    found = next((line for line in room_board(now=timezone.now()) if line.id == id), None)
    if found is None:
        raise NotFound("There is no such count in the directory.")
    return found
