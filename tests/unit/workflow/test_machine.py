from enum import StrEnum

import pytest

from belltown.errors import NotAllowed, NotPossible
from belltown.vocabulary import Role
from belltown.workflow.machine import CLOCK, Machine, Transition


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    WIDE_OPEN = "wide_open"
    GONE = "gone"


class Act(StrEnum):
    OPEN = "open"
    WIDEN = "widen"
    REMOVE = "remove"
    RUST = "rust"
    PAINT = "paint"


OFFICER, SERGEANT, CASE_MANAGER = Role.OFFICER, Role.SERGEANT, Role.CASE_MANAGER


def row(state, event, roles, to, words="do it"):
    return Transition(state, event, roles, to, words)


DOORS = Machine(
    "door",
    Door.SHUT,
    (
        row(Door.SHUT, Act.OPEN, (OFFICER, SERGEANT), Door.OPEN, "open the door"),
        row(Door.OPEN, Act.WIDEN, (SERGEANT,), Door.WIDE_OPEN, "widen the door"),
        row(Door.WIDE_OPEN, Act.REMOVE, (OFFICER,), Door.GONE, "remove the door"),
        row(Door.OPEN, Act.REMOVE, (SERGEANT,), Door.GONE, "remove the door"),
        row(Door.OPEN, Act.RUST, (CLOCK,), Door.GONE, "rust away"),
    ),
)


def test_a_row_of_the_table_gives_the_next_state():
    assert DOORS.next_state(Door.SHUT, Act.OPEN, OFFICER) is Door.OPEN


def test_the_wrong_role_is_told_who_may():
    with pytest.raises(NotAllowed) as caught:
        DOORS.next_state(Door.OPEN, Act.WIDEN, OFFICER)
    assert str(caught.value) == "To widen the door is for the sergeant, and you are signed in as officer. Ask them."


def test_several_who_may_are_all_named():
    with pytest.raises(NotAllowed, match="for the officer or the sergeant, and you are signed in as case manager"):
        DOORS.next_state(Door.SHUT, Act.OPEN, CASE_MANAGER)


def test_a_role_that_may_elsewhere_but_not_here_is_told_who_may_here():
    with pytest.raises(NotAllowed, match="To remove the door is for the sergeant"):
        DOORS.next_state(Door.OPEN, Act.REMOVE, OFFICER)


def test_the_wrong_state_is_told_the_shortest_way_there():
    with pytest.raises(NotPossible) as caught:
        DOORS.next_state(Door.SHUT, Act.REMOVE, OFFICER)
    assert str(caught.value) == (
        "Nobody can remove the door now: the door stands at [shut]. What would have to happen first: open the door."
    )
    with pytest.raises(NotPossible, match=r"first: open the door\.$"):
        DOORS.next_state(Door.SHUT, Act.WIDEN, SERGEANT)


def test_a_final_state_says_that_it_is_final():
    with pytest.raises(NotPossible, match=r"any more: the door stands at \[gone\], and that is final"):
        DOORS.next_state(Door.GONE, Act.OPEN, OFFICER)


def test_the_wrong_role_in_the_wrong_state_hears_of_the_role_first():
    with pytest.raises(NotAllowed):
        DOORS.next_state(Door.GONE, Act.WIDEN, OFFICER)


def test_an_act_that_this_table_does_not_have_is_refused():
    with pytest.raises(NotPossible, match=r"no step \[paint\] for this door under the protocol in force"):
        DOORS.next_state(Door.SHUT, Act.PAINT, OFFICER)


def test_only_the_clock_does_what_only_the_clock_may():
    assert DOORS.next_state(Door.OPEN, Act.RUST, CLOCK) is Door.GONE
    with pytest.raises(NotAllowed, match="happens when its clock runs out"):
        DOORS.next_state(Door.OPEN, Act.RUST, SERGEANT)


def test_the_clock_does_nothing_that_is_for_a_person():
    with pytest.raises(NotAllowed, match="Belltown never does this by itself: to open the door is for the officer or"):
        DOORS.next_state(Door.SHUT, Act.OPEN, CLOCK)


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("event", Act)
@pytest.mark.parametrize("role", [*Role, CLOCK])
def test_may_says_what_next_state_would_do(state, event, role):
    try:
        DOORS.next_state(state, event, role)
        happened = True
    except (NotAllowed, NotPossible):
        happened = False
    assert DOORS.may(state, event, role) is happened
    assert (event in {row.event for row in DOORS.open_to(state, role)}) is happened


def test_states_come_in_the_order_of_the_table():
    assert DOORS.states == (Door.SHUT, Door.OPEN, Door.WIDE_OPEN, Door.GONE)
    assert [state for state in DOORS.states if DOORS.is_final(state)] == [Door.GONE]


def test_a_table_with_two_answers_cannot_be_made():
    twice = (row(Door.SHUT, Act.OPEN, (OFFICER,), Door.OPEN), row(Door.SHUT, Act.OPEN, (SERGEANT,), Door.GONE))
    with pytest.raises(ValueError, match="two rows"):
        Machine("door", Door.SHUT, twice)


def test_a_table_with_a_state_that_nothing_leads_to_cannot_be_made():
    with pytest.raises(ValueError, match="nothing leads to"):
        Machine("door", Door.SHUT, (row(Door.OPEN, Act.REMOVE, (OFFICER,), Door.GONE),))


@pytest.mark.parametrize(("roles", "words"), [((), "open"), ((OFFICER,), " ")])
def test_a_row_for_nobody_or_without_words_cannot_be_made(roles, words):
    with pytest.raises(ValueError, match=r"for nobody|needs words"):
        row(Door.SHUT, Act.OPEN, roles, Door.OPEN, words)
