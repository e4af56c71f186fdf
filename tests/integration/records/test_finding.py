"""Search before writing: whoever may be meant, with reasons, among those one may know of. And the other agency?"""

import uuid
from datetime import timedelta

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose
from belltown.errors import NotAllowed, NotFound
from belltown.linkage.described import Described, phones_in
from belltown.linkage.weights import Strength
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import share, signed
from tests.lib.people import in_care, in_other_care, participant_of
from tests.lib.queries import queries

pytestmark = pytest.mark.django_db
SEATS_WITH_PEOPLE = ("ofelia", "sol", "pru", "del", "pam")
SEATS_WITHOUT = ("bea", "eli", "eve", "ada", "pat", "nobody")


def asked(name="", born="", phone=""):
    return Described((name,) if name else (), (born,) if born else (), phones_in(phone))


def found(who, now, **words):
    return gate.candidates(asked(**words), viewer=who, now=now)


@pytest.fixture
def robert(site, now):
    return in_care(now, "Robert García-López", "1990-05-02", contact="316-555-0142, or the pier")


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ({"name": "Robert Garcia Lopez"}, {"same full name"}),
        ({"name": "Lopez Garcia, Robert"}, {"same full name, in another order"}),
        ({"name": "Bob Garcia Lopez"}, {"Bob is a nickname of Robert"}),
        ({"name": "Robert Garcia"}, {"the same name, once with more parts"}),
        ({"name": "Rupert Garzia Lopes"}, {"sounds alike"}),
        ({"name": "Bobby"}, {"Bobby is a nickname of Robert"}),
        ({"born": "1990-02-05"}, {"same date of birth with day and month swapped"}),
        ({"born": "1990-05-20"}, {"same date of birth but for two swapped digits"}),
        ({"born": "1990"}, {"born the same year"}),
        ({"phone": "(316) 555 0142"}, {"same phone number"}),
        ({"name": "R Garcia Lopez", "born": "1990"}, {"same initials", "born the same year"}),
        ({"name": "Bob Garcia Lopez", "born": "1990"}, {"Bob is a nickname of Robert", "born the same year"}),
    ],
)
def test_somebody_is_found_for_a_reason_in_words(site, robert, now, words, reasons):
    (line,) = found(site["cass"], now, **words)
    assert (line.id, line.is_own, set(line.reasons)) == (robert, True, reasons)


def test_the_best_comes_first_and_says_how_much_speaks_for_it(site, robert, now):
    in_care(now, "Robert Garcia", "1971-11-27")
    strong, weak = found(site["cass"], now, name="Robert Garcia Lopez", born="1990-05-02")
    assert (strong.id, strong.strength) == (robert, Strength.STRONG)
    assert (weak.strength, weak.person.label) == (Strength.WEAK, "Robert Garcia")


def test_every_alias_and_every_date_is_searched(site, robert, now):
    actions.names.write(robert, name="Tiger", kind="alias", by=site["cass"], now=now)
    actions.names.write_birth(robert, born="1993-08-17", about=True, by=site["cass"], now=now)
    (line,) = found(site["cass"], now, name="Tiger", born="1993-08-17")
    assert line.strength is Strength.STRONG
    assert line.person.other_names == ("Tiger",)


def test_nothing_asked_finds_nobody(site, robert, now):
    assert found(site["cass"], now) == ()


def test_no_more_than_twenty_are_shown(site, now):
    for number in range(22):
        in_care(now, "Ash Tansy", f"{1960 + number}-03-04")
    lines = found(site["cass"], now, name="Ash Tansy", born="1966-03-04")
    assert len(lines) == 20
    assert lines[0].person.born == "1966-03-04"


