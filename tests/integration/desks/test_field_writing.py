"""The one page of an encounter: saved as it is typed, faults in sentences, nothing lost, no double rows."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.protocol.facts import NEVER
from belltown.vocabulary import OffenseGroup
from belltown_site.records import actions, gate
from belltown_site.records.gate import persons
from tests.integration.records import story
from tests.lib import field
from tests.lib.field import ARREST, FAR_AWAY, HOLDING, IN_OLD_TOWN, LIVE, POSSESSION

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return field.set_up(timezone.now())


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["ofelia"])
    return client


@pytest.fixture
def id():
    return uuid.uuid4()


def send(desk, id, said=POSSESSION, headers=None, **more):
    return desk.post(field.write_url(id), {**said, **more}, headers=headers or {})


def kept(cast, id):
    return gate.encounter(id, viewer=cast["ofelia"], now=timezone.now())


def own(cast):
    home = gate.field_home(viewer=cast["ofelia"], now=timezone.now())
    return [*home.open, *home.recent]


def text(response):
    return " ".join(response.content.decode().split())


def test_a_new_encounter_gets_its_number_when_the_page_opens(desk):
    first, second = (desk.get(reverse("field:new")).url for _ in range(2))
    assert field.id_of(first) != field.id_of(second)
    assert desk.get(first).status_code == 200


def test_opening_the_page_writes_nothing_down(desk, cast, id):
    desk.get(field.write_url(id))
    assert own(cast) == []


def test_a_page_that_says_nothing_yet_is_not_saved(desk, cast, id):
    answer = send(desk, id, ARREST, headers=LIVE, beat="D1")
    assert "Nothing saved yet" in text(answer)
    assert own(cast) == []


def test_the_first_thing_said_saves_the_encounter_and_shows_when(desk, cast, id):
    answer = send(desk, id, headers=LIVE)
    assert "Saved " in text(answer)
    facts = dict(kept(cast, id).facts)
    assert facts.pop("capacity_remains") is True
    assert facts == {"offense": "drug_possession", "drug_grams": 1.5, "in_catchment": True}


def test_the_server_confirms_the_answer_and_the_questions_that_are_left(desk, id):
    answer = text(send(desk, id, headers=LIVE))
    assert 'data-answer="unknown"' in answer
    assert "4 rules still open." in answer
    assert (
        'data-shown="fact-drug_grams fact-threat_of_harm check-adult check-not-on-supervision'
        ' check-no-recent-violence"' in answer
    )


def test_grams_are_asked_for_only_once_there_are_drugs(desk, id):
    page = text(desk.get(field.write_url(id)))
    assert 'data-question="fact-drug_grams" data-kind="number" data-fact="drug_grams"' in page
    hidden = page.split('data-question="fact-drug_grams"')[1].split(">")[0]
    assert hidden.endswith("hidden")
    theft = text(send(desk, id, ARREST, headers=LIVE, offense="theft"))
    assert "fact-theft_value" in theft.split('data-shown="')[1].split('"')[0]
    assert "fact-drug_grams" not in theft.split('data-shown="')[1].split('"')[0]


def test_saving_the_same_page_many_times_is_one_encounter(desk, cast, id):
    for _ in range(3):
        send(desk, id, headers=LIVE)
    assert len(own(cast)) == 1


def test_a_later_word_replaces_an_earlier_one(desk, cast, id):
    send(desk, id, headers=LIVE)
    send(desk, id, {**POSSESSION, "fact-drug_grams": "7"}, headers=LIVE)
    assert (kept(cast, id).facts["drug_grams"], kept(cast, id).finding.answer) == (7, NO)


def test_what_is_taken_back_is_unknown_again(desk, cast, id):
    send(desk, id, headers=LIVE, **{"fact-threat_of_harm": "false"})
    send(desk, id, headers=LIVE, **{"fact-threat_of_harm": ""})
    assert "threat_of_harm" not in kept(cast, id).facts


def test_facts_that_no_rule_reads_any_more_are_forgotten(desk, cast, id):
    send(desk, id, headers=LIVE)
    send(desk, id, {**POSSESSION, "offense": "trespass"}, headers=LIVE)
    assert "drug_grams" not in kept(cast, id).facts


def test_yes_to_a_sentence_means_that_it_holds(desk, cast, id):
    send(desk, id, headers=LIVE, **{"fact-threat_of_harm": "false", "check-adult": "met"})
    sheet = kept(cast, id)
    assert sheet.facts["threat_of_harm"] is False
    assert sheet.reading.checks == {"adult": True}
    page = text(desk.get(field.write_url(id)))
    assert 'value="false" checked' in page.split('data-question="fact-threat_of_harm"')[1].split("</div> </div>")[0]


def test_what_records_tell_is_kept_as_a_check_and_nothing_else(desk, cast, id):
    send(desk, id, headers=LIVE, **{"check-not-on-supervision": "not_met"})
    sheet = kept(cast, id)
    assert {(one.criterion, one.met, one.by.name) for one in sheet.checks} == {
        ("not-on-supervision", False, "Ofelia Okafor")
    }
    assert not {"on_supervision", "last_violent_conviction"} & set(sheet.facts)


def test_one_tap_affirms_exactly_what_it_lists(desk, cast, id):
    page = text(send(desk, id, headers=LIVE))
    listed = [part.split('"')[0] for part in page.split('name="listed" value="')[1:]]
    assert listed == HOLDING
    answer = send(desk, id, do="affirm", listed=listed)
    assert answer.status_code == 302
    sheet = kept(cast, id)
    assert (sheet.finding.answer, sheet.reading.checks) == (YES, dict.fromkeys(HOLDING, True))
    assert {one.by.name for one in sheet.checks} == {"Ofelia Okafor"}
    assert "threat_of_harm" not in sheet.facts


def test_nothing_is_affirmed_before_the_offense_is_known(desk, id):
    assert 'name="listed"' not in text(desk.get(field.write_url(id)))


def test_affirming_what_is_no_criterion_of_this_door_affirms_nothing(desk, cast, id):
    send(desk, id, do="affirm", listed=["unmet-need", "made-up"])
    assert kept(cast, id).reading.checks == {}


def test_a_later_no_speaks_over_an_affirmed_yes(desk, cast, id):
    send(desk, id, do="affirm", listed=HOLDING)
    answer = send(desk, id, headers=LIVE, affirmed=HOLDING, **{"fact-threat_of_harm": "true"})
    sheet = kept(cast, id)
    assert (sheet.finding.answer, sheet.facts["threat_of_harm"]) == (NO, True)
    assert 'data-answer="no"' in text(answer)
    assert "Not met: The person does not threaten harm to others." in text(answer)


@pytest.mark.parametrize(
    ("tile", "criterion"), [("fact-threat_of_harm", "no-threat"), ("check-not-on-supervision", "not-on-supervision")]
)
def test_not_sure_after_yes_is_unknown_again(desk, cast, id, tile, criterion):
    send(desk, id, do="affirm", listed=HOLDING)
    answer = send(desk, id, headers=LIVE, affirmed=[one for one in HOLDING if one != criterion], **{tile: ""})
    sheet = kept(cast, id)
    assert (sheet.finding.answer, criterion in sheet.reading.checks) == (UNKNOWN, False)
    assert set(sheet.reading.checks) == set(HOLDING) - {criterion}
    assert 'data-answer="unknown"' in text(answer)


def test_a_repeated_affirmation_does_not_undo_a_later_no(desk, cast, id):
    send(desk, id, do="affirm", listed=HOLDING)
    send(desk, id, headers=LIVE, affirmed=HOLDING, **{"check-not-on-supervision": "not_met"})
    send(desk, id, headers=LIVE, affirmed=HOLDING, **{"check-not-on-supervision": "not_met"})
    assert kept(cast, id).reading.checks["not-on-supervision"] is False


def test_showing_an_affirmed_tile_as_yes_makes_it_no_fact(desk, cast, id):
    send(desk, id, do="affirm", listed=HOLDING)
    send(desk, id, headers=LIVE, **{"fact-threat_of_harm": "false"})
    assert "threat_of_harm" not in kept(cast, id).facts


def test_a_sure_birth_year_tells_the_age_where_every_rule_answers_alike(desk, cast, id):
    send(desk, id, {**POSSESSION, "who": "known", "name": "June Yarrow", "born": "1990"}, headers=LIVE)
    sheet = kept(cast, id)
    assert (sheet.person.name_given, sheet.person.born) == ("June Yarrow", "1990")
    assert sheet.facts["age"] == timezone.localtime().year - 1991
    assert "check-adult" not in text(desk.get(field.write_url(id))).split('data-shown="')[1].split('"')[0]


def test_a_birth_year_in_doubt_tells_no_age(desk, cast, id):
    send(desk, id, {**POSSESSION, "who": "unsure", "name": "June", "born": "1990"}, headers=LIVE)
    sheet = kept(cast, id)
    assert "age" not in sheet.facts
    assert (sheet.person.name_unsure, sheet.person.born_unsure) == (True, True)


def test_a_year_in_which_the_person_turned_eighteen_leaves_the_age_to_be_asked(desk, cast, id):
    turning = str(timezone.localtime().year - 18)
    send(desk, id, {**POSSESSION, "who": "known", "born": turning}, headers=LIVE)
    assert "age" not in kept(cast, id).facts


def test_somebody_not_known_keeps_no_name(desk, cast, id):
    send(desk, id, {**POSSESSION, "who": "known", "name": "June Yarrow"}, headers=LIVE)
    send(desk, id, {**POSSESSION, "name": "June Yarrow"}, headers=LIVE)
    assert kept(cast, id).person.label == "Name not known"


def test_a_beat_of_the_program_lies_inside_it_and_elsewhere_does_not(desk, cast, id):
    send(desk, id, headers=LIVE)
    assert kept(cast, id).facts["in_catchment"] is True
    send(desk, id, {**POSSESSION, "beat": "elsewhere"}, headers=LIVE)
    assert (kept(cast, id).facts["in_catchment"], kept(cast, id).finding.answer) == (False, NO)


def test_a_position_finds_the_beat(desk, cast, id):
    answer = text(send(desk, id, {**POSSESSION, "beat": "", "position": IN_OLD_TOWN}, headers=LIVE))
    assert 'data-beat="D1"' in answer
    sheet = kept(cast, id)
    assert (sheet.beat, sheet.point, sheet.facts["in_catchment"]) == ("D1", (38.97, -98.27), True)


def test_a_position_outside_lies_elsewhere(desk, cast, id):
    send(desk, id, {**POSSESSION, "beat": "", "position": FAR_AWAY}, headers=LIVE)
    assert (kept(cast, id).beat, kept(cast, id).facts["in_catchment"]) == ("elsewhere", False)


def test_the_beat_last_chosen_is_chosen_already_the_next_time(desk):
    send(desk, uuid.uuid4(), headers=LIVE, beat="S2")
    page = text(desk.get(field.write_url()))
    assert 'value="S2" checked' in page


def test_a_charge_found_by_words_brings_its_code_and_its_level(desk, cast, id):
    found = text(desk.post(reverse("field:find"), {"find": "shopl"}))
    assert "Shoplifting" in found
    value = found.split('name="offense"')[1].split('value="')[1].split('"')[0]
    send(desk, id, {**ARREST, "offense": value}, headers=LIVE)
    sheet = kept(cast, id)
    assert (sheet.charge.group, sheet.charge.code, sheet.charge.text) == (
        OffenseGroup.THEFT,
        "EC 23-101",
        "Shoplifting",
    )
    assert sheet.facts["level"] == "misdemeanor"


def test_a_code_finds_its_charge_however_it_is_written(desk):
    assert "Shoplifting" in text(desk.post(reverse("field:find"), {"find": "ec23101"}))


def test_a_search_without_a_script_keeps_what_was_typed(desk, id):
    page = text(send(desk, id, {**POSSESSION, "do": "search", "find": "tent", "place": "by the pier"}))
    assert "Camping on public land" in page
    assert 'value="by the pier"' in page


def test_a_search_that_finds_nothing_says_so(desk):
    assert "No charge fits “zzz”" in text(desk.post(reverse("field:find"), {"find": "zzz"}))


def test_another_door_has_its_own_questions(desk, id):
    page = text(send(desk, id, {**ARREST, "pathway": "social_contact"}))
    assert "The conduct seems to come from drug use, mental health or poverty." in page
    assert 'name="offense"' not in page


def test_a_begun_encounter_moved_to_another_door_counts_once(desk, cast, id):
    send(desk, id, headers=LIVE, place="by the pier")
    moved = send(desk, id, {**POSSESSION, "place": "by the pier", "pathway": "social_contact"})
    other = field.id_of(moved.url)
    assert (kept(cast, id).state, kept(cast, other).pathway.value) == ("entered_in_error", "social_contact")
    assert kept(cast, other).place == "by the pier"
    again = send(desk, id, {**POSSESSION, "place": "by the pier", "pathway": "social_contact"})
    assert again.url == moved.url
    assert len(own(cast)) == 2
    in_passing = send(desk, other, {**POSSESSION, "place": "by the kiosk"}, headers=LIVE)
    assert (in_passing.status_code, kept(cast, other).pathway.value) == (200, "social_contact")


def test_a_day_that_never_was_is_kept_as_never(desk, cast, id):
    said = {"pathway": "social_contact", "shown": "social_contact", "who": "unknown"}
    send(desk, id, {**said, "fact-last_involvement-never": "1"}, headers=LIVE)
    assert kept(cast, id).facts["last_involvement"] == NEVER


def test_room_on_a_caseload_is_known_by_itself(desk, cast, id):
    said = {"pathway": "social_contact", "shown": "social_contact", "who": "unknown", "fact-interested": "true"}
    page = text(send(desk, id, said, headers=LIVE))
    assert kept(cast, id).facts["capacity_remains"] is True
    assert "capacity_remains" in json.loads(page.split("data-known=")[1].split('"')[1].replace("&quot;", '"'))["facts"]


FAULTS = {
    "an amount in words": ({"fact-drug_grams": "a lot"}, "“a lot” is no amount."),
    "an amount past measuring": ({"fact-drug_grams": "9" * 40}, "larger than anything that can be measured"),
    "a name of a million characters": ({"who": "known", "name": "x" * 900_000}, "This has 900,000 characters."),
    "a place of a thousand characters": ({"place": "x" * 1000}, "Please use 300 at most."),
    "a birth date in the future": ({"who": "known", "born": "2099"}, "lies in the future"),
    "a birth date long ago": ({"who": "known", "born": "1799"}, "more than 120 years ago"),
    "a birth date that is none": ({"who": "known", "born": "31 May"}, "is no date of birth"),
    "a charge there is not": ({"offense": "jaywalking"}, "“jaywalking” is no charge here."),
    "a beat there is not": ({"beat": "Z9"}, "“Z9” is no beat here."),
    "a position off the earth": ({"position": "99,999"}, "is no place on earth"),
    "an answer there is not": ({"fact-threat_of_harm": "maybe"}, "“maybe” is not among the choices."),
    "a check there is not": ({"check-adult": "perhaps"}, "“perhaps” is not among the choices."),
    "a time in the future": ({"at": "2099-01-01T02:14"}, "lies in the future"),
    "a time that is none": ({"at": "midnight"}, "is no date and time"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_in_a_sentence_and_nothing_typed_is_lost(desk, id, name):
    said, sentence = FAULTS[name]
    answer = send(desk, id, {**POSSESSION, **said, "do": "go"})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert all(f'value="{value}"' in text(answer) for key, value in said.items() if key in ("name", "place", "born"))


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_field_keeps_nobody_from_saving_the_others(desk, cast, id, name):
    said, sentence = FAULTS[name]
    answer = send(
        desk, id, {**POSSESSION, "fact-threat_of_harm": "false", "place": "by the pier", **said}, headers=LIVE
    )
    assert (answer.status_code, sentence in text(answer)) == (422, True)
    facts = kept(cast, id).facts
    assert len({"offense", "drug_grams", "threat_of_harm"} & set(facts)) >= 2


def test_a_fault_leaves_what_was_kept_before(desk, cast, id):
    send(desk, id, headers=LIVE)
    send(desk, id, {**POSSESSION, "fact-drug_grams": "some"}, headers=LIVE)
    assert kept(cast, id).facts["drug_grams"] == 1.5


def test_several_faults_are_told_at_once(desk, id):
    page = text(send(desk, id, {**POSSESSION, "fact-drug_grams": "some", "beat": "Z9", "do": "go"}))
    assert "2 things need your attention." in page


def test_zero_bytes_do_no_harm(desk, cast, id):
    send(desk, id, {**POSSESSION, "place": "by\x00the pier"}, headers=LIVE)
    assert kept(cast, id).place == "by the pier"


def test_an_encounter_of_yesterday_is_kept_under_its_own_day(desk, cast, id):
    yesterday = timezone.now() - timedelta(days=1)
    send(desk, id, {**POSSESSION, "at": yesterday.strftime("%Y-%m-%dT%H:%M")}, headers=LIVE)
    assert abs(kept(cast, id).at - yesterday) < timedelta(hours=7)


def test_going_on_leads_to_what_comes_next(desk, id):
    answer = send(desk, id, do="go")
    assert answer.url == reverse("field:encounter", args=[id])


def test_once_the_offer_is_made_the_facts_stand_and_the_page_leads_on(desk, cast):
    id = story.accepted(timezone.now())
    assert desk.get(field.write_url(id)).url == reverse("field:encounter", args=[id])
    live = send(desk, id, headers=LIVE)
    assert (live.status_code, live.headers["HX-Redirect"]) == (204, reverse("field:encounter", args=[id]))
    assert kept(cast, id).facts["drug_grams"] == 1


def test_new_facts_after_a_step_send_the_encounter_back(desk, cast, id):
    send(desk, id, headers=LIVE)
    actions.encounters.complainant(id, answer="no_complainant", by=cast["ofelia"], now=timezone.now())
    send(desk, id, {**POSSESSION, "fact-drug_grams": "2"}, headers=LIVE)
    assert kept(cast, id).state == "complainant_pending"


def test_sending_the_page_again_unchanged_leaves_the_steps_standing(desk, cast, id):
    send(desk, id, {**POSSESSION, "who": "known", "name": "June", "born": "1990-05-02"}, do="affirm", listed=HOLDING)
    actions.encounters.complainant(id, answer="no_complainant", by=cast["ofelia"], now=timezone.now())
    actions.approvals.request(id, by=cast["ofelia"], now=timezone.now())
    shown = {**POSSESSION, "who": "known", "name": "June", "born": "1990-05-02"}
    send(desk, id, {**shown, "fact-threat_of_harm": "false", "check-not-on-supervision": "met"}, do="go")
    sheet = kept(cast, id)
    assert (sheet.state, [one.withdrawn for one in sheet.approvals]) == ("approval_pending", [False])


def test_a_number_that_is_somebody_elses_encounter_is_refused_in_a_sentence(client, cast):
    theirs = story.encountered(timezone.now())
    from belltown.vocabulary import Role
    from tests.lib.cast import someone_from_the_other_agency

    client.force_login(someone_from_the_other_agency(Role.OFFICER))
    answer = send(client, theirs, {**POSSESSION, "place": "here"}, do="go")
    assert answer.status_code == 409
    assert "This encounter&#x27;s number is taken." in text(answer)
    assert "Juniper" not in text(answer)
    assert kept(cast, theirs).place == ""


def test_whoever_tries_names_one_after_the_other_is_stopped(desk, cast, monkeypatch):
    monkeypatch.setattr(persons, "MOST_AN_HOUR", 2)
    answers = [desk.post(reverse("field:known"), {"name": f"June {n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert "There were too many tries." in text(answers[2])
    desk.force_login(cast["sol"])
    assert desk.post(reverse("field:known"), {"name": "June Yarrow"}).status_code == 200


def test_a_name_that_takes_part_is_told_of_in_one_sentence(desk):
    story.accepted(timezone.now())
    told = text(desk.post(reverse("field:known"), {"name": "June Yarrow", "born": "1990"}))
    assert "may already take part" in told
    assert "Juniper" not in told


def test_an_unknown_name_is_no_proof(desk):
    assert "That is no proof" in text(desk.post(reverse("field:known"), {"name": "Someone Else"}))


@pytest.mark.parametrize("name", ["", "x", "y" * 100_000])
def test_a_name_too_short_or_too_long_asks_nothing(desk, name):
    assert text(desk.post(reverse("field:known"), {"name": name})) == ""


def test_without_a_protocol_in_force_the_page_says_whom_to_ask(desk, cast):
    from belltown_site.jurisdiction.models import ProtocolVersionRecord

    ProtocolVersionRecord.objects.update(retired_at=timezone.now())
    answer = desk.get(field.write_url())
    assert answer.status_code == 409
    assert "ask the project manager" in text(answer)


def test_the_open_rules_are_the_same_in_the_reading_that_is_kept(desk, cast, id):
    send(desk, id, headers=LIVE)
    assert kept(cast, id).finding.answer is UNKNOWN
