"""The table's reading of a rule is the encounter's reading, on invented protocols and rows, unknowns included."""

import math
from datetime import date, timedelta

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from belltown.protocol.answers import UNKNOWN
from belltown.protocol.decide import Encounter, decide
from belltown.protocol.facts import NEVER, Fact, Kind
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Within
from belltown.protocol.screen import screen
from belltown.protocol.version import Criterion, PathwayRules, ProtocolVersion, Source
from belltown.vocabulary import Pathway
from tests.lib.tables import answer, answers, run, screened, table_of

DOOR = Pathway.ARREST_DIVERSION
SOURCE = Source("invented", "Invented for tests")
FLAGS = tuple(Fact(id, Kind.YES_NO, "Yes or no?") for id in ("calm", "here"))
NUMBERS = tuple(Fact(id, Kind.NUMBER, "How many?") for id in ("grams", "years"))
CHOICES = (Fact("charge", Kind.CHOICE, "Which?", choices=("red", "green", "blue")),)
DATES = tuple(Fact(id, Kind.LAST_DATE, "When?") for id in ("last_seen", "last_held"))
FACTS = {fact.id: fact for fact in FLAGS + NUMBERS + CHOICES + DATES}

near_days = st.sampled_from(
    [date(2024, 2, 29), date(2023, 2, 28), date(2024, 3, 31), date(2020, 2, 29), date(2000, 1, 1)]
)
days = near_days | st.dates(date(1990, 1, 1), date(2030, 12, 31))
limits = st.sampled_from([0, 1, 3, 3.5, 18])
periods = st.builds(Period, years=st.integers(0, 12), months=st.integers(0, 14), days=st.integers(1, 40)) | st.builds(
    Period, years=st.integers(1, 30)
)
values = {
    Kind.YES_NO: st.booleans(),
    Kind.NUMBER: limits | st.floats(0, 40),
    Kind.CHOICE: st.sampled_from(CHOICES[0].choices),
    Kind.LAST_DATE: days | st.just(NEVER),
}

leaves = st.one_of(
    st.builds(Is, st.sampled_from(FLAGS), st.booleans()),
    st.builds(Is, st.sampled_from(CHOICES), values[Kind.CHOICE]),
    st.builds(In, st.sampled_from(CHOICES), st.lists(values[Kind.CHOICE], min_size=1, unique=True).map(tuple)),
    st.builds(AtMost, st.sampled_from(NUMBERS), limits),
    st.builds(AtLeast, st.sampled_from(NUMBERS), limits),
    st.builds(Within, st.sampled_from(DATES), periods),
    st.builds(Ever, st.sampled_from(DATES)),
)
tests_ = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


def criterion(number, test, when):
    return Criterion(f"rule-{number}", "A rule.", test, SOURCE, (DOOR,), when=when)


def version_of(pairs):
    criteria = tuple(criterion(number, test, when) for number, (test, when) in enumerate(pairs))
    pathways = {DOOR: PathwayRules(DOOR, None, True)}
    return ProtocolVersion("invented", "Invented", date(2020, 1, 1), "UTC", FACTS, criteria, pathways, {}, (), "none")


versions = st.lists(st.tuples(tests_, st.none() | tests_), max_size=4).map(version_of)


def look_backs(test):
    if isinstance(test, Within):
        return {test.period}
    return set().union(*(look_backs(part) for part in test.parts))


def edges(version, on):
    """The encounter's day and the first day of every look-back, each with the days beside it."""
    tests = [test for rule in version.criteria for test in (rule.test, rule.when) if test]
    firsts = [period.before(on) for test in tests for period in look_backs(test)]
    return sorted({day + timedelta(step) for day in (on, *firsts) for step in (-1, 0, 1)})


@st.composite
def encounters(draw, version=None):
    on = draw(days)
    near = st.sampled_from(edges(version, on) if version else [on])
    facts = {
        fact.id: draw(near | values[fact.kind] if fact.kind is Kind.LAST_DATE else values[fact.kind])
        for fact in FACTS.values()
        if draw(st.booleans())
    }
    return on, facts


def decided(version, on, facts):
    finding = decide(version, Encounter(DOOR, on, facts))
    return {"eligible": finding.answer, **{reason.criterion.id: reason.answer for reason in finding.because}}


@settings(max_examples=60, deadline=None)
@given(versions, st.data())
def test_a_table_is_read_as_each_of_its_encounters(version, data):
    rows = data.draw(st.lists(encounters(version), min_size=1, max_size=12))
    assert screened(version, DOOR, rows) == [decided(version, on, facts) for on, facts in rows]


