"""What else a person is called, and which records are one person: said, and taken back in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import BelltownError
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.finding_forms import FindForm, NewBirthForm, NewNameForm
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.records import actions, gate
from belltown_site.records.sheets import ParticipantSheet
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_CONSENTS)
def names(request: HttpRequest, id: UUID) -> HttpResponse:
    """Every name and date of birth, and where to write down one more name."""
    now = timezone.now()
    sheet, form = _own_person(request, id, now), NewNameForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.names.write(id, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, "Written down.")
        return redirect("people:names", id=id)
    return _show_names(request, sheet, form, NewBirthForm(today=local_day(now), auto_id="birth_%s"))


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def birth(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down one more date of birth that may be right."""
    now = timezone.now()
    sheet, form = _own_person(request, id, now), NewBirthForm(request.POST, today=local_day(now), auto_id="birth_%s")
    if form.is_valid():
        actions.names.write_birth(id, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, "Written down.")
        return redirect("people:names", id=id)
    return _show_names(request, sheet, NewNameForm(), form)


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def end_name(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a name back."""
    return redirect("people:names", id=actions.names.end(id, by=request.user, now=timezone.now()))


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def end_birth(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a date of birth back."""
    return redirect("people:names", id=actions.names.end_birth(id, by=request.user, now=timezone.now()))


@require_safe
@for_those_who_may(Permission.LINK_RECORDS)
def same(request: HttpRequest) -> HttpResponse:
    """Maybe the same person: pairs side by side, with what speaks for it."""
    return _show_same(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.LINK_RECORDS)
def others(request: HttpRequest, id: UUID) -> HttpResponse:
    """Other records that may be this person: those that are alike, or whoever is looked up."""
    now = timezone.now()
    sheet, form = _own_person(request, id, now), FindForm(posted(request), today=local_day(now))
    found = None
    if request.method == "POST" and form.is_valid():
        here = {id, *(one.record.id for one in sheet.linked)}
        candidates = gate.candidates(form.asked, viewer=request.user, now=now)
        found = [line for line in candidates if line.is_own and line.id not in here]
    elif request.method != "POST":
        found = gate.others_like(id, viewer=request.user, now=now)
    context = {"sheet": sheet, "form": form, "found": found, "searched": request.method == "POST"}
    return render(request, "people/others.html", context, status=422 if form.errors else 200)


@require_POST
@for_those_who_may(Permission.LINK_RECORDS)
def link(request: HttpRequest) -> HttpResponse:
    """These two are one person."""
    done = "Linked. Both records stay as they are; it can be taken apart at any time."
    return _of_two(request, actions.links.link, done)


@require_POST
@for_those_who_may(Permission.LINK_RECORDS)
def not_same(request: HttpRequest) -> HttpResponse:
    """These two are two people."""
    done = "Remembered. They are not proposed again unless a name or a date changes."
    return _of_two(request, actions.links.not_same, done)


@require_POST
@for_those_who_may(Permission.LINK_RECORDS)
def unlink(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take one link apart."""
    person = actions.links.unlink(id, by=request.user, now=timezone.now())
    messages.success(request, "Taken apart. Each record is as it was.")
    return redirect("people:person", id=person)


@require_POST
@for_those_who_may(Permission.LINK_RECORDS)
def lift(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take back that two are two people."""
    actions.links.lift(id, by=request.user, now=timezone.now())
    messages.success(request, "Taken back. They may be linked now.")
    return redirect("people:same")


class PairForm(forms.Form):
    """The ids of two records, in the page's body."""

    one = forms.UUIDField()
    other = forms.UUIDField()
    back = forms.UUIDField(required=False)


def _of_two(request: HttpRequest, act: Callable[..., UUID], done: str) -> HttpResponse:
    """Do it to the two records sent, and go back to the page of one or to the pairs."""
    form = PairForm(request.POST)
    if not form.is_valid():
        raise Http404
    pair = {name: form.cleaned_data[name] for name in ("one", "other")}
    refusal = attempt(lambda: act(**pair, by=request.user, now=timezone.now()))
    if refusal:
        return _show_same(request, refusal)
    messages.success(request, done)
    back = form.cleaned_data["back"]
    return redirect("people:person", id=back) if back else redirect("people:same")


def _show_same(request: HttpRequest, refusal: BelltownError | None) -> HttpResponse:
    sheet = gate.likely_same(viewer=request.user, now=timezone.now())
    return render(request, "people/same.html", {"sheet": sheet, "refusal": refusal}, status=status_of(refusal))


def _show_names(
    request: HttpRequest, sheet: ParticipantSheet, form: NewNameForm, birth_form: NewBirthForm
) -> HttpResponse:
    context = {"sheet": sheet, "form": form, "birth_form": birth_form}
    return render(request, "people/names.html", context, status=422 if form.errors or birth_form.errors else 200)


def _own_person(request: HttpRequest, id: UUID, now: datetime) -> ParticipantSheet:
    """The person, for those in whose care they are."""
    sheet = gate.participant(id, viewer=request.user, now=now)
    if not sheet.is_own:
        raise Http404
    return sheet
