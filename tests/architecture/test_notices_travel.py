"""Whatever a consent shows, a page shows with its notice; and nothing leaves the site but through a `Disclosed`.

Fields that a consent opens are marked `Consented` in their sheet. From there the way is followed: the sheet, the
functions of the gate that give it, the views that ask them, the templates that they draw.
"""

import dataclasses
import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import belltown_site.desks
from belltown.disclosure import disclosed
from belltown_site.records import gate, paging, sheets
from belltown_site.records.actions.outbox import Parcel
from belltown_site.records.sheets import BY_CONSENT, Withheld
from belltown_site.web.pdf import pdf

DESKS = Path(belltown_site.desks.__file__).parent
SHEETS = {
    kind.__name__: kind for _, kind in inspect.getmembers(sheets, inspect.isclass) if dataclasses.is_dataclass(kind)
}
OWN_RECORDS = {
    "IntakeLine": "part of a sheet that carries it",
    "PersonSheet": "part of a sheet that carries it",
    "ConsentSheet": "the agency that shares reads its own papers",
    "LinkedRecord": "the agency's own records, side by side",
}
"""Sheets that may hold something withheld or shown by consent and are never a page of their own."""


def marked(kind):
    """The fields of a sheet that a consent opens."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.name
        for field in dataclasses.fields(kind)
        if any(
            BY_CONSENT in getattr(one, "__metadata__", ()) for one in (hints[field.name], *get_args(hints[field.name]))
        )
    }


BY_CONSENT_SHEETS = {name for name, kind in SHEETS.items() if marked(kind)}


def functions_giving(names):
    """The functions of the gate whose answer is or holds one of these sheets."""
    words = re.compile(rf"\b({'|'.join(names)})\b")
    return {
        name for name in gate.__all__ if words.search(str(inspect.signature(getattr(gate, name)).return_annotation))
    }


def source(module):
    return Path(import_module(module).__file__).read_text()


VIEWS = {found.name: source(found.name) for found in pkgutil.walk_packages([str(DESKS)], "belltown_site.desks.")}
"""Every module of every desk, with its text."""

ASKED = {
    f"gate.{function}(": {name for name, text in VIEWS.items() if f"gate.{function}(" in text}
    for function in functions_giving(BY_CONSENT_SHEETS)
}
SILENT = {
    "belltown_site.desks.care.views": "intakes of one's own agency",
    "belltown_site.desks.home.office": "counts how many holds there are",
    "belltown_site.desks.people.papers": "only those in whose care the person is",
    "belltown_site.desks.people.identity": "only those in whose care both records are",
}
"""Modules that ask for such a sheet and show nothing of what a consent opens in it."""


def test_the_sheets_that_a_consent_opens_are_known():
    assert {"HoldLine", "HoldSheet", "ParticipantSheet", "PersonLine"} <= BY_CONSENT_SHEETS


@pytest.mark.parametrize("name", sorted(BY_CONSENT_SHEETS))
def test_a_sheet_with_such_a_field_has_a_notice(name):
    assert hasattr(SHEETS[name], "notice") or "notice" in {field.name for field in dataclasses.fields(SHEETS[name])}


@pytest.mark.parametrize("name", sorted(set(SHEETS) - BY_CONSENT_SHEETS - set(OWN_RECORDS)))
def test_intake_and_people_in_care_are_never_shown_by_an_unmarked_field(name):
    hints = get_type_hints(SHEETS[name])
    told = {field for field, hint in hints.items() if {sheets.IntakeLine, Withheld} <= set(get_args(hint))}
    assert not told, f"mark {name}.{told} as Consented, and give the sheet its notice"


def test_every_function_that_gives_such_a_sheet_is_asked_somewhere():
    assert {"gate.hold(", "gate.holds(", "gate.people(", "gate.participant("} <= set(ASKED)
    assert all(ASKED[f"gate.{name}("] for name in ("hold", "holds", "people", "participant"))


@pytest.mark.parametrize("module", sorted({name for names in ASKED.values() for name in names} - set(SILENT)))
def test_every_page_drawn_from_one_includes_the_notice(module):
    text = VIEWS[module]
    drawn = set(re.findall(r'"([a-z_]+/[a-z_]+\.html)"', text)) or {"home/home.html"}
    shared = {name for name in drawn if name not in WITHOUT}
    assert shared, f"{module} draws no page of its own: name the template here"
    for name in shared:
        template = DESKS / name.partition("/")[0] / "templates" / name
        assert "{% notice " in template.read_text(), f"{name} shows what a consent opens and does not carry its notice"


WITHOUT = {"home/counts.html", "people/find.html", "people/which.html"}
"""Pages of such modules that show no sheet at all, show the agency's own alone (`which.html`), or draw them in a part
that carries their notice (`_found.html` in `find.html`)."""


def test_a_message_is_rendered_from_a_disclosed_and_from_nothing_else():
    hints = get_type_hints(Parcel)
    assert hints["told"].__origin__ is disclosed.Disclosed
    assert not {"event", "subject", "recipient"} & set(hints), "what a message tells lies inside its Disclosed"
    text = inspect.getsource(paging)
    assert "as_letter(" in text
    assert "as_json(" in text
    assert "json.dumps" not in text


@pytest.mark.parametrize("render", [disclosed.as_letter, disclosed.as_json, disclosed.as_table, pdf])
def test_every_rendering_takes_a_disclosed(render):
    assert any("Disclosed[" in str(one.annotation) for one in inspect.signature(render).parameters.values())


def test_no_desk_writes_a_file_past_the_renderings():
    """A table or a PDF that a desk hands out is made by them, so that its notice cannot be left off."""
    past = {name for name, text in VIEWS.items() if "csv.writer" in text}
    past |= {name for name, text in VIEWS.items() if "application/pdf" in text and "pdf(" not in text}
    assert past == set()
