"""Whether two descriptions may be one person: the reasons a person would give, and how much each weighs."""

import pytest

from belltown.linkage.candidates import MOST, best, compare
from belltown.linkage.described import Described, phones_in
from belltown.linkage.weights import LEAST, LEVELS, PRIOR, Agreement, Strength, strength_of


def told(name="", born="", phone="", **more):
    parts = {"names": (name,) if name else (), "born": (born,) if born else (), "phones": phones_in(phone)}
    return Described(**{**parts, **more})


def words(asked, known):
    return compare(asked, known).words


@pytest.mark.parametrize(
    ("asked", "known", "reason"),
    [
        ("Juniper Yarrow", "JUNIPER  YARROW", "same full name"),
        ("José Pérez", "Jose Perez", "same full name"),
        ("O'Brien Ash", "O’Brien Ash", "same full name"),
        ("Yarrow, Juniper", "Juniper Yarrow", "same full name, in another order"),
        ("Bob Smith", "Robert Smith", "Bob is a nickname of Robert"),
        ("Robert Smith", "Bob Smith", "Bob is a nickname of Robert"),
        ("Pepe Pérez", "José Pérez", "Pepe is a nickname of Jose"),
        ("Rob Smith", "Bob Smith", "Rob and Bob are nicknames of one name"),
        ("Jon Smith", "Jhon Smith", "spelled almost alike"),
        ("Catherine Smith", "Katharine Smyth", "sounds alike"),
        ("Maria Garcia", "María García-López", "the same name, once with more parts"),
        ("Maria Garcia Lopez", "Maria Garcia", "the same name, once with more parts"),
        ("Rowan", "Rowan", "same name, the only one known"),
        ("Juniper", "Juniper Yarrow", "both called Juniper"),
        ("Bob", "Robert Smith", "Bob is a nickname of Robert"),
        ("Junper", "Juniper Yarrow", "Junper and Juniper are spelled almost alike"),
        ("J Yarrow", "Juniper Yarrow", "same initials"),
        ("Ana Ruiz", "Ana Fox", "both called Ana"),
    ],
)
def test_names_agree_in_words(asked, known, reason):
    assert words(told(asked), told(known)) == (reason,)


@pytest.mark.parametrize(
    ("asked", "known", "reason"),
    [
        ("1990-05-02", "1990-05-02", "same date of birth"),
        ("1990-05-02", "1990-02-05", "same date of birth with day and month swapped"),
        ("1990-05-12", "1990-05-21", "same date of birth but for two swapped digits"),
        ("1990-05-12", "1909-05-12", "same date of birth but for two swapped digits"),
        ("1990-05-12", "1990-05-13", "same date of birth but for one digit"),
        ("1990-05-12", "1984-05-12", "same birthday, another year"),
        ("1990-05", "1990-05-12", "born in the same month of the same year"),
        ("1990", "1990-05-12", "born the same year"),
        ("1990", "1990", "born the same year"),
        ("1990-05", "1990-07", "born the same year"),
        ("1990-05-12", "1990-11-27", "born the same year"),
    ],
)
def test_dates_agree_in_words(asked, known, reason):
    assert words(told(born=asked), told(born=known)) == (reason,)


def test_a_date_read_as_it_is_weighs_more_than_one_misread():
    scores = [
        compare(told(born="1990-05-12"), told(born=other)).score
        for other in ("1990-05-12", "1990-12-05", "1990-05-21", "1990-05-13", "1990-11-27", "1971-11-27")
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] < 0


def test_a_phone_agrees_by_its_last_seven_digits():
    known = told("Ash", phone="+1 (316) 555-0142")
    assert "same phone number" in words(told("Ash", phone="555 0142"), known)
    assert "same phone number" not in words(told("Ash", phone="555 0143"), known)


def test_phones_stand_anywhere_in_a_text():
    assert phones_in("ask at the pier, or call 316.555.0142; brother 1-316-555-0199") == ("5550142", "5550199")
    assert phones_in("by the pier at 7, bus 12") == ()
    assert phones_in("") == ()


@pytest.mark.parametrize("born", ["90", "1990-5-2", "May 1990", "1990-05-02x"])
def test_a_date_in_another_form_cannot_be_described(born):
    with pytest.raises(ValueError, match="YYYY"):
        Described(born=(born,))


def test_a_phone_in_another_form_cannot_be_described():
    with pytest.raises(ValueError, match="seven digits"):
        Described(phones=("316-555-0142",))


