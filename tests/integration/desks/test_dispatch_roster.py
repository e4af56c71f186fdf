"""The roster's pages: a shift added, covered, taken off; what is refused, in words; and by whom."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.vocabulary import Role
from belltown_site.jurisdiction.models import OnCallShift, Rank
from belltown_site.jurisdiction.roster import roster
from belltown_site.ledger.models import Entry
from tests.integration.records import story
from tests.lib.cast import CAST, make_cast, someone_from_the_other_agency

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # a Monday, in the invented county
NIGHT = {"rank": "1", "day": "2026-11-24", "starts": "19:00", "ends": "07:00", "ends_on": "next"}
WATCHERS = {"dee", "cass", "cleo", "sol", "pam"}


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    story.set_up(NOON)
    return make_cast()


@pytest.fixture
def at(client, cast):
    class Desk:
        status = 0

        def sees(self, who, page="roster", *args, **query):
            client.force_login(cast.get(who) if isinstance(who, str) else who)
            return self._text(client.get(reverse(f"dispatch:{page}", args=args), query))

        def sends(self, who, page, *args, **said):
            client.force_login(cast.get(who) if isinstance(who, str) else who)
            return self._text(client.post(reverse(f"dispatch:{page}", args=args), said, follow=True))

        def adds(self, who="cleo", name="dee", **changed):
            return self.sends(who, "add_shift", **{"user": str(cast[name].pk), **NIGHT, **changed})

        def _text(self, answer):
            self.status = answer.status_code
            return " ".join(answer.content.decode().split())

    return Desk()


def shift_of(name):
    return OnCallShift.objects.filter(user__name__startswith=name.capitalize()).order_by("-starts").first()


class TestAdding:
    def test_a_night_shift_is_added_in_local_time_and_said_back(self, at, cast):
        page = at.adds()
        assert "Dee Delacroix is on call Tue, Nov 24, 7:00 PM to Wed, Nov 25, 7:00 AM (first)." in page
        shift = shift_of("dee")
        assert shift.starts == datetime(2026, 11, 24, 19, tzinfo=CHICAGO)
        assert shift.ends == datetime(2026, 11, 25, 7, tzinfo=CHICAGO)

    def test_a_gap_closes_as_the_shift_is_added(self, at, cast):
        at.adds()
        page = at.sees("cleo")
        assert "Nobody is on call Mon, Nov 23, 6:00 PM to Tue, Nov 24, 7:00 PM" in page
        assert "Nobody is on call Wed, Nov 25, 7:00 AM" in page

    def test_every_fault_is_told_at_once(self, at, cast):
        page = at.sends("cleo", "add_shift")
        assert at.status == 422
        assert "Choose who is on call." in page
        assert "Choose first, next or deputy." in page
        assert page.count("This field is required.") >= 3

    def test_a_shift_that_ends_before_it_starts_is_refused_with_what_to_do(self, at, cast):
        page = at.adds(ends_on="same")
        assert "The shift would end before it starts. If it runs over midnight, choose the next day." in page
        assert at.status == 422
        assert shift_of("dee").starts < NOON

    @pytest.mark.parametrize("day", ["2026-11-20", "2030-01-01", "9999-12-31", "0001-01-01", "2026-02-30", "soon", ""])
    def test_a_day_that_is_past_far_off_or_none_is_refused(self, at, cast, day):
        before = OnCallShift.objects.count()
        at.adds(day=day)
        assert at.status == 422
        assert OnCallShift.objects.count() == before

    @pytest.mark.parametrize(("name", "rank"), [("dee", "2"), ("dee", "1")])
    def test_nobody_is_on_call_twice_at_once(self, at, cast, name, rank):
        at.adds()
        page = at.adds(name=name, rank=rank, starts="22:00")
        assert "Dee Delacroix is already on call for part of that time." in page
        assert at.status == 422

    def test_two_cannot_both_be_first(self, at, cast):
        at.adds()
        assert "Somebody is already first on call for part of that time." in at.adds(name="cass", ends="06:00")

    def test_shifts_that_meet_do_not_overlap(self, at, cast):
        at.adds()
        at.adds(day="2026-11-25", starts="07:00", ends="19:00", ends_on="same")
        assert at.status == 200

    def test_sent_twice_it_is_one_shift(self, at, cast):
        at.adds()
        before = OnCallShift.objects.count()
        at.adds()
        assert OnCallShift.objects.count() == before

    def test_a_shift_of_two_days_is_too_long_and_says_so(self, at, cast):
        page = at.adds(starts="00:00", ends="23:00")
        assert "last 36 hours at most" in page

    def test_a_time_that_the_clocks_leap_over_is_refused(self, at, cast):
        page = at.adds(day="2027-03-14", starts="02:30", ends="10:00", ends_on="same")
        assert "There is no 2:30 AM that night: the clocks go forward." in page
        assert at.status == 422

    def test_a_night_on_which_the_clocks_go_back_is_an_hour_longer(self, at, cast):
        at.adds(day="2027-11-06")
        shift = shift_of("dee")
        assert shift.ends - shift.starts == timedelta(hours=13)
        assert "(13 hours: the clocks change)" in at.sees("cleo", week="2027-11-01")

    @pytest.mark.parametrize("name", ["ofelia", "pru", "nobody", "sol"])
    def test_only_those_who_answer_calls_are_on_the_list(self, at, cast, name):
        assert str(cast[name].pk) not in at.sees("cleo", "add_shift")
        at.adds(name=name)
        assert at.status == 422

    def test_the_form_begins_with_the_day_that_was_tapped(self, at, cast):
        assert 'value="2026-11-26"' in at.sees("cleo", "add_shift", day="2026-11-26")
        assert 'value="2026-11-23"' in at.sees("cleo", "add_shift", day="<script>")


class TestCovering:
    def test_x_covers_y(self, at, cast):
        at.adds()
        page = at.sends("cleo", "cover", shift_of("dee").pk, user=str(cast["cass"].pk))
        assert "Cass Castellanos covers Dee Delacroix: Tue, Nov 24, 7:00 PM to Wed, Nov 25, 7:00 AM." in page
        assert "covers Dee Delacroix" in at.sees("sol")
        (on_call,) = roster(datetime(2026, 11, 25, 2, tzinfo=UTC))
        assert (on_call.name, on_call.covering) == ("Cass Castellanos", "Dee Delacroix")

    def test_whoever_is_ill_may_hand_over_their_own_shift(self, at, cast):
        at.adds()
        shift = shift_of("dee")
        assert "Who covers the rest of this shift?" in at.sees("dee", "shift", shift.pk)
        assert "Take this shift off" not in at.sees("dee", "shift", shift.pk)
        at.sends("dee", "cover", shift.pk, user=str(cast["cass"].pk))
        shift.refresh_from_db()
        assert shift.user == cast["cass"]

    def test_a_colleague_may_not_do_it_for_them(self, at, cast):
        at.adds()
        shift = shift_of("dee")
        at.sees("cass", "shift", shift.pk)
        assert at.status == 403
        at.sends("cass", "cover", shift.pk, user=str(cast["cass"].pk))
        assert at.status == 403
        shift.refresh_from_db()
        assert shift.user == cast["dee"]

    def test_someone_already_on_call_then_cannot_cover(self, at, cast):
        at.adds()
        at.adds(name="cass", rank="2")
        page = at.sends("cleo", "cover", shift_of("dee").pk, user=str(cast["cass"].pk))
        assert "Cass Castellanos is already on call for part of that time." in page
        assert at.status == 422

    @pytest.mark.parametrize("user", ["", "not-a-person", "00000000-0000-0000-0000-000000000000"])
    def test_somebody_must_be_chosen_from_the_list(self, at, cast, user):
        at.adds()
        at.sends("cleo", "cover", shift_of("dee").pk, user=user)
        assert at.status == 422

    def test_a_shift_that_is_over_has_nothing_to_change(self, at, cast):
        old = OnCallShift.objects.create(
            user=cast["dee"], rank=1, starts=NOON - timedelta(days=2), ends=NOON - timedelta(days=1)
        )
        assert "This shift is over" in at.sees("cleo", "shift", old.pk)
        assert "This shift is over" in at.sends("cleo", "cover", old.pk, user=str(cast["cass"].pk))
        assert at.status == 422
        old.refresh_from_db()
        assert old.user == cast["dee"]


class TestTakingOff:
    def test_it_is_asked_first_and_the_gap_is_shown_after(self, at, cast):
        at.adds()
        shift = shift_of("dee")
        assert "Take this shift off the roster?" in at.sees("cleo", "remove_shift", shift.pk)
        assert OnCallShift.objects.filter(pk=shift.pk).exists()
        page = at.sends("cleo", "remove_shift", shift.pk)
        assert "Dee Delacroix is no longer on call Tue, Nov 24, 7:00 PM to Wed, Nov 25, 7:00 AM." in page
        assert "Nobody is on call Mon, Nov 23, 6:00 PM" in page

    def test_a_stale_page_is_told_that_it_is_gone(self, at, cast):
        at.adds()
        id = shift_of("dee").pk
        at.sends("cleo", "remove_shift", id)
        for page in ("remove_shift", "cover"):
            assert "There is no such shift. It may have been taken off the roster." in at.sends(
                "cleo", page, id, user=str(cast["cass"].pk)
            )
            assert at.status == 404

    def test_whoever_has_the_shift_cannot_just_drop_it(self, at, cast):
        at.adds()
        at.sends("dee", "remove_shift", shift_of("dee").pk)
        assert at.status == 403


class TestReading:
    def test_everybody_at_dispatch_reads_the_week_and_only_some_may_change_it(self, at, cast):
        for name in WATCHERS:
            page = at.sees(name)
            assert "Nov 23 to Nov 29, 2026" in page
            assert ("Add a shift" in page) is (name in {"cleo", "pam"})

    def test_a_responder_finds_the_link_to_their_own_shifts_alone(self, at, cast):
        own, other = shift_of("dee"), shift_of("cass")
        page = at.sees("dee")
        assert reverse("dispatch:shift", args=[own.pk]) in page
        assert reverse("dispatch:shift", args=[other.pk]) not in page

    def test_with_nobody_now_it_is_an_alarm(self, at, cast):
        OnCallShift.objects.all().delete()
        page = at.sees("sol")
        assert "A request would ring nobody right now" in page
        assert 'role="alert"' in page

    @pytest.mark.parametrize(
        ("week", "title"),
        [
            ("2026-11-29", "Nov 23 to Nov 29, 2026"),
            ("2026-12-03", "Nov 30 to Dec 6, 2026"),
            ("2026-11-16", "Nov 16 to Nov 22, 2026"),
            ("nonsense", "Nov 23 to Nov 29, 2026"),
            ("9999-12-31", "Nov 23 to Nov 29, 2026"),
            ("0001-01-01", "Nov 23 to Nov 29, 2026"),
            ("2026-02-30", "Nov 23 to Nov 29, 2026"),
        ],
    )
    def test_any_week_can_be_looked_at_and_an_odd_address_is_this_week(self, at, cast, week, title):
        assert title in at.sees("sol", week=week)

    def test_a_past_week_raises_no_alarm(self, at, cast):
        page = at.sees("sol", week="2026-11-09")
        assert "Nobody is on call" not in page
        assert "Somebody is on call at every hour" not in page

    @pytest.mark.parametrize("name", sorted(set(CAST) - WATCHERS))
    def test_the_others_open_none_of_it(self, at, cast, name):
        shift = shift_of("dee")
        for page, args in (("roster", []), ("add_shift", []), ("shift", [shift.pk]), ("remove_shift", [shift.pk])):
            at.sees(name, page, *args)
            assert at.status == 403
        at.sends(name, "cover", shift.pk, user=str(cast["cass"].pk))
        assert at.status == 403
        at.adds(who=name)
        assert at.status == 403


class TestAgencies:
    def test_a_supervisor_arranges_for_their_own_agency_alone(self, at, cast):
        other = someone_from_the_other_agency(Role.CLINICAL_SUPERVISOR)
        at.adds()
        shift = shift_of("dee")
        assert "Dee Delacroix" not in at.sees(other, "add_shift")
        for page in ("shift", "remove_shift"):
            at.sees(other, page, shift.pk)
            assert at.status == 404
        at.sends(other, "cover", shift.pk, user=str(other.pk))
        assert at.status == 404
        at.sends(other, "add_shift", user=str(cast["dee"].pk), **{**NIGHT, "day": "2026-11-27"})
        assert at.status == 422
        assert OnCallShift.objects.filter(pk=shift.pk, user=cast["dee"]).exists()

    def test_the_program_office_arranges_for_all(self, at, cast):
        other = someone_from_the_other_agency(Role.OUTREACH)
        assert "Otto Other" in at.sees("pam", "add_shift")
        at.sends("pam", "add_shift", user=str(other.pk), **NIGHT)
        assert OnCallShift.objects.filter(user=other, rank=Rank.FIRST).exists()

    def test_two_agencies_may_each_have_a_first(self, at, cast):
        other = someone_from_the_other_agency(Role.OUTREACH)
        at.adds()
        at.sends("pam", "add_shift", user=str(other.pk), **NIGHT)
        assert at.status == 200
        assert "Otto Other" in at.sees("sol")


def test_each_change_leaves_a_line_that_names_nobody(at, cast):
    at.adds()
    shift = shift_of("dee")
    at.sends("cleo", "cover", shift.pk, user=str(cast["cass"].pk))
    at.sends("cleo", "remove_shift", shift.pk)
    lines = Entry.objects.filter(act__startswith="roster.").order_by("pk")
    assert [line.act for line in lines] == ["roster.arrange", "roster.cover", "roster.cancel"]
    assert not any("Delacroix" in str(line.__dict__) for line in lines)


def test_the_roster_is_for_the_sites_day_whatever_the_servers_is(at, cast, monkeypatch):
    late = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)  # Sunday evening there, Monday here
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert "Nov 23 to Nov 29, 2026" in at.sees("sol")
    assert date(2026, 11, 29).strftime("%A, %b %d") in at.sees("sol")
