"""Writing down an encounter."""

import uuid
from dataclasses import fields
from datetime import timedelta

import pytest

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.protocol.answers import NO, UNKNOWN, YES
from belltown.vocabulary import Pathway
from belltown_site.jurisdiction.areas import store_areas
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.actions import Person, Scene, deciding
from tests.integration.records import story

pytestmark = pytest.mark.django_db
verbs = actions.encounters


def sheet(site, id, now, viewer="ofelia"):
    return gate.encounter(id, viewer=site[viewer], now=now)


def test_the_same_number_twice_is_one_encounter(site, now):
    id = uuid.uuid4()
    assert story.encountered(now, id=id) == story.encountered(now, id=id, facts={}) == id
    assert len(gate.field_home(viewer=site["ofelia"], now=now).open) == 1
    assert sheet(site, id, now).facts["drug_grams"] == 1


def test_another_officers_number_is_taken(site, now):
    id = story.encountered(now)
    with pytest.raises(NotPossible, match="begin a new encounter"):
        story.encountered(now, id=id, by="sol")


def test_a_person_of_whom_nothing_is_known_is_no_fault(site, now):
    id = story.encountered(now, person=Person())
    assert sheet(site, id, now).person is None


def test_a_fact_left_out_stays_unknown_and_never_becomes_no(site, now):
    id = story.encountered(now, facts={"offense": "drug_possession"}, checks={})
    found = sheet(site, id, now)
    assert found.finding.answer is UNKNOWN
    assert "drug_grams" not in found.facts


def test_a_later_answer_decides_anew(site, now):
    id = story.encountered(now, facts={**story.FACTS, "drug_grams": None})
    assert sheet(site, id, now).finding.answer is UNKNOWN
    assert verbs.answer(id, facts={"drug_grams": 9}, by=site["ofelia"], now=now) == "no"
    assert verbs.answer(id, facts={"drug_grams": 2.5}, by=site["ofelia"], now=now) == "yes"


def test_an_answer_taken_back_is_unknown_again(site, now):
    id = story.encountered(now)
    assert verbs.answer(id, facts={"drug_grams": None}, by=site["ofelia"], now=now) == "unknown"


def test_the_same_answer_twice_changes_nothing_and_leaves_no_second_line(site, now):
    id = story.encountered(now)
    before = Entry.objects.count()
    verbs.answer(id, facts={"drug_grams": 1}, checks=story.CHECKS, by=site["ofelia"], now=now)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("fact", ["last_violent_conviction", "on_supervision"])
def test_a_fact_from_records_is_never_kept(site, now, fact):
    with pytest.raises(BadInput, match="comes from records, which are never kept") as refusal:
        story.encountered(now, facts={**story.FACTS, fact: True})
    assert "met" in str(refusal.value)
    assert gate.field_home(viewer=site["ofelia"], now=now).open == ()


def test_every_fault_is_told_at_once_and_nothing_is_kept(site, now):
    with pytest.raises(BadInput) as refusal:
        story.encountered(now, facts={"drug_grams": -1, "hair": "red", "age": "old", "on_supervision": False})
    assert {fault.place for fault in refusal.value.faults} == {"drug_grams", "hair", "age", "on_supervision"}


def test_a_check_keeps_who_looked_when_and_met_or_not_and_nothing_else(site, now):
    id = story.encountered(now, checks={"no-recent-violence": False})
    (line,) = sheet(site, id, now).checks
    assert (line.criterion, line.met, line.by.name, line.at) == ("no-recent-violence", False, "Ofelia Okafor", now)


def test_the_latest_check_of_a_criterion_holds_and_the_earlier_stays(site, now):
    id = story.encountered(now, checks={**story.CHECKS, "no-recent-violence": False})
    assert sheet(site, id, now).finding.answer is NO
    verbs.answer(id, checks={"no-recent-violence": True}, by=site["ofelia"], now=now + timedelta(minutes=1))
    found = sheet(site, id, now)
    assert found.finding.answer is YES
    assert [line.met for line in found.checks if line.criterion == "no-recent-violence"] == [False, True]


def test_a_check_taken_back_is_unknown_again_and_both_looks_stay(site, now):
    id = story.encountered(now)
    verbs.answer(id, checks={"no-recent-violence": None}, by=site["ofelia"], now=now + timedelta(minutes=1))
    found = sheet(site, id, now)
    assert found.finding.answer is UNKNOWN
    assert [line.met for line in found.checks if line.criterion == "no-recent-violence"] == [True, None]
    assert deciding.replay(id)[0] == deciding.replay(id)[1]