class TestReach:
    @pytest.mark.parametrize("name", SEATS_WITH_PEOPLE)
    def test_without_a_paper_nobody_outside_finds_anybody(self, site, robert, now, name):
        assert found(site[name], now, name="Robert Garcia Lopez", born="1990-05-02", phone="316-555-0142") == ()

    @pytest.mark.parametrize("name", SEATS_WITHOUT)
    def test_seats_without_people_may_not_ask(self, site, robert, now, name):
        with pytest.raises(NotAllowed):
            found(site[name], now, name="Robert Garcia Lopez")

    def test_another_care_agency_finds_its_own_alone(self, site, robert, now):
        theirs = in_other_care(now, "Robert Garcia Lopez", "1990-05-02")
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        assert [line.id for line in found(other, now, name="Robert Garcia Lopez")] == [theirs]
        assert [line.id for line in found(site["cass"], now, name="Robert Garcia Lopez")] == [robert]

    def test_a_signed_paper_lets_them_be_found_and_its_end_ends_that(self, site, robert, now):
        paper = signed(robert, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        (line,) = found(site["del"], now, name="Bob Garcia Lopez")
        assert (line.id, line.is_own) == (robert, False)
        actions.consents.revoke(paper, by=site["cass"], now=now)
        assert found(site["del"], now, name="Bob Garcia Lopez") == ()

    def test_a_phone_that_may_not_be_shown_finds_nobody(self, site, robert, now):
        signed(robert, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        assert found(site["del"], now, phone="316-555-0142") == ()
        (line,) = found(site["del"], now, name="Robert Garcia Lopez", phone="316-555-0142")
        assert line.reasons == ("same full name",)

    def test_a_phone_that_may_be_shown_does(self, site, robert, now):
        signed(robert, share(site["del"], Class.IDENTITY, Class.CONTACT), by=site["cass"], now=now)
        (line,) = found(site["del"], now, phone="316-555-0142")
        assert line.reasons == ("same phone number",)

    def test_who_asked_to_be_kept_from_somebody_is_not_found_by_them(self, site, robert, now):
        signed(robert, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        actions.consents.restrict(
            uuid.uuid4(), participant=robert, agency=site["del"].agency_id, classes=[Class.IDENTITY],
            by=site["cass"], now=now,
        )  # fmt: skip
        assert found(site["del"], now, name="Robert Garcia Lopez") == ()

    def test_a_paper_for_another_purpose_finds_nobody(self, site, robert, now):
        evaluation = share(site["del"], Class.IDENTITY, purpose=SharingPurpose.EVALUATION)
        signed(robert, evaluation, by=site["cass"], now=now)
        assert found(site["del"], now, name="Robert Garcia Lopez") == ()


def test_a_search_leaves_one_line_without_a_name_and_finding_nobody_none(site, robert, now):
    found(site["cass"], now, name="Nobody Known")
    assert not Entry.objects.filter(act="read.candidates").exists()
    found(site["cass"], now, name="Robert Garcia Lopez")
    (line,) = Entry.objects.filter(act="read.candidates")
    assert (line.detail["rows"], line.subject_kind) == (1, "viewer")
    assert "Robert" not in str(line.detail)


def test_however_many_there_are_a_search_asks_the_same_few_queries(site, robert, now):
    def look():
        found(site["cass"], now, name="Robert Garcia Lopez", born="1990-05-02")

    few = queries(look)
    for number in range(3):
        in_care(now, "Robert Garcia Lopez", f"199{number}-05-02")
    assert queries(look) == few
    assert few <= 30


class TestIntroducing:
    @pytest.fixture
    def unnamed(self, site, now):
        return story.handed_over(now, story.accepted(now, person=actions.Person()))

    def introduce(self, unnamed, who, now, **more):
        return actions.persons.introduce(
            unnamed, person=actions.Person(chosen_name="Bob Garcia"), by=who, now=now, **more
        )

    def test_somebody_known_is_written_down_and_linked_in_one_step(self, site, robert, unnamed, now):
        bob = self.introduce(unnamed, site["cass"], now, same_as=robert)
        sheet = gate.participant(bob, viewer=site["cass"], now=now)
        assert [one.record.id for one in sheet.linked] == [robert]
        assert bob == participant_of(unnamed) != robert

    def test_who_may_not_link_is_told_whom_to_ask_and_nothing_is_written(self, site, robert, unnamed, now):
        with pytest.raises(NotAllowed, match="case manager"):
            self.introduce(unnamed, site["dee"], now, same_as=robert)
        assert participant_of(unnamed) is None
        self.introduce(unnamed, site["dee"], now)

    def test_nobody_is_linked_to_a_record_of_another_agency(self, site, unnamed, now):
        theirs = in_other_care(now, "Bob Garcia")
        with pytest.raises(NotFound):
            self.introduce(unnamed, site["cass"], now, same_as=theirs)
        assert participant_of(unnamed) is None


def test_records_like_one_are_found_from_its_own_page(site, robert, now):
    bob = in_care(now + timedelta(hours=1), "Bob Garcia Lopez", "1990-05-02")
    in_care(now, "Reed Vetch", "1971-11-27")
    (line,) = gate.others_like(robert, viewer=site["cass"], now=now)
    assert (line.id, line.strength) == (bob, Strength.STRONG)
    actions.links.link(one=robert, other=bob, by=site["cass"], now=now)
    assert gate.others_like(robert, viewer=site["cass"], now=now) == ()


@pytest.mark.parametrize("name", [*SEATS_WITH_PEOPLE, *SEATS_WITHOUT, "dee"])
def test_only_those_who_may_link_look_for_records_like_one(site, robert, now, name):
    with pytest.raises((NotAllowed, NotFound)):
        gate.others_like(robert, viewer=site[name], now=now)
