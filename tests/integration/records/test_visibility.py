"""Who sees what. Every sheet is asked: and Nobody? and the other agency?"""

import uuid
from dataclasses import fields

import pytest

from belltown.errors import NotAllowed, NotFound
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.sheets import Purpose, Withheld
from tests.integration.records import story
from tests.lib.cast import CAST, someone_from_the_other_agency

pytestmark = pytest.mark.django_db

OUTSIDERS = ["bea", "eli", "eve", "ada", "pat", "nobody"]
OTHERS = [Role.OFFICER, Role.SERGEANT, Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR, Role.PROSECUTOR]
RELATION = {
    "ofelia": "author", "sol": "supervisor", "pam": "management", "cass": "responder", "cleo": "responder",
    "dee": "responder", "pru": "prosecution", "del": "defense",
}  # fmt: skip
SEES = {
    "ofelia": {"person", "contact", "charge", "place", "eligibility", "complainant"},
    "sol": {"person", "contact", "charge", "place", "eligibility", "complainant"},
    "pam": {"person", "contact", "charge", "place", "eligibility", "complainant"},
    "cass": {"person", "contact", "charge", "place", "complainant"},
    "cleo": {"person", "contact", "charge", "place", "complainant"},
    "dee": {"person", "contact", "charge", "place", "complainant"},
    "pru": {"person", "charge"},
    "del": {"person", "charge"},
}


@pytest.fixture
def encounter(site, now):
    return story.handed_over(now)


@pytest.fixture
def hold(site, encounter, now):
    story.intake_may_be_told(encounter, now)
    return gate.holds(viewer=site["pru"], now=now)[0].id


@pytest.fixture
def ringing(site, now):
    return story.requested(now)


def parts_seen(sheet):
    values = {
        "person": sheet.person,
        "contact": sheet.person.contact if sheet.person else sheet.person,
        "charge": sheet.charge,
        "place": sheet.place,
        "eligibility": sheet.finding,
        "complainant": sheet.complainant,
    }
    return {name for name, value in values.items() if not isinstance(value, Withheld)}


@pytest.mark.parametrize("name", sorted(SEES))
def test_each_sees_of_an_encounter_what_their_part_needs(site, encounter, now, name):
    sheet = gate.encounter(encounter, viewer=site[name], now=now)
    assert sheet.relation == RELATION[name]
    assert parts_seen(sheet) == SEES[name]


@pytest.mark.parametrize("name", sorted(SEES))
def test_facts_checks_and_overrides_are_withheld_together_with_the_finding(site, encounter, now, name):
    sheet = gate.encounter(encounter, viewer=site[name], now=now)
    withheld = {isinstance(part, Withheld) for part in (sheet.facts, sheet.reading, sheet.checks, sheet.overrides)}
    assert withheld == {isinstance(sheet.finding, Withheld)}
    assert withheld == {"eligibility" not in SEES[name]}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_to_an_outsider_an_encounter_is_not_there(site, encounter, now, name):
    with pytest.raises(NotFound) as refused:
        gate.encounter(encounter, viewer=site[name], now=now)
    with pytest.raises(NotFound) as absent:
        gate.encounter(uuid.uuid4(), viewer=site[name], now=now)
    assert str(refused.value) == str(absent.value)


@pytest.mark.parametrize("role", OTHERS)
def test_to_the_other_agency_an_encounter_is_not_there(site, encounter, now, role):
    with pytest.raises(NotFound):
        gate.encounter(encounter, viewer=someone_from_the_other_agency(role), now=now)


def test_a_colleague_of_the_officer_does_not_see_it(site, encounter, now):
    colleague = User.objects.create_user("otis@x.example", name="Otis", agency=site["ofelia"].agency, role=Role.OFFICER)
    with pytest.raises(NotFound):
        gate.encounter(encounter, viewer=colleague, now=now)


@pytest.mark.parametrize("name", ["ofelia", "dee", "pru", "pam"])
def test_a_closed_account_sees_nothing_any_more(site, encounter, now, name):
    site[name].is_active = False
    with pytest.raises(NotFound):
        gate.encounter(encounter, viewer=site[name], now=now)