def test_taking_back_what_nobody_checked_changes_nothing(site, now):
    id = story.encountered(now, checks={})
    before = Entry.objects.count()
    verbs.answer(id, checks={"no-recent-violence": None}, by=site["ofelia"], now=now)
    assert Entry.objects.count() == before


def test_a_draft_shows_what_the_whole_encounter_shows(site, now):
    id = story.encountered(now)
    found, whole = gate.draft(id, viewer=site["sol"]), sheet(site, id, now, viewer="sol")
    assert {one.name: getattr(found, one.name) for one in fields(found)} == {
        one.name: getattr(whole, one.name) for one in fields(found)
    }


def test_a_look_at_a_draft_leaves_its_line_and_a_look_to_write_leaves_the_acts(site, now):
    id = story.encountered(now)
    gate.draft(id, viewer=site["ofelia"])
    gate.draft(id, viewer=site["ofelia"], to_write=True)
    nothing_new = {"facts": {}, "checks": {}, "scene": None, "person": None}
    verbs.revise(id, by=site["ofelia"], now=now, **nothing_new)
    verbs.revise(id, by=site["ofelia"], now=now, **nothing_new | {"facts": {"drug_grams": 2}, "scene": Scene("Pier")})
    acts = Entry.objects.order_by("sequence").values_list("act", flat=True)
    assert list(acts)[-4:] == ["read.draft", "read.draft", "encounter.answer", "encounter.describe"]


def test_a_revision_is_kept_whole_or_not_at_all(site, now):
    id = story.encountered(now)
    with pytest.raises(BadInput):
        verbs.revise(
            id,
            by=site["ofelia"],
            now=now,
            facts={"drug_grams": 2},
            checks={},
            scene=None,
            person=Person(contact="x" * 999),
        )
    found = sheet(site, id, now)
    assert (found.facts["drug_grams"], found.place) == (1, "")


def test_a_check_of_no_criterion_is_refused(site, now):
    with pytest.raises(BadInput, match="is no criterion of this door"):
        story.encountered(now, checks={"no-such": True})


@pytest.mark.parametrize("further", [{}, {"drug_grams": 9}, {"drug_grams": None}])
def test_a_kept_decision_replays_to_the_very_finding(site, now, further):
    id = story.encountered(now)
    verbs.answer(id, facts=further, by=site["ofelia"], now=now)
    kept, again = actions.replay(id)
    assert kept == again
    assert kept.digest == sheet(site, id, now).version.digest


def test_a_decision_replays_after_the_protocol_was_changed(site, now):
    id = story.encountered(now - timedelta(days=20))
    before = sheet(site, id, now).finding
    from belltown_site.jurisdiction.models import ProtocolVersionRecord

    ProtocolVersionRecord.objects.filter(digest=before.digest).update(retired_at=now)
    assert actions.replay(id) == (before, before)


def test_look_backs_count_from_the_sites_own_day(site, now):
    midnight = now.replace(hour=2)
    id = story.encountered(midnight)
    assert sheet(site, id, now).on == midnight.date() - timedelta(days=1)


def test_the_protocol_in_force_on_the_day_decides(site, now):
    assert sheet(site, story.encountered(now), now).version.key == "example-county/2026-07-01"


def test_a_day_before_any_protocol_is_refused_in_words(site, now):
    long_ago = now.replace(year=2025)
    with pytest.raises(NotPossible, match="No protocol is in force"):
        verbs.start(uuid.uuid4(), pathway=Pathway.SOCIAL_CONTACT, by=site["ofelia"], now=long_ago)


@pytest.mark.parametrize(
    ("shift", "words"), [(timedelta(hours=1), "lies in the future"), (timedelta(days=-40), "over a month ago")]
)
def test_a_date_that_cannot_be_is_refused(site, now, shift, words):
    with pytest.raises(BadInput, match=words):
        story.encountered(now, at=now + shift)


def test_a_phone_whose_clock_is_a_little_fast_is_believed(site, now):
    assert story.encountered(now, at=now + timedelta(minutes=4))


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"chosen_name": "x" * 1_000_000}, "1000000 characters"),
        ({"contact": "x" * 201}, "the most is 200"),
        ({"born": "yesterday"}, "such as 1984"),
        ({"born": "1984-13"}, "such as 1984"),
        ({"born": "1984-02-30"}, "such as 1984"),
    ],
)
def test_what_cannot_be_kept_of_a_person_is_refused_in_words(person, words):
    with pytest.raises(BadInput, match=words):
        Person(**person)


@pytest.mark.parametrize("born", ["", "1984", "1984-05", "1984-05-02"])
def test_a_birth_date_may_be_as_vague_as_it_is(born):
    assert Person(born=born).born == born


