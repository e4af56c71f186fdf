"""What a participant keeps back: from one seat, one agency, or everybody; and what that costs, said before."""

import uuid

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.gate.previews import NO_INTAKE
from belltown_site.records.sheets import Withheld
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import intake_told_to, share, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(site):
    return site


@pytest.fixture
def juniper(cast, now):
    story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


def keep(cast, juniper, now, *classes, whom=None, role=None):
    agency = cast[whom].agency_id if whom else None
    return actions.consents.restrict(
        uuid.uuid4(), participant=juniper, agency=agency, role=role, classes=classes, by=cast["cass"], now=now
    )


def cost(cast, juniper, now, *classes, whom=None, role=None, viewer="cass"):
    agency = cast[whom].agency_id if whom else None
    losses = gate.keeping_back(juniper, agency=agency, role=role, classes=classes, viewer=cast[viewer], now=now)
    return {loss.seat.partition(",")[0]: loss.loses for loss in losses}


def sees(cast, name, juniper, now):
    return bool(gate.people(viewer=cast[name], now=now))


def lines(cast, juniper, now):
    return {row.whom: row.classes for row in gate.participant(juniper, viewer=cast["cass"], now=now).restrictions}


def test_from_everybody_outside_and_not_from_those_who_care(cast, juniper, now):
    for name in ("ofelia", "del"):
        signed(juniper, share(cast[name], Class.IDENTITY, purpose=_page(name)), by=cast["cass"], now=now)
    keep(cast, juniper, now, Class.IDENTITY)
    assert not any(sees(cast, name, juniper, now) for name in ("ofelia", "del", "pru", "pam", "nobody"))
    assert sees(cast, "cass", juniper, now)
    assert sees(cast, "dee", juniper, now)


def test_from_one_seat_alone(cast, juniper, now):
    for name in ("ofelia", "sol"):
        signed(juniper, share(cast[name], Class.IDENTITY, purpose=_page(name)), by=cast["cass"], now=now)
    keep(cast, juniper, now, Class.IDENTITY, whom="ofelia", role=Role.OFFICER)
    assert not sees(cast, "ofelia", juniper, now)
    assert sees(cast, "sol", juniper, now)


def test_each_request_is_listed_with_whom_it_means(cast, juniper, now):
    keep(cast, juniper, now, Class.CONTACT)
    keep(cast, juniper, now, Class.HOUSING, whom="ofelia")
    keep(cast, juniper, now, Class.OUTCOME, whom="ofelia", role=Role.OFFICER)
    assert lines(cast, juniper, now) == {
        "Everybody outside your agency": (Class.CONTACT,),
        cast["ofelia"].agency.name: (Class.HOUSING,),
        f"Officer, {cast['ofelia'].agency.name}": (Class.OUTCOME,),
    }


def test_a_second_request_for_everybody_replaces_the_first(cast, juniper, now):
    for kind in (Class.CONTACT, Class.IDENTITY):
        keep(cast, juniper, now, kind)
    assert lines(cast, juniper, now) == {"Everybody outside your agency": (Class.IDENTITY,)}


def test_it_ends_when_the_person_says_so(cast, juniper, now):
    signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    kept = keep(cast, juniper, now, Class.IDENTITY)
    actions.consents.lift(kept, by=cast["cass"], now=now)
    assert sees(cast, "del", juniper, now)


def test_the_ledger_has_ids_and_codes(cast, juniper, now):
    keep(cast, juniper, now, Class.IDENTITY, whom="sol", role=Role.SERGEANT)
    keep(cast, juniper, now, Class.IDENTITY)
    details = [one.detail for one in Entry.objects.filter(act="restriction.ask").order_by("pk")]
    assert details == [{"agency": str(cast["sol"].agency_id), "role": "sergeant"}, {"agency": "", "role": ""}]


def test_a_seat_of_no_agency_or_of_ones_own_is_refused(cast, juniper, now):
    with pytest.raises(BadInput, match="another partner agency"):
        keep(cast, juniper, now, Class.IDENTITY, whom="cass")
    with pytest.raises(BadInput, match="not on its list"):
        keep(cast, juniper, now, Class.IDENTITY, whom="sol", role="king")


