"""Whoever was invited chooses a password; a second step comes next, before anything opens."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from belltown.errors import NotFound
from belltown_site.accounts import pending
from belltown_site.accounts.forms import NewPasswordForm
from belltown_site.accounts.returning import Return
from belltown_site.office.invitations import accept, invited
from belltown_site.web.forms import posted


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page behind an invitation's link; one that is over looks like one that never was."""
    try:
        user = invited(id, timezone.now())
    except NotFound as error:
        return render(request, "office/over.html", {"sentence": str(error)}, status=404)
    form = NewPasswordForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        user = accept(id, password=form.cleaned_data["password"], now=timezone.now())
        pending.start(request, user, Return(), timezone.now())
        return redirect("accounts:protect")
    return render(request, "office/invitation.html", {"form": form, "person": user}, status=422 if form.errors else 200)
