"""What comes after the facts: the person harmed, leave, the offer, the answer, the call. One card at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belltown.errors import BadInput, BelltownError, Fault
from belltown.vocabulary import OfferOutcome, Role
from belltown_site.accounts.roles import Permission
from belltown_site.desks.field.standing import BEFORE, Standing
from belltown_site.records import actions, gate
from belltown_site.records.sheets import Purpose, Withheld
from belltown_site.web.views import Act, View, attempt, doing, for_those_who_may, is_live, status_of

READERS = (Permission.SCREEN, Permission.APPROVE)


@require_safe
@for_those_who_may(*READERS)
def encounter(request: HttpRequest, id: UUID) -> HttpResponse:
    """One encounter: the protocol's answer, where it stands, and what comes next."""
    return _show(request, id)


def _show(request: HttpRequest, id: UUID, refusal: BelltownError | None = None) -> HttpResponse:
    now = timezone.now()
    purpose = Purpose.SCREENING if request.user.may(Permission.SCREEN) else Purpose.APPROVAL
    sheet = gate.encounter(id, viewer=request.user, purpose=purpose, now=now)
    wants_room = sheet.state in BEFORE and request.user.may(Permission.SCREEN)
    standing = Standing(sheet, request.user, gate.capacity(viewer=request.user, now=now) if wants_room else None)
    template = "field/_encounter.html" if is_live(request) else "field/encounter.html"
    context = {"at": standing, "sheet": sheet, "refusal": refusal, "withheld": isinstance(sheet.finding, Withheld)}
    return render(request, template, context, status=status_of(refusal))


def step(act: Act, permission: Permission = Permission.SCREEN) -> View:
    return doing(act, permission, show=_show, page="field:encounter")


def _complainant(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.encounters.complainant(id, answer=request.POST.get("answer", ""), by=request.user, now=now)


def _ask(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.approvals.request(id, by=request.user, now=now, role=_role(request.POST.get("role", "")))


def _offer(request: HttpRequest, id: UUID, now: datetime) -> None:
    outcome = _outcome(request.POST.get("outcome", ""))
    actions.offers.record(id, outcome=outcome, by=request.user, now=now, reason=request.POST.get("reason", ""))


def _reconsider(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.offers.reconsider(id, by=request.user, now=now)


def _set_aside(request: HttpRequest, id: UUID, now: datetime) -> None:
    criterion, reason = request.POST.get("criterion", ""), request.POST.get("reason", "")
    actions.encounters.override(id, criterion=criterion, reason=reason, by=request.user, now=now)


def _mark_as_error(request: HttpRequest, id: UUID, now: datetime) -> None:
    actions.encounters.mark_as_error(id, by=request.user, now=now)


complainant, ask, offer, reconsider = step(_complainant), step(_ask), step(_offer), step(_reconsider)
set_aside = step(_set_aside, Permission.OVERRIDE)
mark_as_error = step(_mark_as_error)


@require_POST
@for_those_who_may(Permission.APPROVE)
def decide(request: HttpRequest, id: UUID, approval: UUID) -> HttpResponse:
    """Give leave or refuse it, with its reason. Whoever answered is shown what the encounter has become."""
    refusal = attempt(lambda: _decide(request, approval, timezone.now()))
    if refusal:
        return _show(request, id, refusal)
    messages.success(request, "Your answer is kept, and the officer's page shows it.")
    # A prosecutor who has answered has no more business with the encounter, and could not open it again.
    return redirect("field:encounter", id=id) if request.user.role != Role.PROSECUTOR else redirect("field:approvals")


def _decide(request: HttpRequest, approval: UUID, now: datetime) -> None:
    if request.POST.get("do") == "approve":
        actions.approvals.approve(approval, by=request.user, now=now)
    else:
        actions.approvals.refuse(approval, reason=request.POST.get("reason", ""), by=request.user, now=now)


@require_POST
@for_those_who_may(Permission.REQUEST_HANDOFF)
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call the case manager: the first on call is rung at once."""
    made: list[UUID] = []
    meet_at = " ".join(request.POST.get("meet_at", "").split())

    def ask_for_one() -> None:
        number = request.POST.get("handoff", "")
        made.append(
            actions.handoffs.request(number, encounter_id=id, meet_at=meet_at, by=request.user, now=timezone.now())
        )

    refusal = attempt(ask_for_one)
    return _show(request, id, refusal) if refusal else redirect("field:handoff", id=made[0])


def _outcome(word: str) -> OfferOutcome:
    if word not in tuple(OfferOutcome):
        words = ", ".join(OfferOutcome)
        raise BadInput("The outcome cannot be kept. Nothing was saved.", [Fault("outcome", f"must be one of {words}")])
    return OfferOutcome(word)


def _role(word: str) -> Role | None:
    if word and word not in tuple(Role):
        raise BadInput("The question cannot be put. Nothing was saved.", [Fault("role", "is no role here")])
    return Role(word) if word else None
