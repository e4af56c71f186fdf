"""Need, list: what is looked for is posted, held in the visitor's session, and never part of an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown.needs import NEEDS, SECTORS, Need, needs_of
from belltown_site.accounts.roles import Permission
from belltown_site.desks.directory.forms import SearchForm
from belltown_site.desks.directory.words import chosen_words
from belltown_site.directory.places import Spot, beat_spots, named_spot
from belltown_site.directory.scoring import Wish
from belltown_site.directory.searching import languages_spoken, search, services_by_need
from belltown_site.jurisdiction.areas import beats
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.web.views import for_those_who_may

HELD = "directory_search"


@require_safe
@for_those_who_may(Permission.FIND_SERVICES)
def needs(request: HttpRequest) -> HttpResponse:
    """What is needed: one tap."""
    counts = services_by_need()
    groups = [
        (label, [(one, NEEDS[one], counts.get(one.value, 0)) for one in needs_of(sector)])
        for sector, label in SECTORS.items()
    ]
    return render(
        request,
        "directory/needs.html",
        {"groups": groups, "any": bool(counts), "keeps": request.user.may(Permission.KEEP_DIRECTORY)},
    )


@require_POST
@for_those_who_may(Permission.FIND_SERVICES)
def find(request: HttpRequest) -> HttpResponse:
    """Hold the search for this visitor and show its list; a search with faults is shown with them."""
    form = _form(request.POST)
    if not form.is_valid():
        return _show(request, form, 422)
    request.session[HELD] = request.POST.urlencode()
    return redirect("directory:found")


@require_safe
@for_those_who_may(Permission.FIND_SERVICES)
def found(request: HttpRequest) -> HttpResponse:
    """The list of the search this visitor made last; without one, the needs."""
    form = _form(QueryDict(request.session.get(HELD, "")))
    return _show(request, form, 200) if form.is_valid() else redirect("directory:needs")


def _form(data: QueryDict) -> SearchForm:
    return SearchForm(data, beats=beats(site=preferences().site), languages=languages_spoken())


def _show(request: HttpRequest, form: SearchForm, status: int) -> HttpResponse:
    need = form.data.get("need", "")
    label = NEEDS[Need(need)].label if need in NEEDS else "Services"
    context: dict[str, Any] = {"form": form, "need": label}
    if form.is_valid():
        spot = _spot(form.cleaned_data)
        wish = _wish(form, spot)
        context["found"] = search(wish, now=timezone.now())
        context["chosen"] = chosen_words(form)
        context["unknown_place"] = form.cleaned_data["place"] if form.cleaned_data["place"] and spot is None else ""
    return render(request, "directory/found.html", context, status=status)


def _wish(form: SearchForm, spot: Spot | None) -> Wish:
    given = form.cleaned_data
    return Wish(
        need=Need(given["need"]),
        asked=form.asked,
        age=given["age"],
        language=given["language"],
        area=given["area"],
        open_now=given["open_now"],
        has_room=given["has_room"],
        spot=spot,
        miles=int(given["miles"]) if given["miles"] else None,
    )


def _spot(given: dict[str, Any]) -> Spot | None:
    if given["place"]:
        return named_spot(given["place"])
    return beat_spots(preferences().site).get(given["near"]) if given["near"] else None
