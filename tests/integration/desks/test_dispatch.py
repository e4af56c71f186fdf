"""The dispatch desk: who is rung, one tap a step, who may see what, and what a stale page is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.vocabulary import HandoffFailure, Role
from belltown_site.desks.dispatch.words import FAILURES
from belltown_site.jurisdiction.models import DropOffCentre, OnCallShift, SitePreferences
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate, sweeps
from belltown_site.records.actions import outbox
from tests.integration.records import story
from tests.lib.cast import CAST, make_cast, someone_from_the_other_agency

pytestmark = pytest.mark.django_db
WATCHERS = {"dee", "cass", "cleo", "sol", "pam"}
RESPONDERS = {"dee", "cass", "cleo"}
PERSON = ("Juniper", "Yarrow", "1990", "pier")
LIVE = {"HX-Request": "true"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cast(now):
    story.set_up(now)
    return make_cast()


@pytest.fixture
def call(cast, now):
    """Ofelia has asked, and Dee is rung."""
    return story.requested(now)


@pytest.fixture
def at(client, cast):
    """The page as somebody sees it, in one line of text; or what a tap of theirs is answered."""

    class Desk:
        status = 0

        def sees(self, name, page="board", *args, **headers):
            client.force_login(cast.get(name) if isinstance(name, str) else name)
            return self._text(client.get(reverse(f"dispatch:{page}", args=args), headers=headers))

        def taps(self, name, act, id, **said):
            client.force_login(cast.get(name) if isinstance(name, str) else name)
            return self._text(client.post(reverse(f"dispatch:{act}", args=[id]), said, follow=True))

        def _text(self, answer):
            self.status = answer.status_code
            return " ".join(answer.content.decode().split())

    return Desk()


def kept(cast, id):
    return gate.handoff(id, viewer=cast["pam"], now=timezone.now())


class TestARing:
    def test_whoever_is_rung_reads_where_what_who_asks_and_how_long(self, at, call):
        page = at.sees("dee")
        assert "Somebody waits for your answer" in page
        for words in ("Third and Bell", "Drug possession", "Ofelia Okafor, West Bike Squad", "data-clock="):
            assert words in page
        assert all(f"{minutes} min</button>" in page for minutes in (10, 15, 20, 30, 45))

    @pytest.mark.parametrize("page", ["board", "handoff"])
    def test_who_the_person_is_appears_only_after_accepting(self, at, call, page):
        args = [call] if page == "handoff" else []
        assert not any(word in at.sees("dee", page, *args) for word in PERSON)
        after = at.taps("dee", "accept", call)
        assert "Juniper Yarrow" in after
        assert "by the pier" in after

    def test_nobody_else_is_asked_to_answer_on_the_board(self, at, call):
        for name in WATCHERS - {"dee"}:
            page = at.sees(name)
            assert "Somebody waits for your answer" not in page
            assert "Ringing Dee Delacroix" in page
            assert "Then Cass Castellanos is rung" in page

    def test_the_tab_says_that_it_rings_and_neither_who_nor_where(self, at, call):
        assert "<title>Ringing: please answer · Belltown</title>" in at.sees("dee")
        assert "<title>Ringing: please answer · Belltown</title>" in at.sees("dee", "calls", **LIVE)
        assert "<title>Dispatch (1) · Belltown</title>" in at.sees("sol")

    def test_two_rings_are_counted(self, at, call, now):
        story.requested(now)
        assert "<title>Ringing: 2 calls · Belltown</title>" in at.sees("dee")

    def test_taking_it_with_a_tile_tells_when(self, at, call, cast):
        page = at.taps("dee", "accept", call, eta="15")
        assert "You have it" in page
        assert "Set out" in page
        sheet = kept(cast, call)
        assert sheet.expected_at - sheet.accepted_at == timedelta(minutes=15)

    def test_taking_it_without_a_time_asks_for_one(self, at, call):
        assert "When will you be there?" in at.taps("dee", "accept", call)
        assert "Later or sooner than" in at.taps("dee", "set_eta", call, eta="20")

    @pytest.mark.parametrize("eta", ["soon", "-3", "57377053755341193216", "10000", "1.5", "١٥"])
    def test_a_time_that_is_none_takes_nothing_and_says_so(self, at, call, cast, eta):
        page = at.taps("dee", "accept", call, eta=eta)
        assert at.status == 422
        assert "Nothing was changed" in page
        assert kept(cast, call).responder is None

    def test_to_say_when_one_must_say_when(self, at, call):
        at.taps("dee", "accept", call)
        assert "in how many minutes" in at.taps("dee", "set_eta", call)
        assert at.status == 422

    def test_whoever_cannot_is_thanked_and_the_next_is_rung(self, at, call):
        page = at.taps("dee", "cannot", call)
        assert "Noted: you cannot come. Ringing Cass Castellanos." in page
        assert "Somebody waits for your answer" not in page
        assert "Somebody waits for your answer" in at.sees("cass")

    def test_when_the_last_cannot_everybody_reads_that_nobody_answered(self, at, call):
        for name in ("dee", "cass", "cleo"):
            page = at.taps(name, "cannot", call)
        assert "Nobody has answered." in page
        assert page.count("Has not answered") == 0
        assert "316-555-0110" in at.sees("sol")

    def test_a_deputy_who_is_a_supervisor_may_take_it(self, at, call, cast):
        sweeps.sweep(timezone.now() + timedelta(minutes=4))
        at.taps("cleo", "accept", call)
        assert kept(cast, call).responder.name == "Cleo Clarke"

    def test_someone_who_is_not_rung_may_take_it_by_choice(self, at, call):
        assert "I take it" in at.sees("cass", "handoff", call)
        assert "I cannot" not in at.sees("cass", "handoff", call)
        assert "Not rung, took it by choice" in at.taps("cass", "accept", call)

    def test_after_everybody_was_rung_it_says_that_they_have_not_answered(self, at, call):
        sweeps.sweep(timezone.now() + timedelta(hours=1))
        page = at.sees("sol", "handoff", call)
        assert page.count("Has not answered") == 3
        assert "Is being rung" not in page


class TestStepByStep:
    def test_each_step_is_one_tap_to_the_end(self, at, call, cast):
        at.taps("dee", "accept", call, eta="10")
        assert "Arrived</button>" in at.taps("dee", "set_out", call)
        assert "Officer released</button>" in at.taps("dee", "arrive", call)
        page = at.taps("dee", "release", call)
        assert "Handed over, officer released" in page
        assert "<button" not in page.split('id="handoff"')[1].split("</main>")[0]

    def test_whoever_was_around_the_corner_skips_setting_out(self, at, call, cast):
        assert "I am there already" in at.taps("dee", "accept", call)
        at.taps("dee", "arrive", call)
        assert kept(cast, call).state == "arrived"

    @pytest.mark.parametrize("act", ["accept", "set_out", "arrive", "release"])
    def test_tapping_twice_is_tapping_once(self, at, call, cast, act):
        steps = ["accept", "set_out", "arrive", "release"]
        for step in steps[: steps.index(act) + 1]:
            at.taps("dee", step, call)
        before = kept(cast, call)
        at.taps("dee", act, call)
        assert at.status == 200
        after = kept(cast, call)
        assert (after.state, after.accepted_at, after.arrived_at) == (
            before.state,
            before.accepted_at,
            before.arrived_at,
        )

    def test_giving_it_back_rings_the_others_again(self, at, call, cast):
        at.taps("dee", "accept", call)
        assert "Give this handoff back?" in at.sees("dee", "give_back", call)
        at.taps("dee", "give_back", call)
        assert kept(cast, call).state == "ringing"

    @pytest.mark.parametrize("reason", list(HandoffFailure))
    def test_a_failure_keeps_its_reason_and_the_board_says_it(self, at, call, cast, reason):
        at.taps("dee", "accept", call)
        assert "Why did the handoff fail?" in at.sees("dee", "fail", call)
        at.taps("dee", "fail", call, reason=reason.value)
        assert kept(cast, call).failure == reason
        assert f"Failed: {FAILURES[reason].lower()}" in at.sees("sol")

    def test_a_handoff_that_failed_shows_the_way_it_went_and_no_further(self, at, call):
        at.taps("dee", "accept", call)
        page = at.taps("dee", "fail", call, reason="person_left")
        assert "<h1>Failed: the person left</h1>" in page
        assert "Taken<span" in page
        assert "Arrived<span" not in page

    @pytest.mark.parametrize("reason", ["", "bored", "x" * 100_000])
    def test_a_failure_without_a_reason_of_the_list_is_not_recorded(self, at, call, cast, reason):
        at.taps("dee", "accept", call)
        at.taps("dee", "fail", call, reason=reason)
        assert at.status == 422
        assert kept(cast, call).state == "accepted"

    def test_a_colleague_who_does_not_have_it_is_offered_no_step_of_it(self, at, call):
        at.taps("dee", "accept", call)
        page = at.sees("cass", "handoff", call)
        assert "Set out</button>" not in page
        assert "The handoff failed" not in page

    def test_a_colleague_who_sets_out_for_it_all_the_same_is_refused_in_words(self, at, call, cast):
        at.taps("dee", "accept", call)
        assert "Dee Delacroix has this handoff, so only they can say that." in at.taps("cass", "set_out", call)
        assert at.status == 403
        assert kept(cast, call).state == "accepted"


class TestDispatchers:
    def test_the_sergeant_may_ring_everyone_again(self, at, call, cast):
        sweeps.sweep(timezone.now() + timedelta(hours=1))
        assert "Ring everyone again" in at.sees("sol", "handoff", call)
        assert "Ring everyone again" not in at.sees("dee", "handoff", call)
        at.taps("sol", "ring_again", call)
        assert kept(cast, call).state == "ringing"

    def test_the_sergeant_chooses_a_drop_off_center_that_is_open(self, at, call, cast):
        centre = story.centre()
        shut = DropOffCentre.objects.create(name="Shut", address="2 Pier", phone="1", hours="no", is_open=False)
        page = at.sees("sol", "drop_off", call)
        assert "Harbor House" in page
        assert "Shut" not in page
        at.taps("sol", "drop_off", call, centre=str(shut.pk))
        assert at.status == 422
        assert "On the way to a drop-off center: Harbor House" in at.taps(
            "sol", "drop_off", call, centre=str(centre.pk)
        )
        at.taps("sol", "dropped_off", call)
        assert kept(cast, call).state == "dropped_off"
        assert "Taken to a drop-off center" in at.sees("sol")

    def test_calling_it_off_asks_first(self, at, call, cast):
        assert "Call this handoff off?" in at.sees("pam", "cancel", call)
        assert kept(cast, call).state == "ringing"
        at.taps("pam", "cancel", call)
        assert kept(cast, call).state == "cancelled"

    def test_a_sergeant_may_say_for_the_officer_that_they_are_free(self, at, call, cast):
        at.taps("dee", "accept", call)
        at.taps("dee", "arrive", call)
        assert "Officer released" in at.sees("sol", "handoff", call)
        at.taps("sol", "release", call)
        assert kept(cast, call).state == "released"

    def test_the_board_counts_messages_that_never_arrived_and_says_what_to_do(self, at, call, now):
        def refuse(parcel, moment):
            raise ConnectionRefusedError

        moment = now
        for pause in (*outbox.BACK_OFF, timedelta(0)):
            sweeps.send_due(moment, send=refuse)
            moment += pause
        page = at.sees("sol")
        assert "1 message of the last 12 hours could not be delivered. Call those who are rung by phone." in page
        assert "1 message could not be delivered: call by phone." in page

    def test_the_board_shows_who_is_on_call_what_room_there_is_and_centers(self, at, cast):
        story.centre()
        page = at.sees("sol")
        assert page.index("Dee Delacroix") < page.index("Cass Castellanos") < page.index("Cleo Clarke")
        assert "25 free places" in page
        assert "Harbor House (invented)" in page

    def test_with_nobody_on_call_the_board_says_so_loudly(self, at, cast):
        OnCallShift.objects.all().delete()
        assert "Nobody is on call now: a request would ring nobody." in at.sees("sol")

    def test_names_of_participants_are_not_on_the_board(self, at, call, now):
        story.handed_over(now - timedelta(hours=1))
        for name in WATCHERS:
            assert not any(word in at.sees(name) for word in PERSON[:2])

    def test_what_ended_long_ago_is_gone_from_the_board(self, at, cast, now):
        old = story.requested(now - timedelta(hours=13))
        actions.handoffs.fail(old, reason="person_left", by=cast["ofelia"], now=now - timedelta(hours=13))
        assert "Failed" not in at.sees("sol")


class TestTheClock:
    def test_officer_responder_and_dispatcher_read_the_same_due_instant(self, at, call, cast, client):
        import re

        due = re.compile(r'data-clock="([^"]+)"')
        pages = [at.sees(name, "handoff", call) for name in ("dee", "cass", "sol", "pam")]
        client.force_login(cast["ofelia"])
        pages.append(client.get(reverse("field:handoff", args=[call])).content.decode())
        clocks = {max(due.findall(page)) for page in pages}
        assert clocks == {(kept(cast, call).requested_at + timedelta(minutes=30)).isoformat()}

    def test_the_next_ring_is_due_when_the_site_says(self, at, call, cast):
        due = kept(cast, call).requested_at + timedelta(seconds=SitePreferences.objects.get().ring_next_after)
        assert f'data-clock="{due.isoformat()}"' in at.sees("sol")

    def test_it_is_late_by_the_same_page_after_half_an_hour(self, at, cast, now):
        id = story.requested(now - timedelta(minutes=33))
        assert "3 min late" in at.sees("sol", "handoff", id)


class TestStalePages:
    def test_whoever_taps_second_reads_who_has_it(self, at, call, cast):
        at.taps("dee", "accept", call, eta="10")
        page = at.taps("cass", "accept", call)
        assert at.status == 409
        assert "Dee Delacroix has already taken this handoff. You are not needed there; nothing was changed." in page
        assert kept(cast, call).responder.name == "Dee Delacroix"

    def test_so_does_somebody_of_another_agency_who_may_see_no_more(self, at, cast, now):
        other = someone_from_the_other_agency(Role.OUTREACH)
        OnCallShift.objects.create(user=other, rank=1, starts=now - timedelta(hours=1), ends=now + timedelta(hours=1))
        id = story.requested(now)
        at.taps("dee", "accept", id)
        page = at.taps(other, "accept", id)
        assert at.status == 409
        assert "Dee Delacroix has already taken this handoff" in page
        assert not any(word in page for word in PERSON)

    @pytest.mark.parametrize("act", ["set_out", "arrive", "give_back"])
    def test_a_step_of_a_handoff_that_is_over_says_where_it_stands(self, at, call, cast, act):
        at.taps("dee", "accept", call)
        actions.handoffs.cancel(call, by=cast["sol"], now=timezone.now())
        page = at.taps("dee", act, call)
        assert at.status == 409
        assert "Nothing was changed" in page
        assert "[cancelled]" in page

    def test_ringing_again_twice_changes_nothing_the_second_time(self, at, call, cast):
        sweeps.sweep(timezone.now() + timedelta(hours=1))
        at.taps("sol", "ring_again", call)
        rings = len(kept(cast, call).rings)
        at.taps("sol", "ring_again", call)
        assert at.status == 409
        assert len(kept(cast, call).rings) == rings

    def test_cannot_after_somebody_took_it_is_no_fault_of_anybodys(self, at, call):
        at.taps("cass", "accept", call)
        page = at.taps("dee", "cannot", call)
        assert at.status == 409
        assert "Nothing was changed" in page


class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", sorted(set(CAST) - WATCHERS))
    def test_the_others_open_none_of_it(self, at, call, cast, name):
        for page, args in (("board", []), ("calls", []), ("handoff", [call])):
            assert not any(word in at.sees(name, page, *args) for word in (*PERSON, "Third and Bell"))
            assert at.status == 403
        for act in ("accept", "cannot", "set_out", "arrive", "release", "ring_again", "fail", "cancel"):
            at.taps(name, act, call)
            assert at.status == 403
        assert kept(cast, call).state == "ringing"

    @pytest.mark.parametrize("role", [Role.OUTREACH, Role.CLINICAL_SUPERVISOR, Role.SERGEANT])
    def test_another_agency_sees_nothing_of_it(self, at, call, cast, role):
        other = someone_from_the_other_agency(role)
        assert "Third and Bell" not in at.sees(other)
        at.sees(other, "handoff", call)
        assert at.status == 404
        for act in ("accept", "cannot", "arrive", "release", "ring_again"):
            at.taps(other, act, call)
            assert at.status in (403, 404)
        assert kept(cast, call).state == "ringing"

    @pytest.mark.parametrize("name", ["sol", "pam"])
    def test_dispatchers_do_not_take_calls(self, at, call, cast, name):
        assert "I take it" not in at.sees(name, "handoff", call)
        at.taps(name, "accept", call)
        assert at.status == 403
        assert kept(cast, call).responder is None

    def test_every_look_leaves_a_line_that_names_nobody(self, at, call, cast):
        before = Entry.objects.count()
        at.sees("sol")
        at.sees("sol", "handoff", call)
        lines = list(Entry.objects.order_by("pk")[before:])
        assert [line.act for line in lines] == ["read.dispatch_board", "read.handoff"]
        assert {line.purpose for line in lines} == {"dispatch"}

    def test_the_part_that_refetches_itself_is_a_part(self, at, call):
        assert "<h1>Dispatch</h1>" not in at.sees("dee", "calls", **LIVE)
        assert "<html" not in at.sees("dee", "handoff", call, **LIVE)
        assert "<html" in at.sees("dee", "handoff", call)

    def test_a_visitor_is_asked_to_sign_in(self, client, call):
        assert client.get(reverse("dispatch:board")).status_code == 302
        assert client.post(reverse("dispatch:accept", args=[call])).status_code == 302
