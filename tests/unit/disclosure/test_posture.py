"""What an agency is before 42 CFR part 2 decides which statement travels, and nothing else."""

import inspect
from datetime import date

import pytest

from belltown.disclosure import ruling
from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import SharingPurpose
from belltown.disclosure.notice import PROHIBITION_SHORT, Scope, notice, statement
from belltown.disclosure.posture import Posture, strictest
from belltown.disclosure.wording import Language

SCOPES = [
    Scope("Defender, County", (InformationClass.IDENTITY,), SharingPurpose.LEGAL_COORDINATION, date(2027, 1, 1)),
    Scope("Officer, Police", (InformationClass.OUTCOME,), SharingPurpose.CASE_CONFERENCE, None),
]


def test_nobody_having_said_anything_is_treated_as_a_program():
    assert Posture.UNDETERMINED.behaves_as is Posture.PROGRAM
    assert [one for one in Posture if not one.is_covered] == [Posture.NOT_COVERED]


@pytest.mark.parametrize("posture", [one for one in Posture if one is not Posture.NOT_COVERED])
def test_the_federal_statement_travels_with_what_is_covered(posture):
    assert statement(posture) == PROHIBITION_SHORT
    assert notice(SCOPES, posture=posture) == notice(SCOPES)
    assert notice(SCOPES).splitlines()[0] == PROHIBITION_SHORT


@pytest.mark.parametrize("language", Language)
def test_without_it_what_was_allowed_still_travels(language):
    covered, not_covered = (notice(SCOPES, language, one) for one in (Posture.PROGRAM, Posture.NOT_COVERED))
    assert not_covered.splitlines() == covered.splitlines()[1:]
    assert statement(Posture.NOT_COVERED) == ""


def test_where_nothing_is_shared_nothing_travels():
    assert {notice([], posture=one) for one in Posture} == {""}


@pytest.mark.parametrize("covered", [one for one in Posture if one.is_covered])
def test_one_holder_that_is_covered_covers_all(covered):
    assert strictest([Posture.NOT_COVERED, covered, Posture.NOT_COVERED]).is_covered
    assert not strictest([Posture.NOT_COVERED]).is_covered
    assert strictest([]) is Posture.UNDETERMINED


def test_no_rule_of_who_sees_what_has_ever_heard_of_a_posture():
    assert "posture" not in inspect.getsource(ruling).lower()


def test_each_has_its_words():
    assert len({one.label for one in Posture}) == len(Posture)
