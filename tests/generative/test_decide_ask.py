"""The law of asking, by brute force on small invented rules: the set can settle the finding, and no smaller set can."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

from hypothesis import assume, given
from hypothesis import strategies as st

from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.ask import QuestionKind, ask, check_id
from belltown.protocol.decide import answer_to, decide, missing_for
from belltown.protocol.facts import NEVER, AskedOf, Kind
from belltown.protocol.rules import Within
from tests.generative.rules import OWN_FACTS, encounters, laws, versions

SMALL_POOL = tuple(fact for fact in OWN_FACTS if fact.id != "last_held")
NUMBERS = [0, 0.5, 1, 2, 2.5, 2.75, 3, 10, 18, 19]


def withins(test):
    return [test] if isinstance(test, Within) else [leaf for part in test.parts for leaf in withins(part)]


def all_withins(version):
    return [leaf for one in version.criteria for test in (one.test, one.when) if test for leaf in withins(test)]


def grid(fact, version, on):
    """Enough values of the fact to give every answer that any value can."""
    match fact.kind:
        case Kind.YES_NO:
            return [False, True]
        case Kind.NUMBER:
            return NUMBERS
        case Kind.CHOICE:
            return list(fact.choices)
        case Kind.LAST_DATE:
            starts = {leaf.period.before(on) for leaf in all_withins(version)} - {NEVER}
            return [NEVER, on, *starts, *(start - timedelta(1) for start in starts)]


def possible_questions(version, encounter, finding):
    """Every question that may be asked, with its answers as (facts, checks) to add."""
    found = {}
    for reason in finding.because:
        if reason.answer is not UNKNOWN:
            continue
        for fact in missing_for(reason.criterion, encounter):
            if fact.asked_of is AskedOf.RECORDS:
                name = reason.criterion.id
                found[check_id(reason.criterion)] = [({}, {name: True}), ({}, {name: False})]
            else:
                found[fact.id] = [({fact.id: value}, {}) for value in grid(fact, version, encounter.on)]
    return found


def outcomes(version, encounter, questions, chosen):
    """The answers the finding can have once these questions are answered, by answers that agree with one another."""
    for given_answers in product(*(questions[id] for id in chosen)):
        facts, checks = dict(encounter.facts), dict(encounter.checks)
        for more_facts, more_checks in given_answers:
            facts, checks = facts | more_facts, checks | more_checks
        told = replace(encounter, facts=facts)
        if not any(clashes(criterion, met, told) for criterion, met in new_checks(version, checks, encounter)):
            yield decide(version, replace(told, checks=checks)).answer


def new_checks(version, checks, encounter):
    return [(one, checks[one.id]) for one in version.criteria if one.id in checks and one.id not in encounter.checks]


def clashes(criterion, met, told):
    """Whether someone's word says the opposite of the facts that are supposed along with it."""
    return answer_to(criterion, told) is (NO if met else YES)


def fewest(version, encounter, questions, wanted):
    for count in range(1, len(questions) + 1):
        for chosen in combinations(questions, count):
            if wanted in outcomes(version, encounter, questions, chosen):
                return count
    return None


@st.composite
def open_situations(draw):
    version = draw(versions(pool=SMALL_POOL, most=3, max_leaves=3))
    encounter = draw(encounters(version, pool=SMALL_POOL))
    return version, replace(encounter, facts=dict(list(encounter.facts.items())[:2]))


@laws(120)
@given(open_situations())
def test_the_questions_could_settle_the_finding_and_no_fewer_could(situation):
    version, encounter = situation
    finding = decide(version, encounter)
    assume(finding.answer is UNKNOWN)
    questions = possible_questions(version, encounter, finding)
    asked = [question.id for question in ask(version, encounter)]
    to_yes = fewest(version, encounter, questions, YES)
    wanted = YES if to_yes else NO
    assert len(asked) == (to_yes or fewest(version, encounter, questions, NO))
    assert wanted in set(outcomes(version, encounter, questions, asked))


@laws(80)
@given(open_situations())
def test_questions_that_could_settle_it_alone_come_first_and_say_so(situation):
    version, encounter = situation
    finding = decide(version, encounter)
    assume(finding.answer is UNKNOWN)
    questions = possible_questions(version, encounter, finding)
    asked = ask(version, encounter)
    alone = [{YES, NO} & set(outcomes(version, encounter, questions, [question.id])) for question in asked]
    assert [bool(one) for one in alone] == [question.alone for question in asked]
    assert [question.alone for question in asked] == sorted((question.alone for question in asked), reverse=True)


@laws(80)
@given(open_situations())
def test_records_are_asked_about_by_a_check_and_never_by_value(situation):
    version, encounter = situation
    open_ids = {reason.criterion.id for reason in decide(version, encounter).because if reason.answer is UNKNOWN}
    for question in ask(version, encounter):
        assert set(question.bears_on) <= open_ids
        assert question.bears_on
        assert (question.fact is None) == (question.kind is QuestionKind.CHECK)
        if question.fact:
            assert question.fact.asked_of is not AskedOf.RECORDS


@laws(60)
@given(open_situations())
def test_a_settled_finding_asks_nothing(situation):
    version, encounter = situation
    settled = decide(version, encounter).answer is not UNKNOWN
    assert settled == (ask(version, encounter) == ())
