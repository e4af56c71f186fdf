"""The roster: a week of shifts, a new one, a cover, one taken off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import BelltownError, NotPossible
from belltown.protocol.version import OnCallHours
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.desks.dispatch.forms import CoverForm, ShiftForm
from belltown_site.desks.dispatch.week import DAYS, Span, Week, monday_of
from belltown_site.jurisdiction import roster as on_call
from belltown_site.jurisdiction.protocols import in_force
from belltown_site.jurisdiction.roster import OnCall, shift_of, shifts_between, who_can_be_on_call
from belltown_site.web.forms import posted
from belltown_site.web.views import attempt, for_those_who_may

FURTHEST = timedelta(days=5 * 366)


@require_safe
@for_those_who_may(Permission.WATCH_DISPATCH)
def roster(request: HttpRequest) -> HttpResponse:
    """One week, by day: who is first, next and deputy, and when nobody is."""
    now = timezone.now()
    week = _week(_monday(request.GET.get("week", ""), now), now)
    arranges = request.user.may(Permission.ARRANGE_ROSTER)
    context = {"week": week, "arranges": arranges, "changeable": _changeable(request.user, week.shifts, arranges)}
    return render(request, "dispatch/roster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.ARRANGE_ROSTER)
def add(request: HttpRequest) -> HttpResponse:
    """A new shift."""
    people = who_can_be_on_call(by=request.user)
    form = ShiftForm(posted(request), people=people, initial=_suggested(request))
    if request.method == "POST" and form.is_valid() and _arranged(request, form, people):
        messages.success(request, _added_words(form.cleaned_data, people))
        return _to_week(form.cleaned_data["starts_at"])
    context = {"form": form, "cancel_url": reverse("dispatch:roster")}
    return render(request, "dispatch/add_shift.html", context, status=422 if form.errors else 200)


@require_safe
@for_those_who_may(Permission.WATCH_DISPATCH)
def shift(request: HttpRequest, id: UUID) -> HttpResponse:
    """One shift, and what may be done about it."""
    return _show_shift(request, shift_of(id, by=request.user), CoverForm(people=_substitutes(request, id)))


@require_POST
@for_those_who_may(Permission.WATCH_DISPATCH)
def cover(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody else takes the rest of a shift."""
    here, people = shift_of(id, by=request.user), _substitutes(request, id)
    form = CoverForm(request.POST, people=people)
    if not form.is_valid():
        return _show_shift(request, here, form)
    substitute = _chosen(people, form.cleaned_data["user"])
    refusal = attempt(lambda: on_call.cover(shift_id=id, substitute=substitute, by=request.user, now=timezone.now()))
    if refusal:
        form.add_error(None, str(refusal))
        return _show_shift(request, here, form)
    messages.success(request, f"{substitute.name} covers {here.name}: {_span_words(here)}.")
    return _to_week(here.starts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.ARRANGE_ROSTER)
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a shift off the roster."""
    here = shift_of(id, by=request.user)
    if request.method == "POST":
        on_call.cancel(shift_id=id, by=request.user)
        messages.success(request, f"{here.name} is no longer on call {_span_words(here)}.")
        return _to_week(here.starts)
    context = {
        "question": "Take this shift off the roster?",
        "text": "Look at the roster afterwards: it says when nobody is left.",
        "items": _facts(here),
        "submit": "Take it off",
        "danger": True,
        "cancel_url": reverse("dispatch:shift", args=[id]),
    }
    return render(request, "confirm.html", context)


def _week(first: date, now: datetime) -> Week:
    zone = timezone.get_current_timezone()
    starts, ends = (datetime.combine(day, time(0), zone) for day in (first, first + timedelta(days=DAYS)))
    shifts = shifts_between(starts.astimezone(UTC), ends.astimezone(UTC))
    return Week(first, shifts, _hours(first, now), zone, now)


def _hours(first: date, now: datetime) -> tuple[OnCallHours, ...]:
    """When the protocol promises somebody; around the clock where it does not say, or where none is in force."""
    try:
        return in_force(max(first, timezone.localdate(now))).on_call
    except NotPossible:
        return ()


def _monday(text: str, now: datetime) -> date:
    """The week asked for; this one where the address is not a day, or lies years off."""
    today = timezone.localdate(now)
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return monday_of(today)
    return monday_of(asked if abs(asked - today) <= FURTHEST else today)


def _changeable(viewer: User, shifts: tuple[OnCall, ...], arranges: bool) -> frozenset[UUID]:
    """The shifts whose page has something to offer to this viewer."""
    return frozenset(one.shift for one in shifts if arranges or one.user == viewer.pk)


def _arranged(request: HttpRequest, form: ShiftForm, people: tuple[User, ...]) -> bool:
    """Whether the shift was added; what stands in the way is written on the form."""
    values = form.cleaned_data
    user = _chosen(people, values["user"])
    refusal: BelltownError | None = attempt(
        lambda: on_call.arrange(
            user=user, starts=values["starts_at"], ends=values["ends_at"], rank=values["rank"], by=request.user,
            now=timezone.now(),
        )
    )  # fmt: skip
    if refusal:
        form.add_error(None, str(refusal))
    return refusal is None


def _suggested(request: HttpRequest) -> dict[str, object]:
    """What the form says before anybody has typed: the day that was tapped."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    return {"day": day, "ends_on": "same"}


def _substitutes(request: HttpRequest, id: UUID) -> tuple[User, ...]:
    here = shift_of(id, by=request.user)
    return tuple(one for one in who_can_be_on_call(by=request.user) if one.pk != here.user)


def _chosen(people: tuple[User, ...], text: str) -> User:
    return next(one for one in people if str(one.pk) == text)


def _show_shift(request: HttpRequest, here: OnCall, form: CoverForm) -> HttpResponse:
    arranges, is_over = request.user.may(Permission.ARRANGE_ROSTER), here.ends <= timezone.now()
    if here.user != request.user.pk:
        check_may(request.user, Permission.ARRANGE_ROSTER)
    context = {"shift": here, "facts": _facts(here), "form": form, "arranges": arranges, "is_over": is_over}
    return render(request, "dispatch/shift.html", context, status=422 if form.errors else 200)


def _facts(here: OnCall) -> list[tuple[str, object]]:
    covering = [("Covers", here.covering)] if here.covering else []
    return [("Who", here.name), ("Rung", here.rank.label), ("When", _span_words(here)), *covering]


def _span_words(here: OnCall) -> str:
    return Span(here.starts, here.ends).words(timezone.get_current_timezone())


def _added_words(values: dict[str, object], people: tuple[User, ...]) -> str:
    span = Span(values["starts_at"], values["ends_at"]).words(timezone.get_current_timezone())
    return f"{_chosen(people, values['user']).name} is on call {span} ({values['rank'].label.lower()})."


def _to_week(moment: datetime) -> HttpResponse:
    monday = monday_of(timezone.localdate(moment))
    return redirect(f"{reverse('dispatch:roster')}?week={monday.isoformat()}")
