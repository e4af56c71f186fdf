"""Laws of clocks, on invented starts, limits, pauses and places."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from belltown.protocol.version import ClockRule, Source
from belltown.vocabulary import PauseReason
from belltown.workflow.calendar import WorkCalendar
from belltown.workflow.clocks import Clock, Pause, State, due_at

SOURCE = Source("law", "A law")
WORK = WorkCalendar()
NOW = datetime(2029, 1, 1, tzinfo=UTC)
REASONS = tuple(PauseReason)

zones = st.sampled_from(["America/Los_Angeles", "America/New_York", "America/Phoenix", "Pacific/Honolulu", "UTC"])
starts = st.datetimes(datetime(2026, 1, 1), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
rules = st.one_of(
    st.integers(1, 5000).map(lambda n: ClockRule("m", SOURCE, minutes=n, pauses=REASONS)),
    st.integers(1, 60).map(lambda n: ClockRule("d", SOURCE, days=n, pauses=REASONS)),
    st.integers(1, 30).map(lambda n: ClockRule("b", SOURCE, business_days=n, pauses=REASONS)),
)


@st.composite
def near(draw, start):
    """A moment from two days before the start to ninety after."""
    return start + timedelta(seconds=draw(st.integers(-2 * 86_400, 90 * 86_400)))


@st.composite
def pauses_near(draw, start):
    begin = draw(near(start))
    length = draw(st.none() | st.integers(0, 20 * 86_400))
    end = None if length is None else begin + timedelta(seconds=length)
    return Pause(begin, end, draw(st.sampled_from(REASONS)))


@st.composite
def situations(draw):
    start = draw(starts)
    return draw(rules), start, draw(st.lists(pauses_near(start), max_size=4)), draw(zones)


def due(rule, start, pauses, tz, now=NOW):
    return due_at(rule, start, pauses, tz, WORK, now=now)


@given(situations())
def test_it_is_never_due_before_it_starts(situation):
    _, start, _, _ = situation
    assert due(*situation) > start


@given(situations(), st.data())
def test_a_pause_never_makes_it_due_earlier(situation, data):
    rule, start, pauses, tz = situation
    more = data.draw(pauses_near(start))
    assert due(rule, start, [*pauses, more], tz) >= due(rule, start, pauses, tz)


@given(situations(), st.data())
def test_a_longer_pause_never_makes_it_due_earlier(situation, data):
    rule, start, pauses, tz = situation
    shorter = data.draw(pauses_near(start))
    assume(shorter.end is not None)
    longer = Pause(shorter.start, shorter.end + timedelta(hours=data.draw(st.integers(1, 72))), shorter.reason)
    assert due(rule, start, [*pauses, longer], tz) >= due(rule, start, [*pauses, shorter], tz)


@given(situations(), st.data())
def test_cutting_a_pause_in_two_changes_nothing(situation, data):
    rule, start, pauses, tz = situation
    whole = data.draw(pauses_near(start))
    end = whole.end or NOW
    cut = whole.start + (end - whole.start) * data.draw(st.floats(0, 1))
    halves = [Pause(whole.start, cut, whole.reason), Pause(cut, whole.end, whole.reason)]
    assert due(rule, start, [*pauses, *halves], tz) == due(rule, start, [*pauses, whole], tz)


@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(situation, random):
    rule, start, pauses, tz = situation
    shuffled = list(pauses)
    random.shuffle(shuffled)
    assert due(rule, start, shuffled, tz) == due(rule, start, pauses, tz)


@given(situations())
def test_saying_a_pause_twice_changes_nothing(situation):
    rule, start, pauses, tz = situation
    assert due(rule, start, pauses * 2, tz) == due(rule, start, pauses, tz)


@given(situations(), st.integers(1, 300))
def test_minutes_do_not_depend_on_the_place(situation, minutes):
    _, start, pauses, tz = situation
    rule = ClockRule("m", SOURCE, minutes=minutes, pauses=REASONS)
    assert due(rule, start, pauses, tz) == due(rule, start, pauses, "UTC")


@given(situations())
def test_business_days_are_never_shorter_than_calendar_days(situation):
    _, start, pauses, tz = situation
    for n in (1, 5, 20):
        calendar = due(ClockRule("d", SOURCE, days=n, pauses=REASONS), start, pauses, tz)
        assert due(ClockRule("b", SOURCE, business_days=n, pauses=REASONS), start, pauses, tz) >= calendar


@given(situations(), st.data())
def test_the_due_moment_never_moves_back_as_time_goes_on(situation, data):
    rule, start, pauses, tz = situation
    earlier, later = sorted([data.draw(near(start)), data.draw(near(start))])
    assert due(rule, start, pauses, tz, later) >= due(rule, start, pauses, tz, earlier)


@given(situations(), st.timedeltas(timedelta(microseconds=1), timedelta(days=40)), st.data())
def test_what_has_lapsed_stays_lapsed_whatever_happens_later(situation, after, data):
    rule, start, pauses, tz = situation
    before = tuple(pause for pause in pauses if pause.end is not None)
    lapsed = Clock(rule, start, tz, before).due_at(NOW) + after
    assert Clock(rule, start, tz, before).status(lapsed).state is State.LAPSED
    pause = data.draw(pauses_near(lapsed + timedelta(days=2)))
    clock = Clock(rule, start, tz, (*before, pause))
    later = lapsed + data.draw(st.timedeltas(timedelta(0), timedelta(days=90)))
    assert clock.status(later).state is State.LAPSED
    assert clock.due_at(later) == clock.due_at(lapsed)


@given(situations(), st.data())
def test_the_state_agrees_with_the_due_moment(situation, data):
    rule, start, pauses, tz = situation
    now = data.draw(near(start))
    status = Clock(rule, start, tz, tuple(pauses)).status(now)
    assert status.remaining == status.due_at - now
    assert (status.state is State.LAPSED) == (now > status.due_at)
    assert bool(status.reasons) == (status.state is State.PAUSED)


@given(situations(), st.data())
def test_an_index_taken_now_is_the_moment_it_lapses_if_nothing_more_happens(situation, data):
    rule, start, pauses, tz = situation
    now = data.draw(near(start))
    closed = tuple(pause for pause in pauses if pause.end is not None and pause.end <= now)
    clock = Clock(rule, start, tz, closed)
    lapses = clock.lapses_at(now)
    assert lapses is not None
    assert clock.status(lapses).state is not State.LAPSED
    assert clock.status(lapses + timedelta(microseconds=1)).state is State.LAPSED
