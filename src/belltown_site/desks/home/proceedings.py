"""The site's own decision whether it makes papers for a legal case: off until somebody turns it on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.jurisdiction.proceedings import offer_proceedings
from belltown_site.web.views import for_those_who_may

ON = "Papers for a legal case are on. A participant may sign one with a defender or another lawyer present."
OFF = "Papers for a legal case are off. None can be made, and none that was signed is acted on."
WHY = (
    "Such a paper lets a defender or a prosecutor use what it names in a legal case, where it may be used against the "
    "person (42 CFR 2.31(d)). It can never open needs, plan, notes, health or treatment to police or prosecution. Turn "
    "it on only when your policy council has agreed to it."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.CHANGE_SITE)
def proceedings(request: HttpRequest) -> HttpResponse:
    """Say how it stands, and turn it on or off."""
    is_on = preferences().offers_proceedings
    if request.method == "POST":
        offer_proceedings(request.POST.get("offer") == "on", by=request.user)
        messages.success(request, ON if request.POST.get("offer") == "on" else OFF)
        return redirect("home:proceedings")
    context = {
        "question": "Papers for a legal case",
        "text": ON if is_on else OFF,
        "items": [("What they are", WHY)],
        "submit": "Turn them off" if is_on else "Turn them on",
        "name": "offer",
        "value": "off" if is_on else "on",
        "danger": not is_on,
        "cancel_url": reverse("home:home"),
    }
    return render(request, "confirm.html", context)