@pytest.mark.parametrize(("day", "age"), [("2008-11-23", 18), ("2008-11-24", 17), ("2008-02-29", 18)])
def test_a_sure_birth_date_tells_the_age(site, now, day, age):
    facts = {key: value for key, value in story.FACTS.items() if key != "age"}
    id = story.encountered(now, facts=facts, person=Person(chosen_name="Juniper", born=day))
    assert sheet(site, id, now).facts["age"] == age


def test_an_unsure_birth_date_tells_no_age(site, now):
    facts = {key: value for key, value in story.FACTS.items() if key != "age"}
    id = story.encountered(now, facts=facts, person=Person(chosen_name="J", born="1990-05-02", born_unsure=True))
    assert "age" not in sheet(site, id, now).facts


def test_what_the_officer_says_goes_before_what_was_worked_out(site, now):
    id = story.encountered(now, person=Person(born="1990-05-02"), facts={**story.FACTS, "age": 17})
    assert sheet(site, id, now).facts["age"] == 17


SQUARE = (
    '{"type": "Polygon", "coordinates": [[[-97.5, 37.5], [-97.0, 37.5], [-97.0, 38.0], [-97.5, 38.0], [-97.5, 37.5]]]}'
)


@pytest.mark.parametrize(("lat", "lon", "inside"), [(37.7, -97.3, True), (39.0, -97.3, False)])
def test_a_known_point_tells_whether_it_is_in_the_program_area(site, now, lat, lon, inside):
    store_areas(SQUARE, site="example-county")
    id = story.encountered(now, facts={"offense": "trespass"}, scene=Scene(latitude=lat, longitude=lon))
    assert sheet(site, id, now).facts["in_catchment"] is inside


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (1.0, None), (None, 1.0), (float("nan"), 0.0)])
def test_a_point_nowhere_on_earth_is_refused(point):
    with pytest.raises(BadInput, match="no place on earth"):
        Scene(latitude=point[0], longitude=point[1])


def test_the_charge_and_the_place_can_be_put_right(site, now):
    id = story.encountered(now)
    verbs.describe(
        id, scene=Scene(place="Fourth and Bell", charge_code="12A", charge_text="Poss."), by=site["ofelia"], now=now
    )
    found = sheet(site, id, now)
    assert (found.place, found.charge.label) == ("Fourth and Bell", "Poss.")


def test_the_persons_chosen_name_can_be_put_right(site, now):
    id = story.encountered(now)
    verbs.describe(id, person=Person(chosen_name="June"), by=site["ofelia"], now=now)
    assert sheet(site, id, now).person.label == "June"


def test_new_facts_ask_the_sergeant_anew(site, now):
    id = story.encountered(now)
    verbs.complainant(id, answer="no_complainant", by=site["ofelia"], now=now)
    approval = actions.approvals.request(id, by=site["ofelia"], now=now)
    verbs.answer(id, facts={"drug_grams": 2}, by=site["ofelia"], now=now)
    assert sheet(site, id, now).state == "complainant_pending"
    with pytest.raises(NotPossible, match="facts were changed since"):
        actions.approvals.approve(approval, by=site["sol"], now=now)


def test_facts_are_closed_once_the_offer_is_made(site, now):
    id = story.accepted(now)
    with pytest.raises(NotPossible, match="correct the facts"):
        verbs.answer(id, facts={"drug_grams": 2}, by=site["ofelia"], now=now)


def test_an_encounter_entered_in_error_stays_and_counts_no_more(site, now):
    id = story.encountered(now)
    verbs.mark_as_error(id, by=site["ofelia"], now=now)
    verbs.mark_as_error(id, by=site["ofelia"], now=now)
    assert sheet(site, id, now).state == "entered_in_error"