@pytest.mark.parametrize("name", ["ofelia", "dee", "pru", "pam"])
def test_an_agency_that_left_sees_nothing_any_more(site, encounter, now, name):
    site[name].agency.partner = False
    with pytest.raises(NotFound):
        gate.encounter(encounter, viewer=site[name], now=now)


@pytest.mark.parametrize("key", ["not-a-uuid", "", "1; drop table records_encounter"])
@pytest.mark.parametrize("sheet", ["encounter", "handoff", "hold"])
def test_an_address_that_is_no_number_is_not_found(site, now, sheet, key):
    with pytest.raises(NotFound):
        getattr(gate, sheet)(key, viewer=site["pam"], now=now)


def test_before_care_is_called_it_sees_nothing(site, now):
    id = story.accepted(now)
    for name in ("cass", "dee", "cleo"):
        with pytest.raises(NotFound):
            gate.encounter(id, viewer=site[name], now=now)


def test_while_it_rings_care_sees_where_and_what_and_not_whom(site, ringing, now):
    sheet = gate.handoff(ringing, viewer=site["cass"], now=now)
    assert (sheet.meet_at, sheet.charge.label) == ("Third and Bell, by the kiosk", "Drug possession")
    assert isinstance(sheet.person, Withheld)


@pytest.mark.parametrize("role", OTHERS)
def test_a_handoff_that_rings_elsewhere_is_not_there(site, ringing, now, role):
    with pytest.raises(NotFound):
        gate.handoff(ringing, viewer=someone_from_the_other_agency(role), now=now)


@pytest.mark.parametrize("name", [*OUTSIDERS, "pru", "del"])
def test_a_handoff_is_for_police_and_care(site, ringing, now, name):
    with pytest.raises(NotFound):
        gate.handoff(ringing, viewer=site[name], now=now)


@pytest.mark.parametrize("name", ["sol", "dee", "cass", "cleo", "pam"])
def test_the_board_shows_whoever_watches_the_live_handoff(site, ringing, now, name):
    assert [one.id for one in gate.dispatch_board(viewer=site[name], now=now).live] == [ringing]


@pytest.mark.parametrize("role", [Role.SERGEANT, Role.OUTREACH, Role.CASE_MANAGER])
def test_the_other_agencys_board_is_empty(site, ringing, now, role):
    assert gate.dispatch_board(viewer=someone_from_the_other_agency(role), now=now).live == ()


@pytest.mark.parametrize("name", [*OUTSIDERS, "ofelia", "pru", "del"])
def test_the_board_is_refused_to_the_rest_in_words(site, now, name):
    with pytest.raises(NotAllowed, match="The dispatch board is for"):
        gate.dispatch_board(viewer=site[name], now=now)


@pytest.mark.parametrize("name", ["pru", "del", "pam"])
def test_holds_are_at_the_desks_of_law_and_management(site, hold, now, name):
    (line,) = gate.holds(viewer=site[name], now=now)
    assert (line.id, line.person, line.charge.label) == (hold, "Juniper Yarrow", "Drug possession")


@pytest.mark.parametrize("name", [*OUTSIDERS, "ofelia", "sol", "cass", "dee", "cleo"])
def test_the_list_of_holds_is_empty_for_the_rest(site, hold, now, name):
    assert gate.holds(viewer=site[name], now=now) == ()


def test_the_other_prosecutors_office_has_no_such_hold(site, hold, now):
    other = someone_from_the_other_agency(Role.PROSECUTOR)
    assert gate.holds(viewer=other, now=now) == ()
    with pytest.raises(NotFound):
        gate.hold(hold, viewer=other, now=now)


@pytest.mark.parametrize("name", ["ofelia", "sol", "cass", "pam", "del", "pru"])
def test_one_hold_is_seen_by_those_whose_charge_or_person_it_is(site, hold, now, name):
    assert gate.hold(hold, viewer=site[name], now=now).id == hold


@pytest.mark.parametrize("name", OUTSIDERS)
def test_to_an_outsider_there_is_no_such_hold(site, hold, now, name):
    with pytest.raises(NotFound):
        gate.hold(hold, viewer=site[name], now=now)


