"""What is handed out carries its notice on every channel, and cannot be built without it."""

import csv
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose as Purpose
from belltown.disclosure.disclosed import (
    Disclosed,
    as_json,
    as_letter,
    as_table,
    by_consent,
    by_no_consent,
    of_the_records,
)
from belltown.disclosure.notice import PROHIBITION_SHORT, Scope, end_of, notice
from belltown.disclosure.wording import Language

SCOPE = Scope("the Prosecutor", (Class.LEGAL,), Purpose.INTAKE_CONFIRMATION, date(2027, 6, 1))
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(texts)
def test_every_rendering_of_what_rests_on_a_consent_says_the_statement_and_the_scope(payload):
    words = notice([SCOPE])
    scope = words.splitlines()[1]
    assert as_letter(by_consent(payload, [SCOPE])).endswith(f"\n--\n{words}\n")
    assert json.loads(as_json(by_consent({"data": payload}, [SCOPE]))) == {"data": payload, "notice": words}
    rows = list(csv.reader(as_table(by_consent([(payload, "b")], [SCOPE])).splitlines()))
    assert rows[0] == rows[-1]
    assert PROHIBITION_SHORT in rows[0][0]
    assert scope in rows[0][0]


def test_without_a_consent_nothing_is_said_to_rest_on_one():
    with pytest.raises(ValueError, match="without a consent"):
        by_consent("x", [])


def test_a_notice_is_never_made_up():
    with pytest.raises(ValueError, match=r"2\.32"):
        Disclosed("x", "please keep this to yourself")


def test_what_rests_on_none_is_as_it_was():
    assert as_letter(by_no_consent("x")) == "x"
    assert json.loads(as_json(by_no_consent({"a": 1}))) == {"a": 1}
    assert as_table(by_no_consent([("a", "=1")])) == "a,'=1\r\n"


def test_records_for_their_own_subject_carry_the_statement_in_any_case():
    assert of_the_records("x").notice == PROHIBITION_SHORT
    assert of_the_records("x", [SCOPE]).notice == notice([SCOPE])


def test_another_form_of_the_same_keeps_the_notice():
    assert by_consent("x", [SCOPE]).holding({"a": 1}).notice == notice([SCOPE])


@pytest.mark.parametrize(
    ("until", "event", "language", "words"),
    [
        (date(2027, 6, 1), "", Language.ENGLISH, "until June 1, 2027."),
        (None, "", Language.ENGLISH, "until the participant stops it."),
        (None, "case_decided", Language.ENGLISH, "until the case is decided."),
        (None, "leaves_program", Language.SPANISH, "hasta que la persona deje el programa."),
        (
            date(2027, 6, 1), "case_decided", Language.ENGLISH,
            "until June 1, 2027, or the case is decided, whichever comes first.",
        ),
        (
            date(2027, 6, 1), "case_decided", Language.SPANISH,
            "hasta el 1 de junio de 2027, o que se decida el caso, lo que pase primero.",
        ),
    ],
)  # fmt: skip
def test_the_end_is_said_as_it_was_signed(until, event, language, words):
    scope = Scope("x", (Class.LEGAL,), Purpose.CARE, end_of(until, event, language))
    assert notice([scope], language).endswith(words)


def test_an_event_that_is_none_is_refused():
    with pytest.raises(ValueError, match="elsewhere"):
        end_of(None, "elsewhere")
