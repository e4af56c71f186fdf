"""The statement that travels with what is shared (42 CFR 2.32)."""

from datetime import date

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose as Purpose
from belltown.disclosure.notice import PROHIBITION_LONG, PROHIBITION_SHORT, Scope, notice
from belltown.disclosure.wording import Language

PROSECUTOR = Scope("the Example County Prosecutor", (Class.LEGAL,), Purpose.INTAKE_CONFIRMATION, date(2027, 6, 1))
CLINIC = Scope("case managers of the clinic", (Class.CONTACT, Class.PLAN), Purpose.CARE, None)


def test_the_short_statement_is_the_laws_own():
    assert PROHIBITION_SHORT == "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


def test_the_long_statement_is_that_of_2024_and_not_of_2018():
    assert PROHIBITION_LONG.startswith("This record which has been disclosed to you is protected by Federal")
    assert "in any civil, criminal, administrative, or legislative proceedings" in PROHIBITION_LONG
    assert PROHIBITION_LONG.endswith("(see 42 CFR 2.31).")
    assert "  " not in PROHIBITION_LONG


@pytest.mark.parametrize("language", Language)
def test_where_nothing_is_shared_by_a_consent_nothing_is_said(language):
    assert notice([], language) == ""


def test_each_scope_is_said_once_under_the_statement():
    assert notice(iter([PROSECUTOR, CLINIC, PROSECUTOR])).splitlines() == [
        PROHIBITION_SHORT,
        "The participant allows the Example County Prosecutor to know “whether my first long talk (intake) is done, "
        "and the date – to confirm that my intake is done”, until June 1, 2027.",
        "The participant allows case managers of the clinic to know “how to reach me; my plan and my goals – so that "
        "they can care for me”, until the participant stops it.",
    ]


def test_the_scope_is_said_in_spanish_and_the_law_in_its_own_language():
    statement, *lines = notice([PROSECUTOR, CLINIC], Language.SPANISH).splitlines()
    assert statement == PROHIBITION_SHORT
    assert lines[0].endswith(", hasta el 1 de junio de 2027.")
    assert lines[1] == (
        "La persona que participa permite a case managers of the clinic saber «cómo comunicarse conmigo; mi plan y mis "
        "metas – para que puedan atenderme», hasta que esa persona lo cancele."
    )


@pytest.mark.parametrize(
    ("until", "language", "ending"),
    [
        ("the case is decided", Language.ENGLISH, ", until the case is decided."),
        ("que se decida el caso", Language.SPANISH, ", hasta que se decida el caso."),
        ("", Language.ENGLISH, ", until the participant stops it."),
    ],
)
def test_an_end_may_be_said_in_words(until, language, ending):
    scope = Scope("the clinic", (Class.PLAN,), Purpose.CARE, until)
    assert notice([scope], language).endswith(ending)
