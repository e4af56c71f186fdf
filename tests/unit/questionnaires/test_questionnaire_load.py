"""A questionnaire's file: every fault at once with its line, and nothing without a licence."""

import pytest

from belltown.errors import BadPack
from belltown.questionnaires.load import available, load, load_text, named
from belltown.questionnaires.questionnaire import Kind

GOOD = """\
id: wellbeing
version: 2
title: How are you?
about: Our own short form.
licence: Ours, free to use.
source: Written by the work group.
choices:
  yes_no:
    - {value: "yes", text: "Yes", points: 1}
    - {value: "no", text: "No", points: 0}
questions:
  - {id: slept, text: Did you sleep inside?, choices: yes_no}
  - {id: where, text: Where?, kind: text, when: {question: slept, is: ["yes"]}}
  - {id: nights, text: How many nights?, kind: number}
  - {id: moved, text: When did you move in?, kind: day}
  - id: needs
    text: What would help?
    kind: several
    choices: [{value: bed, text: A bed}, {value: phone, text: A phone}]
scales:
  - {id: total, title: Total, bands: [{from: 0, to: 0, text: Outside}, {from: 1, to: 1, text: Inside}]}
prompts:
  - {question: slept, is: ["no"], text: Ask where they will sleep tonight.}
"""


def faults_of(text):
    with pytest.raises(BadPack) as caught:
        load_text(text, name="f.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_a_sites_own_form_needs_no_code():
    form = load_text(GOOD)
    assert (form.id, form.version, form.licence) == ("wellbeing", 2, "Ours, free to use.")
    assert [question.kind for question in form.questions] == [
        Kind.CHOICE,
        Kind.TEXT,
        Kind.NUMBER,
        Kind.DAY,
        Kind.SEVERAL,
    ]
    assert form.question("where").when.values == ("yes",)
    assert form.question("slept").range == (0, 1)
    assert form.question("nights").range is None


def test_the_digest_is_of_what_it_says_and_not_of_its_layout():
    assert load_text("# a remark\n" + GOOD).digest == load_text(GOOD).digest
    assert load_text(GOOD.replace("A bed", "A room")).digest != load_text(GOOD).digest


@pytest.mark.parametrize("key", ["id", "title", "about", "licence", "source"])
def test_nothing_goes_without(key):
    without = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{key}:"))
    assert f"f.yaml:1: a questionnaire needs the key [{key}]" in faults_of(without)


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("licence: Ours, free to use.", "licence: ''", "f.yaml:5: [licence] must be text, and is empty"),
        ("kind: number}", "kind: nmber}", "[kind] cannot be [nmber]; did you mean [number]?"),
        ("choices: yes_no}", "choices: yes_on}", "there is no list of choices [yes_on]; did you mean [yes_no]?"),
        ('{question: slept, is: ["yes"]}', '{question: nights, is: ["yes"]}', "there is no earlier question [nights]"),
        ('is: ["no"], text', "is: [maybe], text", "[slept] is never [maybe]"),
        ("id: nights,", "id: slept,", "the question [slept] is asked twice"),
        ("kind: day}", "kind: choice}", "[moved] needs choices, being a choice"),
        ("to: 0, text: Outside", "to: 1, text: Outside", "[total] has bands that leave a gap or overlap at 2"),
        ("from: 1, to: 1", "from: 1, to: 2", "[total] has bands up to 2, and totals up to 1"),
        ("from: 0, to: 0", "from: 0, to: -1", "[to] must be a whole number from 0"),
        ("title: Total,", "title: Total, questions: [nights],", "[total] counts a question that brings no points"),
        (
            "title: Total,",
            "title: Total, questions: [nihgts],",
            "there is no question [nihgts]; did you mean [nights]?",
        ),
        ("version: 2", "version: two", "[version] must be a whole number"),
        ("about: Our", "abuot: Our", "a questionnaire has no key [abuot]; did you mean [about]?"),
    ],
)
def test_a_fault_is_named_with_what_to_do(good, bad, fault):
    assert good in GOOD
    assert any(fault in found for found in faults_of(GOOD.replace(good, bad, 1)))


def test_all_faults_are_told_at_once_in_their_order():
    broken = GOOD.replace("kind: number}", "kind: nmber}").replace('is: ["no"], text', "is: [maybe], text")
    assert len(faults_of(broken)) == 2


def test_a_file_is_loaded_and_a_missing_one_is_named(tmp_path):
    file = tmp_path / "wellbeing.yaml"
    file.write_text(GOOD)
    assert load(file).title == "How are you?"
    with pytest.raises(BadPack, match="cannot be opened"):
        load(tmp_path / "nowhere.yaml")
    with pytest.raises(BadPack, match=r"did you mean \[phq-9\]"):
        named("phq9")


@pytest.mark.parametrize("id", available())
def test_what_comes_with_belltown_says_by_what_right(id):
    form = named(id)
    assert form.id == id
    assert len(form.licence) > 20
    assert form.source
    assert all(question.kind is Kind.CHOICE for question in form.questions)
