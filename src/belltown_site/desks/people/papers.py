"""A person's papers: what may be shared with whom, read together, signed, stopped."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.disclosure.consent import ConsentKind, CopyWay
from belltown.disclosure.wording import Language
from belltown.errors import BelltownError
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.forms import KeepBackForm, ShareForm, SignatureForm
from belltown_site.jurisdiction.preferences import local_day, preferences
from belltown_site.records import actions, gate
from belltown_site.records.sheets import ConsentSheet, ParticipantSheet, SeatLoss, shares_ticked
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may, status_of

KINDS = {
    "partners": (
        ConsentKind.NAMED_RECIPIENT,
        "Police, prosecutor, defender or the program office",
        "Each is named, and each sees only what is ticked. Needs, plan, notes and health are never among it for police "
        "and prosecution.",
    ),
    "care": (
        ConsentKind.TREATMENT_PAYMENT_OPERATIONS,
        "Those who care for the person",
        "Other case management agencies and service providers, for treatment, payment and their daily work.",
    ),
    "counselling": (
        ConsentKind.COUNSELLING_NOTES,
        "Counselling notes alone",
        "A paper of its own: nothing else may stand on it (42 CFR 2.31(b)).",
    ),
    "proceedings": (
        ConsentKind.PROCEEDINGS,
        "A legal case",
        "A paper of its own, made with a defender or another lawyer present. What is used in a case may be seen by "
        "everyone in it (42 CFR 2.31(d)).",
    ),
}
"""The word in the address, the form, its title and what it is for. Those for a legal case are off until the site
turns them on."""


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def kinds(request: HttpRequest, id: UUID) -> HttpResponse:
    """With whom does the person want to share?"""
    cards = [(word, title, text) for word, (kind, title, text) in KINDS.items() if _is_made(kind)]
    return render(request, "people/kinds.html", {"sheet": _own_person(request, id), "cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_CONSENTS)
def choose(request: HttpRequest, id: UUID, kind: str) -> HttpResponse:
    """Tick what may be shared, and until when; then the form is printed on the screen to be read together."""
    if kind not in KINDS or not _is_made(KINDS[kind][0]):
        raise Http404
    form_kind, title, text = KINDS[kind]
    sheet, now = _own_person(request, id), timezone.now()
    choices = gate.paper_choices(form_kind, viewer=request.user)
    form = ShareForm(posted(request), kind=form_kind, choices=choices, today=local_day(now))
    refusal, paper_id = None, uuid.uuid4()
    if request.method == "POST" and form.is_valid():
        refusal = attempt(
            lambda: actions.consents.draft(
                paper_id,
                participant=id,
                kind=form_kind,
                language=Language(form.cleaned_data["language"]),
                shares=shares_ticked(form.ticked, choices, form.only),
                counsel=form.cleaned_data.get("counsel", ""),
                until=form.cleaned_data["until"],
                until_event=form.cleaned_data["until_event"],
                by=request.user,
                now=now,
            )
        )
        if refusal is None:
            return redirect("people:paper", id=paper_id)
    context = {"sheet": sheet, "form": form, "title": title, "text": text, "refusal": refusal}
    return render(request, "people/choose.html", context, status=422 if form.errors else status_of(refusal))


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def paper(request: HttpRequest, id: UUID) -> HttpResponse:
    """One paper: the form as it was filled in, what each seat will see, and where to sign."""
    return _show(request, id, None)


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put the paper in force."""
    form = SignatureForm(request.POST)
    form.is_valid()
    given = {name: form.cleaned_data.get(name, "") for name in ("way", "signature", "form")}
    refusal = attempt(lambda: actions.consents.sign(id, by=request.user, now=timezone.now(), **given))
    if refusal:
        return _show(request, id, refusal)
    messages.success(request, "Signed. It is in force now, and can be stopped at any time. Give the person a copy.")
    return redirect("people:paper", id=id)


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def stop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stop the sharing, in one step: nobody is asked whether they are sure."""
    sheet = gate.consent(id, viewer=request.user, now=timezone.now())
    actions.consents.revoke(id, by=request.user, now=timezone.now())
    done = "Put away." if sheet.line.is_draft else "Stopped. From this moment nobody sees anything by this paper."
    messages.success(request, done)
    return redirect("people:person", id=sheet.participant_id)


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """The participant's own copy, to be printed."""
    return render(request, "people/copy.html", {"paper": gate.consent(id, viewer=request.user, now=timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_CONSENTS)
def keep_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep something back, whatever else was signed. What it would cost is said first, and never stands in the way."""
    sheet, now = _own_person(request, id), timezone.now()
    form = KeepBackForm(posted(request), seats=gate.seats_outside(viewer=request.user))
    losses: tuple[SeatLoss, ...] = ()
    if request.method == "POST" and form.is_valid():
        losses = gate.keeping_back(id, **form.asked, viewer=request.user, now=now)
        if not losses or request.POST.get("told") == "yes":
            actions.consents.restrict(uuid.uuid4(), participant=id, **form.asked, by=request.user, now=now)
            messages.success(request, "Kept back from now on, whatever else was signed.")
            return redirect("people:person", id=id)
    context = {"sheet": sheet, "form": form, "losses": losses}
    return render(request, "people/keep_back.html", context, status=422 if form.errors else 200)


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def lift(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a request to keep something back, because the participant says so."""
    person = actions.consents.lift(id, by=request.user, now=timezone.now())
    messages.success(request, "No longer kept back: what was signed counts again.")
    return redirect("people:person", id=person)


def _own_person(request: HttpRequest, id: UUID) -> ParticipantSheet:
    """The person, for those in whose care they are."""
    sheet = gate.participant(id, viewer=request.user, now=timezone.now())
    if not sheet.is_own:
        raise Http404
    return sheet


def _show(request: HttpRequest, id: UUID, refusal: BelltownError | None) -> HttpResponse:
    sheet: ConsentSheet = gate.consent(id, viewer=request.user, now=timezone.now())
    seeing = [seat for seat in sheet.preview if seat.sees_anything or seat.kept_back or seat.note]
    context = {
        "paper": sheet,
        "refusal": refusal,
        "seeing": seeing,
        "adds_nothing": bool(seeing) and not any(seat.new for seat in seeing),
        "blind": [seat for seat in sheet.preview if seat not in seeing],
        "ways": list(CopyWay),
        "copy_id": uuid.uuid4(),
    }
    return render(request, "people/paper.html", context, status=status_of(refusal))


def _is_made(kind: ConsentKind) -> bool:
    """Whether this site makes papers of this kind."""
    return kind is not ConsentKind.PROCEEDINGS or preferences().offers_proceedings
