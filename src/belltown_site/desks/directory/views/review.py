"""The queue of what has to be looked at, asking an organization, and how long things count as fresh."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.desks.directory.forms import AskForm, FreshnessForm
from belltown_site.desks.directory.words import letter, text_message
from belltown_site.directory import asking, keeping
from belltown_site.directory.calling import calling
from belltown_site.directory.models import AskLink, Channel, DirectoryPreferences, FreshFor
from belltown_site.directory.sheets import review_queue
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.web.forms import posted
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.KEEP_DIRECTORY)
def queue(request: HttpRequest) -> HttpResponse:
    """What is said to be wrong, old figures, services long unseen."""
    return render(request, "directory/review.html", {"queue": review_queue(now=timezone.now())})


@require_POST
@for_those_who_may(Permission.KEEP_DIRECTORY)
def settle(request: HttpRequest, id: UUID) -> HttpResponse:
    """A report was seen to."""
    keeping.settle(report_id=id, by=request.user, now=timezone.now())
    messages.success(request, "The report is settled.")
    return redirect("directory:review")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_DIRECTORY)
def ask(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask one organization. The link is shown once, on the answer to the form; it is nowhere kept."""
    now = timezone.now()
    called = calling(id, now=now)
    form = AskForm(posted(request))
    context = {"called": called, "form": form, "links": _open_links(id), "cancel_url": reverse("directory:review")}
    if request.method == "POST" and form.is_valid():
        channel = Channel(form.cleaned_data["channel"])
        link, token = asking.ask(organization_id=id, channel=channel, by=request.user, now=now)
        asked, url = (
            asking.opened(token, now=now),
            request.build_absolute_uri(reverse("directory:update", args=[token])),
        )
        program, sender = f"{preferences().name} diversion program", f"{request.user.name}, {request.user.agency.name}"
        text = (
            text_message(asked, program, url, link.expires_at)
            if channel is Channel.TEXT
            else letter(asked, program, url, link.expires_at, sender)
        )
        context |= {"text": text, "channel": channel.value, "links": _open_links(id)}
    return render(request, "directory/ask.html", context, status=422 if form.errors else 200)


@require_POST
@for_those_who_may(Permission.KEEP_DIRECTORY)
def end_link(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a link before its time."""
    asking.revoke(link_id=id, by=request.user, now=timezone.now())
    messages.success(request, "The link does not work any more.")
    return redirect("directory:review")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.CHANGE_SITE)
def freshness(request: HttpRequest) -> HttpResponse:
    """How long a figure, a verification and a link are good for."""
    chosen = DirectoryPreferences.objects.first() or DirectoryPreferences()
    units = "\n".join(f"{one.unit.capitalize()} {one.hours}" for one in FreshFor.objects.all())
    form = FreshnessForm(posted(request), instance=chosen, initial={"units": units})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            FreshFor.objects.all().delete()
            by_unit = form.cleaned_data["units"].items()
            FreshFor.objects.bulk_create(FreshFor(unit=unit, hours=hours) for unit, hours in by_unit)
        messages.success(request, "It is kept, and holds from now on.")
        return redirect("directory:freshness")
    return render(request, "directory/freshness.html", {"form": form}, status=422 if form.errors else 200)


def _open_links(organization: UUID) -> list[AskLink]:
    links = AskLink.objects.filter(organization=organization, used_at__isnull=True, revoked_at__isnull=True)
    return list(links.filter(expires_at__gt=timezone.now()).select_related("made_by"))
