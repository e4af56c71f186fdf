"""The one page of an encounter: shown, saved as it is typed, checked when the officer goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import BelltownError, NotFound
from belltown.protocol.decide import Encounter as Reading
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway
from belltown_site.accounts.roles import Permission
from belltown_site.desks.field import offenses
from belltown_site.desks.field.fields import LONGEST_NAME
from belltown_site.desks.field.forms import EncounterForm, Frame
from belltown_site.desks.field.page import WritePage, initial_of, offense_tiles
from belltown_site.desks.field.questions import every_question
from belltown_site.desks.field.saving import Draft, Writer, blank, reading_after, save
from belltown_site.jurisdiction.areas import beats
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.jurisdiction.protocols import in_force
from belltown_site.records import actions, gate
from belltown_site.records.actions.encounters import BEFORE_THE_OFFER
from belltown_site.records.sheets import DraftSheet, KnownGuard
from belltown_site.web.views import attempt, for_those_who_may, is_live, status_of

LAST_BEAT = "field_beat"
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page stands on: the encounter where there is one, its protocol and door, and what is known of it."""

    id: UUID
    sheet: DraftSheet | None
    version: ProtocolVersion
    reading: Reading
    frame: Frame

    @property
    def pathway(self) -> Pathway:
        return self.reading.pathway


