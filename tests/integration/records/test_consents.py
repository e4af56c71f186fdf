"""A participant's papers: what is lacking is said, what is signed counts, what is stopped is stopped at once."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from belltown.disclosure.classes import BEHIND_THE_WALL
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose, Standing
from belltown.disclosure.wording import Language
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.sheets import Withheld
from belltown_site.web.models import Event
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency
from tests.lib.papers import STROKES, drafted, intake_told_to, share, signed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cast(now):
    story.set_up(now)
    return make_cast()


@pytest.fixture
def juniper(cast, now):
    """Somebody in the care of Open Door who has signed nothing."""
    story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


def _seen_by(who, juniper, now):
    return gate.participant(juniper, viewer=who, now=now)


def _names_of(who, now):
    return [line.person.label for line in gate.people(viewer=who, now=now)]


OUTSIDE = ("ofelia", "sol", "pru", "del", "pam")
NEVER = ("bea", "eli", "eve", "ada", "pat", "nobody")


@pytest.mark.parametrize("name", OUTSIDE)
def test_without_a_paper_nobody_outside_knows_of_the_person(cast, juniper, now, name):
    assert _names_of(cast[name], now) == []
    with pytest.raises(NotFound):
        _seen_by(cast[name], juniper, now)


@pytest.mark.parametrize("name", NEVER)
def test_seats_without_people_never_know_of_them(cast, juniper, now, name):
    assert gate.people(viewer=cast[name], now=now) == ()
    with pytest.raises(NotFound):
        _seen_by(cast[name], juniper, now)


@pytest.mark.parametrize("name", ["cass", "dee", "cleo"])
def test_those_in_whose_care_the_person_is_see_the_page(cast, juniper, now, name):
    sheet = _seen_by(cast[name], juniper, now)
    assert (sheet.is_own, sheet.person.label, sheet.person.contact) == (True, "Juniper Yarrow", "by the pier")


def test_another_care_agency_does_not(cast, juniper, now):
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    assert gate.people(viewer=other, now=now) == ()
    with pytest.raises(NotFound):
        _seen_by(other, juniper, now)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_signed_paper_shows_what_it_names_and_nothing_else(cast, juniper, now, name):
    purpose = SharingPurpose.LEGAL_COORDINATION if name in ("pru", "del") else SharingPurpose.CASE_CONFERENCE
    signed(juniper, share(cast[name], Class.IDENTITY, purpose=purpose), by=cast["cass"], now=now)
    sheet = _seen_by(cast[name], juniper, now)
    assert sheet.person.label == "Juniper Yarrow"
    assert sheet.case_manager.name == cast["dee"].name
    assert isinstance(sheet.person.contact, Withheld)
    assert isinstance(sheet.handed_over_at, Withheld)
    assert (sheet.consents, sheet.restrictions, sheet.looks) == ((), (), ())


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_paper_for_one_seat_opens_nothing_to_the_others(cast, juniper, now, name):
    signed(juniper, share(cast[name], Class.IDENTITY, purpose=SharingPurpose.CASE_CONFERENCE), by=cast["cass"], now=now)
    for other in set(OUTSIDE) - {name}:
        assert _names_of(cast[other], now) == []


def test_a_paper_for_another_purpose_opens_nothing(cast, juniper, now):
    signed(juniper, share(cast["pru"], Class.IDENTITY, purpose=SharingPurpose.EVALUATION), by=cast["cass"], now=now)
    assert _names_of(cast["pru"], now) == []


def test_a_draft_opens_nothing(cast, juniper, now):
    drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    assert _names_of(cast["del"], now) == []


def test_stopping_takes_effect_at_once(cast, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    assert _names_of(cast["del"], now) == ["Juniper Yarrow"]
    actions.consents.revoke(paper, by=cast["dee"], now=now)
    assert _names_of(cast["del"], now) == []
    with pytest.raises(NotFound):
        _seen_by(cast["del"], juniper, now)


def test_a_paper_runs_out_after_its_last_day(cast, juniper, now):
    last = now.astimezone(timezone.get_fixed_timezone(-360)).date() + 3 * DAY
    signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now, until=last)
    assert _names_of(cast["del"], now + 2 * DAY) == ["Juniper Yarrow"]
    assert _names_of(cast["del"], now + 5 * DAY) == []


def test_what_was_asked_to_be_kept_back_stands_before_any_paper(cast, juniper, now):
    signed(juniper, share(cast["del"], Class.IDENTITY, Class.CONTACT), by=cast["cass"], now=now)
    kept = actions.consents.restrict(
        uuid.uuid4(), participant=juniper, agency=cast["del"].agency_id, classes=[Class.CONTACT], by=cast["cass"],
        now=now,
    )  # fmt: skip
    sheet = _seen_by(cast["del"], juniper, now)
    assert sheet.person.contact == Withheld("Not shown: the participant asked that it be kept from you.")
    actions.consents.lift(kept, by=cast["cass"], now=now)
    assert _seen_by(cast["del"], juniper, now).person.contact == "by the pier"


def test_a_second_request_replaces_the_first(cast, juniper, now):
    for classes in ([Class.CONTACT], [Class.IDENTITY, Class.HOUSING]):
        actions.consents.restrict(
            uuid.uuid4(), participant=juniper, agency=cast["del"].agency_id, classes=classes, by=cast["cass"], now=now
        )
    (line,) = _seen_by(cast["cass"], juniper, now).restrictions
    assert line.classes == (Class.HOUSING, Class.IDENTITY)


@pytest.mark.parametrize("kind", sorted(BEHIND_THE_WALL))
@pytest.mark.parametrize("name", ["ofelia", "sol", "pru"])
def test_what_no_signature_opens_is_not_even_kept(cast, juniper, now, name, kind):
    with pytest.raises(BadInput, match="never"):
        drafted(juniper, share(cast[name], kind), by=cast["cass"], now=now)
    assert _seen_by(cast["cass"], juniper, now).consents == ()


def test_a_paper_without_an_end_is_refused_with_its_clause(cast, juniper, now):
    with pytest.raises(BadInput) as refused:
        drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now, until=None)
    assert [fault.place for fault in refused.value.faults] == ["end"]


def test_every_fault_is_told_at_once(cast, juniper, now):
    nobody = Share(Recipient(), frozenset(), SharingPurpose.CARE)
    with pytest.raises(BadInput) as refused:
        drafted(juniper, nobody, by=cast["cass"], now=now, until=None)
    assert {fault.place for fault in refused.value.faults} == {"information", "recipient", "end"}


def test_proceedings_stand_alone(cast, juniper, now):
    mixed = share(cast["del"], Class.LEGAL, purpose=SharingPurpose.PROCEEDINGS)
    with pytest.raises(BadInput, match=r"2\.31\(d\)"):
        drafted(juniper, mixed, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)


@pytest.mark.parametrize(
    ("way", "signature"),
    [
        ("finger", ""),
        ("finger", "[]"),
        ("finger", "not json"),
        ("finger", json.dumps([[[1, 2]]])),
        ("finger", json.dumps([[[1, 2], [3, 4], [5000, 6]]])),
        ("finger", json.dumps({"strokes": 3})),
        ("read_aloud", ""),
        ("read_aloud", "Cass"),
        ("carrier pigeon", "yes"),
    ],
)
def test_a_signature_that_is_none_is_refused_and_nothing_is_signed(cast, juniper, now, way, signature):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    with pytest.raises(BadInput):
        actions.consents.sign(paper, way=way, signature=signature, by=cast["cass"], now=now)
    assert _seen_by(cast["cass"], juniper, now).consents[0].is_draft


def test_a_form_that_is_not_the_one_that_was_read_is_not_signed(cast, juniper, now):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    with pytest.raises(NotPossible, match="read it together again"):
        actions.consents.sign(paper, way="finger", signature=STROKES, form="0" * 64, by=cast["cass"], now=now)


def test_signing_twice_keeps_the_first_signature(cast, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    actions.consents.sign(paper, way="read_aloud", signature="Dee Delacroix", by=cast["dee"], now=now)
    assert gate.consent(paper, viewer=cast["cass"], now=now).witness.name == cast["cass"].name


def test_what_was_stopped_is_not_signed_again(cast, juniper, now):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    actions.consents.revoke(paper, by=cast["cass"], now=now)
    with pytest.raises(NotPossible, match="new one"):
        actions.consents.sign(paper, way="finger", signature=STROKES, by=cast["cass"], now=now)


def test_the_form_is_kept_as_it_was_read_with_its_digest(cast, juniper, now):
    import hashlib

    paper = gate.consent(
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now), viewer=cast["cass"], now=now
    )
    assert paper.form_digest == hashlib.sha256(paper.form.encode()).hexdigest()
    assert "Juniper Yarrow" in paper.form
    assert cast["del"].agency.name in paper.form


def test_the_spanish_form_is_spanish(cast, juniper, now):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now, language=Language.SPANISH)
    sheet = gate.consent(paper, viewer=cast["cass"], now=now)
    assert "usted" in sheet.form
    assert sheet.language is Language.SPANISH


@pytest.mark.parametrize("name", [*OUTSIDE, *NEVER])
def test_only_those_who_care_handle_papers(cast, juniper, now, name):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    verbs = (
        lambda: drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast[name], now=now),
        lambda: actions.consents.sign(paper, way="finger", signature=STROKES, by=cast[name], now=now),
        lambda: actions.consents.revoke(paper, by=cast[name], now=now),
        lambda: gate.consent(paper, viewer=cast[name], now=now),
    )
    for verb in verbs:
        with pytest.raises((NotAllowed, NotFound)):
            verb()


def test_to_another_care_agency_the_paper_does_not_exist(cast, juniper, now):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    for verb in (
        lambda: actions.consents.sign(paper, way="finger", signature=STROKES, by=other, now=now),
        lambda: actions.consents.revoke(paper, by=other, now=now),
        lambda: gate.consent(paper, viewer=other, now=now),
    ):
        with pytest.raises(NotFound):
            verb()


def test_treatment_papers_reach_those_who_care_and_nobody_else(cast, juniper, now):
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    to_care = Share(
        Recipient(agency=str(other.agency_id)), frozenset({Class.IDENTITY, Class.CONTACT}), SharingPurpose.CARE
    )
    signed(juniper, to_care, by=cast["cass"], now=now, kind=ConsentKind.TREATMENT_PAYMENT_OPERATIONS, until=None)
    sheet = _seen_by(other, juniper, now)
    assert (sheet.is_own, sheet.person.contact) == (False, "by the pier")
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in sheet.notice


class TestSomebodyWithoutAName:
    @pytest.fixture
    def encounter(self, cast, now):
        return story.handed_over(now, story.accepted(now, person=actions.Person()))

    def test_is_written_down_by_those_who_met_them_and_may_then_sign(self, cast, encounter, now):
        person = actions.persons.introduce(
            encounter, person=actions.Person(chosen_name="Rowan"), by=cast["dee"], now=now
        )
        assert _names_of(cast["cass"], now) == ["Rowan"]
        signed(person, intake_told_to(cast["pru"]), by=cast["cass"], now=now)

    def test_is_not_renamed_by_a_second_tap(self, cast, encounter, now):
        actions.persons.introduce(encounter, person=actions.Person(chosen_name="Rowan"), by=cast["dee"], now=now)
        with pytest.raises(NotPossible, match="already"):
            actions.persons.introduce(encounter, person=actions.Person(chosen_name="Ash"), by=cast["dee"], now=now)

    def test_needs_at_least_a_name(self, cast, encounter, now):
        with pytest.raises(BadInput, match="called"):
            actions.persons.introduce(encounter, person=actions.Person(contact="x"), by=cast["dee"], now=now)

    @pytest.mark.parametrize("name", [*OUTSIDE, *NEVER])
    def test_is_named_by_nobody_else(self, cast, encounter, now, name):
        with pytest.raises((NotAllowed, NotFound)):
            actions.persons.introduce(encounter, person=actions.Person(chosen_name="R"), by=cast[name], now=now)


class TestIntake:
    @pytest.fixture
    def hold(self, cast, juniper, now):
        (line,) = gate.holds(viewer=cast["pru"], now=now)
        return line.id

    def test_is_not_told_without_a_paper(self, cast, hold, now):
        with pytest.raises(NotPossible, match="has not consented"):
            actions.holds.confirm_intake(hold, on=now.date(), by=cast["cass"], now=now)
        assert gate.hold(hold, viewer=cast["pru"], now=now).intake is None
        assert gate.hold(hold, viewer=cast["pru"], now=now).state == "holding"

    def test_is_told_with_one(self, cast, hold, juniper, now):
        signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        actions.holds.confirm_intake(hold, on=gate.hold(hold, viewer=cast["pru"], now=now).on, by=cast["cass"], now=now)
        assert gate.hold(hold, viewer=cast["pru"], now=now).intake.completed

    def test_its_day_is_withheld_once_the_paper_is_stopped(self, cast, hold, juniper, now):
        paper = signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        actions.holds.confirm_intake(hold, on=gate.hold(hold, viewer=cast["pru"], now=now).on, by=cast["cass"], now=now)
        actions.consents.revoke(paper, by=cast["cass"], now=now)
        sheet = gate.hold(hold, viewer=cast["pru"], now=now)
        assert sheet.intake == Withheld("Not shown: the participant has stopped sharing it.")
        assert sheet.state == "intake_confirmed"  # the office's own record of what it was told stays
        assert gate.hold(hold, viewer=cast["cass"], now=now).intake.completed

    def test_a_defender_needs_a_paper_of_their_own(self, cast, hold, juniper, now):
        signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        actions.holds.confirm_intake(hold, on=gate.hold(hold, viewer=cast["pru"], now=now).on, by=cast["cass"], now=now)
        assert isinstance(gate.hold(hold, viewer=cast["del"], now=now).intake, Withheld)

    def test_open_pages_are_woken_when_sharing_stops(self, cast, hold, juniper, now):
        paper = signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        Event.objects.all().delete()
        actions.consents.revoke(paper, by=cast["cass"], now=now)
        woken = set(Event.objects.values_list("topic", "subject"))
        assert {("participant", str(juniper)), ("hold", str(hold))} <= woken


class TestLooks:
    def test_every_opening_of_a_page_is_listed_with_agency_and_purpose(self, cast, juniper, now):
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
        _seen_by(cast["del"], juniper, now)
        looks = _seen_by(cast["cass"], juniper, now).looks
        assert (looks[0].name, looks[0].is_elsewhere) == (cast["cass"].name, False)
        assert (looks[1].name, looks[1].agency, looks[1].is_elsewhere) == (
            cast["del"].name, cast["del"].agency.name, True,
        )  # fmt: skip

    def test_the_line_names_the_consent_it_rests_on(self, cast, juniper, now):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
        _seen_by(cast["del"], juniper, now)
        line = Entry.objects.filter(act="read.participant", by_id=cast["del"].pk).get()
        assert line.detail == {"consent": str(paper)}

    def test_the_officers_and_the_prosecutors_looks_are_among_them(self, cast, juniper, now):
        (line,) = gate.holds(viewer=cast["pru"], now=now)
        gate.hold(line.id, viewer=cast["pru"], now=now)
        looks = _seen_by(cast["cass"], juniper, now).looks
        assert {"The filing hold"} <= {look.what for look in looks}

    def test_somebody_elses_looks_are_not(self, cast, juniper, now):
        story.handed_over(now, story.accepted(now, person=actions.Person(chosen_name="Rowan Sedge")))
        other = next(line for line in gate.people(viewer=cast["cass"], now=now) if line.id != juniper)
        before = sum(look.times for look in _seen_by(cast["cass"], juniper, now).looks)
        _seen_by(cast["cass"], other.id, now)
        assert sum(look.times for look in _seen_by(cast["cass"], juniper, now).looks) == before + 1


def test_the_ledger_tells_of_papers_without_a_word_of_anybodys(cast, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    actions.consents.revoke(paper, by=cast["cass"], now=now)
    acts = list(Entry.objects.filter(subject_id=str(paper)).order_by("pk").values_list("act", "detail"))
    assert [act for act, _ in acts if not act.startswith("read.")] == [
        "consent.draft",
        "consent.sign",
        "consent.revoke",
    ]
    assert "Juniper" not in json.dumps([detail for _, detail in acts])


def test_the_preview_says_what_each_seat_would_see(cast, juniper, now):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    seats = {seat.seat.partition(",")[0]: seat for seat in gate.consent(paper, viewer=cast["cass"], now=now).preview}
    assert seats["Defender"].new
    assert not seats["Prosecutor"].sees_anything
    assert seats["Officer"].is_walled


def test_the_standing_is_told(cast, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    assert gate.consent(paper, viewer=cast["cass"], now=now).line.standing is Standing.IN_FORCE
    assert gate.consent(paper, viewer=cast["cass"], now=now + 500 * DAY).line.standing is Standing.EXPIRED


def test_reading_many_people_takes_no_more_queries_than_one(cast, juniper, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as queries:
            gate.people(viewer=cast["cass"], now=now)
        return len(queries)

    signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    one = count()
    for name in ("Rowan Sedge", "Hazel Vetch", "Ash Tansy"):
        story.handed_over(now, story.accepted(now, person=actions.Person(chosen_name=name)))
    for line in gate.people(viewer=cast["cass"], now=now):
        signed(line.id, share(cast["pru"], Class.IDENTITY), by=cast["cass"], now=now)
    assert count() == one
