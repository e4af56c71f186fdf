"""What an index is kept by, and which records hang together."""

import pytest

from belltown.linkage.described import Described
from belltown.linkage.groups import group_of, groups_of
from belltown.linkage.keys import PAIRING, POINTS, KeyKind, asked_keys, dates_misread, kept_keys


def test_a_person_is_found_by_every_part():
    keys = kept_keys(Described(names=("Bob Smith",), born=("1990-05-02",), phones=("5550142",)))
    assert keys == {
        (KeyKind.NAME, "bob smith"), (KeyKind.SOUND, "b100 s530"), (KeyKind.PART, "bob"), (KeyKind.PART, "smith"),
        (KeyKind.PART_SOUND, "1100"), (KeyKind.PART_SOUND, "2530"), (KeyKind.SHORT, "bob"), (KeyKind.SHORT, "robert"),
        (KeyKind.SHORT, "smith"),
        (KeyKind.FORMAL, "bob smith"), (KeyKind.FORMAL, "robert smith"),
        (KeyKind.BORN, "1990-05-02"), (KeyKind.MONTH, "1990-05"), (KeyKind.DAY, "05-02"),
        (KeyKind.YEAR, "1990"), (KeyKind.INITIAL, "b 1990"), (KeyKind.INITIAL, "s 1990"), (KeyKind.PHONE, "5550142"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (Described(names=("Robert Jones",)), Described(names=("Bobby Smith",))),
        (Described(names=("José",)), Described(names=("Pepe Perez",))),
        (Described(names=("Garcia",)), Described(names=("María García-López",))),
        (Described(born=("1990-02-05",)), Described(born=("1990-05-02",))),
        (Described(born=("1990-05-21",)), Described(born=("1990-05-12",))),
        (Described(born=("1990-05-12",)), Described(born=("1984-05-12",))),
        (Described(born=("1990",)), Described(born=("1990-05-12",))),
        (Described(born=("1990-05",)), Described(born=("1990-05-12",))),
    ],
)
def test_a_search_shares_a_key_with_whoever_it_means(asked, known):
    assert asked_keys(asked) & kept_keys(known)


def test_a_nickname_shares_a_rare_key_with_the_whole_formal_name():
    bob, robert = (kept_keys(Described(names=(name,))) for name in ("Bob Garcia", "García, Robert"))
    assert {kind for kind, _ in bob & robert} & PAIRING == {KeyKind.FORMAL}


def test_a_name_of_many_short_words_has_no_more_keys_than_its_room():
    keys = kept_keys(Described(names=("Alex Chris Sam Terry Charlie Pat Sandy Lisa",)))
    assert sum(kind is KeyKind.FORMAL for kind, _ in keys) <= 24


def test_nothing_said_has_no_keys():
    assert kept_keys(Described()) == asked_keys(Described()) == frozenset()
    assert all(text for _, text in kept_keys(Described(names=("", "..."), born=("1990",))))


def test_a_misread_date_is_never_the_date_itself():
    assert "1990-02-05" in dates_misread("1990-05-02")
    assert "1990-05-02" not in dates_misread("1990-05-02")
    assert dates_misread("1990") == dates_misread("1990-05") == ()


def test_every_kind_of_key_has_its_points_and_fits_its_column():
    assert set(POINTS) == set(KeyKind)
    assert set(KeyKind) > PAIRING
    assert max(len(kind) for kind in KeyKind) <= 10


def test_a_chain_is_one_group_and_cutting_one_pair_leaves_the_others():
    pairs = [("a", "b"), ("b", "c"), ("d", "e")]
    assert group_of("a", pairs) == {"a", "b", "c"}
    assert groups_of(pairs[1:])["b"] == {"b", "c"}
    assert group_of("a", pairs[1:]) == {"a"}
    assert "z" not in groups_of(pairs)
