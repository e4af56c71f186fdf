"""Rows of the matrix for the people's desk beyond its first pages, the office, the own window and the directory."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.wording import Language
from belltown.linkage.described import Described
from belltown_site.records import gate
from tests.integration.matrix.oracle import Matter

P, E, PA = Matter.PARTICIPANT, Matter.ENCOUNTER, Matter.PAPER
Read = Callable[[Any, Any, Any], object]


def pages(page: Callable[..., Any]) -> tuple[Any, ...]:
    """Pages about people, made by `page`; none of them is needed to find a fact that the first pages show."""
    about_one = ("circle", "lift_circle", "names", "accounting_pdf")
    listing = ("find", "same", "openings", "emergency")
    papers = ("picture", "copy_pdf", "signed_page")
    return (
        *(page(f"people:{name}", P, PA, about="participant") for name in about_one),
        page("people:others", P, PA, about="participant", shows_others=True),
        *(page(f"people:{name}", P, PA) for name in listing),
        *(page(f"people:{name}", PA, P, about="consent") for name in papers),
        *(page(f"people:{name}", P, about="participant") for name in ("opening", "glass")),
        *(page(f"mine:{name}", P, PA) for name in ("looks", "questions", "record", "rights", "shares")),
        page("mine:form", PA, about="consent"),
        page("office:weeks", P, E),
        page("office:ledger", P, E),
    )


NOT_ABOUT_ANYBODY: Mapping[str, str] = {
    "accounts:taken_up": "the viewer's own sign-in",
    "home:proceedings": "one setting of the site",
    "office:week": "takes a week and an agency of the reviewer's; tests/integration/office/test_weekly.py",
    **dict.fromkeys(
        ("directory:ask", "directory:call", "directory:count", "directory:edit", "directory:found",
         "directory:freshness", "directory:needs", "directory:review", "directory:rooms", "directory:service",
         "directory:wrong"),
        "services; the directory knows of no participant, and tests/architecture holds it to that",
    ),
    **dict.fromkeys(
        ("office:access", "office:access_file", "office:account", "office:accounts", "office:add_agency",
         "office:agencies", "office:agency", "office:leave", "office:open", "office:posture", "office:reopen",
         "office:reset", "office:seat", "office:sign_agency", "office:withdraw_agency"),
        "accounts and agencies of people at work",
    ),
}  # fmt: skip


def sheets(all_of: Callable[..., Any], one_of: Callable[..., Any], sheet: Callable[..., Any]) -> tuple[Any, ...]:
    """Functions of the gate beyond the first, called as every seat."""
    in_english = {"language": Language.ENGLISH}
    return (
        *(all_of(name, (P, PA)) for name in ("own_looks", "own_page", "own_questions", "questions_waiting")),
        *(all_of(name, (P, PA), **in_english) for name in ("own_papers", "own_record")),
        *(all_of(name, (P,)) for name in ("likely_same", "open_glasses", "openings", "openings_waiting")),
        all_of("seats_outside", (P,), takes_now=False),
        all_of("own_emergencies", (P,), takes_now=False),
        *(one_of(name, (P, PA), "participant") for name in ("circle", "asked_by", "opening")),
        one_of("others_like", (P, PA), "participant", shows_others=True),
        one_of("holdings", (P, E), "participant", takes_now=False),
        sheet("candidates", (P,), "", _candidates),
        sheet("keeping_back", (P, PA), "participant", _keeping_back),
        sheet("own_form", (PA,), "consent", _own_form),
        sheet("signed_page", (PA,), "consent", _signed_page),
    )


def _number(subject: Any, about: str) -> uuid.UUID:
    return subject.ids[about] if subject else uuid.UUID(int=0)


def _candidates(seat: Any, world: Any, _: Any) -> object:
    return gate.candidates(Described(names=("Qx22Choosen",)), viewer=seat.user, now=world.now)


def _keeping_back(seat: Any, world: Any, subject: Any) -> object:
    asked = {"agency": None, "role": None, "classes": [InformationClass.IDENTITY]}
    return gate.keeping_back(_number(subject, "participant"), viewer=seat.user, now=world.now, **asked)


def _own_form(seat: Any, world: Any, subject: Any) -> object:
    return gate.own_form(_number(subject, "consent"), viewer=seat.user, language=Language.ENGLISH, now=world.now)


def _signed_page(seat: Any, world: Any, subject: Any) -> object:
    return gate.signed_page(_number(subject, "consent"), 1, viewer=seat.user, now=world.now)
