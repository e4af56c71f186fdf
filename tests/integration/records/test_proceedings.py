"""Consents for proceedings (42 CFR 2.31(d)): off until the site turns them on, alone, with a lawyer, to few seats."""

import pytest

from belltown.disclosure.classes import BEHIND_THE_WALL
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SHOWN_IN_PROCEEDINGS, ConsentKind, Recipient, Share, SharingPurpose, Standing
from belltown.errors import BadInput, NotAllowed, NotPossible
from belltown.vocabulary import Role
from belltown_site.accounts.roles import Permission, roles_with
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.jurisdiction.proceedings import offer_proceedings
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.papers import STROKES, drafted, share

pytestmark = pytest.mark.django_db
KIND = ConsentKind.PROCEEDINGS
COUNSEL = "Del Delgado, Example County Defenders"


@pytest.fixture
def cast(site):
    return site


@pytest.fixture
def juniper(cast, now):
    story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


@pytest.fixture
def is_on(cast):
    offer_proceedings(True, by=cast["pam"])


def to(who, *classes):
    return share(who, *(classes or (Class.IDENTITY,)), purpose=SharingPurpose.PROCEEDINGS)


def paper_to(cast, juniper, now, *shares, counsel=COUNSEL):
    return drafted(juniper, *(shares or (to(cast["pru"]),)), by=cast["cass"], now=now, kind=KIND, counsel=counsel)


def sign(cast, paper, now):
    actions.consents.sign(paper, way="finger", signature=STROKES, by=cast["cass"], now=now)
    return paper


def standing_of(cast, paper, now):
    return gate.consent(paper, viewer=cast["cass"], now=now).line.standing


class TestTheSwitch:
    def test_is_off_at_first(self, cast):
        assert SitePreferences.objects.get().offers_proceedings is False

    @pytest.mark.parametrize("name", ["pam", "ada"])
    def test_is_turned_by_those_who_change_the_site_and_leaves_its_line(self, cast, name):
        for on in (True, True, False):
            offer_proceedings(on, by=cast[name])
        assert SitePreferences.objects.get().offers_proceedings is False
        assert [one.detail for one in Entry.objects.filter(act="site.offer_proceedings").order_by("pk")] == [
            {"on": True},
            {"on": False},
        ]

    def test_is_turned_by_nobody_else(self, cast):
        may = roles_with(Permission.CHANGE_SITE)
        for person in cast.values():
            if Role(person.role) in may and person.agency.partner:
                continue
            with pytest.raises(NotAllowed):
                offer_proceedings(True, by=person)
        assert SitePreferences.objects.get().offers_proceedings is False


class TestWhileItIsOff:
    def test_nothing_is_on_offer(self, cast):
        assert gate.paper_choices(KIND, viewer=cast["cass"]) == ()

    def test_no_paper_is_made(self, cast, juniper, now):
        with pytest.raises(NotPossible, match="makes no papers for legal proceedings"):
            paper_to(cast, juniper, now)
        assert gate.participant(juniper, viewer=cast["cass"], now=now).consents == ()

    def test_one_that_was_signed_is_not_acted_on_until_it_is_on_again(self, cast, juniper, now, is_on):
        paper = sign(cast, paper_to(cast, juniper, now), now)
        assert len(gate.people(viewer=cast["pru"], now=now)) == 1
        offer_proceedings(False, by=cast["pam"])
        assert gate.people(viewer=cast["pru"], now=now) == ()
        assert standing_of(cast, paper, now) is Standing.NOT_OFFERED
        assert not any(seat.sees_anything for seat in gate.consent(paper, viewer=cast["cass"], now=now).preview)
        offer_proceedings(True, by=cast["pam"])
        assert len(gate.people(viewer=cast["pru"], now=now)) == 1

    def test_one_that_was_drafted_is_not_signed(self, cast, juniper, now, is_on):
        paper = paper_to(cast, juniper, now)
        offer_proceedings(False, by=cast["pam"])
        with pytest.raises(NotPossible, match="acts on none"):
            sign(cast, paper, now)

    def test_it_can_still_be_stopped(self, cast, juniper, now, is_on):
        paper = sign(cast, paper_to(cast, juniper, now), now)
        offer_proceedings(False, by=cast["pam"])
        actions.consents.revoke(paper, by=cast["cass"], now=now)
        assert standing_of(cast, paper, now) is Standing.REVOKED


