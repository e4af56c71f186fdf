"""What of a week's lines is worth a person's eyes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown_site.office.weekly.items import MANY, Kind, Line, items_of
from belltown_site.office.weekly.weeks import Week, finished, parse, week_of

MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
OFELIA, ADA = UUID(int=1), UUID(int=2)
MINUTE = timedelta(minutes=1)


def line(minutes=0, person=OFELIA, act="read.encounter", subject=("encounter", "e1"), consent=""):
    return Line(MONDAY + minutes * MINUTE, person, act, subject, consent)


def kinds(lines, hours=None, days=0):
    usual = {OFELIA: hours} if hours is not None else {}
    return [item.kind for item in items_of("2026-w47", lines, usual, {OFELIA: days})]


def test_an_ordinary_week_asks_nothing():
    assert kinds([line(n * 90, subject=("encounter", f"e{n}")) for n in range(40)]) == []


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("glass.break", Kind.EMERGENCY),
        ("read.accounting", Kind.EXPORT),
        ("export.hmis", Kind.EXPORT),
        ("account.change", Kind.CHANGE),
        ("agency.posture", Kind.CHANGE),
        ("read.known_persons", Kind.QUESTION),
        ("sign_in.locked", Kind.REFUSED),
    ],
)
def test_some_acts_are_always_looked_at(act, kind):
    assert kinds([line(act=act)]) == [kind]


def test_a_look_by_consent_is_and_tells_how_many_people():
    lines = [line(n, act="read.participant", subject=("participant", f"p{n % 2}"), consent="c") for n in range(5)]
    (item,) = items_of("w", lines, {}, {})
    assert (item.kind, item.number, item.things) == (Kind.BY_CONSENT, 5, 2)
    assert (item.first, item.last) == (MONDAY, MONDAY + 4 * MINUTE)


def test_many_different_records_within_an_hour():
    many = [line(n, subject=("encounter", f"e{n}")) for n in range(MANY)]
    assert kinds(many) == [Kind.MANY]
    assert kinds(many[:-1]) == []
    assert kinds([line(n) for n in range(3 * MANY)]) == []
    assert kinds([line(n * 4, subject=("encounter", f"e{n}")) for n in range(MANY)]) == []


def test_lists_are_one_look_however_long():
    assert kinds([line(n, act="read.people", subject=("viewer", str(OFELIA))) for n in range(3 * MANY)]) == []


def test_hours_that_are_unusual_for_this_person():
    worked = {9: 20, 10: 20, 11: 20}
    assert kinds([line(14 * 60)], worked, days=20) == [Kind.ODD_HOURS]
    assert kinds([line(0)], worked, days=20) == []
    assert kinds([line(2 * 60)], worked, days=20) == []  # an hour beside the usual ones


def test_of_somebody_new_no_hour_is_unusual():
    assert kinds([line(14 * 60)], {10: 4}, days=4) == []
    assert kinds([line(14 * 60)], None) == []


def test_two_slips_of_a_password_are_nobodys_business_three_are():
    assert kinds([line(n, act="sign_in.refused") for n in range(2)]) == []
    assert kinds([line(n, act="sign_in.refused") for n in range(3)]) == [Kind.REFUSED]


acts = st.sampled_from(["read.encounter", "read.people", "glass.open", "account.open", "sign_in.refused", "export.csv"])
lines = st.lists(
    st.builds(
        line,
        minutes=st.integers(0, 7 * 24 * 60 - 1),
        person=st.sampled_from([OFELIA, ADA, None]),
        act=acts,
        subject=st.tuples(st.sampled_from(["encounter", "viewer"]), st.sampled_from(["a", "b"])),
        consent=st.sampled_from(["", "c"]),
    ),
    max_size=30,
)


@given(lines, st.randoms(use_true_random=False))
def test_the_same_lines_in_any_order_give_the_same_items_with_the_same_names(week, random):
    shuffled = random.sample(week, len(week))
    assert items_of("w", week, {}, {}) == items_of("w", shuffled, {}, {})
    found = items_of("w", week, {}, {})
    assert len({item.id for item in found}) == len(found)


@given(lines, lines)
def test_more_lines_never_take_a_thing_out_of_the_review(week, more):
    before = {item.id for item in items_of("w", week, {}, {})}
    assert before <= {item.id for item in items_of("w", [*week, *more], {}, {})}


class TestWeeks:
    def test_a_week_is_the_sites_own(self):
        late_on_sunday = datetime(2026, 11, 23, 3, tzinfo=UTC)
        assert week_of(late_on_sunday, "America/Chicago").key == "2026-w47"
        assert week_of(late_on_sunday, "UTC").key == "2026-w48"

    def test_it_runs_over_the_change_of_clocks(self):
        week = Week(2026, 44, "America/Chicago")
        assert week.ends.astimezone(UTC) - week.starts.astimezone(UTC) == timedelta(days=7, hours=1)

    def test_it_is_due_by_the_friday_that_follows(self):
        week, zone = Week(2026, 47, "America/Chicago"), ZoneInfo("America/Chicago")
        assert week.due_on.isoformat() == "2026-11-27"
        assert not week.is_late(datetime(2026, 11, 27, 23, 59, tzinfo=zone))
        assert week.is_late(datetime(2026, 11, 28, 0, 0, tzinfo=zone))

    @given(st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
    def test_every_moment_lies_in_its_week_and_the_last_finished_is_over(self, moment):
        week = week_of(moment, "America/Chicago")
        assert week.starts <= moment < week.ends
        first, second = finished(moment, "America/Chicago", 2)
        assert first.ends == week.starts
        assert second.ends == first.starts
        assert parse(week.key, week.zone) == week

    @pytest.mark.parametrize("key", ["", "2026", "2026-w00", "2026-w54", "2026-w7", "x026-w10", "2026-w1a", "screen"])
    def test_what_is_no_week_is_none(self, key):
        assert parse(key, "UTC") is None
