"""Laws of likeness and of groups, on invented people."""

from hypothesis import given
from hypothesis import strategies as st

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import Recipient
from belltown.disclosure.ruling import Restriction, Wish, rule
from belltown.linkage.candidates import compare
from belltown.linkage.described import Described
from belltown.linkage.groups import group_of, groups_of
from belltown.linkage.keys import asked_keys, dates_misread, kept_keys
from belltown.linkage.weights import LEAST, Strength
from tests.generative.test_ruling_laws import NOON, cases

WORDS = ("Juniper", "Yarrow", "Bob", "Robert", "José", "Pepe", "García", "Lopez", "Katharine", "Catherine", "J", "Ash")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join) | st.text(max_size=12)
full_dates = st.dates().filter(lambda day: day.year > 999).map(lambda day: day.isoformat())
dates = full_dates | full_dates.map(lambda day: day[:7]) | full_dates.map(lambda day: day[:4])
phones = st.integers(0, 9_999_999).map(lambda number: f"{number:07}")
people = st.builds(
    Described,
    names=st.lists(names, max_size=3).map(tuple),
    born=st.lists(dates, max_size=2).map(tuple),
    phones=st.lists(phones, max_size=2).map(tuple),
    unsure=st.booleans(),
    about=st.booleans(),
)
pairs = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] != pair[1]), max_size=12)


@given(people, people)
def test_likeness_is_the_same_from_either_side(one, other):
    assert compare(one, other).score == compare(other, one).score
    assert compare(one, other).codes == compare(other, one).codes


@given(people)
def test_nobody_is_more_alike_than_oneself(person):
    if any(name.strip() for name in person.names) and person.born and person.phones:
        assert compare(person, person).score >= LEAST[Strength.LIKELY]


@given(people, people, st.lists(names, max_size=2))
def test_one_more_name_never_makes_them_less_alike(one, other, more):
    sure = Described(one.names, one.born, one.phones, one.unsure, one.about)
    richer = Described((*one.names, *more), one.born, one.phones, one.unsure, one.about)
    if sure.names and any(sure.names):
        assert compare(richer, other).score >= compare(sure, other).score


@given(people, people)
def test_whoever_agrees_strongly_is_found_by_some_key(one, other):
    if compare(one, other).strength is Strength.STRONG:
        assert asked_keys(one) & kept_keys(other)


@given(full_dates)
def test_a_slip_of_the_pen_and_back_is_the_date(born):
    year, month, day = born.split("-")
    assert born in dates_misread(f"{year}-{day}-{month}") or month == day


@given(pairs)
def test_groups_share_nobody_and_leave_nobody_out(said):
    groups = groups_of(said)
    assert set(groups) == {one for pair in said for one in pair}
    assert all(groups[member] == group for group in groups.values() for member in group)
    assert all(one in groups[other] for one, other in said)


@given(pairs, st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] != pair[1]))
def test_a_pair_said_and_taken_back_leaves_the_groups_as_they_were(said, pair):
    assert groups_of([*said, pair][:-1]) == groups_of(said)
    assert group_of(pair[0], [*said, pair]) == group_of(pair[0], said) | group_of(pair[1], said)


@given(pairs, st.randoms())
def test_the_order_in_which_pairs_were_said_is_forgotten(said, dice):
    mixed = [pair[::-1] if dice.random() < 0.5 else pair for pair in said]
    dice.shuffle(mixed)
    assert groups_of(mixed) == groups_of(said)


kept_back = st.dictionaries(st.integers(0, 8), st.sets(st.sampled_from(list(InformationClass)), min_size=1), max_size=4)


@given(cases(), pairs, kept_back, st.integers(0, 8))
def test_what_binds_a_group_never_opens_anything_to_anybody(case, said, asked, one):
    wish, papers = case
    allowed = {member: (_restriction(wish, asked[member]),) for member in asked}
    bound = [kept for member in group_of(one, said) for kept in allowed.get(member, ())]
    alone = list(allowed.get(one, ()))
    if rule(wish, consents=papers, restrictions=bound, at=NOON).allowed:
        assert rule(wish, consents=papers, restrictions=alone, at=NOON).allowed


def _restriction(wish: Wish, classes: set[InformationClass]) -> Restriction:
    return Restriction(Recipient(agency=wish.viewer.agency), frozenset(classes))
