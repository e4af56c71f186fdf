"""The plain reading, one rule at a time, and the values facts and rules refuse."""

from datetime import date, datetime

import pytest

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer, every, some
from belltown.protocol.decide import Encounter, Standing, answer_of, decide, missing_for, told
from belltown.protocol.facts import NEVER, STANDARD_FACTS, Fact, Kind
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Test, Within, facts_of
from belltown.protocol.version import ClockRule, Criterion, Source
from belltown.vocabulary import Pathway, Role, Strength
from tests.unit.protocol.packs import river

ARREST = Pathway.ARREST_DIVERSION
ON = date(2024, 3, 31)
GRAMS, LEVEL, WARRANT = STANDARD_FACTS["drug_grams"], STANDARD_FACTS["level"], STANDARD_FACTS["warrant_only"]
SEEN = STANDARD_FACTS["last_involvement"]
SOURCE = Source("law", "A law")


def read(test, on=ON, **facts):
    return answer_of(test, Encounter(ARREST, on, facts))


@pytest.mark.parametrize(
    ("test", "value", "answer"),
    [
        (Is(WARRANT), True, YES),
        (Is(WARRANT), False, NO),
        (Is(WARRANT, False), False, YES),
        (Is(WARRANT), "yes", UNKNOWN),
        (Is(LEVEL, "felony"), "felony", YES),
        (Is(LEVEL, "felony"), "infraction", NO),
        (Is(LEVEL, "felony"), "treason", UNKNOWN),
        (In(LEVEL, ("felony", "misdemeanor")), "misdemeanor", YES),
        (In(LEVEL, ("felony", "misdemeanor")), "infraction", NO),
        (In(LEVEL, ("felony", "misdemeanor")), "treason", UNKNOWN),
        (AtMost(GRAMS, 3), 3, YES),
        (AtMost(GRAMS, 3), 3.0001, NO),
        (AtMost(GRAMS, 3), -1, UNKNOWN),
        (AtMost(GRAMS, 3), float("nan"), UNKNOWN),
        (AtMost(GRAMS, 3), True, UNKNOWN),
        (AtLeast(GRAMS, 3), 3, YES),
        (AtLeast(GRAMS, 3), 2.9, NO),
        (AtLeast(GRAMS, 3), float("inf"), UNKNOWN),
        (Ever(SEEN), NEVER, NO),
        (Ever(SEEN), date(1950, 1, 1), YES),
        (Ever(SEEN), date(2024, 4, 1), UNKNOWN),
        (Ever(SEEN), "2020-01-01", UNKNOWN),
        (Within(SEEN, Period(months=1)), date(2024, 2, 29), YES),
        (Within(SEEN, Period(months=1)), date(2024, 2, 28), NO),
        (Within(SEEN, Period(months=1)), ON, YES),
        (Within(SEEN, Period(months=1)), NEVER, NO),
        (Within(SEEN, Period(months=1)), date(2024, 4, 1), UNKNOWN),
        (Within(SEEN, Period(years=999_999)), NEVER, NO),
        (Within(SEEN, Period(years=999_999)), date(1, 1, 2), YES),
    ],
)
def test_a_leaf_answers_its_edges(test, value, answer):
    assert read(test, **{test.fact.id: value}) is answer


@pytest.mark.parametrize(
    "test",
    [Is(WARRANT), Is(LEVEL, "felony"), In(LEVEL, ("felony",)), AtMost(GRAMS, 3), AtLeast(GRAMS, 3), Ever(SEEN),
     Within(SEEN, Period(days=1)), Not(Is(WARRANT)), All((Is(WARRANT), Ever(SEEN))), AnyOf((Is(WARRANT), Ever(SEEN)))],
)  # fmt: skip
def test_a_missing_fact_never_becomes_no(test):
    assert read(test) is UNKNOWN


def test_one_sure_part_settles_a_whole_in_spite_of_unknowns():
    assert read(All((Is(WARRANT), Ever(SEEN))), warrant_only=False) is NO
    assert read(AnyOf((Is(WARRANT), Ever(SEEN))), warrant_only=True) is YES


def test_a_kind_of_test_without_a_reading_is_refused():
    with pytest.raises(TypeError, match="no reading for"):
        answer_of(Test(), Encounter(ARREST, ON))


def test_the_conjunction_of_nothing_is_yes_and_the_disjunction_no():
    assert (every([]), some([])) == (YES, NO)
    assert [Answer.of(known) for known in (True, False, None)] == [YES, NO, UNKNOWN]


@pytest.mark.parametrize(
    ("period", "on", "first"),
    [
        (Period(months=1), date(2023, 3, 31), date(2023, 2, 28)),
        (Period(years=1), date(2024, 2, 29), date(2023, 2, 28)),
        (Period(years=10), date(2022, 5, 4), date(2012, 5, 4)),
        (Period(years=1, months=2, days=3), date(2024, 3, 31), date(2023, 1, 28)),
        (Period(months=12), date(2024, 12, 31), date(2023, 12, 31)),
        (Period(days=30), date(2024, 3, 1), date(2024, 1, 31)),
        (Period(days=999_999), date(2024, 3, 1), date.min),
        (Period(years=2023, days=400), date(2024, 3, 1), date.min),
        (Period(years=3000), date(2024, 3, 1), date.min),
    ],
)
def test_a_look_back_counts_in_the_calendar(period, on, first):
    assert period.before(on) == first