@require_safe
@for_those_who_may(Permission.SCREEN)
def new(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A new encounter: its number is made here, so that however often it is sent it stays one encounter."""
    return redirect("field:write", id=uuid4())


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.SCREEN)
def write(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of one encounter before the offer, new or already begun."""
    saves = request.method == "POST" and request.POST.get("do") != "search"
    desk = _desk(request, id, request.POST.get("pathway", ""), to_write=saves)
    if moved := _through_another_door(request, desk):
        return moved
    if desk.sheet and desk.sheet.state not in BEFORE_THE_OFFER:
        return _leave(request, id)
    if request.method != "POST":
        return _show(request, desk, EncounterForm(initial=_initial(request, desk), frame=desk.frame))
    if request.POST.get("do") == "search":
        return _show(request, desk, EncounterForm(request.POST, frame=desk.frame), found=_find(request.POST, desk))
    return _saved(request, desk, EncounterForm(request.POST, frame=desk.frame))


@require_POST
@for_those_who_may(Permission.SCREEN)
def find(request: HttpRequest) -> HttpResponse:
    """The charges that the words typed so far find, as tiles."""
    words = request.POST.get("find", "")[:LONGEST_NAME]
    found = offenses.find(words, preferences().site)
    chosen = request.POST.get("offense", "")[:LONGEST_NAME]
    drawn = offense_tiles(found, "found", chosen)
    return render(request, "field/_found.html", {"found": drawn, "searched": words.strip()})


@require_POST
@for_those_who_may(Permission.SCREEN)
def known(request: HttpRequest) -> HttpResponse:
    """Whether somebody of this name may take part already: a sentence, and no record."""
    frame = Frame("", timezone.localdate(), (), (), ())
    told = EncounterForm(request.POST, frame=frame).told
    name = told.get("name", "")
    found: list[KnownGuard] = []
    refusal = None
    if len(name) >= SHORTEST_NAME:
        born = told.get("born", "")
        refusal = attempt(lambda: found.append(gate.known_persons(viewer=request.user, name=name, born=born)))
    context = {"guard": next(iter(found), None), "refusal": refusal}
    return render(request, "field/_known.html", context, status=status_of(refusal))


def _desk(request: HttpRequest, id: UUID, wanted: str, *, to_write: bool = False) -> Desk:
    now, today, site = timezone.now(), timezone.localdate(), preferences().site
    sheet = _sheet(request, id, to_write=to_write)
    version = sheet.version if sheet else in_force(today)
    doors = tuple(one for one in version.pathways if one is not Pathway.COMMUNITY_REFERRAL) or tuple(version.pathways)
    door = next((one for one in doors if one.value == wanted), doors[0])
    reading = sheet.reading if sheet else blank(version, door, today, room=lambda: _room(request, now))
    places = beats(site=site)
    questions = every_question(version, reading.pathway, places=bool(places))
    return Desk(id, sheet, version, reading, Frame(site, today, doors, questions, places))


def _room(request: HttpRequest, now: datetime) -> bool:
    return gate.capacity(viewer=request.user, now=now).remains


def _sheet(request: HttpRequest, id: UUID, *, to_write: bool) -> DraftSheet | None:
    try:
        return gate.draft(id, viewer=request.user, to_write=to_write)
    except NotFound:
        return None


def _initial(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    if desk.sheet:
        return initial_of(desk.sheet, desk.frame.questions, desk.frame.site)
    return {"pathway": desk.pathway.value, "who": "unknown", "beat": _own_beat(request, desk.frame.beats)}


def _own_beat(request: HttpRequest, places: Iterable[tuple[str, str]]) -> str:
    """The beat last chosen on this phone, else the one the officer's unit is named for."""
    codes = {code for code, _ in places}
    last, unit = request.session.get(LAST_BEAT, ""), request.user.unit.casefold()
    named = [code for code, name in places if code.casefold() in unit.split() or name.casefold() in unit]
    return last if last in codes else next(iter(named), "")


def _saved(request: HttpRequest, desk: Desk, form: EncounterForm) -> HttpResponse:
    """Keep what was entered rightly; then go on, or show the page again with what it says now."""
    draft = Writer(form, desk.reading, desk.version, desk.sheet).draft()
    refusal = None
    if desk.sheet or draft.says_something or request.POST.get("do") == "go":
        refusal = attempt(lambda: _keep(request, desk, draft))
    kept = refusal is None and (desk.sheet is not None or draft.says_something)
    if is_live(request):
        desk = _after(request, desk, draft) if refusal is None else _as_kept(request, desk)
        return _confirmed(request, desk, form, beat=draft.scene.beat, refusal=refusal, kept=kept)
    if refusal or form.errors or request.POST.get("shown") != desk.pathway.value:
        return _show(request, _as_kept(request, desk), form, refusal=refusal)
    return redirect("field:encounter" if request.POST.get("do") == "go" else "field:write", id=desk.id)


def _keep(request: HttpRequest, desk: Desk, draft: Draft) -> None:
    save(desk.id, draft, desk.sheet, desk.pathway, by=request.user, now=timezone.now())
    if draft.scene.beat and draft.scene.beat != request.session.get(LAST_BEAT):
        request.session[LAST_BEAT] = draft.scene.beat


def _as_kept(request: HttpRequest, desk: Desk) -> Desk:
    """The desk as it stands after saving."""
    return _desk(request, desk.id, desk.pathway.value)


def _after(request: HttpRequest, desk: Desk, draft: Draft) -> Desk:
    """The desk once the draft is kept. What the site adds to a new encounter by itself is read back."""
    if desk.sheet is None and draft.says_something:
        return _as_kept(request, desk)
    return replace(desk, reading=reading_after(desk.reading, draft.facts, draft.checks))


def _confirmed(
    request: HttpRequest, desk: Desk, form: EncounterForm, *, beat: str, refusal: BelltownError | None, kept: bool
) -> HttpResponse:
    """The answer as the server gives it, in parts that an open page takes in."""
    page = _page(desk, form, saved_at=timezone.now() if kept else None)
    status = 422 if form.errors else status_of(refusal)
    context = {"page": page, "refusal": refusal, "beat": beat, "saved": kept}
    return render(request, "field/_confirmed.html", context, status=status)


def _show(
    request: HttpRequest,
    desk: Desk,
    form: EncounterForm,
    *,
    found: tuple[offenses.Choice, ...] = (),
    refusal: BelltownError | None = None,
) -> HttpResponse:
    reading = desk.reading
    if form.is_bound and refusal is None:
        draft = Writer(form, reading, desk.version, desk.sheet).draft()
        reading = reading_after(reading, draft.facts, draft.checks)
    page = _page(replace(desk, reading=reading), form, found=found, searched=request.POST.get("find", ""))
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return render(request, "field/write.html", {"page": page, "refusal": refusal}, status=status)


def _page(desk: Desk, form: EncounterForm, **more: Any) -> WritePage:
    return WritePage(desk.id, form, desk.version, desk.reading, is_new=desk.sheet is None, **more)


def _find(posted: QueryDict, desk: Desk) -> tuple[offenses.Choice, ...]:
    return offenses.find(posted.get("find", "")[:LONGEST_NAME], desk.frame.site)


def _through_another_door(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    """Where a begun encounter is moved to another door: it begins anew there, and the old one counts no more.

    Its number there follows from the old one, so that moving twice is moving once. A save in passing moves nothing.
    """
    wanted = request.POST.get("pathway", desk.pathway.value)
    doors = {one.value for one in desk.frame.pathways}
    if desk.sheet is None or is_live(request) or wanted == desk.pathway.value or wanted not in doors:
        return None
    other = _desk(request, uuid5(desk.id, wanted), wanted)
    if other.sheet is None and desk.sheet.state in BEFORE_THE_OFFER:
        form = EncounterForm(request.POST, frame=other.frame)
        _keep(request, other, Writer(form, other.reading, other.version, None).draft())
        actions.encounters.mark_as_error(desk.id, by=request.user, now=timezone.now())
    elif other.sheet is None:
        return None
    return redirect("field:write", id=other.id)


def _leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """The offer was made: facts stand. Whoever still types is taken to where the encounter stands now."""
    url = reverse("field:encounter", args=[id])
    if not is_live(request):
        return redirect(url)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = url
    return response