def test_a_prosecutor_sees_of_the_hold_no_place_no_facts_and_nothing_of_care(site, hold, now):
    text = repr(gate.hold(hold, viewer=site["pru"], now=now)) + repr(gate.holds(viewer=site["pru"], now=now))
    for word in ("kiosk", "pier", "drug_grams", "Delacroix", "Castellanos"):
        assert word not in text


def test_a_prosecutor_sees_of_the_encounter_nothing_but_person_charge_and_clock(site, encounter, now):
    sheet = gate.encounter(encounter, viewer=site["pru"], now=now)
    shown = {name for name in (one.name for one in fields(sheet)) if not isinstance(getattr(sheet, name), Withheld)}
    assert shown == {"id", "relation", "state", "pathway", "on", "officer", "unit", "person", "charge", "hold",
                     "version", "acts"}  # fmt: skip


@pytest.mark.parametrize("name", ["cass", "dee"])
def test_care_sees_the_intakes_it_owes(site, hold, now, name):
    (due,) = gate.intakes_due(viewer=site[name], now=now)
    assert (due.hold_id, due.person.label) == (hold, "Juniper Yarrow")


@pytest.mark.parametrize("name", [*OUTSIDERS, "ofelia", "sol", "pru", "del"])
def test_intakes_are_nobody_elses(site, hold, now, name):
    assert gate.intakes_due(viewer=site[name], now=now) == ()


def test_the_other_agency_owes_no_intake(site, hold, now):
    assert gate.intakes_due(viewer=someone_from_the_other_agency(Role.CASE_MANAGER), now=now) == ()


def test_an_officers_start_page_holds_their_own_alone(site, encounter, now):
    mine = gate.field_home(viewer=site["ofelia"], now=now)
    assert [line.id for line in mine.recent] == [encounter]
    for name in [name for name in CAST if name != "ofelia"]:
        other = gate.field_home(viewer=site[name], now=now)
        assert (other.open, other.recent) == ((), ())


def test_a_sergeant_lists_the_agencys_encounters_and_not_the_others(site, encounter, now):
    assert [line.id for line in gate.agency_encounters(viewer=site["sol"], now=now)] == [encounter]
    assert gate.agency_encounters(viewer=someone_from_the_other_agency(Role.SERGEANT), now=now) == ()
    assert gate.agency_encounters(viewer=site["ofelia"], now=now) == ()


def test_approvals_wait_for_the_seat_in_the_officers_own_agency(site, now):
    id = story.encountered(now)
    actions.encounters.complainant(id, answer="agrees", by=site["ofelia"], now=now)
    approval = actions.approvals.request(id, by=site["ofelia"], now=now)
    assert [line.id for line in gate.approvals(viewer=site["sol"])] == [approval]
    assert gate.approvals(viewer=someone_from_the_other_agency(Role.SERGEANT)) == ()
    for name in [name for name in CAST if name != "sol"]:
        assert gate.approvals(viewer=site[name]) == ()


@pytest.mark.parametrize("name", sorted(set(CAST) - {"dee", "cass", "cleo"}))
def test_nobody_but_the_rung_has_a_ring(site, ringing, now, name):
    assert gate.my_rings(viewer=site[name], now=now) == ()


@pytest.mark.parametrize("name", ["dee", "cass"])
def test_live_handoffs_are_the_officers_and_the_responders(site, ringing, now, name):
    actions.handoffs.accept(ringing, by=site["dee"], now=now)
    assert [one.id for one in gate.live_handoffs(viewer=site["ofelia"], now=now)] == [ringing]
    expected = [ringing] if name == "dee" else []
    assert [one.id for one in gate.live_handoffs(viewer=site[name], now=now)] == expected
    assert gate.live_handoffs(viewer=site["nobody"], now=now) == ()


@pytest.mark.parametrize("name", ["pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody"])
def test_capacity_is_refused_to_the_rest_in_words(site, now, name):
    with pytest.raises(NotAllowed, match="Capacity is shown to those"):
        gate.capacity(viewer=site[name], now=now)


