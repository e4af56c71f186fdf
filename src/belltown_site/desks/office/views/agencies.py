"""Agencies: the list, one, a new one, signed and withdrawn, and what each is before 42 CFR part 2."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from belltown_site.accounts.roles import Permission
from belltown_site.accounts.stepping import fresh_sign_in_required
from belltown_site.desks.office.asking import ask, done
from belltown_site.desks.office.forms import AgencyForm, PostureForm
from belltown_site.office import agencies as office
from belltown_site.web.forms import posted
from belltown_site.web.views import for_those_who_may

READERS = (Permission.MANAGE_ACCOUNTS, Permission.CHANGE_SITE)


@require_safe
@for_those_who_may(*READERS)
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency, partners first."""
    context = {"agencies": office.agencies(by=request.user), "manages": request.user.may(Permission.MANAGE_ACCOUNTS)}
    return render(request, "office/agencies.html", context)


@require_safe
@for_those_who_may(*READERS)
def agency(request: HttpRequest, id: UUID) -> HttpResponse:
    """One agency, and what may be done about it."""
    context = {
        "agency": office.agency(id, by=request.user),
        "postures": office.postures_of(id, by=request.user),
        "manages": request.user.may(Permission.MANAGE_ACCOUNTS),
        "is_own": id == request.user.agency_id,
    }
    return render(request, "office/agency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def add(request: HttpRequest) -> HttpResponse:
    """A new agency."""
    form, kept = AgencyForm(posted(request)), []
    if request.method == "POST" and done(form, lambda: kept.append(office.add(**form.cleaned_data, by=request.user))):
        messages.success(request, "Added. It is no partner until you say that it has signed.")
        return redirect("office:agency", id=kept[0].pk)
    said = {
        "question": "Add an agency",
        "text": "Until it has signed, its accounts open nothing.",
        "submit": "Add the agency",
    }
    return ask(request, form, **said, cancel_url=reverse("office:agencies"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """The agency has signed."""
    found = office.agency(id, by=request.user)
    if request.method == "POST":
        office.sign_in(id, by=request.user)
        messages.success(request, f"{found.name} is a partner. Its accounts may do what their seats may.")
        return redirect("office:agency", id=id)
    said = {
        "question": f"Has {found.name} signed?",
        "text": "From now on its open accounts may do what their seats may.",
        "items": [("Open accounts", str(found.open_accounts))],
        "submit": "It has signed",
    }
    return ask(request, None, **said, cancel_url=reverse("office:agency", args=[id]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """The agency leaves: everything of it ends at once."""
    found = office.agency(id, by=request.user)
    if request.method == "POST":
        ended = office.withdraw_agency(id, by=request.user, now=timezone.now())
        messages.success(request, f"{found.name} is no partner any more. Sessions ended: {ended}.")
        return redirect("office:agency", id=id)
    said = {
        "question": f"Withdraw {found.name}?",
        "text": "Every session of its people ends now, invitations end, nobody of it is on call, and nothing opens to "
        "them. What they wrote stays with the partnership.",
        "items": [("Open accounts", str(found.open_accounts))],
        "submit": "Withdraw it now",
    }
    return ask(request, None, **said, danger=True, cancel_url=reverse("office:agency", args=[id]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.CHANGE_SITE)
@fresh_sign_in_required
def posture(request: HttpRequest, id: UUID) -> HttpResponse:
    """What the agency is before 42 CFR part 2, and on whose word."""
    found = office.agency(id, by=request.user)
    form = PostureForm(posted(request), initial={"posture": found.posture.value})
    act = lambda: office.set_posture(id, **form.cleaned_data, by=request.user, now=timezone.now())  # noqa: E731
    if request.method == "POST" and done(form, act):
        messages.success(request, "Kept. The change stands in the ledger.")
        return redirect("office:agency", id=id)
    said = {
        "question": f"{found.name} before 42 CFR part 2",
        "text": "It decides whether the federal statement travels with what this agency shares. Who sees what stays "
        "the same: consent is needed, and the wall stands, for every answer.",
        "submit": "Keep it",
    }
    return ask(request, form, **said, cancel_url=reverse("office:agency", args=[id]))
