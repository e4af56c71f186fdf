from itertools import product

import pytest

from belltown.errors import NotAllowed, NotPossible
from belltown.vocabulary import ComplainantRule, Role
from belltown.workflow.encounter import Event, State, machine
from belltown.workflow.machine import CLOCK

OFFICER, SERGEANT = Role.OFFICER, Role.SERGEANT
NONE, CONSULTED, VETO = ComplainantRule.NONE, ComplainantRule.CONSULTED, ComplainantRule.VETO
APPROVALS = [(), (SERGEANT,), (SERGEANT, Role.PROJECT_MANAGER)]
EVERY_MACHINE = [machine(rule, approval) for rule, approval in product(ComplainantRule, APPROVALS)]


def walk(protocol, *steps, role=OFFICER):
    """The state after steps, each an event or (event, role)."""
    state = protocol.start
    for step in steps:
        event, who = step if isinstance(step, tuple) else (step, role)
        state = protocol.next_state(state, event, who)
    return state


def test_where_nobody_is_asked_the_encounter_may_be_offered_at_once():
    protocol = machine(NONE, ())
    assert protocol.start is State.SCREENED
    assert walk(protocol, Event.OFFER, Event.ACCEPT, (Event.HAND_OVER, Role.OUTREACH)) is State.HANDED_OVER


def test_the_whole_way_with_a_complainant_and_an_approval():
    protocol = machine(CONSULTED, (SERGEANT,))
    heard = walk(protocol, Event.COMPLAINANT_AGREES)
    assert heard is State.APPROVAL_PENDING
    approve = (Event.APPROVE, SERGEANT)
    assert walk(protocol, Event.COMPLAINANT_AGREES, approve, Event.OFFER, Event.ACCEPT) is State.ACCEPTED


@pytest.mark.parametrize(
    "view", [Event.COMPLAINANT_AGREES, Event.COMPLAINANT_OBJECTS, Event.COMPLAINANT_NOT_FOUND, Event.NO_COMPLAINANT]
)
def test_a_complainant_who_is_consulted_never_blocks(view):
    assert walk(machine(CONSULTED, ()), view, Event.OFFER) is State.OFFERED


@pytest.mark.parametrize("rule", [CONSULTED, VETO])
def test_a_complainant_must_be_heard_before_the_offer(rule):
    with pytest.raises(NotPossible, match="What would have to happen first: record that there is no complainant"):
        walk(machine(rule, ()), Event.OFFER)


def test_a_veto_blocks_when_the_complainant_objects():
    assert walk(machine(VETO, ()), Event.COMPLAINANT_OBJECTS) is State.NOT_OFFERED


def test_a_veto_waits_while_the_complainant_cannot_be_found():
    assert walk(machine(VETO, ()), Event.COMPLAINANT_NOT_FOUND) is State.COMPLAINANT_PENDING


@pytest.mark.parametrize("view", [Event.COMPLAINANT_AGREES, Event.NO_COMPLAINANT])
def test_a_veto_does_not_block_without_an_objection(view):
    assert walk(machine(VETO, ()), view, Event.OFFER) is State.OFFERED


def test_an_offer_waits_for_the_approval_the_protocol_wants():
    with pytest.raises(NotPossible, match="first: approve the diversion"):
        walk(machine(NONE, (SERGEANT,)), Event.OFFER)


def test_only_the_roles_the_protocol_names_approve():
    protocol = machine(NONE, (SERGEANT, Role.PROJECT_MANAGER))
    with pytest.raises(NotAllowed, match="for the sergeant or the project manager"):
        walk(protocol, Event.APPROVE)
    assert walk(protocol, (Event.APPROVE, Role.PROJECT_MANAGER)) is State.SCREENED


def test_a_refused_approval_is_an_encounter_not_offered():
    assert walk(machine(NONE, (SERGEANT,)), (Event.REFUSE_APPROVAL, SERGEANT)) is State.NOT_OFFERED


def test_where_nobody_approves_there_is_no_such_step():
    with pytest.raises(NotPossible, match=r"no step \[approve\]"):
        walk(machine(NONE, ()), (Event.APPROVE, SERGEANT))


def test_a_person_may_change_their_mind_either_way():
    protocol = machine(NONE, ())
    assert walk(protocol, Event.OFFER, Event.DECLINE, Event.OFFER_AGAIN, Event.ACCEPT) is State.ACCEPTED
    assert walk(protocol, Event.OFFER, Event.ACCEPT, Event.DECLINE) is State.DECLINED


def test_a_failed_handoff_may_be_tried_again():
    steps = (Event.OFFER, Event.ACCEPT, Event.FAIL_HANDOFF, Event.TRY_HANDOFF_AGAIN, Event.HAND_OVER)
    assert walk(machine(NONE, ()), *steps) is State.HANDED_OVER


def test_corrected_facts_are_heard_and_approved_anew():
    protocol = machine(CONSULTED, (SERGEANT,))
    steps = (Event.NO_COMPLAINANT, (Event.APPROVE, SERGEANT), Event.CORRECT_FACTS)
    assert walk(protocol, *steps) is State.COMPLAINANT_PENDING


def test_facts_are_not_corrected_once_the_offer_was_made_on_them():
    with pytest.raises(NotPossible):
        walk(machine(NONE, ()), Event.OFFER, Event.CORRECT_FACTS)


def test_not_offering_may_be_thought_over():
    assert walk(machine(NONE, (SERGEANT,)), Event.NOT_OFFER, Event.RECONSIDER) is State.APPROVAL_PENDING


def test_a_handed_over_encounter_is_final():
    for protocol in EVERY_MACHINE:
        assert protocol.is_final(State.HANDED_OVER)
        assert protocol.is_final(State.ENTERED_IN_ERROR)


@pytest.mark.parametrize("protocol", EVERY_MACHINE)
def test_under_every_protocol_an_encounter_can_be_offered_and_handed_over(protocol):
    assert {State.OFFERED, State.ACCEPTED, State.DECLINED, State.NOT_OFFERED, State.HANDED_OVER} <= set(protocol.states)


@pytest.mark.parametrize("protocol", EVERY_MACHINE)
def test_nothing_happens_to_an_encounter_by_itself(protocol):
    assert not any(protocol.open_to(state, CLOCK) for state in protocol.states)


@pytest.mark.parametrize("protocol", EVERY_MACHINE)
@pytest.mark.parametrize("role", [Role.BUSINESS_MEMBER, Role.COUNCIL_MEMBER, Role.EVALUATOR, Role.ADMINISTRATOR])
def test_those_who_are_not_there_move_no_encounter(protocol, role):
    assert not any(protocol.open_to(state, role) for state in protocol.states)


@pytest.mark.parametrize("protocol", EVERY_MACHINE)
def test_an_officer_may_always_decide_not_to_offer(protocol):
    before = {State.COMPLAINANT_PENDING, State.APPROVAL_PENDING, State.SCREENED} & set(protocol.states)
    assert all(protocol.may(state, Event.NOT_OFFER, OFFICER) for state in before)
