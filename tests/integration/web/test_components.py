"""Components: what they say, to everybody, without color and without script."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from belltown.protocol.decide import Encounter, Finding, decide
from belltown.protocol.load import named
from belltown.vocabulary import Pathway, PauseReason
from belltown.workflow.clocks import State, Status
from belltown_site.records.sheets import Withheld
from belltown_site.web.components import BarChart, Clock, Column, Label, Stat, Step, Table, Waiting, span_words
from belltown_site.web.templatetags import belltown as tags

DUE = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
KNOWN = {
    "offense": "drug_possession",
    "drug_grams": 1.5,
    "age": 34,
    "in_catchment": True,
    "threat_of_harm": False,
    "on_supervision": False,
    "last_violent_conviction": date.min,
}


def status(state: State, left: timedelta, *reasons: PauseReason, late: bool = False) -> Status:
    return Status(state, DUE, left, late, reasons)


def finding(**facts: Any) -> Finding:
    known = {key: value for key, value in {**KNOWN, **facts}.items() if value is not None}
    return decide(named("example-county/2026-07-01"), Encounter(Pathway.ARREST_DIVERSION, DUE.date(), known))


def drawn(template: str, **context: Any) -> str:
    return " ".join(Template("{% load belltown %}" + template).render(Context(context)).split())


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=2, minutes=5), "2 hours 5 min"),
        (timedelta(hours=23, minutes=59), "23 hours 59 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=12, hours=23), "12 days"),
        (timedelta(minutes=-7), "7 min"),
    ],
)
def test_a_span_is_said_as_people_say_it(span: timedelta, words: str):
    assert span_words(span) == words


@given(st.timedeltas())
def test_a_span_is_never_said_with_a_sign_or_as_nothing(span: timedelta):
    words = span_words(span)
    assert words
    assert "-" not in words


@pytest.mark.parametrize(
    ("face", "words", "ticks"),
    [
        (status(State.RUNNING, timedelta(minutes=24)), "24 min left", True),
        (status(State.DUE_SOON, timedelta(minutes=4)), "4 min left", True),
        (status(State.LAPSED, timedelta(minutes=-3)), "3 min late", True),
        (status(State.PAUSED, timedelta(days=3), PauseReason.NO_INTAKE_SLOT), "Paused: no intake slot", False),
        (status(State.MET, timedelta(minutes=8)), "Met in time", False),
        (status(State.MET, timedelta(minutes=-8), late=True), "Met 8 min late", False),
        (status(State.MET, timedelta(0), late=None), "Met", False),
    ],
)
def test_a_clock_says_how_it_stands_without_any_script(face: Status, words: str, ticks: bool):
    clock = Clock(face)
    assert (clock.words, clock.ticks) == (words, ticks)
    html = drawn("{% clock face 'Arrive' %}", face=face)
    assert words in html
    assert f'datetime="{DUE.isoformat()}"' in html
    assert ("data-clock=" in html) is ticks


def test_a_ticking_clock_carries_the_servers_time_for_phones_that_are_wrong():
    html = drawn("{% clock face %}", face=status(State.RUNNING, timedelta(minutes=10)))
    assert f'data-now="{(DUE - timedelta(minutes=10)).isoformat()}"' in html


@pytest.mark.parametrize(
    ("facts", "word", "icon"),
    [
        ({}, "Eligible", "check_circle"),
        ({"drug_grams": 9.0}, "Not eligible", "do_not_disturb"),
        ({"on_supervision": None}, "Cannot tell yet", "help"),
    ],
)
def test_an_answer_is_told_by_word_and_icon_and_not_by_color_alone(facts: dict, word: str, icon: str):
    html = render_to_string("components/answer.html", {"finding": finding(**facts)})
    assert f">{word}</p>" in html
    assert f"#{icon}" in html


def test_an_answer_shows_first_what_stands_in_the_way_and_folds_what_is_met():
    html = render_to_string("components/answer.html", {"finding": finding(drug_grams=9.0)})
    assert html.index("The drugs weigh 5 grams or less.") < html.index("rules met")
    assert "rules do not apply" in html


def test_every_reason_names_its_source():
    found = finding(drug_grams=9.0)
    html = render_to_string("components/reasons.html", {"reasons": found.because})
    assert html.count("Example County compact") == len(found.because)


def test_an_unknown_reason_asks_its_question():
    html = render_to_string("components/answer.html", {"finding": finding(on_supervision=None)})
    assert "Not yet known: Is the person on probation or parole?" in html


def test_a_presumptive_no_says_who_may_set_it_aside():
    html = render_to_string("components/answer.html", {"finding": finding(on_supervision=True)})
    assert "Prosecutor may set this aside." in html


class SampleForm(forms.Form):
    door = forms.ChoiceField(
        label="Door", widget=forms.RadioSelect, choices=[("a", Label("Arrest", "There is a charge.")), ("s", "Social")]
    )
    grams = forms.DecimalField(label="Grams", help_text="Without the packaging.")
    unsure = forms.BooleanField(label="Not sure", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="kept")


def form_html(form: forms.Form) -> str:
    return render_to_string("components/form.html", {"form": form, "submit": "Go on"}, RequestFactory().get("/"))


def test_a_form_ties_every_hint_and_error_to_its_input():
    html = form_html(SampleForm({"grams": "much", "secret": "kept"}))
    assert 'aria-describedby="id_grams_helptext id_grams_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_grams_helptext"' in html
    assert 'id="id_grams_error"' in html


def test_a_form_lists_all_faults_first_each_linked_to_its_field():
    html = form_html(SampleForm({"grams": "much", "secret": "kept"}))
    assert "2 things need your attention. Nothing was saved." in html
    assert 'href="#id_door"' in html
    assert 'id="id_door"' in html
    assert 'href="#id_grams"' in html


def test_a_form_keeps_its_hidden_fields_and_guards_against_a_double_tap():
    html = form_html(SampleForm())
    assert 'type="hidden" name="secret" value="kept"' in html
    assert "data-once" in html


def test_a_choice_carries_its_hint_inside_its_own_label():
    html = form_html(SampleForm())
    assert "<small>There is a charge.</small></span></label>" in html


def test_what_people_typed_is_shown_and_never_obeyed():
    row = Waiting("<script>alert(1)</script>", "/x", note="<b>")
    html = render_to_string("components/waiting.html", {"items": [row]})
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


def test_a_withheld_value_says_why_and_an_absent_one_says_not_known():
    assert "Not shown to you." in tags.shown(Withheld("Not shown to you."))
    assert "#lock" in tags.shown(Withheld("Not shown to you."))
    assert tags.shown("") == "Not known"
    assert tags.shown(None) == "Not known"
    assert tags.shown(0) == 0
    assert tags.shown(False) is False


def test_a_stat_with_too_few_people_says_so_and_shows_no_number():
    html = render_to_string("components/stat.html", {"stat": Stat("Declined", None, "Offers declined.")})
    assert "Too few to show" in html
    assert "Offers declined." in html


def test_a_step_list_says_where_things_stand_in_words():
    steps = (Step("Asked", "done", DUE), Step("At the scene", "now"), Step("Free", "next"), Step("Met", "failed"))
    html = render_to_string("components/steps.html", {"steps": steps})
    assert 'aria-current="step"' in html
    assert [word in html for word in (": done", ": now", ": still to come", ": did not happen")] == [True] * 4


def test_a_table_refuses_a_row_of_the_wrong_length():
    with pytest.raises(ValueError, match="On call"):
        Table("On call", (Column("Name"), Column("Turn")), (("Dee",),))


def test_a_table_names_every_value_for_a_phone():
    table = Table("On call", (Column("Name"), Column("Calls", number=True)), (("Dee", 3),))
    html = render_to_string("components/table.html", {"table": table})
    assert '<th scope="row" data-label="Name">' in html
    assert '<td data-label="Calls" class="number">' in html


CHART = BarChart("Why not", "Mostly nobody.", "Encounters", {"Nobody": 40, "No room": 10, "Safety": None})


def test_a_chart_says_its_finding_and_holds_the_same_figures_as_a_table():
    html = render_to_string("components/chart.html", {"chart": CHART})
    assert "Mostly nobody." in html
    assert html.count("Too few to show") >= 2
    assert "<table" in html


@given(st.dictionaries(st.text(min_size=1), st.none() | st.integers(0, 10**12), min_size=1, max_size=8))
def test_a_chart_keeps_every_bar_inside_and_longer_for_more(values: dict[str, int | None]):
    bars = BarChart("T", "F.", "U", values).drawn
    assert all(0 < bar.width <= BarChart.width - BarChart.room_for_value for bar in bars)
    known = sorted((values[bar.label], bar.width) for bar in bars if not bar.few)
    assert [width for _, width in known] == sorted(width for _, width in known)


def test_a_chart_of_nothing_but_zeros_is_drawn():
    assert [bar.shown for bar in BarChart("T", "F.", "U", {"A": 0, "B": 0}).drawn] == ["0", "0"]


def test_breadcrumbs_link_the_way_up_and_name_this_page():
    html = drawn('{% crumbs "Home" "/home/" "This page" %}')
    assert '<a href="/home/">Home</a>' in html
    assert '<span aria-current="page">This page</span>' in html


def test_an_icon_is_hidden_from_readers_unless_it_carries_a_label():
    assert 'aria-hidden="true"' in tags.icon("lock")
    assert 'role="img" aria-label="Withheld"' in tags.icon("lock", label="Withheld")
    assert "&quot;" in tags.icon("lock", label='"')


def test_a_moment_is_written_as_people_write_it(settings):
    settings.TIME_ZONE = "America/Chicago"
    assert tags.when(DUE) == "Mon, Nov 23, 2:30 PM"
    assert tags.when(DUE.replace(hour=6, minute=5)) == "Mon, Nov 23, 12:05 AM"
    assert tags.when(None) == ""


def test_codes_are_said_in_words():
    assert tags.plain("no_capacity") == "No capacity"
    assert tags.plain(PauseReason.NO_INTAKE_SLOT) == "No intake slot"
    assert tags.plain_list(["prosecutor", "project_manager"]) == "Prosecutor or project manager"
