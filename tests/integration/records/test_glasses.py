"""Breaking the glass: care alone, for a while, written down, reviewed by a second person, told to the participant."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.actions.glasses import MOST_AN_HOUR
from belltown_site.records.models import Glass, OutboxMessage
from belltown_site.records.sheets import Withheld
from tests.integration.records import story
from tests.lib.cast import make_cast, make_person, other_agency, someone_from_the_other_agency
from tests.lib.emergencies import WORDS, broken, emergency, opened
from tests.lib.papers import share, signed
from tests.lib.vault import opened as vault

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CARE = (Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR)
REFUSED = ("ofelia", "sol", "pru", "del", "pam", "bea", "eli", "eve", "ada", "pat", "nobody")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cast(now):
    story.set_up(now)
    return make_cast()


@pytest.fixture
def juniper(cast, now):
    story.handed_over(now - 2 * DAY)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


@pytest.fixture
def otto(cast):
    """An outreach worker of an agency that has nothing to do with her."""
    return someone_from_the_other_agency(Role.OUTREACH)


def rows():
    with vault():
        return list(Glass.objects.all())


def lines(act, **detail):
    return [one for one in Entry.objects.filter(act=act) if detail.items() <= one.detail.items()]


@pytest.mark.parametrize("role", CARE)
def test_each_seat_of_care_elsewhere_opens_and_sees_what_helps(juniper, now, role):
    who = someone_from_the_other_agency(role)
    with pytest.raises(NotFound):
        gate.participant(juniper, viewer=who, now=now)
    assert opened(who, now) == juniper
    sheet = gate.participant(juniper, viewer=who, now=now)
    assert (sheet.person.label, sheet.person.contact) == ("Juniper Yarrow", "by the pier")
    assert sheet.why.startswith("Shown in an emergency")
    assert isinstance(sheet.intake, Withheld)
    assert (sheet.is_own, sheet.consents, sheet.restrictions, sheet.looks, sheet.circle) == (False, (), (), (), None)


@pytest.mark.parametrize("name", REFUSED)
def test_no_other_seat_ever_does(cast, juniper, now, name):
    with pytest.raises(NotAllowed):
        opened(cast[name], now)
    assert rows() == []
    assert gate.open_glasses(viewer=cast[name], now=now) == ()


@pytest.mark.parametrize("role", [role for role in Role if role not in CARE])
def test_not_even_if_a_permission_were_given_by_mistake(juniper, now, role, monkeypatch):
    monkeypatch.setattr(User, "may", lambda *_: True)
    who = User.objects.create_user(f"x.{role}@b.example", name="Mistake", agency=other_agency(), role=role.value)
    with pytest.raises(NotAllowed, match="911"):
        opened(who, now)


def test_what_travels_with_the_page_says_what_it_is_for(juniper, otto, now):
    opened(otto, now)
    notice = gate.participant(juniper, viewer=otto, now=now).notice
    assert "42 CFR part 2 prohibits" in notice
    assert "42 CFR 2.51" in notice


def test_everything_seen_under_it_names_the_glass_in_the_ledger_and_no_words(juniper, otto, now):
    _, glass = broken(otto, now)
    gate.participant(juniper, viewer=otto, now=now)
    (seen,) = lines("read.participant", glass=str(glass))
    assert (seen.by_id, seen.purpose) == (otto.pk, "emergency")
    (line,) = lines("glass.open")
    assert line.detail == {"nature": "overdose", "holder": str(make_person("cass").agency_id)}
    assert lines("glass.seek", found=True)


def test_the_words_are_sealed_in_the_vault(juniper, otto, now):
    opened(otto, now)
    with vault(), connection.cursor() as cursor:
        cursor.execute("SELECT words FROM records_glass")
        kept = bytes(cursor.fetchone()[0])
    assert WORDS.encode() not in kept
    assert rows()[0].words == WORDS


def test_it_ends_by_itself(juniper, otto, now):
    opened(otto, now)
    assert [line.until for line in gate.people(viewer=otto, now=now)] == [now + 60 * MINUTE]
    assert gate.participant(juniper, viewer=otto, now=now + 59 * MINUTE).glass.clock.remaining == MINUTE
    after = now + 60 * MINUTE
    with pytest.raises(NotFound):
        gate.participant(juniper, viewer=otto, now=after)
    assert gate.people(viewer=otto, now=after) == ()
    assert gate.open_glasses(viewer=otto, now=after) == ()


def test_the_site_says_for_how_long(juniper, otto, now):
    SitePreferences.objects.update(glass_minutes=15)
    opened(otto, now)
    assert rows()[0].until == now + 15 * MINUTE


def test_whoever_opened_it_closes_it_and_nobody_else_outside(juniper, otto, now):
    _, glass = broken(otto, now)
    for other in (someone_from_the_other_agency(Role.CASE_MANAGER, "Oona Other"), make_person("pam")):
        with pytest.raises(NotFound):
            actions.glasses.close(glass, by=other, now=now)
    actions.glasses.close(glass, by=otto, now=now + MINUTE)
    with pytest.raises(NotFound):
        gate.participant(juniper, viewer=otto, now=now + MINUTE)
    actions.glasses.close(glass, by=otto, now=now + 2 * MINUTE)
    assert rows()[0].closed_at == now + MINUTE


def test_twice_is_once(juniper, otto, now):
    assert opened(otto, now) == opened(otto, now + MINUTE) == juniper
    assert len(rows()) == 1


def test_whoever_is_in_ones_own_care_is_simply_found(cast, juniper, now):
    assert opened(cast["dee"], now) == juniper
    assert rows() == []


class TestFinding:
    @pytest.mark.parametrize(
        "known",
        [
            {},
            {"born": "1990"},
            {"born": "", "contact": "By the pier"},
            {"name": "yarrow  JUNIPER"},
            {"name": "June Yarrow"},
            {"born": "1991-01-01", "contact": "by the pier"},
        ],
    )
    def test_agrees_on_the_whole_name_and_one_thing_more(self, juniper, otto, now, known):
        assert opened(otto, now, **known) == juniper

    @pytest.mark.parametrize(
        "known",
        [
            {"name": "Juniper"},
            {"name": "Junipar Yarrow"},
            {"born": "1990-05-03"},
            {"born": "1991"},
            {"born": "", "contact": "by the bridge"},
            {"name": "Nobody Atall"},
        ],
    )
    def test_never_on_less(self, juniper, otto, now, known):
        assert opened(otto, now, **known) is None
        assert rows() == []
        assert lines("glass.seek", found=False)

    def test_a_number_is_a_number_however_it_is_written(self, cast, otto, now):
        person = actions.Person(chosen_name="Rowan Sedge", contact="(316) 555-0147")
        story.handed_over(now, story.accepted(now, person=person))
        assert opened(otto, now, name="Rowan Sedge", born="", contact="+1 316 555 0147")

    def test_somebody_who_is_in_nobodys_care_is_not_there(self, cast, otto, now):
        story.accepted(now)
        assert opened(otto, now) is None

    def test_of_two_with_one_name_and_year_neither(self, juniper, cast, otto, now):
        twin = actions.Person(chosen_name="Juniper Yarrow", born="1990-11-30")
        story.handed_over(now, story.accepted(now, person=twin))
        assert opened(otto, now, born="1990") is None
        assert opened(otto, now, born="1990-05-02") == juniper

    def test_of_one_person_met_twice_the_later(self, juniper, otto, now):
        story.handed_over(now)
        found = opened(otto, now)
        assert found is not None
        assert found != juniper

    def test_whoever_tries_one_name_after_the_other_is_stopped(self, juniper, otto, now):
        for _ in range(MOST_AN_HOUR):
            assert opened(otto, now, name="Nobody Atall") is None
        with pytest.raises(NotAllowed, match="too many"):
            opened(otto, now)

    @pytest.mark.parametrize(
        ("given", "place"),
        [
            ({"name": " "}, "name"),
            ({"born": ""}, "born"),
            ({"born": "last spring"}, "born"),
            ({"words": "He is ill"}, "words"),
            ({"words": "a long word " * 300}, "words"),
            ({"nature": "boredom"}, "nature"),
        ],
    )
    def test_what_is_missing_is_said_before_anybody_is_looked_for(self, given, place):
        with pytest.raises(BadInput) as refused:
            emergency(**given)
        assert place in {fault.place for fault in refused.value.faults}


class TestSecondPerson:
    @pytest.fixture
    def glass(self, juniper, otto, now):
        return broken(otto, now)[1]

    def test_a_supervisor_of_the_agency_that_holds_the_record_has_it_on_the_list(self, cast, glass, now):
        (row,) = gate.openings(viewer=cast["cleo"], now=now)
        assert (row.id, row.person.label, row.opened_by.name) == (glass, "Juniper Yarrow", "Otto Other")
        assert (row.nature, row.words, row.is_open, row.is_late) == (EmergencyNature.OVERDOSE, WORDS, True, False)
        assert gate.opening(glass, viewer=cast["cleo"], now=now) == row

    @pytest.mark.parametrize("name", ["cass", "dee", *REFUSED])
    def test_nobody_else_does(self, cast, glass, now, name):
        assert gate.openings(viewer=cast[name], now=now) == ()
        with pytest.raises(NotFound):
            gate.opening(glass, viewer=cast[name], now=now)
        with pytest.raises(NotFound):
            actions.glasses.review(glass, verdict=Verdict.IN_ORDER, words="Fine.", by=cast[name], now=now)

    def test_and_not_the_other_agencys_supervisor_nor_the_opener(self, glass, otto, now):
        for other in (otto, someone_from_the_other_agency(Role.CLINICAL_SUPERVISOR, "Olga Other")):
            assert gate.openings(viewer=other, now=now) == ()
            with pytest.raises(NotFound):
                actions.glasses.review(glass, verdict=Verdict.IN_ORDER, words="Fine.", by=other, now=now)

    def test_is_told_by_a_message_that_names_nobody(self, cast, glass):
        with vault():
            (message,) = OutboxMessage.objects.filter(event="glass.review")
            assert (message.recipient_id, message.subject) == (cast["cleo"].pk, glass)

    def test_in_order_leaves_it_open_and_stands(self, cast, juniper, glass, otto, now):
        actions.glasses.review(glass, verdict=Verdict.IN_ORDER, words="She lived.", by=cast["cleo"], now=now)
        assert gate.participant(juniper, viewer=otto, now=now)
        with pytest.raises(NotPossible, match="already"):
            actions.glasses.review(glass, verdict=Verdict.NOT_IN_ORDER, words="No.", by=cast["cleo"], now=now)
        (row,) = gate.openings(viewer=cast["cleo"], now=now)
        assert (row.verdict, row.verdict_words, row.reviewed_by.name) == (
            Verdict.IN_ORDER, "She lived.", cast["cleo"].name,
        )  # fmt: skip

    def test_not_in_order_closes_it_at_once(self, cast, juniper, glass, otto, now):
        actions.glasses.review(glass, verdict=Verdict.NOT_IN_ORDER, words="No danger.", by=cast["cleo"], now=now)
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=otto, now=now)

    def test_closes_it_without_a_verdict_too(self, cast, juniper, glass, otto, now):
        actions.glasses.close(glass, by=cast["cleo"], now=now)
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=otto, now=now)
        assert gate.openings_waiting(viewer=cast["cleo"], now=now).waiting == 1

    def test_without_words_nothing_is_kept(self, cast, glass, now):
        with pytest.raises(BadInput):
            actions.glasses.review(glass, verdict=Verdict.IN_ORDER, words="  ", by=cast["cleo"], now=now)
        assert rows()[0].reviewed_at is None

    def test_after_three_days_it_is_late_and_the_project_manager_sees_how_many(self, cast, glass, now):
        late = now + 3 * DAY + MINUTE
        for name in ("cleo", "pam"):
            before, after = (gate.openings_waiting(viewer=cast[name], now=at) for at in (now, late))
            assert [(one.waiting, one.late) for one in (before, after)] == [(1, 0), (1, 1)]
        assert gate.openings(viewer=cast["cleo"], now=late)[0].is_late
        actions.glasses.review(glass, verdict=Verdict.IN_ORDER, words="Late, and fine.", by=cast["cleo"], now=late)
        assert gate.openings_waiting(viewer=cast["pam"], now=late).waiting == 0

    @pytest.mark.parametrize("name", [name for name in REFUSED if name != "pam"])
    def test_nobody_else_is_told_even_how_many(self, cast, glass, now, name):
        assert gate.openings_waiting(viewer=cast[name], now=now).waiting == 0


class TestTold:
    def test_the_opening_and_every_look_stand_among_who_has_looked(self, cast, juniper, otto, now):
        _, glass = broken(otto, now)
        gate.participant(juniper, viewer=otto, now=now)
        actions.glasses.review(glass, verdict=Verdict.IN_ORDER, words="She lived.", by=cast["cleo"], now=now)
        looks = gate.participant(juniper, viewer=cast["cass"], now=now).looks
        through = [look for look in looks if look.emergency]
        assert [(look.name, look.what) for look in through] == [
            ("Otto Other", "The person's page"),
            ("Otto Other", "Opened the record in an emergency"),
        ]
        assert {look.emergency.words for look in through} == {WORDS}
        assert {look.emergency.review for look in through} == {"In order: She lived."}
        assert all(look.is_elsewhere for look in through)

    def test_and_in_the_accounting(self, cast, juniper, otto, now):
        opened(otto, now)
        looks = gate.accounting(juniper, viewer=cast["cass"], now=now).looks
        assert [look.emergency.nature for look in looks if look.emergency] == ["Overdose, or fear of one"]
        assert looks[-1].emergency.review == "A second person has yet to look"


def test_a_request_to_keep_back_does_not_bind_in_an_emergency(cast, juniper, otto, now):
    import uuid

    actions.consents.restrict(
        uuid.uuid4(), participant=juniper, agency=otto.agency_id, classes=[Class.IDENTITY, Class.CONTACT],
        by=cast["cass"], now=now,
    )  # fmt: skip
    opened(otto, now)
    assert gate.participant(juniper, viewer=otto, now=now).person.contact == "by the pier"


def test_what_a_consent_shows_anyway_still_rests_on_the_consent(cast, juniper, otto, now):
    from belltown.disclosure.consent import SharingPurpose

    paper = signed(juniper, share(otto, Class.IDENTITY, purpose=SharingPurpose.CARE), by=cast["cass"], now=now)
    assert isinstance(gate.participant(juniper, viewer=otto, now=now).person.contact, Withheld)
    _, glass = broken(otto, now)
    assert gate.participant(juniper, viewer=otto, now=now).person.contact == "by the pier"
    assert lines("read.participant", consent=str(paper), glass=str(glass))


def test_police_and_prosecution_gain_nothing_by_somebody_elses_glass(cast, juniper, otto, now):
    opened(otto, now)
    for name in ("ofelia", "sol", "pru", "del", "pam"):
        assert gate.people(viewer=cast[name], now=now) == ()
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=cast[name], now=now)
