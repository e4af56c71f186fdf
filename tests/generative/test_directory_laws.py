"""Laws of a search: unknown shuts nobody out, a yes never costs, a no never helps, every point has its reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from belltown.exchange.hsds.criteria import CRITERIA
from belltown.exchange.hsds.hours import Openness
from belltown.needs import Need
from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown_site.directory.places import Spot
from belltown_site.directory.preferences import Freshness
from belltown_site.directory.scoring import Known, Room, Scorer, Wish

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
CODES = st.sampled_from(sorted(CRITERIA))
BEATS = {"D1": "Old Town", "S1": "Mill Flats"}

wishes = st.builds(
    Wish,
    need=st.sampled_from(Need),
    asked=st.lists(CODES, max_size=4, unique=True).map(tuple),
    age=st.none() | st.integers(0, 120),
    language=st.sampled_from(["", "spanish"]),
    area=st.sampled_from(["", *BEATS]),
    open_now=st.booleans(),
    has_room=st.booleans(),
    spot=st.none() | st.just(Spot("here", 38.95, -98.25)),
    miles=st.none() | st.integers(1, 10),
)
moments = st.integers(0, 4 * 24).map(lambda hours: NOW - timedelta(hours=hours))
rooms = st.builds(Room, st.integers(0, 9), st.sampled_from(["Bed", "Place"]), moments)
knowns = st.builds(
    Known,
    criteria=st.dictionaries(CODES, st.booleans(), max_size=6),
    least_age=st.none() | st.floats(0, 60),
    most_age=st.none() | st.floats(60, 120),
    languages=st.frozensets(st.sampled_from(["english", "spanish"])),
    areas=st.frozensets(st.sampled_from(["Old Town", "Mill Flats", "Everywhere", "a hamlet"])),
    openness=st.sampled_from([Openness(YES, until=NOW), Openness(NO), Openness(UNKNOWN, why="x")]),
    rooms=st.lists(rooms, max_size=2).map(tuple),
    places=st.lists(st.tuples(st.floats(38, 40), st.floats(-99, -97)), max_size=2).map(tuple),
    checked=st.none() | st.timedeltas(timedelta(), timedelta(days=900)).map(lambda t: NOW - t),
)
NOTHING = Known({}, None, None, frozenset(), frozenset(), Openness(UNKNOWN, why="x"), (), (), None)


def scorer(wish):
    return Scorer(wish, Freshness(), NOW, UTC, frozenset({"Everywhere"}), BEATS)


@given(wishes)
def test_a_service_of_which_nothing_is_known_is_never_left_out(wish):
    assert scorer(wish).score(NOTHING).barred == ""


@given(wishes, knowns)
def test_every_point_has_its_reason_and_unknown_moves_next_to_nothing(wish, known):
    score = scorer(wish).score(known)
    assert score.points == sum(one.points for one in score.reasons)
    assert all(0 <= one.points <= 6 for one in score.reasons if one.answer is UNKNOWN)
    assert all(one.text for one in score.reasons)


@given(wishes, knowns, CODES)
def test_to_learn_a_yes_never_costs_and_to_learn_a_no_never_helps(wish, known, code):
    asked = replace(wish, asked=(code,))
    base = {key: value for key, value in known.criteria.items() if not key.startswith(code.partition(":")[0])}
    yes, no, unknown = (
        scorer(asked).score(replace(known, criteria=criteria))
        for criteria in ({**base, code: True}, {**base, code: False}, base)
    )
    assert yes.points >= unknown.points >= no.points
    assert no.barred
    assert yes.barred == unknown.barred


@given(wishes, knowns)
def test_to_open_or_to_have_room_never_costs(wish, known):
    shut = scorer(wish).score(replace(known, openness=Openness(NO)))
    ajar = scorer(wish).score(replace(known, openness=Openness(YES, until=NOW)))
    assert ajar.points > shut.points
    full = scorer(wish).score(replace(known, rooms=(Room(0, "Bed", NOW),)))
    free = scorer(wish).score(replace(known, rooms=(Room(3, "Bed", NOW),)))
    assert free.points > full.points


@given(wishes, knowns)
def test_an_old_figure_never_shuts_anybody_out(wish, known):
    old = replace(known, rooms=(Room(0, "Bed", NOW - timedelta(days=30)),), openness=Openness(YES, until=NOW))
    assert scorer(wish).score(old).barred != "No room"


@given(wishes, knowns)
def test_to_ask_for_less_never_leaves_more_out(wish, known):
    bare = Wish(wish.need)
    assert scorer(bare).score(known).barred == ""