class TestLedger:
    def test_looking_at_a_person_leaves_who_what_and_why(self, site, encounter, now):
        gate.encounter(encounter, viewer=site["pru"], purpose=Purpose.FILING, now=now)
        line = Entry.objects.order_by("-sequence").first()
        assert (line.act, line.by_id, line.subject_id) == ("read.encounter", site["pru"].pk, str(encounter))
        assert line.purpose == "filing"

    def test_a_list_leaves_one_line_with_its_length(self, site, hold, now):
        gate.holds(viewer=site["pru"], now=now)
        line = Entry.objects.order_by("-sequence").first()
        assert (line.act, line.detail["rows"], line.detail["subjects"]) == ("read.holds", 1, 1)

    def test_an_empty_list_and_a_refused_look_leave_none(self, site, encounter, now):
        before = Entry.objects.count()
        gate.holds(viewer=site["nobody"], now=now)
        with pytest.raises(NotFound):
            gate.encounter(encounter, viewer=site["nobody"], now=now)
        assert Entry.objects.count() == before


class TestKnown:
    def test_a_person_who_takes_part_may_be_known_by_either_name(self, site, encounter):
        for name in ("Juniper Yarrow", "YARROW  june"):
            found = gate.known_persons(viewer=site["ofelia"], name=name)
            assert (found.may_be_known, found.agreeing) == (True, ("the full name", "a name that sounds alike"))

    def test_a_name_that_sounds_alike_wants_the_birth_date_or_year_too(self, site, encounter):
        assert not gate.known_persons(viewer=site["ofelia"], name="Junipper Yarow").may_be_known
        found = gate.known_persons(viewer=site["ofelia"], name="Junipper Yarow", born="1990")
        assert found.agreeing == ("a name that sounds alike", "the year of birth")

    def test_a_birth_date_alone_is_nobody(self, site, encounter):
        assert not gate.known_persons(viewer=site["ofelia"], name="Rowan Sedge", born="1990-05-02").may_be_known

    def test_who_only_declined_is_not_said_to_take_part(self, site, now):
        id = story.screened(now)
        actions.offers.record(id, outcome="declined", reason="did_not_say", by=site["ofelia"], now=now)
        assert not gate.known_persons(viewer=site["ofelia"], name="Juniper Yarrow").may_be_known

    def test_it_shows_no_record(self, site, encounter):
        found = gate.known_persons(viewer=site["ofelia"], name="Juniper Yarrow")
        assert str(encounter) not in repr(found)
        assert "1990" not in repr(found)
        assert "Ask dispatch" in found.sentence

    def test_every_question_leaves_a_line_without_the_name(self, site, encounter):
        gate.known_persons(viewer=site["ofelia"], name="Juniper Yarrow")
        line = Entry.objects.order_by("-sequence").first()
        assert (line.act, line.detail) == ("read.known_persons", {"may_be_known": True})

    @pytest.mark.parametrize("name", ["cass", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody", "pam"])
    def test_it_is_for_those_who_screen(self, site, name):
        with pytest.raises(NotAllowed, match="Only those who screen"):
            gate.known_persons(viewer=site[name], name="Juniper Yarrow")


class TestWaking:
    """Open pages are told that something changed, never whose; then they ask the gate."""

    def woken(self, act):
        from belltown_site.web.models import Event

        before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        act()
        return set(Event.objects.filter(pk__gt=before).values_list("topic", "subject"))

    def test_accepting_wakes_the_board_the_handoff_and_the_encounters_page(self, site, now):
        encounter = story.accepted(now)
        handoff = story.requested(now, encounter)
        woken = self.woken(lambda: actions.handoffs.accept(handoff, by=site["dee"], now=now))
        assert woken == {("handoff", str(handoff)), ("encounter", str(encounter))}

    def test_intake_wakes_the_prosecutors_page_of_the_hold(self, site, hold, now):
        woken = self.woken(lambda: actions.holds.confirm_intake(hold, on=now.date(), by=site["cass"], now=now))
        assert ("hold", str(hold)) in woken

    def test_looking_wakes_nobody(self, site, encounter, now):
        assert self.woken(lambda: gate.encounter(encounter, viewer=site["ofelia"], now=now)) == set()
