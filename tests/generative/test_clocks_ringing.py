"""Laws of the ringing ladder, on invented rosters and answers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from belltown.workflow.ringing import Reply, Rung, Seat, ringing

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
PEOPLE = ["dee", "dan", "cass", "cleo"]

ladders = st.lists(st.integers(1, 300), min_size=1, max_size=4).map(
    lambda seconds: [Rung(rank, length) for rank, length in enumerate(seconds, start=1)]
)
rosters = st.lists(
    st.builds(Seat, st.sampled_from(PEOPLE), st.integers(1, 4)), max_size=5, unique_by=lambda s: s.responder
)
moments = st.integers(0, 1500).map(lambda seconds: START + timedelta(seconds=seconds))
passes = st.lists(st.builds(Reply, st.sampled_from(PEOPLE), moments, st.just(False)), max_size=4)


@given(ladders, rosters, passes, moments, moments)
def test_the_ladder_only_climbs(ladder, roster, replies, one, other):
    earlier, later = sorted([one, other])
    first = ringing(ladder, roster, START, replies, earlier)
    second = ringing(ladder, roster, START, replies, later)
    assert (second.rank or 99) >= (first.rank or 99)
    assert set(first.ringing) <= set(second.ringing) | {reply.responder for reply in replies}


@given(ladders, rosters, passes, moments)
def test_what_comes_next_is_still_to_come_and_then_something_changes(ladder, roster, replies, now):
    stands = ringing(ladder, roster, START, replies, now)
    if stands.next_at:
        assert stands.next_at > now
        heard = [reply for reply in replies if reply.at <= now]
        assert ringing(ladder, roster, START, heard, stands.next_at).rank != stands.rank


@given(ladders, rosters, passes, moments)
def test_nobody_off_the_roster_is_rung_and_nobody_who_said_no(ladder, roster, replies, now):
    stands = ringing(ladder, roster, START, replies, now)
    assert set(stands.ringing) <= {seat.responder for seat in roster}
    assert not set(stands.ringing) & {reply.responder for reply in replies if reply.at <= now}


@given(ladders, rosters, passes)
def test_it_never_rings_longer_than_the_ladder_is_long(ladder, roster, replies):
    end = START + timedelta(seconds=sum(rung.seconds for rung in ladder))
    assert ringing(ladder, roster, START, replies, end).exhausted


@given(ladders, rosters, passes, moments, st.sampled_from(PEOPLE))
def test_whoever_takes_it_first_keeps_it(ladder, roster, replies, at, who):
    taken = ringing(ladder, roster, START, [*replies, Reply(who, at, took=True)], at)
    assert (taken.taken_by, taken.ringing, taken.next_at) == (who, (), None)
    later = [*replies, Reply(who, at, took=True), Reply("late", at + timedelta(seconds=1), took=True)]
    assert ringing(ladder, roster, START, later, at + timedelta(hours=1)).taken_by == who
