"""Every component on one page, with invented values: for looking at, for screenshots, for accessibility checks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belltown.protocol.decide import Encounter, Finding, decide
from belltown.protocol.load import named
from belltown.vocabulary import Pathway, PauseReason
from belltown.workflow.clocks import State, Status
from belltown_site.web.components import BarChart, Column, Label, Stat, Step, Table, Waiting

_NOW = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    door = forms.ChoiceField(
        label="How did you meet?",
        widget=forms.RadioSelect,
        choices=[
            ("arrest", Label("Arrest diversion", "There is a charge you could arrest on.")),
            ("social", Label("Social contact", "No arrest and no charge.")),
        ],
    )
    wants = forms.ChoiceField(
        label="Does the person want to take part?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
    )
    grams = forms.DecimalField(label="How much do the drugs weigh?", help_text="In grams, without the packaging.")
    place = forms.CharField(label="Where are you?", max_length=200, required=False)
    beat = forms.ChoiceField(label="Beat", choices=[("", "Choose a beat"), ("k1", "Harbor"), ("k2", "Old Market")])
    note = forms.CharField(label="What should the case manager know?", widget=forms.Textarea, required=False)
    unsure = forms.BooleanField(label="I am not sure of the name", required=False)


def _finding(**facts: Any) -> Finding:
    known = {"offense": "drug_possession", "drug_grams": 1.5, "age": 34, "in_catchment": True, "threat_of_harm": False}
    encounter = Encounter(Pathway.ARREST_DIVERSION, date(2026, 11, 23), {**known, **facts})
    return decide(named("example-county/2026-07-01"), encounter)


def _settled(**facts: Any) -> Finding:
    return _finding(on_supervision=False, last_violent_conviction=date.min, **facts)


def _status(state: State, minutes: int, *reasons: PauseReason) -> Status:
    left = timedelta(minutes=minutes)
    return Status(state, _NOW + left, left, reasons=reasons)


def _clocks() -> list[Status]:
    return [
        _status(State.RUNNING, 24),
        _status(State.DUE_SOON, 4),
        _status(State.LAPSED, -7),
        _status(State.PAUSED, 60 * 24 * 12, PauseReason.HOSPITAL),
        _status(State.MET, 8),
        _status(State.RUNNING, 60 * 24 * 21 + 30),
    ]


_STEPS = (
    Step("Asked for a case manager", "done", _NOW - timedelta(minutes=12)),
    Step("Dee Delacroix is coming", "done", _NOW - timedelta(minutes=11), "On foot, about 10 minutes."),
    Step("At the scene", "now"),
    Step("You are free to go", "next"),
)
_WAITING = (
    Waiting("Possession, 1.5 g", "#", "Ofelia Okafor asks for your approval"),
    Waiting("Handoff at Harbor Street", "#", "Dee Delacroix is on the way"),
)
_STATS = (
    Stat("Offers made", 128, "Encounters since January 1 in which diversion was offered, whatever the answer."),
    Stat("Accepted", 97, "Offers to which the person said yes."),
    Stat("Declined", None, "Offers to which the person said no. Between 1 and 10 are not shown."),
)
_CHART = BarChart(
    "Why diversion was not offered",
    "Most often nobody was on call.",
    "Encounters",
    {"Nobody on call": 41, "No room on a caseload": 28, "Officer's discretion": 15, "Public safety": None},
    "Invented figures. Counts of 1 to 10 are not shown, so that nobody can be recognized.",
)
_TABLE = Table(
    "On call tonight",
    (Column("Name"), Column("Turn"), Column("Until"), Column("Calls", number=True)),
    (("Dee Delacroix", "First", "7:00 AM", 3), ("Cass Castellanos", "Next", "7:00 AM", 0)),
)


def _context() -> dict[str, Any]:
    return {
        "findings": (_settled(), _settled(drug_grams=9.0), _finding()),
        "form": SampleForm(),
        "faulty": SampleForm({"grams": "a lot", "door": "", "beat": ""}, prefix="faulty"),
        "clocks": _clocks(),
        "steps": _STEPS,
        "waiting": _WAITING,
        "stats": _STATS,
        "chart": _CHART,
        "table": _TABLE,
        "facts": (("Charge", "Possession of a controlled substance"), ("Place", "Harbor Street"), ("Born", "")),
        "report": "Arrest diversion was considered on November 23, 2026, at Harbor Street.\nIt was accepted.",
    }


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery, in the demo alone; anywhere else there is no such page."""
    if not settings.BELLTOWN_DEMO:
        raise Http404
    return render(request, "public/gallery.html", _context())
