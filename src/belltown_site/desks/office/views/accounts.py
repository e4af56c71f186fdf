"""The list of accounts, one account, a new one; and the link that sets it up, shown once."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.accounts.stepping import fresh_sign_in_required
from belltown_site.desks.office.asking import ask, done
from belltown_site.desks.office.forms import BY_MAIL, OpenForm
from belltown_site.office import accounts as listing
from belltown_site.office import invitations
from belltown_site.office.mailing import send_invitation
from belltown_site.web.forms import posted
from belltown_site.web.views import for_those_who_may


@require_safe
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, by agency; above them those that want something done."""
    lines = listing.accounts(by=request.user, now=timezone.now())
    context = {
        "agencies": [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.agency_name)],
        "to_end": [line for line in lines if line.asked_by],
        "closing": [line for line in lines if line.closes_on],
        "locked": [line for line in lines if line.is_locked and line.is_open],
    }
    return render(request, "office/accounts.html", context)


@require_safe
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account, and what may be done about it."""
    return render(request, "office/account.html", {"line": listing.account(id, by=request.user, now=timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account by invitation."""
    form, kept = OpenForm(posted(request)), []

    def act() -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name != "way"}
        kept.append(invitations.open_account(**values, by=request.user, now=timezone.now()))

    if request.method == "POST" and done(form, act):
        return _hand_over(request, *kept[0], by_mail=form.cleaned_data["way"] == BY_MAIL)
    said = {
        "question": "Open an account",
        "text": "The person sets up a password and a second step by a link that works once, for three days.",
        "submit": "Open the account",
    }
    return ask(request, form, **said, cancel_url=reverse("office:accounts"))


@require_POST
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def invite(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new link; the earlier one no longer works."""
    user, secret = invitations.invite_again(id, by=request.user, now=timezone.now())
    return _hand_over(request, user, secret, by_mail="mail" in request.POST)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def reopen(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a closed account again; its owner starts anew."""
    line = listing.account(id, by=request.user, now=timezone.now())
    if request.method == "POST":
        user, secret = invitations.reopen(id, by=request.user, now=timezone.now())
        return _hand_over(request, user, secret, by_mail=False)
    said: dict[str, Any] = {
        "question": f"Open the account of {line.name} again?",
        "text": "The seat stays as it was. The old password and second step do not work: they set up new ones.",
        "items": [("Role", line.seat), ("Agency", line.agency_name)],
        "submit": "Open it again",
    }
    return ask(request, None, **said, cancel_url=reverse("office:account", args=[id]))


def _hand_over(request: HttpRequest, user: User, secret: UUID, *, by_mail: bool) -> HttpResponse:
    """After the transaction: send the link, or show it this once; also where no mail server took it."""
    link = request.build_absolute_uri(reverse("office:invitation", args=[secret]))
    if by_mail and send_invitation(user, link):
        messages.success(request, f"The link is on its way to {user.name}. It works once, for three days.")
        return redirect("office:account", id=user.pk)
    return render(request, "office/link.html", {"person": user, "link": link, "not_sent": by_mail})
