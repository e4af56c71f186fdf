"""Look before writing: whoever may be meant, with reasons; only then is somebody new."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from belltown.linkage.described import Described, phones_in
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.finding_forms import FindForm, WhichForm
from belltown_site.desks.people.forms import NameForm
from belltown_site.desks.people.views import purpose_of
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.records import actions, gate
from belltown_site.records.sheets import CandidateLine, Purpose
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may, is_live, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.SEE_PEOPLE)
def find(request: HttpRequest) -> HttpResponse:
    """Find a person. What is looked for is sent in the page's body, so that no address and no log holds a name."""
    now = timezone.now()
    form = FindForm(posted(request), today=local_day(now))
    context = {"form": form, "found": None}
    if request.method == "POST" and form.is_valid():
        context["found"] = gate.candidates(form.asked, viewer=request.user, purpose=purpose_of(request), now=now)
    page = "people/_found.html" if is_live(request) else "people/find.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_CONSENTS)
def introduce(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down what to call somebody who was handed over without a name. `id` is the encounter's."""
    now = timezone.now()
    if gate.encounter(id, viewer=request.user, purpose=Purpose.INTAKE, now=now).person is not None:
        raise Http404
    form = NameForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _ask_name(request, form)
    found = _like(request, form, now)
    which = WhichForm(
        request.POST if "same_as" in request.POST else None,
        found=found,
        may_link=_may_link(request),
        auto_id="which_%s",
    )
    if found and not which.is_valid():
        return _ask_which(request, form, which, found)
    return _introduced(request, id, form, which, found)


def _introduced(
    request: HttpRequest, id: UUID, form: NameForm, which: WhichForm, found: tuple[CandidateLine, ...]
) -> HttpResponse:
    person: list[UUID] = []
    same_as = which.chosen if found else None
    refusal = attempt(
        lambda: person.append(
            actions.persons.introduce(
                id, person=actions.Person(**form.cleaned_data), same_as=same_as, by=request.user, now=timezone.now()
            )
        )
    )
    if refusal is None:
        return redirect("people:person", id=person[0])
    form.add_error(None, str(refusal))
    return _ask_name(request, form, status_of(refusal))


def _like(request: HttpRequest, form: NameForm, now: datetime) -> tuple[CandidateLine, ...]:
    """The records of the agency's own that may be this person."""
    said = form.cleaned_data
    asked = Described((said["chosen_name"],), (), phones_in(said["contact"]), unsure=said["name_unsure"])
    found = gate.candidates(asked, viewer=request.user, purpose=Purpose.INTAKE, now=now)
    return tuple(line for line in found if line.is_own)


def _may_link(request: HttpRequest) -> bool:
    return bool(request.user.may(Permission.LINK_RECORDS))


def _ask_name(request: HttpRequest, form: NameForm, status: int = 200) -> HttpResponse:
    context = {
        "question": "What does the person want to be called?",
        "text": "A first name or a nickname is enough. Everything else can wait, and nothing has to be proved. "
        "First we look whether the person is known here already.",
        "submit": "Go on",
        "form": form,
        "cancel_url": reverse("care:intakes"),
    }
    return render(request, "confirm.html", context, status=422 if form.errors and status == 200 else status)


def _ask_which(
    request: HttpRequest, form: NameForm, which: WhichForm, found: tuple[CandidateLine, ...]
) -> HttpResponse:
    context = {"told": form, "form": which, "found": found, "may_link": _may_link(request)}
    return render(request, "people/which.html", context, status=422 if which.errors else 200)