class TestWhileItIsOn:
    def test_defenders_and_prosecutors_are_on_offer_for_four_things(self, cast, is_on):
        choices = gate.paper_choices(KIND, viewer=cast["cass"])
        assert {one.agency for one in choices} == {cast["del"].agency.name, cast["pru"].agency.name}
        assert {box.kind for one in choices for box in one.offered} == SHOWN_IN_PROCEEDINGS
        assert {box.purpose for one in choices for box in one.offered} == {SharingPurpose.PROCEEDINGS}

    @pytest.mark.parametrize("name", ["pru", "del"])
    def test_whom_it_names_sees_the_person_with_the_notice_and_nobody_else(self, cast, juniper, now, is_on, name):
        sign(cast, paper_to(cast, juniper, now, to(cast[name])), now)
        sheet = gate.participant(juniper, viewer=cast[name], now=now)
        assert "to be used in a legal case" in sheet.notice
        others = {"ofelia", "sol", "pru", "del", "pam", "bea", "eve", "nobody"} - {name}
        assert [gate.people(viewer=cast[other], now=now) for other in sorted(others)] == [()] * 7

    def test_the_lawyer_who_was_there_is_kept_and_shown(self, cast, juniper, now, is_on):
        paper = paper_to(cast, juniper, now, counsel="  Del   Delgado, Example County Defenders ")
        assert gate.consent(paper, viewer=cast["cass"], now=now).counsel == COUNSEL

    @pytest.mark.parametrize("counsel", ["", "   "])
    def test_without_a_lawyer_there_is_no_paper(self, cast, juniper, now, is_on, counsel):
        with pytest.raises(BadInput, match="say who is there"):
            paper_to(cast, juniper, now, counsel=counsel)

    @pytest.mark.parametrize("name", ["ofelia", "sol", "pam", "cass", "bea"])
    def test_no_other_seat_can_be_named(self, cast, juniper, now, is_on, name):
        with pytest.raises(BadInput, match="defender or a prosecutor"):
            paper_to(cast, juniper, now, to(cast[name]))

    def test_no_agency_without_a_seat_can_be_named(self, cast, juniper, now, is_on):
        whole = Share(
            Recipient(agency=str(cast["pru"].agency_id)), frozenset({Class.LEGAL}), SharingPurpose.PROCEEDINGS
        )
        with pytest.raises(BadInput, match="defender or a prosecutor"):
            paper_to(cast, juniper, now, whole)

    @pytest.mark.parametrize("kind", sorted(set(Class) - SHOWN_IN_PROCEEDINGS))
    @pytest.mark.parametrize("name", ["pru", "del"])
    @pytest.mark.usefixtures("is_on")
    def test_nothing_else_can_be_named(self, cast, juniper, now, name, kind):
        with pytest.raises(BadInput):
            paper_to(cast, juniper, now, to(cast[name], kind))

    def test_the_wall_stands(self):
        assert not SHOWN_IN_PROCEEDINGS & BEHIND_THE_WALL

    def test_it_is_combined_with_nothing(self, cast, juniper, now, is_on):
        with pytest.raises(BadInput, match=r"2\.31\(d\)"):
            paper_to(cast, juniper, now, to(cast["pru"]), share(cast["pru"], Class.IDENTITY))
        with pytest.raises(BadInput, match=r"2\.31\(d\)"):
            drafted(juniper, to(cast["pru"]), by=cast["cass"], now=now)

    def test_a_paper_of_another_kind_keeps_no_lawyer(self, cast, juniper, now):
        paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now, counsel=COUNSEL)
        assert gate.consent(paper, viewer=cast["cass"], now=now).counsel == ""
