"""A circle: the people named for somebody work on, and to everybody else there is nobody."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from belltown.disclosure.circle import CircleReason
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import Recipient, Share, SharingPurpose
from belltown.errors import BadInput, NotAllowed, NotFound
from belltown.vocabulary import FilingDecision, OfferOutcome, Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.models import Circle
from belltown_site.records.sheets import PersonSheet, Withheld
from belltown_site.web.models import Event
from tests.integration.records import story
from tests.integration.records.test_row_security import on_postgresql, seen_by, transaction_over
from tests.lib.cast import make_cast, make_person, someone_from_the_other_agency
from tests.lib.emergencies import broken, opened
from tests.lib.papers import share, signed
from tests.lib.queries import queries
from tests.lib.vault import opened as vault

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
INSIDE, OUTSIDE = ("cass", "cleo"), ("dee", "ofelia", "sol", "pru", "del", "pam", "bea", "eli", "eve", "ada", "nobody")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cast(now):
    story.set_up(now)
    return make_cast()


@pytest.fixture
def encounter(cast, now):
    return story.handed_over(now)


@pytest.fixture
def juniper(encounter, cast, now):
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


def draw(juniper, now, *members, by="cleo", reason=CircleReason.RELATIVE_OF_STAFF):
    inside = [make_person(name).pk for name in members or INSIDE]
    return actions.circles.draw(
        uuid.uuid4(), participant=juniper, members=inside, reason=reason, by=make_person(by), now=now
    )


@pytest.fixture
def circle(juniper, now):
    """Kept to Cass and Cleo: Dee, who met her, is her cousin."""
    return draw(juniper, now)


@pytest.mark.parametrize("name", INSIDE)
def test_those_in_it_work_on_as_before(cast, juniper, circle, now, name):
    (line,) = gate.people(viewer=cast[name], now=now)
    sheet = gate.participant(juniper, viewer=cast[name], now=now)
    assert line.id == sheet.id == juniper
    assert sheet.is_own
    assert {one.name for one in sheet.circle.members} == {cast["cass"].name, cast["cleo"].name}
    assert (sheet.circle.reason, sheet.circle.drawn_by.name) == (CircleReason.RELATIVE_OF_STAFF, cast["cleo"].name)
    (due,) = gate.intakes_due(viewer=cast[name], now=now)
    assert due.person.label == "Juniper Yarrow"


@pytest.mark.parametrize("name", OUTSIDE)
def test_to_everybody_else_there_is_no_such_person(cast, juniper, circle, now, name):
    assert gate.people(viewer=cast[name], now=now) == ()
    for address in (juniper, uuid.uuid4()):
        with pytest.raises(NotFound) as refused:
            gate.participant(address, viewer=cast[name], now=now)
        assert str(refused.value).startswith("There is no such person")


def test_a_colleague_finds_no_encounter_no_handoff_no_intake_and_no_paper(cast, encounter, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    handoff = gate.encounter(encounter, viewer=cast["dee"], now=now).handoffs[0].id
    draw(juniper, now)
    for look in (
        lambda: gate.encounter(encounter, viewer=cast["dee"], now=now),
        lambda: gate.handoff(handoff, viewer=cast["dee"], now=now),
        lambda: gate.consent(paper, viewer=cast["dee"], now=now),
        lambda: gate.accounting(juniper, viewer=cast["dee"], now=now),
        lambda: actions.consents.revoke(paper, by=cast["dee"], now=now),
        lambda: actions.holds.keep_intake(encounter, on=now.date(), by=cast["dee"], now=now),
    ):
        with pytest.raises(NotFound):
            look()
    assert gate.intakes_due(viewer=cast["dee"], now=now) == ()
    board = gate.dispatch_board(viewer=cast["dee"], now=now)
    assert (board.live, board.finished) == ((), ())
    assert gate.live_handoffs(viewer=cast["dee"], now=now) == ()


def test_the_officer_keeps_what_the_officer_wrote_and_the_sergeant_no_name(cast, encounter, circle, now):
    own = gate.encounter(encounter, viewer=cast["ofelia"], now=now)
    assert (own.person.label, own.person.contact) == ("Juniper Yarrow", "by the pier")
    assert isinstance(gate.encounter(encounter, viewer=cast["sol"], now=now).person, Withheld)
    (line,) = gate.agency_encounters(viewer=cast["sol"], now=now)
    assert isinstance(line.person, Withheld)
    assert gate.field_home(viewer=cast["ofelia"], now=now).open == ()


def test_the_project_manager_sees_that_it_goes_on_and_no_name(cast, encounter, circle, now):
    (hold,) = gate.holds(viewer=cast["pam"], now=now)
    assert isinstance(hold.person, Withheld)
    assert isinstance(gate.hold(hold.id, viewer=cast["pam"], now=now).person, Withheld)
    (handoff,) = gate.dispatch_board(viewer=cast["pam"], now=now).finished
    assert isinstance(handoff.person, Withheld)


@pytest.mark.parametrize("name", ["pru", "del"])
def test_the_charge_keeps_its_clock_and_the_name_it_was_written_under(cast, circle, now, name):
    (line,) = gate.holds(viewer=cast[name], now=now)
    sheet = gate.hold(line.id, viewer=cast[name], now=now)
    assert line.person == "June Yarrow"
    assert isinstance(sheet.person, PersonSheet)
    assert (sheet.person.chosen_name, sheet.person.born) == ("", "")
    assert isinstance(sheet.person.contact, Withheld)
    assert sheet.clock.due_at > now


def test_that_intake_is_done_is_still_told_where_it_was_agreed(cast, encounter, juniper, now):
    story.intake_may_be_told(encounter, now)
    draw(juniper, now + MINUTE)
    (due,) = gate.intakes_due(viewer=cast["cass"], now=now + MINUTE)
    assert due.may_be_told
    actions.holds.keep_intake(encounter, on=now.date(), by=cast["cass"], now=now + MINUTE)
    (line,) = gate.holds(viewer=cast["pru"], now=now + MINUTE)
    assert line.intake.completed
    actions.holds.decide(line.id, decision=FilingDecision.NOT_FILED, by=cast["pru"], now=now + MINUTE)


def test_the_officers_question_is_answered_as_for_nobody(cast, juniper, now):
    def asked(name):
        return gate.known_persons(viewer=cast["ofelia"], name=name, born="1990-05-02")

    assert asked("June Yarrow").may_be_known
    draw(juniper, now)
    assert asked("June Yarrow") == asked("Nobody Atall")


def test_a_circle_hides_nobody_else_of_the_name(cast, juniper, circle, now):
    story.handed_over(now)
    assert gate.known_persons(viewer=cast["ofelia"], name="June Yarrow", born="").may_be_known
    assert len(gate.people(viewer=cast["dee"], now=now)) == 1


class TestPapers:
    @pytest.fixture
    def paper(self, cast, juniper, now):
        return signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now - MINUTE)

    def test_one_for_a_seat_pauses_and_counts_again_when_the_circle_is_lifted(self, cast, juniper, paper, now):
        circle = draw(juniper, now)
        assert gate.people(viewer=cast["del"], now=now) == ()
        assert gate.participant(juniper, viewer=cast["cass"], now=now).circle.paused == 1
        actions.circles.lift(circle, by=cast["cass"], now=now + MINUTE)
        assert len(gate.people(viewer=cast["del"], now=now + MINUTE)) == 1

    def test_one_signed_since_reaches_its_seat(self, cast, juniper, paper, circle, now):
        later = now + MINUTE
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=later)
        assert [line.id for line in gate.people(viewer=cast["del"], now=later)] == [juniper]
        assert gate.participant(juniper, viewer=cast["del"], now=later).person.label == "Juniper Yarrow"

    def test_one_that_names_the_very_person_goes_on(self, cast, juniper, now):
        who = cast["del"]
        recipient = Recipient(person=str(who.pk), agency=str(who.agency_id), role=Role(who.role))
        named = Share(recipient, frozenset({Class.IDENTITY}), SharingPurpose.LEGAL_COORDINATION)
        signed(juniper, named, by=cast["cass"], now=now - MINUTE)
        draw(juniper, now)
        sheet = gate.participant(juniper, viewer=cast["del"], now=now)
        assert (sheet.person.label, sheet.circle) == ("Juniper Yarrow", None)


class TestDrawing:
    @pytest.mark.parametrize("name", ["dee", "ofelia", "sol", "pru", "del", "pam", "ada", "nobody"])
    def test_is_for_case_managers_and_supervisors_alone(self, cast, juniper, now, name):
        with pytest.raises(NotAllowed):
            draw(juniper, now, name, by=name)

    def test_and_of_the_agency_in_whose_care_the_person_is(self, juniper, now):
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        with pytest.raises(NotFound):
            actions.circles.draw(
                uuid.uuid4(), participant=juniper, members=[other.pk], reason="threat", by=other, now=now
            )

    def test_whoever_draws_it_is_in_it(self, juniper, now):
        with pytest.raises(BadInput, match="ask a colleague"):
            draw(juniper, now, "cass")

    @pytest.mark.parametrize("stranger", ["ofelia", "pru", "nobody"])
    def test_only_people_in_care_at_the_agency_can_be(self, juniper, cast, now, stranger):
        with pytest.raises(BadInput, match="work in care at your agency"):
            draw(juniper, now, "cleo", stranger)

    def test_a_second_takes_the_place_of_the_first(self, cast, juniper, circle, now):
        draw(juniper, now + MINUTE, "cleo", "dee")
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=cast["cass"], now=now + MINUTE)
        assert gate.participant(juniper, viewer=cast["dee"], now=now + MINUTE)
        with vault():
            assert Circle.objects.filter(lifted_at=None).count() == 1

    def test_lifting_is_an_act_of_its_own_of_somebody_inside(self, cast, juniper, circle, now):
        with pytest.raises(NotAllowed):
            actions.circles.lift(circle, by=cast["dee"], now=now)
        with pytest.raises(NotFound):
            actions.circles.lift(circle, by=someone_from_the_other_agency(Role.CASE_MANAGER), now=now)
        assert actions.circles.lift(circle, by=cast["cass"], now=now) == juniper
        actions.circles.lift(circle, by=cast["cass"], now=now)
        assert gate.participant(juniper, viewer=cast["dee"], now=now).circle is None
        acts = list(Entry.objects.filter(act__startswith="circle.").order_by("pk").values_list("act", flat=True))
        assert acts == ["circle.draw", "circle.lift"]

    def test_the_ledger_says_how_many_and_never_why(self, circle):
        assert Entry.objects.get(act="circle.draw").detail == {"members": 2}

    def test_why_lies_sealed(self, circle):
        with vault(), connection.cursor() as cursor:
            cursor.execute("SELECT reason FROM records_circle")
            assert b"relative" not in bytes(cursor.fetchone()[0])

    @pytest.mark.parametrize("name", ["dee", "ofelia", "pru", "pam", "nobody"])
    def test_nobody_outside_reads_who_is_in_it(self, cast, juniper, circle, now, name):
        with pytest.raises((NotAllowed, NotFound)):
            gate.circle(juniper, viewer=cast[name], now=now)


def test_pages_inside_wake_by_an_id_nobody_outside_knows(cast, juniper, circle, now):
    sheet = gate.participant(juniper, viewer=cast["cass"], now=now)
    assert sheet.topic == f"participant:{circle}"
    last = Event.objects.order_by("pk").last().pk
    signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    woken = {one.subject for one in Event.objects.filter(pk__gt=last, topic="participant")}
    assert woken == {str(circle)}


def test_whoever_is_called_to_somebody_behind_a_circle_is_let_in(cast, now):
    encounter = story.accepted(now)
    handoff = story.requested(now, encounter)
    actions.handoffs.accept(handoff, by=cast["dee"], now=now, eta_minutes=9)
    juniper = gate.people(viewer=cast["dee"], now=now)[0].id
    draw(juniper, now, "cleo", "dee")
    actions.handoffs.give_back(handoff, by=cast["dee"], now=now)
    actions.handoffs.accept(handoff, by=cast["cass"], now=now, eta_minutes=9)
    assert gate.handoff(handoff, viewer=cast["cass"], now=now).person.label == "Juniper Yarrow"
    actions.handoffs.arrive(handoff, by=cast["cass"], now=now)
    assert Entry.objects.filter(act="circle.let_in", by_id=cast["cass"].pk).exists()


class TestEmergency:
    def test_a_colleague_outside_may_break_the_glass_and_those_inside_look_at_it(self, cast, juniper, circle, now):
        assert opened(cast["dee"], now) == juniper
        sheet = gate.participant(juniper, viewer=cast["dee"], now=now)
        assert (sheet.is_own, sheet.person.contact, sheet.circle, sheet.looks) == (False, "by the pier", None, ())
        for name in INSIDE:
            assert gate.openings_waiting(viewer=cast[name], now=now).waiting == 1
        (row,) = gate.openings(viewer=cast["cass"], now=now)
        actions.glasses.close(row.id, by=cast["cass"], now=now)
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=cast["dee"], now=now)

    def test_a_supervisor_outside_learns_of_neither(self, cast, juniper, now):
        draw(juniper, now, "cass", by="cass")
        broken(someone_from_the_other_agency(Role.OUTREACH), now)
        assert gate.openings(viewer=cast["cleo"], now=now) == ()
        assert gate.openings_waiting(viewer=cast["cleo"], now=now).waiting == 0
        assert gate.openings_waiting(viewer=cast["pam"], now=now).waiting == 1

    def test_no_papers_are_handled_through_a_glass(self, cast, juniper, circle, now):
        opened(cast["dee"], now)
        with pytest.raises(NotFound):
            gate.accounting(juniper, viewer=cast["dee"], now=now)
        with pytest.raises(NotFound):
            signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["dee"], now=now)


LISTS = {"people": "cass", "holds": "pru", "intakes_due": "cass", "agency_encounters": "sol", "openings": "cleo"}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_more_people_ask_no_more_queries(cast, now, name):
    who = cast[LISTS[name]]

    def one_more(number):
        person = actions.Person(chosen_name=f"Fern Number{number}", name_given=f"Fern Number{number}", born="1980")
        story.handed_over(now, story.accepted(now, person=person))
        (line,) = [one for one in gate.people(viewer=cast["cleo"], now=now) if one.person.label.endswith(str(number))]
        draw(line.id, now)
        opener = someone_from_the_other_agency(Role.OUTREACH, f"Otto{number} Other")
        opened(opener, now, name=f"Fern Number{number}", born="1980")

    def look():
        assert getattr(gate, name)(viewer=who, now=now)

    one_more(1)
    few = queries(look)
    for number in (2, 3):
        one_more(number)
    assert queries(look) == few


TABLES = ("records_participant", "records_personkey", "records_consent", "records_consentshare", "records_circle",
          "records_circlemember", "records_glass", "records_encounter", "records_hold")  # fmt: skip


@on_postgresql
class TestRowSecurity:
    @pytest.fixture
    def world(self, cast, juniper, now):
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now - MINUTE)
        circle = draw(juniper, now)
        transaction_over()
        return circle

    @pytest.mark.parametrize("table", [one for one in TABLES if one != "records_glass"])
    def test_a_colleague_outside_reads_no_row_and_those_inside_do(self, cast, world, table):
        assert seen_by(cast["dee"], table) == set()
        assert seen_by(cast["cass"], table) == seen_by(cast["cleo"], table) != set()

    def test_lifted_everybody_reads_again(self, cast, world, now):
        actions.circles.lift(world, by=cast["cass"], now=now)
        transaction_over()
        assert seen_by(cast["dee"], "records_participant") == seen_by(cast["cass"], "records_participant") != set()

    def test_a_seat_named_before_reads_nothing_and_one_named_since_does(self, cast, juniper, now):
        pam, outside = cast["pam"], someone_from_the_other_agency(Role.CASE_MANAGER)
        to_seat = share(outside, Class.IDENTITY, purpose=SharingPurpose.CARE)
        signed(juniper, to_seat, by=cast["cass"], now=now - MINUTE)
        assert seen_by(outside, "records_participant") == {juniper}
        draw(juniper, now)
        transaction_over()
        assert seen_by(outside, "records_participant") == set()
        signed(juniper, to_seat, by=cast["cass"], now=now + MINUTE)
        assert seen_by(outside, "records_participant") == {juniper}
        assert seen_by(pam, "records_participant") == {juniper}

    def test_a_glass_opens_the_persons_rows_to_its_opener_until_it_ends(self, cast, juniper, world, now):
        otto, oona = (someone_from_the_other_agency(Role.OUTREACH, name) for name in ("Otto Other", "Oona Other"))
        _, glass = broken(otto, now)
        transaction_over()
        assert seen_by(otto, "records_participant") == {juniper}
        assert seen_by(oona, "records_participant") == seen_by(oona, "records_glass") == set()
        assert seen_by(cast["cleo"], "records_glass") == seen_by(otto, "records_glass") == {glass}
        assert seen_by(cast["dee"], "records_glass") == set()
        actions.glasses.close(glass, by=otto, now=now)
        transaction_over()
        assert seen_by(otto, "records_participant") == set()

    def test_the_database_knows_by_itself_when_it_is_over(self, juniper, now):
        otto = someone_from_the_other_agency(Role.OUTREACH)
        broken(otto, now - 2 * 60 * MINUTE)
        transaction_over()
        assert seen_by(otto, "records_participant") == set()
        assert seen_by(otto, "records_encounter") == set()

    @pytest.mark.parametrize("name", ["ofelia", "sol", "pru"])
    def test_police_and_prosecution_read_no_row_of_an_opening(self, cast, juniper, now, name):
        broken(someone_from_the_other_agency(Role.OUTREACH), now)
        assert seen_by(cast["cleo"], "records_glass")
        assert seen_by(cast[name], "records_glass") == set()

    def test_taken_down_and_put_up_again_everyone_sees_what_they_saw(self, cast, juniper, world, now):
        from belltown_site.records import row_security

        broken(someone_from_the_other_agency(Role.OUTREACH), now)
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now + MINUTE)
        everybody = [*cast.values(), someone_from_the_other_agency(Role.OUTREACH)]

        def seen():
            return [[seen_by(one, table) for table in TABLES] for one in everybody]

        before = seen()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        row_security.remove(connection)
        row_security.install(connection)
        assert seen() == before


def test_a_new_encounter_of_the_same_name_is_no_way_round(cast, juniper, circle, now):
    """The officer meets her again and writes her down anew: that record is its own, and the kept one stays kept."""
    again = story.screened(now)
    actions.offers.record(again, outcome=OfferOutcome.ACCEPTED, by=cast["ofelia"], now=now)
    assert gate.people(viewer=cast["dee"], now=now) == ()
