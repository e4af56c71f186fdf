"""What is done to one account: another seat, a lock released, second factors taken away, its end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from belltown_site.accounts.roles import Permission
from belltown_site.accounts.stepping import fresh_sign_in_required
from belltown_site.desks.office.asking import ask, done
from belltown_site.desks.office.forms import NOBODY, LeaveForm, SeatForm, WitnessForm
from belltown_site.jurisdiction.leaving import shifts_ahead, who_could_cover
from belltown_site.office import changing
from belltown_site.office.accounts import AccountLine, account
from belltown_site.records import gate
from belltown_site.records.sheets import Holdings
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def seat(request: HttpRequest, id: UUID) -> HttpResponse:
    """Another agency, role or unit."""
    line = account(id, by=request.user, now=timezone.now())
    form = SeatForm(posted(request), initial={"agency": str(line.agency), "role": line.role, "unit": line.unit})
    if request.method == "POST" and done(form, lambda: changing.change_seat(id, **form.cleaned_data, by=request.user)):
        messages.success(request, f"{line.name} has the new seat. They were signed out everywhere.")
        return redirect("office:account", id=id)
    said = {
        "question": f"Change the seat of {line.name}",
        "text": "What they may see and do follows the new seat at once. They are signed out everywhere.",
        "submit": "Change the seat",
    }
    return ask(request, form, **said, cancel_url=reverse("office:account", args=[id]))


@require_POST
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    """Release an account that wrong passwords have locked."""
    refusal = attempt(lambda: changing.release(id, by=request.user))
    if refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The lock is released. They can sign in again.")
    return redirect("office:account", id=id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def reset(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the second factors away of somebody who lost them all."""
    line = account(id, by=request.user, now=timezone.now())
    people = changing.who_may_vouch(id, by=request.user)
    form = WitnessForm(posted(request), people=people)

    def act() -> None:
        second = next(one for one in people if str(one.pk) == form.cleaned_data["checked_by"])
        changing.reset_factors(id, checked_by=second, by=request.user)

    if request.method == "POST" and done(form, act):
        messages.success(request, f"Done. With the password, {line.name} sets up a new second step.")
        return redirect("office:account", id=id)
    said = {
        "question": f"Take away the second steps of {line.name}?",
        "text": "For somebody who lost phone, key and paper codes. Whoever has the password can then set up new ones, "
        "so a second person makes sure first who is asking, face to face or by a number that was known before.",
        "submit": "Take them away",
    }
    return ask(request, form, **said, danger=True, cancel_url=reverse("office:account", args=[id]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in_required
def leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody leaves: what waits at their seat, who takes the shifts, then the end at once."""
    now = timezone.now()
    line, held = account(id, by=request.user, now=now), gate.holdings(id, viewer=request.user)
    shifts, people = shifts_ahead(id, now), who_could_cover(id, line.agency)
    form, kept = (LeaveForm(posted(request), people=people) if shifts else None), []

    def act() -> None:
        chosen = form.cleaned_data["shifts_to"] if form else NOBODY
        to = next((one for one in people if str(one.pk) == chosen), None)
        kept.append(changing.close(id, shifts_to=to, by=request.user, now=now))

    refusal = None
    if request.method == "POST":
        refusal = None if form else attempt(act)
        if done(form, act) if form else refusal is None:
            messages.success(request, _closed(line, kept[0]))
            return redirect("office:account", id=id)
    context = {"line": line, "held": _held(held, shifts), "form": form, "refusal": refusal}
    status = 422 if refusal or (form and form.errors) else 200
    return render(request, "office/leave.html", context, status=status)


def _closed(line: AccountLine, left: changing.Left) -> str:
    parts = [f"The account of {line.name} is closed. Sessions ended: {left.sessions}."]
    if left.shifts.handed:
        parts.append(f"Shifts handed on: {left.shifts.handed}.")
    if left.shifts.uncovered:
        parts.append(f"Shifts that nobody covers: {left.shifts.uncovered}. Whoever arranges the roster sees the gaps.")
    return " ".join(parts)


def _held(held: Holdings, shifts: int) -> list[tuple[str, int, str]]:
    """What waits, how much of it, and what becomes of it."""
    others = "Others in this seat can answer." if held.seat_is_shared else "Nobody else has this seat: open one first."
    agency = "A colleague of the agency must take it over on the dispatch board. Call them now."
    rows = [
        ("On-call shifts ahead", shifts, "Choose below who takes them."),
        ("Handoffs under way", held.handoffs, agency),
        ("Calls ringing at them", held.rings, "The next on call is rung."),
        ("Approvals asked of their seat", held.approvals, others),
        ("Encounters of theirs still open", held.encounters, "Their supervisor sees them."),
    ]
    return [row for row in rows if row[1]]
