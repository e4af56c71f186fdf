"""Names as people say them: by their words, their sound, and what a short name stands for."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.linkage.names import formal_of, loose_sound, normal_name, sound_of, stands_for, words_of


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("José  PÉREZ", "jose perez"),
        ("O’Neil-Smith", "oneil smith"),
        ("Straße", "strasse"),
        ("  ", ""),
        ("Ｊｕｎｉｐｅｒ", "juniper"),
    ],
)
def test_names_are_compared_without_accents_case_or_spacing(written, same):
    assert normal_name(written) == same


@given(st.text(max_size=60))
def test_a_normal_name_is_its_own_normal_name(name):
    assert normal_name(normal_name(name)) == normal_name(name)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("robert", "R163"),
        ("rupert", "R163"),
        ("ashcraft", "A261"),
        ("tymczak", "T522"),
        ("pfister", "P236"),
        ("lee", "L000"),
    ],
)
def test_sounds_are_those_of_the_national_archives(word, code):
    assert sound_of(word).upper() == code


def test_the_first_letters_sound_may_stand_for_the_letter():
    assert loose_sound("catherine") == loose_sound("katharine")
    assert loose_sound("smyth") == loose_sound("smith") != loose_sound("ryth")


def test_a_names_words_have_no_order():
    assert words_of("Yarrow, Juniper") == words_of("juniper  yarrow") == ("juniper", "yarrow")


@pytest.mark.parametrize(
    ("short", "name"),
    [("bob", "robert"), ("pepe", "jose"), ("lupe", "guadalupe"), ("chuy", "jesus"), ("liz", "elizabeth")],
)
def test_a_short_name_stands_for_its_formal_one_and_not_the_other_way_round(short, name):
    assert stands_for(short, name)
    assert not stands_for(name, short)
    assert formal_of(short) & formal_of(name)


def test_a_short_name_may_stand_for_several():
    assert {"alexander", "alexandra", "alejandro"} <= formal_of("alex")


def test_a_name_nobody_shortens_stands_for_itself():
    assert formal_of("juniper") == {"juniper"}


def test_the_table_is_normal_names_alone_each_formal_name_once():
    text = files("belltown.linkage").joinpath("nicknames.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    formal = [row["formal"] for row in rows]
    assert len(formal) > 200
    assert sorted(set(formal)) == sorted(formal)
    for row in rows:
        for name in (row["formal"], *row["short"].split()):
            assert normal_name(name) == name
        assert row["formal"] not in row["short"].split()
