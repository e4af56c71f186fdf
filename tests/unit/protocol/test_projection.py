"""What may be kept of a decision, how it looks, and what is refused."""

import json
from datetime import date

import pytest

from belltown.errors import BadInput, BadPack
from belltown.protocol.decide import Encounter, decide
from belltown.protocol.facts import NEVER
from belltown.protocol.load import available, named, packaged_text
from belltown.protocol.projection import (
    dump,
    encounter_from_json,
    encounter_to_json,
    finding_from_json,
    finding_to_json,
    version_from_json,
    version_to_json,
)
from belltown.vocabulary import OffenseGroup, Pathway
from tests.unit.protocol.packs import river

ARREST = Pathway.ARREST_DIVERSION
ENCOUNTER = Encounter(
    ARREST,
    date(2024, 3, 31),
    {"offense": OffenseGroup.DRUG_SALE, "drug_grams": 2.5, "amenable": True, "last_involvement": NEVER},
    {"bar": False},
    frozenset({"bar"}),
)
KEPT = {
    "pathway": "arrest_diversion",
    "on": "2024-03-31",
    "facts": {"amenable": True, "drug_grams": 2.5, "last_involvement": "never", "offense": "drug_sale"},
    "checks": {"bar": False},
    "overrides": ["bar"],
}


def test_an_encounter_is_kept_as_plain_data():
    assert encounter_to_json(ENCOUNTER, river()) == KEPT
    assert type(encounter_to_json(ENCOUNTER, river())["facts"]["offense"]) is str
    assert encounter_from_json(json.loads(json.dumps(KEPT)), river()) == ENCOUNTER


def test_a_fact_from_records_is_never_kept():
    told = Encounter(ARREST, date(2024, 3, 31), {"last_bar": date(2001, 1, 1)})
    with pytest.raises(BadInput, match="comes from records and is never stored; store the check") as caught:
        encounter_to_json(told, river())
    assert "2001" not in str(caught.value)


def test_every_unfit_fact_is_named_without_its_value():
    told = Encounter(ARREST, date(2024, 3, 31), {"drug_grams": "lots", "drug_gram": 2, "last_bar": NEVER})
    with pytest.raises(BadInput) as caught:
        encounter_to_json(told, river())
    assert [fault.place for fault in caught.value.faults] == ["drug_grams", "drug_gram", "last_bar"]
    assert "lots" not in str(caught.value)
    assert "did you mean [drug_grams]?" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pathway": "arrest"}, "[pathway] cannot be [arrest]"),
        ({"pathway": "community_referral"}, "does not open [community_referral]"),
        ({"on": "2024-02-30"}, "there is no such day in the calendar"),
        ({"facts": {"drug_grams": "2"}}, "[drug_grams] must be a number"),
        ({"facts": {"nothing": 2}}, "there is no fact [nothing]"),
        ({"checks": {"bar": None}}, "the check [bar] must be true"),
        ({"checks": {"nothing": True}}, "no criterion [nothing]"),
        ({"overrides": ["nothing"]}, "no criterion [nothing]"),
        ({"name": "x"}, "an encounter has no key [name]"),
    ],
)
def test_a_spoiled_encounter_is_refused(change, reason):
    with pytest.raises(BadInput) as caught:
        encounter_from_json(KEPT | change, river())
    assert reason in str(caught.value)


def test_a_finding_is_kept_by_ids_and_replays():
    version = river()
    encounter = Encounter(ARREST, date(2024, 3, 31), {"offense": "drug_sale"}, {"bar": False})
    finding = decide(version, encounter)
    kept = finding_to_json(finding)
    assert kept["because"] == [
        {"criterion": "weight", "answer": "unknown", "standing": "facts", "missing": ["drug_grams"]},
        {"criterion": "bar", "answer": "no", "standing": "check", "missing": []},
    ]
    assert (kept["answer"], kept["overridable_by"]) == ("no", ["prosecutor", "sergeant"])
    assert finding_from_json(json.loads(json.dumps(kept)), version) == finding


def test_a_finding_is_not_read_under_another_version():
    kept = finding_to_json(decide(river(), ENCOUNTER))
    with pytest.raises(BadInput, match="was made under river/2020-03-01, not under this text of"):
        finding_from_json(kept, river(("at_most: 3", "at_most: 4")))


@pytest.mark.parametrize("key", available())
def test_every_packaged_version_and_its_text_come_back(key):
    version = named(key)
    data = json.loads(json.dumps(version_to_json(version)))
    assert version_from_json(data) == version
    assert f"site: {version.site}" in packaged_text(key)


def test_a_version_dumped_for_people_is_a_pack_they_could_have_written():
    text = dump(river())
    assert "last_bar" in text
    assert "no_contact_order" not in text  # a standard fact needs no declaring
    assert text.startswith("site: river\nname: River County\n")


def test_a_kept_version_survives_a_standard_fact_asked_otherwise():
    data = version_to_json(river())
    for fact in data["facts"]:
        if fact["id"] == "drug_grams":
            fact["question"] = "What do the drugs weigh?"
    assert version_from_json(data).facts["drug_grams"].question == "What do the drugs weigh?"


@pytest.mark.parametrize("digest", [None, 7, "", "xyz", "A" * 64])
def test_a_kept_version_without_a_digest_is_refused(digest):
    with pytest.raises(BadPack, match="no digest of 64 hexadecimal digits"):
        version_from_json(version_to_json(river()) | {"digest": digest})


def test_a_spoiled_version_is_refused_with_its_faults():
    data = version_to_json(river())
    data["criteria"][0]["source"] = "nowhere"
    with pytest.raises(BadPack, match=r"stored version:1: there is no source \[nowhere\]"):
        version_from_json(data)
