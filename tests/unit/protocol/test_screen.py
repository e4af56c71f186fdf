"""What a column tells, at the edges."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from belltown.errors import BadInput
from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.facts import NEVER, Fact, Kind
from belltown.protocol.load import named
from belltown.protocol.rules import AtLeast, AtMost, Ever, In, Period, Within
from belltown.protocol.screen import facts_not_told, screen
from belltown.protocol.version import Criterion, PathwayRules, ProtocolVersion, Source
from belltown.vocabulary import Pathway
from tests.lib.tables import answer, run

DOOR = Pathway.ARREST_DIVERSION
ON = date(2024, 2, 29)
AGE = Fact("age", Kind.NUMBER, "How old?")
HELD = Fact("last_held", Kind.LAST_DATE, "When?")
CHARGE = Fact("charge", Kind.CHOICE, "Which?", choices=("red", "green", "blue"))


def answer_to(test, **columns):
    """The answer of one test for one row with these columns; a date column unless the value says otherwise."""
    rule = Criterion("rule", "A rule.", test, Source("s", "S"), (DOOR,))
    version = ProtocolVersion("x", "X", ON, "UTC", {}, (rule,), {DOOR: PathwayRules(DOOR, None, True)}, {}, (), "")
    table = pa.table({"on": pa.array([ON], pa.date32())} | {name: as_array(value) for name, value in columns.items()})
    [row] = run(screen(ibis.memtable(table), version, DOOR))
    assert (row["eligible__yes"], row["eligible__no"]) == (row["rule__yes"], row["rule__no"])
    return answer(row["rule__yes"], row["rule__no"])


def as_array(value):
    return value if isinstance(value, pa.Array) else pa.array([value])


no_date, no_number = pa.array([None], pa.date32()), pa.array([None], pa.int64())


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (18, 24, YES),
        (0, 17, NO),
        (15, 20, UNKNOWN),
        (65, no_number, YES),
        (no_number, 17, NO),
        (no_number, 24, UNKNOWN),
    ],
)
def test_an_age_group_answers_where_it_lies_on_one_side(low, high, expected):
    assert answer_to(AtLeast(AGE, 18), age__low=low, age__high=high) is expected


def test_an_age_group_answers_at_most_too():
    assert answer_to(AtMost(AGE, 17), age__low=18, age__high=24) is NO
    assert answer_to(AtMost(AGE, 24), age__low=18, age__high=24) is YES


def test_a_lower_bound_alone_still_says_what_it_can():
    assert answer_to(AtLeast(AGE, 18), age__low=30) is YES
    assert answer_to(AtMost(AGE, 24), age__low=30) is NO
    assert answer_to(AtMost(AGE, 40), age__low=30) is UNKNOWN


def test_an_exact_value_goes_before_its_bounds():
    assert answer_to(AtLeast(AGE, 18), age=17, age__low=16, age__high=30) is NO


def test_the_first_and_the_last_day_of_a_look_back_lie_within_it():
    ten = Within(HELD, Period(years=10))
    assert answer_to(ten, last_held=date(2014, 2, 28)) is YES
    assert answer_to(ten, last_held=date(2014, 2, 27)) is NO
    assert answer_to(ten, last_held=ON) is YES
    assert answer_to(ten, last_held=date(2024, 3, 1)) is UNKNOWN


def test_never_is_no_and_not_known_is_unknown():
    for test in (Within(HELD, Period(years=10)), Within(HELD, Period(years=2500)), Ever(HELD)):
        assert answer_to(test, last_held=NEVER) is NO
        assert answer_to(test, last_held=no_date) is UNKNOWN


def test_a_look_back_longer_than_the_calendar_reaches_every_date():
    for period in (Period(years=10**9), Period(days=10**12), Period(years=2000, days=10**7)):
        assert answer_to(Within(HELD, period), last_held=date(2, 1, 1)) is YES


def test_found_in_an_incomplete_history_is_yes_within_and_never_no():
    ten = Within(HELD, Period(years=10))
    assert answer_to(ten, last_held__low=date(2020, 1, 1), last_held__high=ON) is YES
    assert answer_to(ten, last_held__low=date(2001, 1, 1), last_held__high=ON) is UNKNOWN
    assert answer_to(Ever(HELD), last_held__low=date(2001, 1, 1), last_held__high=ON) is YES


def test_not_found_since_a_complete_history_began_is_no_within_and_unknown_ever():
    before_history = date(2009, 12, 31)
    assert answer_to(Within(HELD, Period(years=10)), last_held__low=NEVER, last_held__high=before_history) is NO
    assert answer_to(Within(HELD, Period(years=20)), last_held__low=NEVER, last_held__high=before_history) is UNKNOWN
    assert answer_to(Ever(HELD), last_held__low=NEVER, last_held__high=before_history) is UNKNOWN


def test_one_of_two_charges_answers_where_both_agree():
    drugs = In(CHARGE, ("red", "green"))
    assert answer_to(drugs, charge="red", charge__or="green") is YES
    assert answer_to(drugs, charge="red", charge__or="blue") is UNKNOWN
    assert answer_to(In(CHARGE, ("blue",)), charge="red", charge__or="green") is NO


def test_a_word_that_is_no_choice_is_unknown():
    assert answer_to(In(CHARGE, ("red",)), charge="violet") is UNKNOWN
    assert answer_to(In(CHARGE, ("red",)), charge="red", charge__or="violet") is UNKNOWN


def test_a_list_of_every_choice_is_met_by_any_of_them():
    assert answer_to(In(CHARGE, CHARGE.choices), charge="red") is YES


def test_columns_of_wrong_types_are_all_named():
    with pytest.raises(BadInput) as caught:
        answer_to(AtLeast(AGE, 18), age="forty", on=pa.array(["2024-02-29"]))
    assert [fault.place for fault in caught.value.faults] == ["on", "age"]


def test_a_date_column_must_be_there():
    with pytest.raises(BadInput, match="no such column"):
        screen(ibis.memtable(pa.table({"age": [1]})), named("seattle/2011-10-01"), DOOR)


def test_a_pathway_that_the_version_does_not_open_is_refused():
    with pytest.raises(KeyError):
        screen(ibis.memtable(pa.table({"on": [ON]})), named("seattle/2011-10-01"), Pathway.COMMUNITY_REFERRAL)


def test_the_facts_no_column_tells_are_named():
    table = ibis.memtable(pa.table({"on": [ON], "age__low": [18], "offense": ["theft"]}))
    missing = [fact.id for fact in facts_not_told(table, named("seattle/2011-10-01"), DOOR)]
    assert "drug_grams" in missing
    assert not {"age", "offense"} & set(missing)
    assert missing == sorted(missing)
