"""The public referral form, and the queue of those who answer it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import NotAllowed, NotFound
from belltown.vocabulary import RefusalReason
from belltown.workflow.referral import Event
from belltown_site.accounts.limits import count
from belltown_site.accounts.roles import Permission
from belltown_site.accounts.sign_in import visitor_address
from belltown_site.desks.community.forms import ReferForm, RefusalForm
from belltown_site.records import actions, gate
from belltown_site.records.sheets import ReferralSheet
from belltown_site.web.forms import posted
from belltown_site.web.views import for_those_who_may

MOST_AN_HOUR = 10
TOO_MANY = "Too many referrals came from this address within an hour. Please try again later, or call the program."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest) -> HttpResponse:
    """The form for anybody. The answer is "received", and no more, whoever the person is."""
    form = ReferForm(request.POST) if request.method == "POST" else ReferForm.fresh()
    if request.method == "POST" and form.is_valid() and _receive(request, form):
        return redirect("community:received")
    return render(request, "community/refer.html", {"form": form}, status=422 if form.errors else 200)


def _receive(request: HttpRequest, form: ReferForm) -> bool:
    now = timezone.now()
    try:
        count("referral", visitor_address(request), most=MOST_AN_HOUR, window=timedelta(hours=1), now=now)
    except NotAllowed:
        form.add_error(None, TOO_MANY)
        return False
    user = request.user if request.user.is_authenticated else None
    actions.referrals.receive(form.id, by=user, now=now, **form.referral)
    return True


@login_not_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """All a referrer learns."""
    return render(request, "community/received.html")


@require_safe
@for_those_who_may(Permission.TRIAGE_REFERRALS)
def queue(request: HttpRequest) -> HttpResponse:
    """The referrals that want something done, the oldest first."""
    rows = gate.referrals(viewer=request.user)
    return render(request, "community/queue.html", {"referrals": rows, "closed": False})


@require_safe
@for_those_who_may(Permission.TRIAGE_REFERRALS)
def closed(request: HttpRequest) -> HttpResponse:
    """The referrals that ended; each may be opened again."""
    rows = gate.referrals(viewer=request.user, closed=True)
    return render(request, "community/queue.html", {"referrals": rows, "closed": True})


@require_safe
def referral(request: HttpRequest, id: UUID) -> HttpResponse:
    """One referral, and the steps open to this viewer."""
    sheet = gate.referral(id, viewer=request.user)
    acts = [act for act in sheet.acts if act.event is not Event.REFUSE]
    context = {"referral": sheet, "acts": acts, "may_refuse": len(acts) < len(sheet.acts)}
    return render(request, "community/referral.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """Refuse with a reason that is counted."""
    sheet = gate.referral(id, viewer=request.user)
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = RefusalReason(form.cleaned_data["reason"])
        actions.referrals.refuse(id, by=request.user, now=timezone.now(), reason=reason)
        return _back(request, sheet, "The referral is refused, and its reason is counted. It may be opened again.")
    context = {
        "question": "Why is this referral not taken?",
        "submit": "Refuse the referral",
        "text": "Every refusal is counted by its reason: unmet need is a figure the council sees.",
        "form": form,
        "danger": True,
        "cancel_url": reverse("community:referral", args=[id]),
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, id: UUID, step: str) -> HttpResponse:
    """Take one step of the referral's workflow."""
    sheet = gate.referral(id, viewer=request.user)
    actions.referrals.move(id, by=request.user, now=timezone.now(), event=_event(step))
    return _back(request, sheet, "Recorded.")


def _event(step: str) -> Event:
    try:
        return Event(step)
    except ValueError:
        raise NotFound("There is no such step. Please go back and choose one of the buttons.") from None


def _back(request: HttpRequest, sheet: ReferralSheet, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("community:referral", id=sheet.id)