@settings(max_examples=30, deadline=None)
@given(versions, st.lists(encounters(), min_size=1, max_size=6), st.data())
def test_a_fact_without_a_column_is_unknown_in_every_row(version, rows, data):
    table = table_of(version, DOOR, rows)
    kept = [name for name in table.column_names if name in {"on", "row"} or data.draw(st.booleans(), label=name)]
    wide = run(screen(ibis.memtable(table.select(kept)), version, DOOR).order_by("row"))
    expected = [decided(version, on, {k: v for k, v in facts.items() if k in kept}) for on, facts in rows]
    assert [answers(row, version, DOOR) for row in wide] == expected


@settings(max_examples=30, deadline=None)
@given(versions, encounters(), st.sampled_from([math.nan, math.inf, -math.inf, -1.0]))
def test_a_number_that_is_none_is_unknown(version, encounter, junk):
    on, facts = encounter
    spoiled = facts | {fact.id: junk for fact in NUMBERS}
    told = {id: value for id, value in facts.items() if FACTS[id].kind is not Kind.NUMBER}
    assert screened(version, DOOR, [(on, spoiled)]) == [decided(version, on, told)]


def bounds_table(on, low, high):
    """`grams` and `last_seen` known only to lie between bounds, `charge` only to be one of two."""
    return pa.table(
        {
            "on": pa.array([on], pa.date32()),
            "grams__low": pa.array([low["grams"]], pa.float64()),
            "grams__high": pa.array([high["grams"]], pa.float64()),
            "last_seen__low": pa.array([low["last_seen"]], pa.date32()),
            "last_seen__high": pa.array([high["last_seen"]], pa.date32()),
            "charge": pa.array([low["charge"]]),
            "charge__or": pa.array([high["charge"]]),
        }
    )


@st.composite
def possibilities(draw):
    """Two encounters alike but for `grams`, `last_seen` and `charge`: every one between them is possible."""
    on = draw(days)
    grams = sorted(draw(st.lists(values[Kind.NUMBER], min_size=2, max_size=2)))
    seen = sorted(draw(st.lists(st.dates(date(1980, 1, 1), on) | st.sampled_from([NEVER, on]), min_size=2, max_size=2)))
    charge = draw(st.lists(values[Kind.CHOICE], min_size=2, max_size=2))
    low, high = ({"grams": grams[i], "last_seen": seen[i], "charge": charge[i]} for i in (0, 1))
    return on, low, high


@settings(max_examples=80, deadline=None)
@given(versions, possibilities(), st.data())
def test_what_is_known_between_bounds_never_says_more_than_every_possibility(version, possible, data):
    on, low, high = possible
    grams = data.draw(st.sampled_from([low["grams"], high["grams"]]) | st.floats(low["grams"], high["grams"]))
    seen = data.draw(st.sampled_from([low["last_seen"], high["last_seen"]]))
    charge = data.draw(st.sampled_from([low["charge"], high["charge"]]))
    truth = decided(version, on, {"grams": grams, "last_seen": seen, "charge": charge})
    [row] = run(screen(ibis.memtable(bounds_table(on, low, high)), version, DOOR))
    for name, said in answers(row, version, DOOR).items():
        assert said in (UNKNOWN, truth[name])


@settings(max_examples=40, deadline=None)
@given(leaves.filter(lambda test: test.fact.id in {"grams", "last_seen", "charge"}), possibilities())
def test_one_test_says_all_that_its_bounds_allow(test, possible):
    on, low, high = possible
    version = version_of([(test, None)])
    [row] = run(screen(ibis.memtable(bounds_table(on, low, high)), version, DOOR))
    ends = {decided(version, on, facts)["eligible"] for facts in (low, high)}
    if len(ends) == 1 and not isinstance(test, Within | Ever):
        assert answer(row["eligible__yes"], row["eligible__no"]) in ends


@settings(max_examples=40, deadline=None)
@given(periods, st.lists(days, min_size=1, max_size=8))
def test_a_look_back_begins_and_ends_on_the_same_day_in_both_readings(period, ons):
    version = version_of([(Within(DATES[0], period), None)])
    rows = [(on, {"last_seen": seen}) for on in ons for seen in edges(version, on)]
    assert screened(version, DOOR, rows) == [decided(version, on, facts) for on, facts in rows]