@pytest.mark.parametrize(
    "name", ["cass", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody", "dee", "cleo", "pam"]
)
def test_only_police_begin_an_encounter(site, now, name):
    with pytest.raises(NotAllowed, match="cannot screen an encounter"):
        story.encountered(now, by=site[name])


@pytest.mark.parametrize("name", ["cass", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody"])
def test_to_the_rest_there_is_no_such_encounter_to_change(site, now, name):
    id = story.encountered(now)
    for act in (
        lambda: verbs.answer(id, facts={"age": 3}, by=site[name], now=now),
        lambda: verbs.describe(id, by=site[name], now=now),
        lambda: verbs.complainant(id, answer="agrees", by=site[name], now=now),
        lambda: verbs.mark_as_error(id, by=site[name], now=now),
        lambda: verbs.check(id, criterion="adult", met=True, by=site[name], now=now),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_project_manager_sees_it_and_still_may_not_change_what_police_found(site, now):
    id = story.encountered(now)
    with pytest.raises(NotAllowed, match="Only the officer who made this encounter or their sergeant"):
        verbs.answer(id, facts={"age": 3}, by=site["pam"], now=now)


def test_a_moment_without_a_timezone_is_a_fault_in_the_program(site, now):
    with pytest.raises(ValueError, match="no timezone"):
        story.encountered(now.replace(tzinfo=None), at=now)


class TestComplainant:
    def test_without_a_complainant_the_way_is_open(self, site, now):
        id = story.encountered(now)
        verbs.complainant(id, answer="no_complainant", by=site["ofelia"], now=now)
        assert sheet(site, id, now).state == "approval_pending"

    def test_a_veto_ends_the_offer_and_the_reason_is_kept(self, site, now):
        id = story.encountered(now)
        verbs.complainant(id, answer="objects", by=site["ofelia"], now=now)
        found = sheet(site, id, now)
        assert found.state == "not_offered"
        assert [(line.outcome, line.reason) for line in found.offers] == [("not_offered", "complainant_objected")]

    def test_who_asked_when_and_the_answer_are_kept_and_no_words(self, site, now):
        id = story.encountered(now)
        verbs.complainant(id, answer="not_reached", by=site["ofelia"], now=now)
        (line,) = sheet(site, id, now).complainant
        assert (line.answer, line.by.name, line.at) == ("not_reached", "Ofelia Okafor", now)

    def test_one_not_reached_may_be_reached_later(self, site, now):
        id = story.encountered(now)
        verbs.complainant(id, answer="not_reached", by=site["ofelia"], now=now)
        verbs.complainant(id, answer="agrees", by=site["ofelia"], now=now)
        assert sheet(site, id, now).state == "approval_pending"

    def test_a_double_tap_is_kept_once(self, site, now):
        id = story.encountered(now)
        for _ in range(2):
            verbs.complainant(id, answer="agrees", by=site["ofelia"], now=now)
        assert len(sheet(site, id, now).complainant) == 1

    def test_an_answer_in_free_words_is_refused(self, site, now):
        with pytest.raises(BadInput, match="must be one of agrees"):
            verbs.complainant(story.encountered(now), answer="he is a thief", by=site["ofelia"], now=now)

    def test_a_door_that_asks_nobody_says_so(self, site, now):
        id = story.encountered(now, pathway=Pathway.SOCIAL_CONTACT, facts={}, checks={})
        with pytest.raises(NotPossible, match="There is no step"):
            verbs.complainant(id, answer="agrees", by=site["ofelia"], now=now)


class TestOverride:
    FELONY = {"offense": "trespass", "level": "felony", "threat_of_harm": False, "age": 34, "in_catchment": True}

    def test_a_sergeant_sets_a_presumption_aside_with_a_reason(self, site, now):
        id = story.encountered(now, facts=self.FELONY)
        assert sheet(site, id, now).finding.answer is NO
        answer = verbs.override(id, criterion="low-level-charge", reason="minor_part", by=site["sol"], now=now)
        assert answer == "yes"
        (line,) = sheet(site, id, now).overrides
        assert (line.criterion, line.reason, line.by.name) == ("low-level-charge", "minor_part", "Sol Sandoval")
        assert actions.replay(id)[0] == actions.replay(id)[1]

    def test_a_role_the_criterion_does_not_name_is_told_whom_to_ask(self, site, now):
        id = story.encountered(now, facts=self.FELONY)
        with pytest.raises(NotAllowed, match="is for a sergeant or prosecutor"):
            verbs.override(id, criterion="low-level-charge", reason="minor_part", by=site["ofelia"], now=now)

    def test_a_binding_criterion_cannot_be_set_aside_by_anybody(self, site, now):
        id = story.encountered(now)
        with pytest.raises(NotPossible, match="nobody can set it aside"):
            verbs.override(id, criterion="drug-weight", reason="minor_part", by=site["sol"], now=now)

    def test_a_reason_in_free_words_is_refused(self, site, now):
        id = story.encountered(now, facts=self.FELONY)
        with pytest.raises(BadInput, match="must be one of interests_of_justice"):
            verbs.override(id, criterion="low-level-charge", reason="he is nice", by=site["sol"], now=now)

    def test_setting_aside_twice_is_once(self, site, now):
        id = story.encountered(now, facts=self.FELONY)
        for _ in range(2):
            verbs.override(id, criterion="low-level-charge", reason="minor_part", by=site["sol"], now=now)
        assert len(sheet(site, id, now).overrides) == 1
