"""Look-backs from a person's own rows: found is known; not found is unknown unless the history is complete."""

from datetime import date

import pytest

from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.facts import NEVER, STANDARD_FACTS
from belltown.protocol.rules import Ever, Period, Within
from belltown.protocol.screen import screen
from belltown.protocol.version import Criterion, PathwayRules, ProtocolVersion, Source
from belltown.vocabulary import Pathway
from tests.lib.tables import answer, run
from tests.unit.data.test_read import TODAY, arrest, generic, read, read_rows

DOOR = Pathway.ARREST_DIVERSION
FACT = STANDARD_FACTS["last_violent_conviction"]
LOW, HIGH = "last_violent_conviction__low", "last_violent_conviction__high"
COMPLETE = date(2005, 1, 1)


def row(key, person, on, nibrs="23C", *conviction):
    convicted, when = conviction or ("", "")
    return arrest(key, person_key=person, on=on, nibrs=nibrs, convicted=convicted, conviction_date=when)


def bounds(tmp_path, *rows, complete=None):
    found, _ = read_rows(generic(tmp_path, *rows), history_complete_from=complete)
    return {key: (one[LOW], one[HIGH]) for key, one in found.items()}


ROBBED = row("old", "p", "2012-01-01", "120", "yes", "2012-06-01")


def test_a_conviction_found_is_the_least_the_last_can_be(tmp_path):
    found = bounds(tmp_path, ROBBED, row("new", "p", "2020-05-17"))
    assert found == {"old": (None, None), "new": (date(2012, 6, 1), date(2020, 5, 17))}


def test_not_found_is_unknown_while_the_history_is_not_declared_complete(tmp_path):
    assert bounds(tmp_path, row("1", "p", "2020-05-17"), row("2", "q", "2020-05-17")) == dict.fromkeys(
        "12", (None, None)
    )


def test_in_a_complete_history_found_is_exact_and_not_found_lies_before(tmp_path):
    found = bounds(tmp_path, ROBBED, row("new", "p", "2020-05-17"), row("other", "q", "2020-05-17"), complete=COMPLETE)
    assert found["new"] == (date(2012, 6, 1), date(2012, 6, 1))
    assert found["other"] == (NEVER, date(2004, 12, 31))
    assert found["old"] == (NEVER, date(2004, 12, 31))


def test_a_conviction_from_before_the_complete_history_may_not_be_the_last(tmp_path):
    early = row("old", "p", "2001-01-01", "120", "yes", "2001-06-01")
    found = bounds(tmp_path, early, row("new", "p", "2020-05-17"), complete=COMPLETE)
    assert found["new"] == (date(2001, 6, 1), date(2004, 12, 31))
    assert found["old"] == (None, None)


@pytest.mark.parametrize(
    "spoiler",
    [row("s", "p", "2015-01-01", "120", "yes", ""), row("s", "p", "2015-01-01", "90Z", "yes", "2015-02-01")],
    ids=["undated", "a charge that may be anything"],
)
def test_a_doubtful_conviction_spoils_what_a_complete_history_says_of_that_person_alone(tmp_path, spoiler):
    found = bounds(
        tmp_path, ROBBED, spoiler, row("new", "p", "2020-05-17"), row("x", "q", "2020-05-17"), complete=COMPLETE
    )
    assert found["new"] == (date(2012, 6, 1), date(2020, 5, 17))
    assert found["x"] == (NEVER, date(2004, 12, 31))


@pytest.mark.parametrize(
    "other",
    [row("o", "q", "2012-01-01", "120", "yes", "2012-06-01"), row("o", "p", "2012-01-01", "23C", "yes", "2012-06-01"),
     row("o", "p", "2012-01-01", "120", "no", "2012-06-01"), row("o", "p", "2012-01-01", "120", "yes", "2021-06-01")],
    ids=["another person", "not violent", "not convicted", "convicted later"],
)  # fmt: skip
def test_what_is_no_earlier_violent_conviction_of_this_person_is_not_found(tmp_path, other):
    assert bounds(tmp_path, other, row("new", "p", "2020-05-17"))["new"] == (None, None)


def test_rows_without_a_person_know_nothing(tmp_path):
    assert bounds(tmp_path, row("1", "", "2020-05-17"), ROBBED, complete=COMPLETE)["1"] == (None, None)


def test_the_latest_of_several_counts(tmp_path):
    second = row("mid", "p", "2016-01-01", "13A", "yes", "2016-03-01")
    assert bounds(tmp_path, ROBBED, second, row("new", "p", "2020-05-17"))["new"][0] == date(2016, 3, 1)


def answers(tmp_path, test, *rows, complete=None):
    rule = Criterion("rule", "A rule.", test, Source("s", "S"), (DOOR,))
    version = ProtocolVersion(
        "x", "X", date(2020, 1, 1), "UTC", {}, (rule,), {DOOR: PathwayRules(DOOR, None, True)}, {}, (), ""
    )
    with read(generic(tmp_path, *rows), today=TODAY, history_complete_from=complete) as reading:
        wide = run(screen(reading.table, version, DOOR))
    return {one["arrest_key"]: answer(one["rule__yes"], one["rule__no"]) for one in wide}


def test_the_screen_reads_the_bounds(tmp_path):
    ten, rows = Within(FACT, Period(years=10)), (ROBBED, row("new", "p", "2020-05-17"), row("other", "q", "2020-05-17"))
    assert answers(tmp_path, ten, *rows) == {"old": UNKNOWN, "new": YES, "other": UNKNOWN}
    assert answers(tmp_path, ten, *rows, complete=COMPLETE) == {"old": UNKNOWN, "new": YES, "other": NO}
    assert answers(tmp_path, Ever(FACT), *rows, complete=COMPLETE) == {"old": UNKNOWN, "new": YES, "other": UNKNOWN}
