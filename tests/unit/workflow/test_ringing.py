from datetime import UTC, datetime, timedelta

import pytest

from belltown.workflow.ringing import USUAL_LADDER, Reply, Ringing, Rung, Seat, ringing

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ROSTER = [Seat("dee", 1), Seat("cass", 2), Seat("cleo", 3)]


def at(seconds):
    return START + timedelta(seconds=seconds)


def ring(seconds, *replies, roster=ROSTER, ladder=USUAL_LADDER):
    return ringing(ladder, roster, START, replies, at(seconds))


def no(who, seconds):
    return Reply(who, at(seconds), took=False)


def yes(who, seconds):
    return Reply(who, at(seconds), took=True)


@pytest.mark.parametrize(
    ("seconds", "who", "rank", "next_at"),
    [
        (0, ("dee",), 1, 60),
        (59, ("dee",), 1, 60),
        (60, ("dee", "cass"), 2, 180),
        (179, ("dee", "cass"), 2, 180),
        (180, ("dee", "cass", "cleo"), 3, 300),
        (299, ("dee", "cass", "cleo"), 3, 300),
    ],
)
def test_the_first_is_rung_then_the_next_then_the_deputy(seconds, who, rank, next_at):
    assert ring(seconds) == Ringing(who, rank, at(next_at))


def test_after_the_last_step_nobody_answered_though_an_answer_is_still_welcome():
    state = ring(300)
    assert state.exhausted
    assert state.ringing == ("dee", "cass", "cleo")


def test_whoever_takes_it_stops_the_ringing():
    assert ring(100, yes("cass", 70)) == Ringing((), None, None, "cass")
    assert not ring(100, yes("cass", 70)).exhausted


def test_of_two_who_took_it_the_first_has_it():
    assert ring(100, yes("cass", 71), yes("dee", 70)).taken_by == "dee"


def test_an_answer_that_is_yet_to_come_changes_nothing():
    assert ring(10, yes("dee", 20)) == ring(10)


def test_one_who_cannot_come_is_not_waited_for():
    assert ring(21, no("dee", 20)) == Ringing(("cass",), 2, at(140))


def test_one_who_said_no_may_still_take_it():
    assert ring(50, no("dee", 20), yes("dee", 40)).taken_by == "dee"


def test_when_everyone_says_no_it_is_exhausted_at_once():
    state = ring(40, no("dee", 10), no("cass", 20), no("cleo", 30))
    assert state.exhausted
    assert state.ringing == ()


def test_a_no_before_their_turn_spares_the_wait():
    assert ring(61, no("cass", 5)) == Ringing(("dee", "cleo"), 3, at(180))


def test_a_no_after_the_step_does_not_move_it():
    assert ring(100, no("dee", 90)) == Ringing(("cass",), 2, at(180))


def test_a_rank_with_nobody_on_call_is_skipped():
    assert ring(60, roster=[Seat("dee", 1), Seat("cleo", 3)]) == Ringing(("dee", "cleo"), 3, at(180))


def test_with_nobody_on_call_it_is_exhausted_from_the_start():
    assert ring(0, roster=[]).exhausted


def test_two_of_one_rank_ring_together_and_both_must_say_no():
    roster = [Seat("dee", 1), Seat("dan", 1), Seat("cass", 2)]
    assert ring(30, no("dee", 10), roster=roster) == Ringing(("dan",), 1, at(60))
    assert ring(30, no("dee", 10), no("dan", 25), roster=roster).rank == 2


def test_answers_from_before_do_not_count_when_ringing_starts_anew():
    assert ring(0, yes("dee", -100), no("cass", -50)) == ring(0)


def test_one_who_gave_it_back_is_not_rung_at_once():
    assert ring(0, yes("dee", -100), no("dee", 0)).ringing == ("cass",)


def test_the_order_of_answers_does_not_matter():
    replies = [no("dee", 10), no("cass", 20), no("cleo", 30)]
    assert ring(40, *replies) == ring(40, *reversed(replies))


def test_a_step_of_no_seconds_cannot_be_made():
    with pytest.raises(ValueError, match="some seconds"):
        Rung(1, 0)