def test_a_look_back_says_itself_in_words():
    assert str(Period(years=1, months=2, days=3)) == "1 year and 2 months and 3 days"


@pytest.mark.parametrize("parts", [{}, {"years": -1}, {"years": 1, "days": -1}])
def test_a_look_back_of_nothing_cannot_be_made(parts):
    with pytest.raises(ValueError, match="needs a whole, positive number"):
        Period(**parts)


def test_a_fact_takes_only_values_of_its_kind():
    assert SEEN.fault_in(datetime(2024, 1, 1)) == "must be a date (YYYY-MM-DD) or never"  # noqa: DTZ001
    assert GRAMS.fault_in("3") == "must be a number"
    assert GRAMS.fault_in(10**400) == "must be a finite number, zero or more"
    assert LEVEL.fault_in("treason") == "must be one of infraction, misdemeanor, felony"
    assert WARRANT.fault_in(1) == "must be true or false"


def test_a_fact_needs_a_question_a_person_can_answer():
    with pytest.raises(ValueError, match="needs a question"):
        Fact("x", Kind.YES_NO, " ")


def test_a_fact_lists_a_choice_once():
    with pytest.raises(ValueError, match="lists a choice twice"):
        Fact("x", Kind.CHOICE, "Which?", choices=("a", "a"))


def test_a_criterion_for_no_pathway_and_a_clock_without_limit_cannot_be_made():
    with pytest.raises(ValueError, match="belongs to no pathway"):
        Criterion("x", "X.", Is(WARRANT), SOURCE, ())
    with pytest.raises(ValueError, match="needs exactly one of"):
        ClockRule("arrive", SOURCE)


def test_facts_of_a_rule_are_those_of_all_its_leaves():
    assert facts_of(Not(All((Is(WARRANT), AnyOf((Ever(SEEN), AtMost(GRAMS, 1))))))) == {WARRANT, SEEN, GRAMS}


def met(**more):
    return Encounter(ARREST, ON, {"offense": "drug_sale", "drug_grams": 2}, {"bar": True}, **more)


def reasons(encounter):
    return {reason.criterion.id: reason for reason in decide(river(), encounter).because}


def test_all_criteria_met_is_yes():
    finding = decide(river(), met())
    assert finding.answer is YES
    assert finding.overridable_by == ()
    assert (finding.protocol, finding.digest) == ("river/2020-03-01", river().digest)


def test_a_criterion_whose_when_fails_does_not_apply():
    reason = reasons(Encounter(ARREST, ON, {"offense": "theft", "drug_grams": 99}))["weight"]
    assert (reason.answer, reason.standing) == (YES, Standing.NOT_APPLICABLE)


def test_where_applying_is_unknown_a_met_test_still_settles_it():
    assert reasons(Encounter(ARREST, ON, {"drug_grams": 2}))["weight"].answer is YES
    open_one = reasons(Encounter(ARREST, ON, {"drug_grams": 5}))["weight"]
    assert (open_one.answer, [fact.id for fact in open_one.missing]) == (UNKNOWN, ["offense"])


def test_a_check_stands_in_for_the_records():
    reason = reasons(Encounter(ARREST, ON, checks={"bar": False}))["bar"]
    assert (reason.answer, reason.standing, reason.missing) == (NO, Standing.CHECK, ())


def test_only_a_presumptive_criterion_can_be_set_aside():
    encounter = Encounter(ARREST, ON, {"offense": "drug_sale", "drug_grams": 9}, {"bar": False},
                          frozenset({"bar", "weight"}))  # fmt: skip
    found = reasons(encounter)
    assert (found["bar"].answer, found["bar"].standing) == (YES, Standing.OVERRIDE)
    assert found["weight"].answer is NO


def test_a_no_is_overridable_only_by_those_who_may_override_every_unmet_criterion():
    only_bar = Encounter(ARREST, ON, {"offense": "theft"}, {"bar": False})
    assert decide(river(), only_bar).overridable_by == (Role.PROSECUTOR, Role.SERGEANT)
    both = Encounter(ARREST, ON, {"offense": "drug_sale", "drug_grams": 9}, {"bar": False})
    assert decide(river(), both).overridable_by == ()
    soft = "strength: presumptive\n    override: [sergeant]\n    when: {fact: offense"
    softer = river(("when: {fact: offense", soft))
    assert softer.criteria[0].strength is Strength.PRESUMPTIVE
    assert decide(softer, both).overridable_by == (Role.SERGEANT,)


def test_a_date_after_the_encounter_tells_nothing_and_is_still_missing():
    encounter = Encounter(ARREST, ON, {"last_bar": date(2024, 4, 1)})
    bar = river().criteria[1]
    assert told(river().facts["last_bar"], encounter) is None
    assert [fact.id for fact in missing_for(bar, encounter)] == ["last_bar"]
    assert reasons(encounter)["bar"].answer is UNKNOWN


def test_a_pathway_the_version_does_not_open_is_a_key_error():
    with pytest.raises(KeyError):
        decide(river(), Encounter(Pathway.COMMUNITY_REFERRAL, ON))
