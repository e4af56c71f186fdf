"""One service: call, go, who it is for, what to bring; still right, wrong, set right."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.desks.directory.forms import EditForm, WrongForm
from belltown_site.directory import keeping
from belltown_site.directory.models import ReportKind, Service
from belltown_site.directory.sheets import service_sheet
from belltown_site.web.forms import posted
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.FIND_SERVICES)
def service(request: HttpRequest, id: UUID) -> HttpResponse:
    """All that is known of it."""
    context = {"sheet": service_sheet(id, now=timezone.now()), "keeps": request.user.may(Permission.KEEP_DIRECTORY)}
    return render(request, "directory/service.html", context)


@require_POST
@for_those_who_may(Permission.KEEP_DIRECTORY)
def right(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody looked: all of it is right."""
    keeping.verify(service_id=id, by=request.user, now=timezone.now())
    messages.success(request, "Thank you. It is noted that everything here is right.")
    return redirect(_back(request, id))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.FIND_SERVICES)
def wrong(request: HttpRequest, id: UUID) -> HttpResponse:
    """Something here is wrong."""
    sheet = service_sheet(id, now=timezone.now())
    form = WrongForm(posted(request))
    if request.method == "POST" and form.is_valid():
        kind, words = ReportKind(form.cleaned_data["kind"]), form.cleaned_data["words"]
        keeping.report_wrong(service_id=id, kind=kind, words=words, by=request.user, now=timezone.now())
        messages.success(request, "Thank you. It waits with the people who keep the directory.")
        return redirect("directory:service", id=id)
    context = {"sheet": sheet, "form": form, "cancel_url": reverse("directory:service", args=[id])}
    return render(request, "directory/wrong.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_DIRECTORY)
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Set it right."""
    sheet = service_sheet(id, now=timezone.now())
    fees = Service.objects.values_list("fees_description", flat=True).get(pk=id)
    form = EditForm(posted(request), initial=EditForm.initial_of(sheet, fees))
    if request.method == "POST" and form.is_valid():
        changed = keeping.correct(service_id=id, changes=form.cleaned_data, by=request.user, now=timezone.now())
        words = "It is set right." if changed else "Nothing was changed."
        messages.success(request, f"{words} It stands until the publisher's own entry is newer.")
        return redirect("directory:service", id=id)
    context = {"sheet": sheet, "form": form, "cancel_url": reverse("directory:service", args=[id])}
    return render(request, "directory/edit.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, id: UUID) -> str:
    """Where the tap came from: the queue, or the service's own page."""
    return (
        reverse("directory:review") if request.POST.get("from") == "review" else reverse("directory:service", args=[id])
    )
