"""What is written is read back the same, so that a decision can be replayed years later."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from belltown.protocol.cases import cases_in
from belltown.protocol.decide import decide
from belltown.protocol.facts import AskedOf
from belltown.protocol.load import canonical_text, load_text
from belltown.protocol.projection import (
    dump,
    encounter_from_json,
    encounter_to_json,
    finding_from_json,
    finding_to_json,
    version_from_json,
    version_to_json,
)
from tests.generative.rules import FACTS, encounters, laws, packs


def through_text(data):
    return json.loads(json.dumps(data))


def storable(encounter):
    told = {id: value for id, value in encounter.facts.items() if FACTS[id].asked_of is not AskedOf.RECORDS}
    return replace(encounter, facts=told)


@laws(100)
@given(packs())
def test_a_version_dumped_as_a_pack_loads_as_itself(version):
    assert load_text(dump(version)) == version


@laws(60)
@given(packs())
def test_a_version_comes_back_from_json_as_itself(version):
    assert version_from_json(through_text(version_to_json(version))) == version


@laws(60)
@given(packs())
def test_a_version_is_written_the_same_way_every_time(version):
    again = version_from_json(version_to_json(version))
    assert json.dumps(version_to_json(again)) == json.dumps(version_to_json(version))


@laws(80)
@given(packs().flatmap(lambda version: st.tuples(st.just(version), encounters(version))))
def test_a_kept_decision_replays_exactly(situation):
    version, encounter = situation[0], storable(situation[1])
    finding = decide(version, encounter)
    kept_version = version_from_json(through_text(version_to_json(version)))
    kept_encounter = encounter_from_json(through_text(encounter_to_json(encounter, version)), kept_version)
    kept_finding = finding_from_json(through_text(finding_to_json(finding)), kept_version)
    assert kept_encounter == encounter
    assert kept_finding == finding
    assert decide(kept_version, kept_encounter) == kept_finding


def shuffled_keys(value, draw):
    if isinstance(value, dict):
        return {key: shuffled_keys(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [shuffled_keys(part, draw) for part in value] if isinstance(value, list) else value


@laws(60)
@given(packs(), st.data())
def test_the_digest_knows_neither_layout_nor_comments_nor_the_order_of_keys(version, data):
    plain = json.loads(canonical_text(dump(version)))
    text = json.dumps(shuffled_keys(plain, data.draw), indent=data.draw(st.integers(1, 5)), ensure_ascii=False)
    assert canonical_text(f"# a comment\n{text}\n# another\n") == canonical_text(dump(version))


@laws(40)
@given(packs(), st.data())
def test_the_digest_knows_every_word(version, data):
    criterion = data.draw(st.sampled_from(version.criteria))
    changed = [replace(one, text=one.text + "!") if one is criterion else one for one in version.criteria]
    assert load_text(dump(replace(version, criteria=tuple(changed)))).digest != version.digest


@laws(60)
@given(packs().flatmap(lambda version: st.tuples(st.just(version), encounters(version))))
def test_a_case_written_from_an_encounter_reads_back_as_it(situation):
    version, encounter = situation[0], storable(situation[1])
    kept = encounter_to_json(encounter, version) | {"name": "A case", "answer": "yes"}
    (case,) = cases_in(json.dumps([kept], ensure_ascii=False), version)
    assert case.encounter == encounter