def test_any_of_several_names_and_dates_may_agree():
    known = Described(names=("Robert Smith", "Tiger", "Bo Jones"), born=("1990-05-02", "1991-05-02"))
    found = compare(Described(names=("Tiger",), born=("1991-05-02",)), known)
    assert found.words == ("same name, the only one known", "same date of birth")


def test_what_is_not_known_counts_for_nothing():
    alone = compare(told("Juniper Yarrow"), told("Juniper Yarrow", born="1990", phone="5550142"))
    assert alone == compare(told("Juniper Yarrow"), told("Juniper Yarrow"))
    assert compare(Described(), told("Juniper Yarrow")) == compare(Described(), Described())


def test_an_unsure_name_or_date_never_counts_against():
    sure = compare(told("Ash Tansy", born="1990-05-02"), told("Ash Tansy", born="1971-11-27"))
    about = compare(told("Ash Tansy", born="1990-05-02"), told("Ash Tansy", born="1971-11-27", about=True))
    assert about.score > sure.score
    other = told("Reed Vetch", born="1990-05-02")
    doubted = compare(other, told("Ash Tansy", born="1990-05-02", unsure=True))
    assert doubted.score > compare(other, told("Ash Tansy", born="1990-05-02")).score
    assert doubted.words == ("same date of birth",)


def test_a_guess_two_years_off_still_speaks_for_it():
    assert words(told(born="1988", about=True), told(born="1990-05-02")) == ("born about the same time",)
    assert words(told(born="1987", about=True), told(born="1990-05-02")) == ()


@pytest.mark.parametrize(
    ("asked", "known", "strength"),
    [
        (told("Juniper Yarrow", "1990-05-02"), told("Juniper Yarrow", "1990-05-02"), Strength.STRONG),
        (told("Juniper Yarrow", "1990"), told("Juniper Yarrow", "1990-05-02"), Strength.STRONG),
        (told("Bob Smith", "1990-02-05"), told("Robert Smith", "1990-05-02"), Strength.STRONG),
        (told("Juniper Yarrow"), told("Juniper Yarrow"), Strength.LIKELY),
        (told("Juniper Yarrow", "1990-05-02"), told("Juniper Yarrow", "1971-11-27"), Strength.WEAK),
        (told("Maria Garcia"), told("Maria Garcia Lopez"), Strength.WEAK),
        (told("Juniper"), told("Juniper Yarrow"), Strength.WEAK),
        (told("Juniper Sedge"), told("Reed Vetch"), None),
        (told("Juniper Sedge"), told("Juniper Vetch"), None),
    ],
)
def test_how_much_speaks_for_it(asked, known, strength):
    assert compare(asked, known).strength is strength


def test_the_best_come_first_and_no_more_than_anybody_reads():
    known = [told("Juniper Yarrow", f"{1950 + number}-05-02") for number in range(40)]
    asked = told("Juniper Yarrow", "1963-05-02")
    found = best((one, compare(asked, one)) for one in known)
    assert len(found) == MOST
    assert found[0][0].born == ("1963-05-02",)
    assert [how.score for _, how in found] == sorted((how.score for _, how in found), reverse=True)


def test_nobody_is_a_candidate_for_no_reason():
    assert best([(1, compare(told("Ash Tansy"), told("Reed Vetch")))]) == ()


def test_every_way_of_agreeing_has_its_weight_and_agreeing_less_never_weighs_more():
    assert set(LEVELS) == set(Agreement)
    assert all(0 < level.m < 1 and 0 < level.u < 1 for level in LEVELS.values())
    for chain in (
        (Agreement.FULL_NAME, Agreement.OTHER_ORDER, Agreement.SHORT_NAME, Agreement.SPELLED_ALIKE,
         Agreement.SOUNDS_ALIKE, Agreement.SHARED_NAME, Agreement.INITIALS, Agreement.OTHER_NAME),
        (Agreement.SAME_DATE, Agreement.DAY_AND_MONTH_SWAPPED, Agreement.DIGITS_SWAPPED, Agreement.ONE_DIGIT,
         Agreement.SAME_DAY, Agreement.SAME_YEAR, Agreement.OTHER_DATE),
    ):  # fmt: skip
        weights = [LEVELS[one].weight for one in chain]
        assert weights == sorted(weights, reverse=True)


def test_the_words_for_a_score_follow_their_limits():
    assert [strength_of(least) for least in LEAST.values()] == list(LEAST)
    assert strength_of(LEAST[Strength.WEAK] - 0.01) is None
    assert LEAST[Strength.STRONG] + PRIOR > 3  # better than eight to one
