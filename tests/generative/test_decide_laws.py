"""Laws of the plain reading, whatever the rules say."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from belltown.protocol.answers import NO, UNKNOWN, YES, every, opposite
from belltown.protocol.decide import Encounter, Standing, answer_of, decide
from belltown.protocol.rules import All, AnyOf, Not
from belltown.vocabulary import Pathway, Role, Strength
from tests.generative.rules import POOL, any_tests, days, encounters, laws, situations, values, versions


def answers(finding):
    return {reason.criterion.id: reason.answer for reason in finding.because}


@st.composite
def facts_on(draw, on):
    return {fact.id: draw(values(fact, on)) for fact in POOL if draw(st.booleans())}


@st.composite
def readings(draw):
    """A test with an encounter to read it on."""
    on = draw(days)
    return draw(any_tests()), Encounter(Pathway.ARREST_DIVERSION, on, draw(facts_on(on)))


@laws(150)
@given(situations(), st.data())
def test_telling_one_more_fact_never_changes_a_settled_criterion_nor_a_settled_finding(situation, data):
    version, before = situation
    untold = [fact for fact in POOL if fact.id not in before.facts]
    assume(untold)
    fact = data.draw(st.sampled_from(untold))
    after = replace(before, facts={**before.facts, fact.id: data.draw(values(fact, before.on))})
    first, then = decide(version, before), decide(version, after)
    settled = {name: answer for name, answer in answers(first).items() if answer is not UNKNOWN}
    assert settled.items() <= answers(then).items()
    assert first.answer in (UNKNOWN, then.answer)


@laws(100)
@given(situations(), st.data())
def test_checking_an_open_criterion_settles_it_and_leaves_the_others_alone(situation, data):
    version, before = situation
    first = decide(version, before)
    unknown = [name for name, answer in answers(first).items() if answer is UNKNOWN]
    assume(unknown)
    name, met = data.draw(st.sampled_from(unknown)), data.draw(st.booleans())
    then = decide(version, replace(before, checks={**before.checks, name: met}))
    assert answers(then) == answers(first) | {name: YES if met else NO}
    assert first.answer in (UNKNOWN, then.answer)


@laws(100)
@given(situations(), st.data())
def test_an_override_moves_only_presumptive_criteria_and_only_to_yes(situation, data):
    version, before = situation
    name = data.draw(st.sampled_from([one.id for one in version.criteria_for(before.pathway)]))
    first, then = decide(version, before), decide(version, replace(before, overrides=before.overrides | {name}))
    strength = next(one.strength for one in version.criteria if one.id == name)
    assert answers(then) == answers(first) | ({name: YES} if strength is Strength.PRESUMPTIVE else {})


@laws(150)
@given(situations())
def test_a_criterion_is_unknown_only_where_a_fact_it_reads_is_not_told(situation):
    version, encounter = situation
    for reason in decide(version, encounter).because:
        assert bool(reason.missing) == (reason.answer is UNKNOWN)
        assert set(reason.missing) <= reason.criterion.facts
        for fact in reason.missing:
            told = encounter.facts.get(fact.id)
            assert told is None or told > encounter.on


@laws(100)
@given(situations(), st.data())
def test_with_every_fact_told_nothing_is_unknown(situation, data):
    version, before = situation
    told = {fact.id: data.draw(values(fact, before.on - timedelta(2))) for fact in POOL}
    finding = decide(version, replace(before, facts=told))
    assert finding.answer is not UNKNOWN


@laws(100)
@given(situations(), st.data())
def test_the_order_of_criteria_changes_no_answer(situation, data):
    version, encounter = situation
    shuffled = replace(version, criteria=tuple(data.draw(st.permutations(version.criteria))))
    first, then = decide(version, encounter), decide(shuffled, encounter)
    assert answers(first) == answers(then)
    assert first.answer is then.answer
    assert set(first.overridable_by) == set(then.overridable_by)


@laws(100)
@given(situations())
def test_a_finding_is_the_conjunction_of_its_reasons(situation):
    version, encounter = situation
    finding = decide(version, encounter)
    assert finding.answer is every(reason.answer for reason in finding.because)
    assert [reason.criterion for reason in finding.because] == list(version.criteria_for(encounter.pathway))


@laws(100)
@given(situations())
def test_those_who_may_override_turn_no_into_something_else(situation):
    version, encounter = situation
    finding = decide(version, encounter)
    unmet = frozenset(reason.criterion.id for reason in finding.because if reason.answer is NO)
    after = decide(version, replace(encounter, overrides=encounter.overrides | unmet))
    if finding.overridable_by:
        assert finding.answer is NO
        assert after.answer is not NO
    for role in finding.overridable_by:
        assert all(role in reason.criterion.override for reason in finding.because if reason.answer is NO)


@laws(60)
@given(situations())
def test_a_reason_says_what_it_rests_on(situation):
    version, encounter = situation
    for reason in decide(version, encounter).because:
        name = reason.criterion.id
        if reason.standing is Standing.OVERRIDE:
            assert name in encounter.overrides
        if reason.standing is Standing.CHECK:
            assert encounter.checks[name] is (reason.answer is YES)
        if reason.standing is Standing.NOT_APPLICABLE:
            assert answer_of(reason.criterion.when, encounter) is NO


@laws(150)
@given(readings())
def test_a_double_negation_changes_nothing(reading):
    test, encounter = reading
    assert answer_of(Not(Not(test)), encounter) is answer_of(test, encounter)


@laws(150)
@given(readings(), any_tests())
def test_the_laws_of_de_morgan_hold_with_unknowns(reading, other):
    test, encounter = reading
    neither = answer_of(All((Not(test), Not(other))), encounter)
    assert neither is opposite(answer_of(AnyOf((test, other)), encounter))


@laws(150)
@given(readings(), any_tests())
def test_the_order_of_parts_changes_nothing(reading, other):
    test, encounter = reading
    assert answer_of(All((test, other)), encounter) is answer_of(All((other, test)), encounter)
    assert answer_of(AnyOf((test, other)), encounter) is answer_of(AnyOf((other, test)), encounter)


@laws(40)
@given(versions().flatmap(lambda version: st.tuples(st.just(version), encounters(version))))
def test_a_decision_names_the_version_it_was_made_under(situation):
    version, encounter = situation
    finding = decide(version, encounter)
    assert (finding.protocol, finding.digest) == (version.key, version.digest)
    assert all(isinstance(role, Role) for role in finding.overridable_by)
