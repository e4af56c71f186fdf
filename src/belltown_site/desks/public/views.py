"""The public pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown.errors import NotPossible
from belltown_site.desks.public.protocol_page import page_of
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.jurisdiction.protocols import in_force


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What Belltown is; somebody who is signed in goes straight to work."""
    if request.user.is_authenticated:
        return redirect("home:home")
    return what(request)


@login_not_required
@require_safe
def what(request: HttpRequest) -> HttpResponse:
    """What Belltown is, in words for a neighbor, an officer and a council member."""
    return render(request, "public/front.html")


@login_not_required
@require_safe
def protocol(request: HttpRequest) -> HttpResponse:
    """The protocol in force today, in plain sentences with their sources."""
    try:
        version = in_force(local_day(timezone.now()))
    except NotPossible as error:
        return render(request, "public/no_protocol.html", {"sentence": str(error)}, status=404)
    return render(request, "public/protocol.html", {"page": page_of(version)})


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The accessibility and privacy statement."""
    return render(request, "public/about.html")
