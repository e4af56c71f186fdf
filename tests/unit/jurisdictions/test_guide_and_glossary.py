"""The guide to writing a pack and the glossary say what is so."""

import re
from pathlib import Path

import pytest

from belltown.data.offenses import Crosswalk
from belltown.protocol import read_pack
from belltown.protocol.cases import CASE_KEYS, cases_in, differences
from belltown.protocol.decide import decide
from belltown.protocol.facts import AskedOf, Kind
from belltown.protocol.load import load_text
from belltown.vocabulary import BjaPathway, ComplainantRule, Pathway, PauseReason, Role

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "guides" / "writing-a-pack.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|`]+) \| `([^`]+)` \| (.+) \|$", GLOSSARY, re.MULTILINE)


def block(kind):
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return found


def test_the_pack_in_the_guide_loads_and_its_cases_come_out_as_written():
    version = load_text(block("yaml"))
    for case in cases_in(block("yaml cases"), version):
        assert differences(case, decide(version, case.encounter)) == [], case.name


@pytest.mark.parametrize(
    "keys",
    [
        read_pack.PACK_KEYS, read_pack.CRITERION_KEYS, read_pack.PATHWAY_KEYS, read_pack.CLOCK_KEYS,
        read_pack.CLOCK_NAMES, read_pack.INTAKE_STEPS, CASE_KEYS, tuple(Kind), tuple(AskedOf), tuple(Pathway),
        tuple(BjaPathway), tuple(ComplainantRule), tuple(PauseReason),
    ],
)  # fmt: skip
def test_the_guide_names_every_key_and_word_a_pack_may_hold(keys):
    assert [key for key in keys if f"`{key}`" not in GUIDE] == []


def test_the_guide_shows_every_form_of_test():
    for form in ("is:", "in:", "at_most:", "at_least:", "within:", "ever:", "not:", "all:", "any:"):
        assert re.search(rf"^\| `\{{.*\b{form}", GUIDE, re.MULTILINE), form


def test_a_charge_with_two_groups_is_written_as_the_guide_says():
    text = "code,text_pattern,nibrs,group,level,note\nX 1,,35A,drug_possession|drug_sale,,A drug charge\n"
    assert Crosswalk.of_text(text).of_charge(["x-1"], "").groups == ("drug_possession", "drug_sale")


def test_the_glossary_has_one_row_a_term_and_one_term_an_identifier():
    terms, identifiers = [row[0].lower() for row in ROWS], [row[1] for row in ROWS]
    assert len(ROWS) >= 60
    assert sorted(terms) == sorted(set(terms))
    assert sorted(identifiers) == sorted(set(identifiers))


def test_a_term_is_said_in_a_few_plain_sentences():
    for term, _, meaning in ROWS:
        assert meaning.endswith("."), term
        assert len(re.findall(r"[.!?](?: |$)", meaning)) <= 3, term


def test_every_role_is_in_the_glossary():
    assert {f"Role.{role.name}" for role in Role} <= {row[1] for row in ROWS}


def test_every_identifier_of_the_glossary_is_in_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    names = {str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*")}
    words = set(re.findall(r"\w+", code)) | {part for name in names for part in re.findall(r"\w+", name)}
    assert [row[1] for row in ROWS if row[1].rpartition(".")[2] not in words] == []


def test_the_glossary_says_whose_name_lead_is():
    assert "LEAD" in GLOSSARY
    assert "registered mark of others" in GLOSSARY