class TestWhatItCosts:
    def test_nothing_where_nothing_was_shown(self, cast, juniper, now):
        assert cost(cast, juniper, now, Class.IDENTITY) == {}

    def test_what_each_seat_would_no_longer_see(self, cast, juniper, now):
        signed(juniper, share(cast["del"], Class.IDENTITY, Class.PLAN), by=cast["cass"], now=now)
        lost = cost(cast, juniper, now, Class.PLAN)
        assert lost == {"Defender": ("my plan and my goals – to help with my legal case.",)}

    def test_a_page_that_would_shut_takes_all_of_it_along(self, cast, juniper, now):
        signed(juniper, share(cast["del"], Class.IDENTITY, Class.PLAN), by=cast["cass"], now=now)
        (sentence,) = cost(cast, juniper, now, Class.IDENTITY)["Defender"]
        assert "my plan and my goals" in sentence

    @pytest.mark.parametrize("signs", [True, False])
    def test_that_the_prosecutor_could_not_learn_of_intake(self, cast, juniper, now, signs):
        if signs:
            signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        assert cost(cast, juniper, now, Class.LEGAL)["Prosecutor"] == (NO_INTAKE,)
        assert cost(cast, juniper, now, Class.LEGAL, whom="pru")["Prosecutor"] == (NO_INTAKE,)
        assert "Prosecutor" not in cost(cast, juniper, now, Class.LEGAL, whom="ofelia")

    def test_to_ask_changes_nothing(self, cast, juniper, now):
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
        cost(cast, juniper, now, Class.IDENTITY)
        assert lines(cast, juniper, now) == {}
        assert sees(cast, "del", juniper, now)

    def test_it_never_stands_in_the_way_and_what_it_foretold_happens(self, cast, juniper, now):
        signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        (hold,) = gate.holds(viewer=cast["pru"], now=now)
        keep(cast, juniper, now, Class.LEGAL, whom="pru")
        with pytest.raises(NotPossible, match="asked that it be kept"):
            actions.holds.confirm_intake(hold.id, on=now.date(), by=cast["cass"], now=now)
        assert gate.hold(hold.id, viewer=cast["pru"], now=now).state == "holding"

    @pytest.mark.parametrize("name", ["ofelia", "pru", "del", "pam", "nobody"])
    def test_is_told_to_those_who_care_alone(self, cast, juniper, now, name):
        for ask in (
            lambda: cost(cast, juniper, now, Class.IDENTITY, viewer=name),
            lambda: gate.seats_outside(viewer=cast[name]),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                ask()

    def test_another_care_agency_finds_nobody(self, cast, juniper, now):
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        with pytest.raises(NotFound):
            gate.keeping_back(juniper, agency=None, role=None, classes=[Class.LEGAL], viewer=other, now=now)


def test_the_seats_one_may_choose_from_are_those_of_the_partners(cast):
    words = [one.words for one in gate.seats_outside(viewer=cast["cass"])]
    police = cast["ofelia"].agency.name
    assert words[words.index(police) :][:3] == [police, f"{police}: officer alone", f"{police}: sergeant alone"]
    assert cast["cass"].agency.name not in words
    assert cast["nobody"].agency.name not in words


def test_what_is_kept_back_from_everybody_is_withheld_with_its_reason(cast, juniper, now):
    signed(juniper, share(cast["del"], Class.IDENTITY, Class.CONTACT), by=cast["cass"], now=now)
    keep(cast, juniper, now, Class.CONTACT)
    sheet = gate.participant(juniper, viewer=cast["del"], now=now)
    assert sheet.person.contact == Withheld("Not shown: the participant asked that it be kept from you.")


def _page(name):
    from belltown.disclosure.consent import SharingPurpose

    return SharingPurpose.LEGAL_COORDINATION if name in ("pru", "del") else SharingPurpose.CASE_CONFERENCE
