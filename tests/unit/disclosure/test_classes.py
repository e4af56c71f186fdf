"""The wall in plain words, written out once more by hand, so that a class that slipped out of it is missed here."""

import pytest

from belltown.disclosure.classes import InformationClass, may_ever_see
from belltown.vocabulary import Role

NEVER = {"needs", "plan", "note", "counselling_note", "substance_use", "mental_health", "health"}
BEHIND = ["officer", "sergeant", "prosecutor"]


@pytest.mark.parametrize("role", BEHIND)
def test_police_and_prosecution_may_ever_see_what_is_no_care_and_nothing_else(role):
    closed = {kind.value for kind in InformationClass if not may_ever_see(Role(role), kind)}
    assert closed == NEVER


@pytest.mark.parametrize("role", [role for role in Role if role.value not in BEHIND])
def test_to_everybody_else_nothing_is_shut_for_ever(role):
    assert all(may_ever_see(role, kind) for kind in InformationClass)


def test_every_class_has_its_words():
    assert InformationClass.COUNSELLING_NOTE.label == "Counselling note"
