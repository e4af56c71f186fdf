"""Agencies: added, signed, withdrawn, and what each is before 42 CFR part 2."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.notice import PROHIBITION_SHORT
from belltown.disclosure.posture import Posture
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown_site.accounts.demo import CAST
from belltown_site.accounts.models import Agency, AgencyKind
from belltown_site.ledger.models import Entry
from belltown_site.office import agencies
from belltown_site.records import gate
from tests.integration.records import story
from tests.lib.papers import share, signed

pytestmark = pytest.mark.django_db
COUNSEL = "Connie Counsel"


def posture(cast, value, *, who="pam", of="cass", now, **more):
    said = {"posture": value, "since": date(2026, 1, 1), "word": COUNSEL, **more}
    agencies.set_posture(cast[of].agency_id, **said, by=cast[who], now=now)


class TestPartners:
    def test_a_new_agency_opens_nothing_until_it_has_signed(self, cast):
        details = {"phone": "", "email": "", "address": "1 Pier"}
        new = agencies.add(name="Second Door", kind=AgencyKind.CASE_MANAGEMENT, **details, by=cast["ada"])
        assert not new.partner
        agencies.sign_in(new.pk, by=cast["ada"])
        assert Agency.objects.get(pk=new.pk).partner
        acts = Entry.objects.filter(subject_id=str(new.pk)).order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["agency.add", "agency.sign"]
        with pytest.raises(NotPossible, match="partner already"):
            agencies.sign_in(new.pk, by=cast["ada"])

    def test_two_of_one_name_are_refused_beside_the_field(self, client, cast):
        client.force_login(cast["ada"])
        answer = client.post("/office/agencies/add/", {"name": cast["cass"].agency.name, "kind": "service"})
        assert answer.status_code == 422
        assert "name" in answer.context["form"].errors

    def test_withdrawing_ends_everything_of_it_at_once(self, client, cast, now):
        story.handed_over(now)
        client.force_login(cast["cass"])
        assert gate.people(viewer=cast["cass"], now=now)
        assert agencies.withdraw_agency(cast["cass"].agency_id, by=cast["ada"], now=now) == 1
        assert client.get("/people/").status_code == 302
        gone = type(cast["cass"]).objects.select_related("agency").get(pk=cast["cass"].pk)
        assert gate.people(viewer=gone, now=now) == ()
        assert Entry.objects.filter(act="agency.withdraw").get().detail == {"sessions": 1}

    def test_not_twice_and_not_ones_own(self, cast, now):
        agencies.withdraw_agency(cast["bea"].agency_id, by=cast["ada"], now=now)
        with pytest.raises(NotPossible, match="no partner"):
            agencies.withdraw_agency(cast["bea"].agency_id, by=cast["ada"], now=now)
        with pytest.raises(NotPossible, match="your own agency"):
            agencies.withdraw_agency(cast["ada"].agency_id, by=cast["ada"], now=now)

    @pytest.mark.parametrize("name", sorted(set(CAST) - {"ada"}))
    def test_nobody_else_adds_signs_or_withdraws(self, cast, now, name):
        id, by = cast["bea"].agency_id, cast[name]
        for act in (
            lambda: agencies.add(name="X", kind="service", phone="", email="", address="", by=by),
            lambda: agencies.sign_in(id, by=by),
            lambda: agencies.withdraw_agency(id, by=by, now=now),
        ):
            with pytest.raises(NotAllowed):
                act()

    @pytest.mark.parametrize("name", sorted(set(CAST) - {"ada", "pam"}))
    def test_the_list_is_for_the_office(self, cast, name):
        with pytest.raises(NotAllowed):
            agencies.agencies(by=cast[name])


class TestPosture:
    def test_is_not_determined_until_somebody_says(self, cast):
        assert {one.posture for one in agencies.agencies(by=cast["pam"])} == {Posture.UNDETERMINED}

    def test_is_kept_with_the_day_and_the_counsel_and_its_history_in_the_ledger(self, cast, now):
        posture(cast, Posture.PROGRAM, now=now)
        posture(cast, Posture.NOT_COVERED, who="ada", now=now)
        line = agencies.agency(cast["cass"].agency_id, by=cast["pam"])
        assert (line.posture, line.posture_since, line.posture_word) == (Posture.NOT_COVERED, date(2026, 1, 1), COUNSEL)
        told = agencies.postures_of(cast["cass"].agency_id, by=cast["pam"])
        assert [(one.was, one.now, one.by) for one in told] == [
            (Posture.PROGRAM, Posture.NOT_COVERED, cast["ada"].name),
            (Posture.UNDETERMINED, Posture.PROGRAM, cast["pam"].name),
        ]
        assert COUNSEL not in str(list(Entry.objects.values()))

    def test_nobodys_word_is_no_word(self, cast, now):
        with pytest.raises(BadInput) as caught:
            posture(cast, Posture.NOT_COVERED, word="", since=now.date() + timedelta(days=2), now=now)
        assert [fault.place for fault in caught.value.faults] == ["word", "since"]

    @pytest.mark.parametrize("name", sorted(set(CAST) - {"ada", "pam"}))
    def test_nobody_else_says_it(self, cast, now, name):
        with pytest.raises(NotAllowed):
            posture(cast, Posture.NOT_COVERED, who=name, now=now)

    def test_the_page_keeps_it(self, client, cast):
        client.force_login(cast["pam"])
        page = f"/office/agencies/{cast['cass'].agency_id}/part-2/"
        said = {"posture": "not_covered", "since": "2026-02-01", "word": COUNSEL}
        assert client.post(page, {**said, "word": "Connie"}).status_code == 422
        assert client.post(page, said).status_code == 302
        shown = client.get(f"/office/agencies/{cast['cass'].agency_id}/").content.decode()
        assert COUNSEL in shown
        assert "without the federal statement" in shown


class TestWhatTravels:
    @pytest.fixture
    def juniper(self, cast, now):
        story.handed_over(now)
        (line,) = gate.people(viewer=cast["cass"], now=now)
        signed(line.id, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
        return line.id

    def _notice(self, cast, juniper, now):
        return gate.participant(juniper, viewer=cast["del"], now=now).notice

    @pytest.mark.parametrize("value", list(Posture))
    def test_the_statement_where_the_agency_is_covered_and_the_scope_always(self, cast, juniper, now, value):
        posture(cast, value, now=now)
        said = self._notice(cast, juniper, now)
        assert (PROHIBITION_SHORT in said) is (value is not Posture.NOT_COVERED)
        assert "The participant allows" in said

    @pytest.mark.parametrize("value", list(Posture))
    def test_the_accounting_says_it_likewise(self, client, cast, juniper, now, value):
        posture(cast, value, now=now)
        client.force_login(cast["cass"])
        page = client.get(f"/people/{juniper}/who-has-looked.csv").content.decode()
        assert (PROHIBITION_SHORT in page) is (value is not Posture.NOT_COVERED)

    def test_the_posture_of_whoever_does_not_share_changes_nothing(self, cast, juniper, now):
        before = self._notice(cast, juniper, now)
        posture(cast, Posture.NOT_COVERED, of="del", now=now)
        assert self._notice(cast, juniper, now) == before

    @pytest.mark.parametrize("name", sorted(CAST))
    def test_no_posture_shows_anybody_more_or_less(self, cast, juniper, now, name):
        seen = []
        for value in Posture:
            posture(cast, value, now=now)
            seen.append(_all_that(cast[name], juniper, now))
        assert all(one == seen[0] for one in seen)


def _all_that(viewer, juniper, now):
    """Everything the gate shows this viewer of the person, the statement and the looks themselves apart."""
    people = tuple(replace(line, notice="") for line in gate.people(viewer=viewer, now=now))
    try:
        sheet = gate.participant(juniper, viewer=viewer, now=now)
    except NotFound:
        return people, None
    same = replace(sheet, notice="", looks=())
    return people, {one.name: getattr(same, one.name) for one in fields(same)}
