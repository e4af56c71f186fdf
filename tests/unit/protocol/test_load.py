"""Loading a pack: what it gives, and every fault it names with its line."""

from datetime import date
from datetime import time as clock

import pytest

from belltown.errors import BadPack
from belltown.protocol import load as loading
from belltown.protocol.facts import STANDARD_FACTS, AskedOf, Kind
from belltown.protocol.load import LARGEST, available, canonical_text, load, load_text, named
from belltown.protocol.rules import AtMost, In, Not, Period, Within
from belltown.vocabulary import BjaPathway, ComplainantRule, Pathway, PauseReason, Role, Strength
from tests.unit.protocol.packs import GOOD, TEST, WHEN, river, spoiled

ARREST, SOCIAL = Pathway.ARREST_DIVERSION, Pathway.SOCIAL_CONTACT


def faults_of(text):
    with pytest.raises(BadPack) as caught:
        load_text(text, name="p.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_a_pack_becomes_a_frozen_version():
    version = river()
    assert version.key == "river/2020-03-01"
    assert (version.name, version.summary) == ("River County", "A small program.")
    assert (version.effective, version.timezone, version.invented) == (date(2020, 3, 1), "America/Denver", True)
    assert version.sources["law"].url == "https://law.example"
    assert version.sources["memo"].url == ""


def test_a_pack_knows_the_standard_facts_and_its_own():
    facts = river().facts
    assert facts.keys() == STANDARD_FACTS.keys() | {"last_bar", "mood"}
    assert facts["last_bar"].asked_of is AskedOf.RECORDS
    assert (facts["mood"].kind, facts["mood"].choices) == (Kind.CHOICE, ("calm", "upset"))


def test_criteria_keep_their_order_rule_source_and_strength():
    weight, bar = river().criteria
    facts = river().facts
    assert weight.test == AtMost(facts["drug_grams"], 3)
    assert weight.when == In(facts["offense"], ("drug_possession", "drug_sale"))
    assert (weight.source.id, weight.place, weight.verified) == ("law", "section 2", False)
    assert (weight.strength, weight.override) == (Strength.HARD, ())
    assert bar.test == Not(Within(facts["last_bar"], Period(years=10)))
    assert (bar.strength, bar.override) == (Strength.PRESUMPTIVE, (Role.PROSECUTOR, Role.SERGEANT))
    assert (bar.verified, bar.pathways) == (True, (ARREST, SOCIAL))


def test_pathways_keep_approval_intake_and_clocks():
    arrest, social = river().pathways[ARREST], river().pathways[SOCIAL]
    assert (arrest.bja, arrest.open_charge) == (BjaPathway.OFFICER_INTERVENTION, True)
    assert (arrest.approval, arrest.complainant) == ((Role.SERGEANT,), ComplainantRule.CONSULTED)
    assert arrest.intake == ("assessment", "release")
    assert arrest.clocks["arrive"].minutes == 30
    hold = arrest.clocks["filing_hold"]
    assert (hold.days, hold.source.id, hold.verified) == (30, "law", False)
    assert hold.pauses == (PauseReason.JAIL, PauseReason.HOSPITAL)
    assert (social.bja, social.approval, social.complainant) == (None, (), ComplainantRule.NONE)
    assert social.clocks == {}


def test_on_call_hours_count_days_from_monday():
    (shift,) = river().on_call
    assert (shift.days, shift.starts, shift.ends) == ((0, 1), clock(7), clock(19))


FAULTS = [
    # the pack as a whole
    ("site: river", "sight: river", 1, "a pack has no key [sight]; did you mean [site]?"),
    ("site: river", "sight: river", 1, "a pack needs the key [site]"),
    ("site: river", "site: River County", 1, "[site] is [River County]; it must be at most 64 lower-case"),
    ("site: river", f"site: {'a' * 65}", 1, "it must be at most 64 lower-case letters"),
    ("name: River County", "name:", 2, "[name] must be text, and is empty"),
    ("name: River County", "name: [a]", 2, "[name] must be text, and is a list or table"),
    ("effective: 2020-03-01", "effective: 2021-02-29", 4, "there is no such day in the calendar"),
    ("effective: 2020-03-01", "effective:", 4, "[effective] must be text, and is empty"),
    ("effective: 2020-03-01", "effective: 3/1/2020", 4, "[effective] is [3/1/2020]; it must be a date such as"),
    ("effective: 2020-03-01", "effective: 0001-01-01", 4, "the year must lie between 1900 and 2200"),
    ("effective: 2020-03-01\n", "", 1, "a pack needs the key [effective]"),
    ("America/Denver", "America/Denvr", 5, "[America/Denvr], which no clock knows; did you mean [America/Denver]?"),
    ("America/Denver", "../../etc/passwd", 5, "[timezone] is [../../etc/passwd], which no clock knows"),
    ("America/Denver", "America", 5, "[timezone] is [America], which no clock knows"),
    ("invented: true", "invented: yes", 6, "[invented] must be true or false"),
    ("invented: true", 'invented: "true"', 6, "[invented] must be true or false"),
    ("invented: true", "invented: {a: b}", 6, "[invented] must be true or false"),
    # sources
    ("memo: {title: A memo}", "memo: {titel: A memo}", 9, "has no key [titel]; did you mean [title]?"),
    ("memo: {title: A memo}", "memo: A memo", 9, "the source [memo] must be a table of keys (title, url)"),
    # facts
    ("kind: choice", "kind: choise", 12, "[kind] cannot be [choise]; did you mean [choice]?"),
    ("asked_of: records", "asked_of: record", 11, "[asked_of] cannot be [record]; did you mean [records]?"),
    ("choices: [calm, upset]", "choices: []", 12, "[choices] is an empty list"),
    ("choices: [calm, upset]", "choices: [calm, calm]", 12, "[choices] lists [calm] twice"),
    (", choices: [calm, upset]", "", 12, "must have choices exactly when its kind is choice"),
    ("id: mood", "id: last_bar", 12, "the fact [last_bar] is declared already"),
    ("id: mood", "id: offense", 12, "the fact [offense] is declared already"),
    ("id: mood", "id: my-mood", 12, "the fact id [my-mood] must be a plain identifier"),
    ('question: "Which mood?"', 'question: ""', 12, "[question] must be text, and is empty"),
    # criteria
    ("  - id: bar", "  - id: weight", 22, "the criterion [weight] is there already (line 14)"),
    ("source: law", "source: lav", 16, "there is no source [lav]; did you mean [law]?"),
    ("    source: law\n", "", 14, "a criterion needs the key [source]"),
    ("strength: presumptive", "strength: soft", 26, "[strength] cannot be [soft]; write one of: hard, presumptive"),
    ("    override: [prosecutor, sergeant]\n", "", 22, "must name who may override it exactly when it is presumptive"),
    ("    strength: presumptive\n", "", 22, "must name who may override it exactly when it is presumptive"),
    ("override: [prosecutor, sergeant]", "override: []", 27, "[override] is an empty list"),
    ("override: [prosecutor, sergeant]", "override: [procecutor]", 27, "did you mean [prosecutor]?"),
    ("override: [prosecutor, sergeant]", "override: [sergeant, sergeant]", 27, "[override] lists [sergeant] twice"),
    ("pathways: [arrest_diversion]", "pathways: []", 19, "[pathways] is an empty list"),
    ("pathways: [arrest_diversion]", "pathways: arrest_diversion", 19, "[pathways] must be a list"),
    ("pathways: [arrest_diversion]", "pathways: [arest_diversion]", 19, "did you mean [arrest_diversion]?"),
    ("pathways: [arrest_diversion]", "pathways: [community_referral]", 14, "a pathway this pack does not open"),
    ("verified: false\n    pathways", "verified: maybe\n    pathways", 18, "[verified] must be true or false"),
    # tests
    (TEST, "test: {fact: drug_gram, at_most: 3}", 21, "there is no fact [drug_gram]; did you mean [drug_grams]?"),
    (TEST, "test: {fact: drug_grams, at_mots: 3}", 21, "a test has no key [at_mots]; did you mean [at_most]?"),
    (TEST, "test: {fact: drug_grams, at_most: few}", 21, "[few] cannot be compared with [drug_grams]: it must be"),
    (TEST, "test: {fact: drug_grams, at_most: -1}", 21, "it must be a finite number, zero or more"),
    (TEST, "test: {fact: drug_grams, at_most: 1e999}", 21, "it must be a finite number, zero or more"),
    (TEST, f"test: {{fact: drug_grams, at_most: 1{'0' * 400}}}", 21, "it must be a number"),
    (TEST, "test: {fact: drug_grams, at_least: true}", 21, "it must be a number"),
    (TEST, "test: {fact: drug_grams, at_most: [3]}", 21, "[a list] cannot be compared"),
    (TEST, "test: {fact: drug_grams, at_most: {a: 3}}", 21, "[a table] cannot be compared"),
    (TEST, "test: {fact: drug_grams, at_most: }", 21, "[nothing] cannot be compared"),
    (TEST, "test: {fact: offense, at_most: 3}", 21, "[offense] is a choice fact, and this test needs a number fact"),
    (TEST, "test: {fact: drug_grams, within: {days: 3}}", 21, "this test needs a last_date fact"),
    (TEST, "test: {fact: drug_grams, ever: true}", 21, "this test needs a last_date fact"),
    (TEST, "test: {fact: last_bar, ever: false}", 21, "[ever] must be true; for the opposite write not"),
    (TEST, "test: {fact: last_bar, within: {}}", 21, "a look-back needs a whole, positive number"),
    (TEST, "test: {fact: last_bar, within: {years: 1.5}}", 21, "[years] must be a whole number from 0 to 999999"),
    (TEST, "test: {fact: last_bar, within: {years: -1}}", 21, "[years] must be a whole number from 0 to 999999"),
    (TEST, "test: {fact: last_bar, within: {weeks: 1}}", 21, "within has no key [weeks]"),
    (TEST, "test: {fact: last_bar, within: 10}", 21, "within must be a table of keys (years, months, days)"),
    (TEST, "test: {fact: offense, is: drug_posession}", 21, "[offense] is never [drug_posession]; did you mean"),
    (TEST, "test: {fact: warrant_only, is: yes}", 21, "[yes] cannot be compared with [warrant_only]: it must"),
    (TEST, "test: {fact: offense, in: []}", 21, "the list for [offense] is empty"),
    (TEST, "test: {fact: offense, in: drug_sale}", 21, "such as [in: [drug_possession, drug_sale]]"),
    (TEST, "test: {fact: drug_grams, in: 3}", 21, "[in] must be a list, such as [in: [a, b]]"),
    (TEST, "test: {fact: offense, in: [theft, theft]}", 21, "[in] lists [theft] twice"),
    (TEST, "test: {fact: drug_grams, in: [a]}", 21, "this test needs a choice fact"),
    (TEST, "test: {all: []}", 21, "an all list is empty"),
    (TEST, "test: {any: []}", 21, "an any list is empty"),
    (TEST, "test: {any: {fact: warrant_only, is: true}}", 21, "[any] must be a list of tests"),
    (TEST, "test: {any: [{fact: nothing_known, is: true}]}", 21, "there is no fact [nothing_known]"),
    (TEST, "test: {not: {fact: nothing_known, is: true}}", 21, "there is no fact [nothing_known]"),
    (TEST, "test: {fact: drug_grams}", 21, "this test cannot be read; write fact with one of is, in"),
    (TEST, "test: {fact: drug_grams, at_most: 3, at_least: 1}", 21, "this test cannot be read"),
    (TEST, "test: {}", 21, "this test cannot be read"),
    (TEST, "test: drug_grams", 21, "a test must be a table of keys"),
    (f"    {TEST}\n", "", 14, "a criterion needs the key [test]"),
    # pathways
    ("  social_contact:", "  social_kontact:", 40, "[social_kontact]; did you mean [social_contact]?"),
    (", social_contact]", "]", 40, "the pathway [social_contact] has no criteria"),
    ("bja: officer_intervention", "bja: officer", 31, "[bja] cannot be [officer]"),
    ("    bja: none\n", "", 40, "the pathway [social_contact] needs the key [bja]"),
    ("open_charge: true", "open_charge: 1", 32, "[open_charge] must be true or false"),
    ("approval: [sergeant]", "approval: [sargeant]", 33, "[approval] cannot be [sargeant]; did you mean [sergeant]?"),
    ("complainant: consulted", "complainant: asked", 34, "[complainant] cannot be [asked]"),
    ("intake: [assessment, release]", "intake: [assesment]", 35, "[intake] cannot hold [assesment]; did you mean"),
    ("intake: [assessment, release]", "intake: []", 35, "[intake] is an empty list"),
    ("minutes: 30, source: memo", "minutes: 30", 37, "the clock [arrive] needs the key [source]"),
    ("minutes: 30, source: memo", "minutes: 30, source: nobody", 37, "there is no source [nobody]"),
    ("minutes: 30, source", "source", 37, "needs exactly one of minutes, days or business_days"),
    ("minutes: 30, source", "minutes: 30, days: 1, source", 37, "needs exactly one of minutes, days or business_days"),
    ("minutes: 30, source", "minutes: half an hour, source", 37, "[minutes] must be a whole number"),
    ("arrive: {", "arive: {", 37, "there is no clock [arive]; did you mean [arrive]?"),
    ("pauses: [jail, hospital]", "pauses: [jale]", 38, "[pauses] cannot be [jale]; did you mean [jail]?"),
    # on-call hours
    ('from: "07:00"', 'from: "7:00"', 45, "[from] is [7:00]; it must be a time such as 07:00"),
    ("to: 19:00", "to: 24:00", 45, "[to] is [24:00]; it must be a time such as 07:00"),
    ("days: [mon, tue]", "days: [mon, tuesday]", 45, "[days] cannot hold [tuesday]; did you mean [tue]?"),
    ("days: [mon, tue]", "days: [mon, mon]", 45, "[days] lists [mon] twice"),
    ("days: [mon, tue], ", "", 45, "an on-call shift needs the key [days]"),
    # YAML itself
    ("name: River County", "name: River County\nname: Lake County", 3, "gives the key [name] again (first on line 2)"),
    ("name: River County", "name: &it River County", 2, "uses a YAML anchor or alias"),
    ("name: River County", "name: !!python/name:os.system x", 2, "uses the YAML tag"),
    ("name: River County", f"name: {'x' * 1_000_00}", 2, "is 100000 characters long; 10000 is the most"),
    ("name: River County", "? [a, b]\n: c\nname: River County", 2, "uses a list or a table as a key"),
    ("name: River County", "name: [River", 3, "cannot be read as YAML"),
    ("name: River County", "\tname: River County", 2, "cannot be read as YAML"),
    ("name: River County", "name: River\x07County", 2, "holds a character that no YAML file may hold"),
    ("name: River County", "name: " + "[" * 40, 2, "is nested more than 30 deep"),
    ("on_call:", "---\non_call:", 44, "starts a second document"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"), FAULTS, ids=[f"{one[3][:50]}-{i}" for i, one in enumerate(FAULTS)]
)
def test_a_fault_is_named_with_its_line_and_reason(old, new, line, reason):
    faults = faults_of(spoiled((old, new)))
    assert any(fault.startswith(f"p.yaml:{line}: ") and reason in fault for fault in faults), faults


def test_all_faults_are_named_at_once_in_the_order_of_lines():
    changes = [("site: river", "site: RIVER"), ("kind: choice", "kind: chance"), ("to: 19:00", "to: noon")]
    faults = faults_of(spoiled(*changes))
    assert [fault.split(":")[1] for fault in faults] == ["1", "12", "45"]


def test_a_fault_is_named_once():
    faults = faults_of(spoiled(("effective: 2020-03-01", "effective: soon"), ("    bja: none\n", "")))
    assert len(faults) == len(set(faults)) == 2


@pytest.mark.parametrize("section", ["facts", "criteria", "on_call"])
def test_a_section_that_is_no_list_is_a_fault(section):
    assert any(f"[{section}] must be a list" in fault for fault in faults_of(f"{section}: {{a: b}}"))


@pytest.mark.parametrize("section", ["sources", "pathways"])
def test_a_section_that_is_no_table_or_is_empty_is_a_fault(section):
    assert any(f"[{section}] must be a table of names" in fault for fault in faults_of(f"{section}: [a]"))
    assert any(f"[{section}] is empty" in fault for fault in faults_of(f"{section}: {{}}"))


def test_a_pack_without_criteria_is_a_fault():
    assert "p.yaml:1: [criteria] is an empty list; name at least one, or leave the key out if it may be left out" in (
        faults_of("criteria: []")
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "   \n\n"])
def test_an_empty_pack_is_a_fault(text):
    assert faults_of(text) == ["p.yaml:1: is empty; write the keys of a pack into it"]


@pytest.mark.parametrize("text", ["just words", "[a, b]", "42"])
def test_a_pack_that_is_no_table_is_one_fault_and_no_more(text):
    (fault,) = faults_of(text)
    assert "a pack must be a table of keys (site, name" in fault


def test_a_thousand_laughs_are_refused_without_being_unfolded():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert any("anchor or alias" in fault for fault in faults_of("\n".join(lines)))


def test_a_file_of_unknown_keys_is_answered_in_few_words():
    faults = faults_of("\n".join(f"key{n}: {n}" for n in range(50_000)))
    assert len(faults) < 40
    assert any("49980 more unknown keys; is this the right file?" in fault for fault in faults)


def test_a_list_of_thousands_of_faults_is_answered_in_few_words():
    faults = faults_of(spoiled(("approval: [sergeant]", f"approval: [{'x, ' * 100_000}]")))
    assert len(faults) == 200


def test_a_name_of_a_million_characters_is_shown_cut():
    for text in (spoiled(("site: river", "site: " + "r" * 999_000)), spoiled(("site", "s" * 900_000))):
        assert all(len(fault) < 400 for fault in faults_of(text))


def test_contradictory_limits_on_one_fact_are_named_together():
    other = "test: {fact: drug_grams, at_least: 5}"
    changes = [(WHEN, ""), ("test: {not: {fact: last_bar, within: {years: 10}}}", other)]
    (fault,) = faults_of(spoiled(*changes))
    assert fault == (
        "p.yaml:21: [weight], [bar] can never all be met at once, so nobody could take the pathway [arrest_diversion]; "
        "loosen one of them"
    )


NEVER_MET = [
    "{all: [{fact: warrant_only, is: true}, {fact: warrant_only, is: false}]}",
    "{all: [{fact: drug_grams, at_most: 3}, {not: {fact: drug_grams, at_most: 3}}]}",
    "{all: [{fact: offense, is: theft}, {fact: offense, in: [robbery, arson]}]}",
    "{all: [{fact: last_bar, within: {years: 1}}, {not: {fact: last_bar, within: {years: 2}}}]}",
    "{all: [{fact: last_bar, within: {years: 1}}, {not: {fact: last_bar, ever: true}}]}",
]


@pytest.mark.parametrize("rule", NEVER_MET)
def test_a_criterion_that_nobody_could_meet_is_a_fault(rule):
    (fault,) = faults_of(spoiled((WHEN, ""), (TEST, f"test: {rule}")))
    assert fault.startswith("p.yaml:14: [weight] can never be met, so nobody could take")


def test_contradictions_that_run_through_when_are_found():
    rule = "{all: [{fact: offense, is: drug_sale}, {fact: drug_grams, at_least: 4}]}"
    (fault,) = faults_of(spoiled(("test: {not: {fact: last_bar, within: {years: 10}}}", f"test: {rule}")))
    assert "[weight], [bar] can never all be met at once" in fault
    assert river((WHEN, ""))


def test_three_criteria_of_which_any_two_agree_are_named_all_three():
    pair = "{{any: [{{fact: {0}, is: true}}, {{fact: {1}, is: true}}]}}"
    rules = [pair.format("amenable", "interested"), "{fact: amenable, is: false}", "{fact: interested, is: false}"]
    extra = "".join(
        f"  - {{id: rule{n}, text: A rule, source: law, pathways: [social_contact], test: {rule}}}\n"
        for n, rule in enumerate(rules)
    )
    (fault,) = faults_of(spoiled(("pathways:\n  arrest", f"{extra}pathways:\n  arrest")))
    assert "[rule0], [rule1], [rule2] can never all be met at once" in fault
    assert "[social_contact]" in fault


def test_rules_too_entangled_to_search_are_given_the_benefit_of_the_doubt(monkeypatch):
    monkeypatch.setattr("belltown.protocol.sense.MOST_STEPS", 0)
    assert river((TEST, f"test: {NEVER_MET[0]}"), (WHEN, ""))


def test_scalars_follow_the_core_rules():
    own = '  - {id: mood, kind: choice, question: "Which mood?", choices: [yes, no, on, 1, 2011-10-01, null]}'
    version = river(
        ('  - {id: mood, kind: choice, question: "Which mood?", choices: [calm, upset]}', own.replace(", null", ""))
    )
    assert version.facts["mood"].choices == ("yes", "no", "on", "1", "2011-10-01")
    assert any(
        "[choices] must be text, and is empty" in fault for fault in faults_of(own.replace("  -", "facts:\n  -"))
    )


def test_a_file_is_loaded_with_or_without_a_byte_order_mark(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(path) == river()


def test_a_file_that_is_missing_or_a_folder_is_a_fault(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(BadPack, match=r"cannot be opened .*; check the path"):
            load(path)


def test_a_file_that_is_not_utf_8_is_a_fault_on_its_line(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_bytes(GOOD.encode().replace(b"River County", b"Rivi\xe8re"))
    with pytest.raises(BadPack, match=r"pack\.yaml:2: is not UTF-8 text; save the file as UTF-8"):
        load(path)


def test_a_file_larger_than_a_megabyte_is_refused(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(GOOD + "#" * LARGEST)
    with pytest.raises(BadPack, match="is larger than 1000000 bytes"):
        load(path)
    with pytest.raises(BadPack, match="is larger than 1000000 characters"):
        load_text(GOOD + "#" * LARGEST)


def test_the_error_says_how_many_faults_and_lists_each_on_its_line():
    with pytest.raises(BadPack) as caught:
        river(("site: river", "site: RIVER"), ("to: 19:00", "to: noon"))
    first, *rest = str(caught.value).split("\n")
    assert first == "The pack [river.yaml] has 2 faults:"
    assert [line.split(":")[0] for line in rest] == ["  river.yaml", "  river.yaml"]
    assert caught.value.exit_code == 3


def test_the_digest_is_of_the_canonical_text():
    import hashlib

    assert river().digest == hashlib.sha256(canonical_text(GOOD).encode()).hexdigest()


def test_comments_layout_and_key_order_leave_the_digest_alone():
    reordered = spoiled(("site: river\nname: River County\n", "name:   'River County'  # here\n\nsite: river\n"))
    assert load_text(reordered).digest == river().digest


@pytest.mark.parametrize(
    "change", [("at_most: 3", "at_most: 4"), ("name: River", "name: Rivers"), ("years: 10", "years: 9")]
)
def test_a_changed_word_changes_the_digest(change):
    assert river(change).digest != river().digest


def test_every_packaged_version_loads_under_its_own_key():
    assert available() == sorted(available())
    assert [named(key).key for key in available()] == available()


@pytest.mark.parametrize("key", ["seattle/2011-10-02", "../secrets/2011-10-01", "", "x" * 10_000])
def test_an_unknown_key_is_answered_with_the_keys_there_are(key):
    with pytest.raises(BadPack, match=r"There is no protocol \[.*(did you mean|write one of)") as caught:
        named(key)
    assert len(str(caught.value)) < 400


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty shelf of jurisdictions in place of the packaged one."""
    monkeypatch.setattr(loading, "_jurisdictions", lambda: tmp_path)
    return tmp_path


def test_only_dated_packs_are_available(shelf):
    (shelf / "river").mkdir()
    for name in ("2020-03-01.yaml", "2021-02-29.yaml", "cases.yaml", "2020-03-01.cases.yaml", "offenses.csv"):
        (shelf / "river" / name).write_text(GOOD)
    (shelf / "readme.md").write_text("no site")
    assert available() == ["river/2020-03-01"]
    assert named("river/2020-03-01").name == "River County"


def test_a_pack_in_the_wrong_place_is_a_fault(shelf):
    (shelf / "lake").mkdir()
    (shelf / "lake" / "2020-03-01.yaml").write_text(GOOD)
    with pytest.raises(BadPack, match=r"says that it is \[river/2020-03-01\]"):
        named("lake/2020-03-01")


def test_no_protocol_at_all_is_said_plainly(shelf):
    with pytest.raises(BadPack, match="none is declared here"):
        named("river/2020-03-01")
