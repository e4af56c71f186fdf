import json

import pytest
from typer.testing import CliRunner

from belltown.cli.app import app
from belltown.cli.run import run
from belltown.protocol.load import available, packaged_text

SEATTLE = "seattle/2011-10-01"
COUNTY = "example-county/2026-07-01"
GRAM = ["--pathway", "arrest_diversion", "--on", "2012-05-04", "--fact", "offense=drug_possession"]
SOUND = [
    *GRAM, "--fact", "drug_grams=1", "--fact", "amenable=true", "--fact", "exploits_minors=false",
    "--fact", "promotes_prostitution=no", "--fact", "age=41", "--fact", "in_catchment=yes",
    "--check", "no-lifetime-bar=met", "--check", "no-ten-year-bar=met",
]  # fmt: skip


@pytest.fixture
def belltown(capsys):
    """Runs the command line; gives its exit code, output and errors."""

    def invoke(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return invoke


@pytest.fixture
def as_json(belltown):
    def invoke(*arguments):
        code, out, err = belltown(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return invoke


class TestList:
    def test_every_packaged_protocol_is_listed(self, belltown):
        code, out, _ = belltown("protocol", "list")
        assert code == 0
        assert [line.split()[0] for line in out.splitlines()] == available()
        assert "Example County (invented)" in out

    def test_the_shape_of_its_json(self, as_json):
        data = as_json("protocol", "list")
        assert list(data) == ["protocols"]
        assert {tuple(one) for one in data["protocols"]} == {
            ("key", "name", "effective", "invented", "digest", "pathways")
        }


class TestCheck:
    def test_every_packaged_protocol_is_sound_and_its_cases_agree(self, belltown):
        code, out, _ = belltown("protocol", "check", *available())
        assert code == 0
        assert out.count(": sound (") == len(available())

    def test_all_faults_of_all_packs_are_told_and_the_exit_code_is_three(self, belltown, tmp_path):
        broken = tmp_path / "broken.yaml"
        broken.write_text("site: x\neffective: 2011-13-01\nsurprise: 1\n")
        code, out, _ = belltown("protocol", "check", broken, SEATTLE, "atlantis/2011-10-01", tmp_path / "none.yaml")
        assert code == 3
        assert f"{broken}:2: [effective] is [2011-13-01]" in out
        assert "has no key [surprise]" in out
        assert f"{SEATTLE}: sound" in out
        assert "There is no protocol [atlantis/2011-10-01]" in out
        assert "cannot be opened" in out

    def test_a_case_that_no_longer_agrees_is_a_fault(self, belltown, tmp_path):
        pack = tmp_path / "2011-10-01.yaml"
        pack.write_text(packaged_text(SEATTLE))
        (tmp_path / "cases.yaml").write_text(
            "- {name: Wrongly hoped for, pathway: arrest_diversion, on: 2012-05-04, facts: {}, answer: yes}\n"
        )
        code, out, _ = belltown("protocol", "check", pack)
        assert code == 3
        assert "case on line 1: Wrongly hoped for: the answer should be yes and is unknown" in out

    def test_a_pack_without_cases_is_sound(self, belltown, tmp_path):
        pack = tmp_path / "2011-10-01.yaml"
        pack.write_text(packaged_text(SEATTLE))
        assert belltown("protocol", "check", pack)[1].startswith(f"{pack}: sound (seattle/2011-10-01, 0 cases agree")

    def test_faulty_cases_are_told_with_their_place(self, belltown, tmp_path):
        pack = tmp_path / "2011-10-01.yaml"
        pack.write_text(packaged_text(SEATTLE))
        (tmp_path / "2011-10-01.cases.yaml").write_text("- {name: Half a case}\n")
        code, out, _ = belltown("protocol", "check", pack)
        assert code == 3
        assert "2011-10-01.cases.yaml:1: a case needs the key [pathway]" in out

    def test_the_shape_of_its_json(self, belltown, tmp_path):
        code, out, err = belltown("protocol", "check", SEATTLE, tmp_path / "none.yaml", "--json")
        sound, broken = json.loads(out)["checked"]
        assert (code, err) == (3, "")
        assert list(sound) == list(broken) == ["target", "ok", "key", "digest", "cases", "faults"]
        assert (sound["ok"], sound["key"], sound["faults"]) == (True, SEATTLE, [])
        assert (broken["ok"], list(broken["faults"][0])) == (False, ["place", "reason"])


class TestShow:
    @pytest.mark.parametrize("key", available())
    def test_every_criterion_is_printed_with_its_source(self, belltown, as_json, key):
        _, out, _ = belltown("protocol", "show", key)
        for criterion in as_json("protocol", "show", key)["criteria"]:
            assert criterion["id"] in out
            assert criterion["text"] in out

    def test_what_is_unverified_is_marked(self, belltown):
        _, out, _ = belltown("protocol", "show", SEATTLE)
        row = next(line for line in out.splitlines() if "`adult`" in line)
        assert "(**unverified**)" in row

    def test_one_pathway_alone(self, belltown):
        _, out, _ = belltown("protocol", "show", COUNTY, "--pathway", "social_contact")
        assert "## Social contact" in out
        assert "## Arrest diversion" not in out
        assert "`drug-weight`" not in out

    def test_a_pathway_that_is_not_open_is_refused_with_those_that_are(self, belltown):
        code, _, err = belltown("protocol", "show", SEATTLE, "--pathway", "community_referral")
        assert code == 2
        assert "does not open [community_referral]" in err


class TestDiff:
    def test_changes_are_said_in_sentences(self, belltown):
        code, out, _ = belltown("protocol", "diff", "example-county/2026-01-01", COUNTY)
        assert code == 0
        assert "from 2026-01-01 to 2026-07-01" in out

    def test_the_same_rules_say_so(self, belltown):
        assert belltown("protocol", "diff", COUNTY, COUNTY)[1] == "The rules are the same.\n"

    def test_the_shape_of_its_json(self, as_json):
        data = as_json("protocol", "diff", COUNTY, COUNTY)
        assert data == {"old": COUNTY, "new": COUNTY, "changes": []}


class TestDecide:
    def test_yes_with_because(self, belltown):
        code, out, _ = belltown("protocol", "decide", SEATTLE, *SOUND)
        assert code == 0
        assert out.startswith("Eligible for arrest diversion.\n")
        assert "- Met: The drugs weigh 3 grams or less. [CrimeSolutions" in out
        assert "It advises; the officer decides." in out

    def test_no_is_an_answer_and_no_failure(self, belltown):
        code, out, _ = belltown("protocol", "decide", SEATTLE, *SOUND[:6], "--fact", "drug_grams=3.01")
        assert code == 0
        assert out.startswith("Not eligible for arrest diversion. Not met: The drugs weigh 3 grams or less.")

    def test_a_missing_fact_never_becomes_no(self, as_json):
        assert as_json("protocol", "decide", SEATTLE, *GRAM)["answer"] == "unknown"

    def test_the_shape_of_its_json(self, as_json):
        data = as_json("protocol", "decide", SEATTLE, *SOUND)
        assert list(data) == [
            "on", "headline", "sentences", "protocol", "digest", "pathway", "answer", "overridable_by", "because"
        ]  # fmt: skip
        assert data["answer"] == "yes"
        assert {tuple(reason) for reason in data["because"]} == {("criterion", "answer", "standing", "missing")}

    def test_the_same_encounter_from_a_file(self, as_json, tmp_path):
        file = tmp_path / "met.yaml"
        file.write_text(
            "pathway: arrest_diversion\non: 2012-05-04\n"
            "facts: {offense: drug_possession, drug_grams: 1, amenable: true, exploits_minors: false,\n"
            "  promotes_prostitution: false, age: 41, in_catchment: true}\n"
            "checks: {no-lifetime-bar: true, no-ten-year-bar: true}\n"
        )
        assert as_json("protocol", "decide", SEATTLE, "--encounter", file) == (
            as_json("protocol", "decide", SEATTLE, *SOUND)
        )

    def test_an_override_sets_a_presumptive_criterion_aside(self, as_json):
        given = ["--pathway", "arrest_diversion", "--fact", "on_supervision=true", "--override", "not-on-supervision"]
        reasons = as_json("protocol", "decide", COUNTY, *given)["because"]
        assert {"criterion": "not-on-supervision", "answer": "yes", "standing": "override", "missing": []} in reasons

    @pytest.mark.parametrize(("value", "standing"), [("never", "yes"), ("2026-11-01", "no"), ("2001-01-01", "yes")])
    def test_look_backs_take_a_date_or_never(self, as_json, value, standing):
        given = ["--pathway", "arrest_diversion", "--on", "2026-11-23", "--fact", f"last_violent_conviction={value}"]
        reasons = as_json("protocol", "decide", COUNTY, *given)["because"]
        assert next(one["answer"] for one in reasons if one["criterion"] == "no-recent-violence") == standing

    def test_every_fault_of_the_options_is_told_at_once(self, belltown):
        code, out, err = belltown(
            "protocol", "decide", SEATTLE, "--pathway", "arrest_divrsion", "--on", "2012-02-30", "--fact", "age",
            "--fact", "age=3", "--fact", "age=4", "--fact", "offense=drug_posession", "--fact", "drug_grams=two",
            "--fact", "shoe_size=9", "--check", "adult=perhaps",
        )  # fmt: skip
        assert (code, out) == (2, "")
        for reason in (
            "--fact [age] must be written as name=value",
            "--fact gives [age] twice",
            "did you mean [arrest_diversion]?",
            "there is no such day in the calendar",
            "[offense] is never [drug_posession]; did you mean [drug_possession]?",
            "[drug_grams] must be a number",
            "there is no fact [shoe_size]",
            "the check [adult] must be true (met) or false (not met)",
        ):
            assert reason in err

    def test_a_check_of_no_criterion_is_refused(self, belltown):
        code, _, err = belltown("protocol", "decide", SEATTLE, *GRAM, "--check", "adlt=met", "--override", "nothing")
        assert code == 2
        assert "has no criterion [adlt]; did you mean [adult]?" in err
        assert "has no criterion [nothing]" in err

    def test_an_encounter_without_a_pathway_is_refused(self, belltown):
        code, _, err = belltown("protocol", "decide", SEATTLE, "--fact", "age=30")
        assert code == 2
        assert "an encounter needs the key [pathway]" in err

    def test_a_date_after_the_encounter_is_refused(self, belltown):
        given = ["--pathway", "arrest_diversion", "--on", "2026-11-23", "--fact", "last_violent_conviction=2026-11-24"]
        code, _, err = belltown("protocol", "decide", COUNTY, *given)
        assert code == 2
        assert "[last_violent_conviction] is [2026-11-24], which lies after the encounter on 2026-11-23" in err

    def test_a_file_and_options_together_are_refused(self, belltown, tmp_path):
        code, _, err = belltown("protocol", "decide", SEATTLE, "--encounter", tmp_path / "x.yaml", "--on", "2012-05-04")
        assert code == 2
        assert "not in both" in err

    def test_an_encounter_file_with_faults_names_its_lines(self, belltown, tmp_path):
        file = tmp_path / "met.yaml"
        file.write_text("pathway: arrest_diversion\nfacts:\n  age: old\nname: Pat\n")
        code, _, err = belltown("protocol", "decide", SEATTLE, "--encounter", file)
        assert code == 2
        assert f"{file}:3: [age] must be a number" in err
        assert f"{file}:4: an encounter has no key [name]" in err

    @pytest.mark.parametrize("text", [None, b"", b"[unclosed", b"\xff\xfe", b"- a list"])
    def test_an_encounter_file_that_is_none_is_wrong_input_and_no_faulty_pack(self, belltown, tmp_path, text):
        file = tmp_path / "met.yaml"
        if text is not None:
            file.write_bytes(text)
        code, out, err = belltown("protocol", "decide", SEATTLE, "--encounter", file)
        assert (code, out) == (2, "")
        assert err.startswith("The encounter cannot be read.\n")
        assert str(file) in err

    def test_a_faulty_pack_has_its_own_exit_code(self, belltown, tmp_path):
        assert belltown("protocol", "decide", tmp_path / "none.yaml", *GRAM)[0] == 3

    def test_an_error_has_its_json_too(self, belltown):
        code, out, err = belltown("protocol", "decide", SEATTLE, *GRAM, "--fact", "shoe_size=9", "--json")
        error = json.loads(err)["error"]
        assert (code, out) == (2, "")
        assert list(error) == ["kind", "message", "faults", "exit_code"]
        assert (error["kind"], error["exit_code"]) == ("BadInput", 2)
        assert error["faults"][0]["reason"].startswith("there is no fact [shoe_size]")


class TestAsk:
    def test_questions_tell_how_to_answer_them(self, belltown):
        code, out, _ = belltown("protocol", "ask", SEATTLE, *GRAM)
        assert code == 0
        assert "How much, in grams?  (--fact drug_grams=...)\n" in out
        assert "(--check no-lifetime-bar=...)\n" in out

    def test_answering_what_was_asked_settles_it(self, as_json):
        given = list(GRAM)
        for question in as_json("protocol", "ask", SEATTLE, *GRAM)["questions"]:
            option = "--check" if question["kind"] == "check" else "--fact"
            given += [option, f"{question['id'].removeprefix('check:')}={self.answer(question)}"]
        data = as_json("protocol", "ask", SEATTLE, *given)
        assert data["answer"] != "unknown"
        assert data["questions"] == []

    @staticmethod
    def answer(question):
        if question["kind"] == "check":
            return "met"
        return {"g": "1", "years": "30"}.get(question["unit"], "true")

    def test_a_settled_encounter_asks_nothing(self, belltown):
        assert belltown("protocol", "ask", SEATTLE, *SOUND)[1] == "Nothing more to ask: the answer is yes.\n"

    def test_the_shape_of_its_json(self, as_json):
        data = as_json("protocol", "ask", SEATTLE, *GRAM)
        assert list(data) == ["answer", "questions"]
        assert {tuple(one) for one in data["questions"]} == {
            ("id", "kind", "text", "choices", "unit", "bears_on", "alone")
        }


@pytest.mark.parametrize("command", [[], ["protocol"], *(["protocol", one] for one in ("check", "decide", "ask"))])
def test_help_teaches(command):
    result = CliRunner().invoke(app, [*command, "--help"], prog_name="belltown", env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "belltown " in result.output.split("Usage:")[1]
    if len(command) != 1:
        assert "belltown protocol" in result.output.split("Usage:")[1].split("\n", 1)[1]
