"""Reading cases: what they hold and every fault they can have."""

from datetime import date

import pytest

from belltown.errors import BadPack
from belltown.protocol.answers import Answer
from belltown.protocol.cases import cases_in, differences, load_cases, packaged_cases
from belltown.protocol.decide import decide
from belltown.protocol.facts import NEVER
from belltown.vocabulary import Pathway, Role
from tests.unit.protocol.packs import river

GOOD = """\
- name: A light sale
  pathway: arrest_diversion
  on: 2024-03-31
  facts: {offense: drug_sale, drug_grams: 2.5, amenable: true, last_bar: never}
  checks: {bar: true}
  overrides: [bar]
  answer: yes
- name: A heavy sale
  pathway: arrest_diversion
  on: 2024-03-31
  facts: {offense: drug_sale, drug_grams: 9, last_involvement: 1850-01-01}
  checks: {bar: false}
  answer: no
  unmet: [weight, bar]
  overridable_by: []
"""


def faults_of(old, new):
    assert old in GOOD
    with pytest.raises(BadPack) as caught:
        cases_in(GOOD.replace(old, new, 1), river(), name="c.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_cases_become_encounters_with_what_is_expected():
    light, heavy = cases_in(GOOD, river())
    assert (light.name, light.line, light.answer) == ("A light sale", 1, Answer.YES)
    assert light.encounter.pathway is Pathway.ARREST_DIVERSION
    assert light.encounter.facts == {"offense": "drug_sale", "drug_grams": 2.5, "amenable": True, "last_bar": NEVER}
    assert (light.encounter.checks, light.encounter.overrides) == ({"bar": True}, frozenset({"bar"}))
    assert (light.overridable_by, heavy.overridable_by) == (None, ())
    assert heavy.encounter.facts["last_involvement"] == date(1850, 1, 1)
    assert all(differences(case, decide(river(), case.encounter)) == [] for case in (light, heavy))


FAULTS = [
    ("name: A light sale", "nome: A light sale", 1, "a case has no key [nome]; did you mean [name]?"),
    ("pathway: arrest_diversion", "pathway: community_referral", 1, "does not open [community_referral]"),
    ("pathway: arrest_diversion", "pathway: arrest", 2, "[pathway] cannot be [arrest]"),
    ("on: 2024-03-31", "on: 2023-02-29", 3, "there is no such day in the calendar"),
    ("drug_grams: 2.5", "drug_gram: 2.5", 4, "there is no fact [drug_gram]; did you mean [drug_grams]?"),
    ("drug_grams: 2.5", "drug_grams: some", 4, "[drug_grams] must be a number"),
    ("drug_grams: 2.5", "drug_grams: [2]", 4, "[drug_grams] must be a number"),
    ("offense: drug_sale", "offense: drug_sail", 4, "[offense] is never [drug_sail]; did you mean [drug_sale]?"),
    ("amenable: true", "amenable: yes", 4, "[amenable] must be true or false"),
    ("last_bar: never", "last_bar: once", 4, "[last_bar] is [once]; it must be a date"),
    (
        "facts: {offense: drug_sale, drug_grams: 2.5, amenable: true, last_bar: never}",
        "facts: [a]",
        4,
        "[facts] must be",
    ),
    ("checks: {bar: true}", "checks: {bra: true}", 5, "this pathway has no criterion [bra]; did you mean [bar]?"),
    ("checks: {bar: true}", "checks: {bar: met}", 5, "the check [bar] must be true (met) or false (not met)"),
    ("checks: {bar: true}", "checks: {bar: [true]}", 5, "the check [bar] must be true (met) or false (not met)"),
    ("overrides: [bar]", "overrides: [bat]", 6, "this pathway has no criterion [bat]"),
    ("answer: yes", "answer: maybe", 7, "[answer] cannot be [maybe]; write one of: yes, no, unknown"),
    ("unmet: [weight, bar]", "unmet: [wait, bar]", 14, "no criterion [wait]"),
    ("overridable_by: []", "overridable_by: [judge]", 15, "[overridable_by] cannot be [judge]"),
    ("name: A heavy sale", "name: A light sale", 8, "the case [A light sale] is there already (line 1)"),
    ("answer: yes", "answer: yes\n  answer: no", 8, "gives the key [answer] again"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), FAULTS)
def test_a_fault_is_named_with_its_line_and_reason(old, new, line, reason):
    assert any(one.startswith(f"c.yaml:{line}: ") and reason in one for one in faults_of(old, new)), faults_of(old, new)


@pytest.mark.parametrize("text", ["[]", "a: b", "words"])
def test_a_file_without_a_case_is_a_fault(text):
    with pytest.raises(BadPack, match="must be a list with at least one case"):
        cases_in(text, river())


def test_a_departure_is_told_with_who_may_override():
    light, heavy = cases_in(GOOD.replace("overridable_by: []", "overridable_by: [sergeant]"), river())
    assert differences(heavy, decide(river(), heavy.encounter)) == ["overridable by should be ['sergeant'] and is []"]
    assert differences(light, decide(river(), heavy.encounter)) == [
        "the answer should be yes and is no",
        "unmet should be [] and is ['bar', 'weight']",
    ]
    assert heavy.overridable_by == (Role.SERGEANT,)


def test_cases_are_loaded_from_a_file(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_text(GOOD)
    assert load_cases(path, river()) == cases_in(GOOD, river())


def test_a_version_that_is_not_packaged_has_no_packaged_cases():
    with pytest.raises(BadPack, match=r"no cases beside the protocol \[river/2020-03-01\]"):
        packaged_cases(river())
