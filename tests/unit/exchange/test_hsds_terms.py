"""Terms and criteria: what they mean here, and that what nobody said is unknown."""

import pytest

from belltown.exchange.hsds.criteria import CRITERIA, GROUPS, ages, answer
from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.terms import (
    CRITERIA_TAXONOMY,
    NEEDS_TAXONOMY,
    OPEN_ELIGIBILITY,
    criterion_of,
    need_of,
    own_terms,
)
from belltown.needs import NEEDS, SECTORS, Need, Sector, needs_of


@pytest.mark.parametrize(("asked", "known", "said"), [
    ("sex:women", {}, "unknown"), ("sex:women", {"sex:women": True}, "yes"), ("sex:women", {"sex:men": True}, "no"),
    ("sex:women", {"sex:all": True}, "yes"), ("sex:women", {"sex:men": False}, "unknown"),
    ("sex:women", {"sex:all": True, "sex:women": False}, "no"),
    ("insurance:none", {"insurance:medicaid": True}, "no"), ("insurance:none", {"sex:all": True}, "unknown"),
    ("takes:pets", {"takes:open_case": True}, "unknown"), ("takes:pets", {"takes:pets": False}, "no"),
    ("without:abstinence", {"without:identification": True}, "unknown"),
])  # fmt: skip
def test_a_question_is_answered_yes_no_or_unknown(asked, known, said):
    assert answer(asked, known).value == said


@pytest.mark.parametrize(("least", "most", "age", "said"), [
    (None, None, 30, "unknown"), (18, None, 18, "yes"), (18, None, 17, "no"), (None, 24, 24, "yes"),
    (16, 24, 25, "no"), (0.5, 3, 1, "yes"),
])  # fmt: skip
def test_ages_count_with_both_ends(least, most, age, said):
    assert ages(least, most, age).value == said


def test_every_criterion_has_a_group_and_words_for_yes_and_no():
    assert {one.group for one in CRITERIA.values()} == set(GROUPS)
    assert all(one.yes and one.no and one.yes != one.no for one in CRITERIA.values())


def test_every_need_has_words_and_a_sector():
    assert set(NEEDS) == set(Need)
    assert [need for sector in Sector for need in needs_of(sector)] == list(NEEDS)
    assert set(SECTORS) == set(Sector)


def test_our_terms_are_a_package_without_faults_and_mean_what_they_say():
    rows = own_terms()
    package = Package.of(rows)
    needs = {need_of(row, None) for row in package.table("taxonomy_term").values()}
    assert needs - {None} == set(Need)
    assert {row["taxonomy_id"] for row in package.table("taxonomy_term").values()} == {
        NEEDS_TAXONOMY,
        CRITERIA_TAXONOMY,
    }


def term(**values):
    return {"id": "1", "name": "Emergency Shelter", "description": "x", **values}


def test_open_eligibility_is_known_by_name_and_other_taxonomies_pass_through():
    assert need_of(term(taxonomy="Open Eligibility 2.0"), None) is Need.SHELTER_TONIGHT
    assert need_of(term(), {"id": "2", "name": "x", "uri": "https://openeligibility.org"}) is Need.SHELTER_TONIGHT
    assert need_of(term(taxonomy="AIRS", code="BH-1800"), None) is None
    assert need_of(term(), None) is None
    assert need_of(term(taxonomy_id=NEEDS_TAXONOMY, code="no_such_need"), None) is None
    assert set(OPEN_ELIGIBILITY.values()) <= set(Need)


@pytest.mark.parametrize(("attribute", "expected"), [
    ({"link_type": "eligibility"}, ("takes:pets", True)),
    ({"link_type": "eligibility", "value": "No"}, ("takes:pets", False)),
    ({"link_type": "eligibility", "value": "sometimes"}, None),
    ({"link_type": "need"}, None), ({}, None),
])  # fmt: skip
def test_an_attribute_states_a_criterion_or_none(attribute, expected):
    assert criterion_of(attribute, term(taxonomy_id=CRITERIA_TAXONOMY, code="takes:pets")) == expected


def test_a_foreign_term_states_no_criterion():
    assert criterion_of({"link_type": "eligibility"}, term(code="takes:pets")) is None
