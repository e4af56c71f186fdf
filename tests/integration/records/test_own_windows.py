"""A participant's own window: who opens it, how it is entered, what is seen there. And Nobody? And another's?"""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import Standing
from belltown.disclosure.wording import Language
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate, own_codes
from belltown_site.records.actions import outbox, own_windows
from belltown_site.records.models import Consent, OutboxMessage, OwnWindow, WindowCode
from belltown_site.records.paging import text_of, webhook_body
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import drafted, intake_told_to, share, signed
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
NUMBER = "(316) 555-0142"
MINUTE = timedelta(minutes=1)
ROWAN = actions.Person(chosen_name="Rowan Sedge", born="1980")


@pytest.fixture
def juniper(site, now):
    """Juniper's id: handed over, in the care of Cass's agency."""
    return story.person_in(story.handed_over(now))


@pytest.fixture
def pat(site, now, juniper):
    """The account behind Juniper's window."""
    return actions.own_windows.open_here(juniper, by=site["cass"], now=now)


@pytest.fixture
def rowan(site, now, pat):
    """Another participant's account."""
    return story.window_of(story.handed_over(now, story.accepted(now, person=ROWAN)), now)


@pytest.fixture
def texts(site):
    SitePreferences.objects.update(webhook_url="http://127.0.0.1:9/texts")


def code_for(juniper, site, now):
    return actions.own_windows.make_code(juniper, by=site["cass"], now=now).code


def wrong(code):
    """The same place, another proof."""
    bare = own_codes.read(code)
    return bare[:-1] + next(letter for letter in own_codes.LETTERS if letter != bare[-1])


def link_texted(now):
    (parcel,) = outbox.lease(now=now)
    outbox.sent(parcel=parcel, now=now)
    return parcel.link


class TestTheAccountBehindIt:
    def test_has_no_address_no_password_and_no_name(self, pat):
        assert (pat.email, pat.name, pat.role) == (None, "A participant", "participant")
        assert not pat.has_usable_password()

    def test_a_second_opening_is_the_same_window(self, site, now, juniper, pat):
        assert actions.own_windows.open_here(juniper, by=site["dee"], now=now) == pat
        with opened():
            assert OwnWindow.objects.count() == 1

    def test_only_a_participant_may_have_no_address(self, site):
        with pytest.raises(ValidationError, match="only_a_participant_has_no_address"):
            User.objects.create_user(None, name="Somebody", agency=site["cass"].agency, role="officer")

    def test_an_account_of_somebody_at_work_has_no_window(self, site, now, juniper):
        with pytest.raises(NotAllowed, match="participant"):
            actions.own_windows.open_here(juniper, by=site["cass"], now=now, account=site["dee"])

    @pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "pam", "bea", "ada", "pat", "nobody"])
    def test_only_those_who_care_open_one(self, site, now, juniper, name):
        for act in (actions.own_windows.make_code, actions.own_windows.open_here):
            with pytest.raises((NotAllowed, NotFound)):
                act(juniper, by=site[name], now=now)
        with opened():
            assert not OwnWindow.objects.exists()

    def test_another_agencys_case_manager_finds_nobody(self, now, juniper):
        with pytest.raises(NotFound):
            actions.own_windows.make_code(juniper, by=someone_from_the_other_agency(Role.CASE_MANAGER), now=now)


class TestACode:
    def test_opens_the_window_once(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        assert own_windows.enter(code=code, now=now) == pat
        assert own_windows.enter(code=code, now=now) is None

    def test_may_be_typed_in_any_way(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        assert own_windows.enter(code=f" {code.lower().replace('-', ' ')} ", now=now) == pat

    def test_has_eight_letters_that_nobody_takes_for_others(self):
        codes = {own_codes.new_code() for _ in range(200)}
        assert len(codes) == 200
        assert all(own_codes.read(own_codes.shown(code)) == code for code in codes)
        assert not set("01OILU") & set("".join(codes))

    def test_is_good_for_half_an_hour(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        assert own_windows.enter(code=code, now=now + 30 * MINUTE) is None
        assert own_windows.enter(code=code, now=now + 29 * MINUTE) == pat

    def test_is_dead_after_five_wrong_tries(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        for _ in range(5):
            assert own_windows.enter(code=wrong(code), now=now) is None
        assert own_windows.enter(code=code, now=now) is None

    def test_still_opens_after_four(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        for _ in range(4):
            own_windows.enter(code=wrong(code), now=now)
        assert own_windows.enter(code=code, now=now) == pat

    def test_a_second_one_ends_the_first(self, site, now, juniper, pat):
        first, second = code_for(juniper, site, now), code_for(juniper, site, now)
        assert own_windows.enter(code=first, now=now) is None
        assert own_windows.enter(code=second, now=now) == pat

    def test_opening_on_the_tablet_ends_one_that_is_out(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        actions.own_windows.open_here(juniper, by=site["cass"], now=now)
        assert own_windows.enter(code=code, now=now) is None

    @pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-23450", "0000-0000", "ÀBCD-2345", "x" * 5000])
    def test_what_is_no_code_opens_nothing(self, now, pat, typed):
        assert own_windows.enter(code=typed, now=now) is None

    def test_is_kept_as_a_keyed_digest_alone(self, site, now, juniper):
        code = own_codes.read(code_for(juniper, site, now))
        with opened():
            (row,) = WindowCode.objects.values()
        kept = " ".join(map(str, row.values()))
        assert code not in kept
        assert code[:3] not in {row["place"], row["digest"]}

    def test_opens_nothing_once_the_account_is_closed(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        User.objects.filter(pk=pat.pk).update(is_active=False)
        assert own_windows.enter(code=code, now=now) is None

    def test_finds_another_place_when_two_would_share_one(self, site, now, juniper, rowan, monkeypatch):
        drawn = iter(["ABC23456", "ABC99999", "DEF23456"])
        monkeypatch.setattr(own_codes, "new_code", lambda: next(drawn))
        other = story.person_in(story.handed_over(now, story.accepted(now, person=ROWAN)))
        assert code_for(juniper, site, now) == "ABC2-3456"
        assert code_for(other, site, now) == "DEF2-3456"

    def test_places_come_free_when_codes_run_out(self, site, now, juniper):
        code_for(juniper, site, now)
        assert own_windows.end_expired(now=now + 29 * MINUTE) == 0
        assert own_windows.end_expired(now=now + 30 * MINUTE) == 1

    def test_leaves_its_lines_and_none_holds_it_or_a_name(self, site, now, juniper, pat):
        code = code_for(juniper, site, now)
        own_windows.enter(code=code, now=now)
        lines = {entry.act: entry for entry in Entry.objects.filter(act__startswith="window.")}
        assert set(lines) == {"window.open", "window.here", "window.code", "window.enter"}
        assert (lines["window.enter"].by_id, lines["window.enter"].detail) == (pat.pk, {"through": "code"})
        assert lines["window.code"].by_id == site["cass"].pk
        said = " ".join(f"{entry.subject_id} {entry.detail}" for entry in lines.values())
        assert code.replace("-", "") not in said
        assert "Juniper" not in said


class TestALink:
    def test_goes_to_the_number_alone_and_names_nobody(self, site, now, juniper, texts, settings):
        settings.BELLTOWN_ADDRESS = "https://door.example"
        actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)
        (parcel,) = outbox.lease(now=now)
        message = json.loads(webhook_body(parcel, now))
        assert message["type"] == "text.send"
        assert message["data"]["to"] == "+13165550142"
        text = message["data"]["text"]
        assert f"https://door.example/mine/open/{parcel.link}/" in text
        assert not re.search(r"Juniper|Yarrow|Cass|Open Door|diver|police|case|Belltown|drug", text, re.IGNORECASE)
        assert len(text) < 2 * 160

    def test_opens_the_window_once_and_shows_that_the_phone_is_theirs(self, site, now, juniper, pat, texts):
        actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)
        assert self.card(juniper, site, now).phone_confirmed_at is None
        link = link_texted(now)
        assert own_windows.enter_by_link(link=link, now=now) == pat
        assert own_windows.enter_by_link(link=link, now=now) is None
        assert self.card(juniper, site, now).phone_confirmed_at == now

    def card(self, juniper, site, now):
        return gate.participant(juniper, viewer=site["cass"], now=now).window

    def test_lies_nowhere_as_it_is_sent(self, site, now, juniper, texts):
        actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)
        with opened():
            kept = [*WindowCode.objects.values(), *OutboxMessage.objects.values(), *OwnWindow.objects.values("id")]
        link = link_texted(now)
        assert str(link) not in str(kept)
        assert str(link) in text_of(link)

    def test_is_dropped_when_a_newer_one_ends_it(self, site, now, juniper, texts):
        for _ in range(2):
            actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)
        assert len(outbox.lease(now=now)) == 1

    def test_that_nobody_made_opens_nothing(self, now, pat):
        assert own_windows.enter_by_link(link=uuid.uuid4(), now=now) is None

    def test_cannot_be_sent_where_nobody_sends_texts(self, site, now, juniper):
        with pytest.raises(NotPossible, match="give the person a code"):
            actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)

    @pytest.mark.parametrize("typed", ["", "12", "by the pier", "+1 316 555 01422222222"])
    def test_what_is_no_number_is_refused_without_repeating_it(self, site, now, juniper, texts, typed):
        with pytest.raises(BadInput) as refused:
            actions.own_windows.text_link(juniper, phone=typed, by=site["cass"], now=now)
        assert "phone number" in str(refused.value)
        assert not typed or typed not in str(refused.value)

    @pytest.mark.parametrize("name", ["ofelia", "pru", "pam", "nobody"])
    def test_is_sent_by_those_who_care_alone(self, site, now, juniper, texts, name):
        with pytest.raises((NotAllowed, NotFound)):
            actions.own_windows.text_link(juniper, phone=NUMBER, by=site[name], now=now)


class TestComingBack:
    @pytest.fixture
    def confirmed(self, site, now, juniper, pat, texts):
        actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)
        own_windows.enter_by_link(link=link_texted(now), now=now)

    @pytest.mark.parametrize("typed", [NUMBER, "316.555.0142", "+1 316 555 0142", "1-316-555-0142"])
    def test_a_known_number_gets_a_new_link_however_it_is_typed(self, now, pat, confirmed, typed):
        later = now + timedelta(days=2)
        own_windows.ask_for_link(phone=typed, now=later)
        assert own_windows.enter_by_link(link=link_texted(later), now=later) == pat

    @pytest.mark.parametrize("typed", ["316 555 0143", "nonsense", ""])
    def test_for_any_other_nothing_happens_and_nothing_is_said(self, now, confirmed, typed):
        assert own_windows.ask_for_link(phone=typed, now=now) is None
        assert outbox.lease(now=now) == ()

    def test_a_number_that_was_never_confirmed_gets_none(self, site, now, juniper, pat, texts):
        actions.own_windows.text_link(juniper, phone=NUMBER, by=site["cass"], now=now)
        link_texted(now)
        own_windows.ask_for_link(phone=NUMBER, now=now)
        assert outbox.lease(now=now) == ()

    def test_after_a_season_without_use_it_is_confirmed_anew(self, now, confirmed):
        own_windows.ask_for_link(phone=NUMBER, now=now + timedelta(days=91))
        assert outbox.lease(now=now + timedelta(days=91)) == ()

    def test_a_number_that_two_people_share_opens_neither(self, site, now, rowan, confirmed):
        with opened():
            other = OwnWindow.objects.get(user=rowan).participant_id
        actions.own_windows.text_link(other, phone=NUMBER, by=site["cass"], now=now)
        own_windows.enter_by_link(link=link_texted(now), now=now)
        own_windows.ask_for_link(phone=NUMBER, now=now)
        assert outbox.lease(now=now) == ()

    @pytest.mark.parametrize("who", ["pat", "cass"])
    @pytest.mark.usefixtures("confirmed")
    def test_either_may_forget_the_phone(self, site, now, juniper, pat, who):
        if who == "pat":
            actions.own_windows.forget_phone(by=pat, now=now)
        else:
            actions.own_windows.forget_phone(participant=juniper, by=site["cass"], now=now)
        own_windows.ask_for_link(phone=NUMBER, now=now)
        assert outbox.lease(now=now) == ()
        assert gate.own_record(viewer=pat, language=Language.ENGLISH, now=now).phone == ""

    def test_a_new_number_is_not_yet_theirs(self, site, now, juniper, pat, confirmed):
        actions.own_windows.text_link(juniper, phone="316 555 0177", by=site["cass"], now=now)
        assert not gate.own_record(viewer=pat, language=Language.ENGLISH, now=now).phone_confirmed


OWN_SHEETS = {
    "own_page": lambda viewer, now: gate.own_page(viewer=viewer, now=now),
    "own_papers": lambda viewer, now: gate.own_papers(viewer=viewer, language=Language.ENGLISH, now=now),
    "own_looks": lambda viewer, now: gate.own_looks(viewer=viewer, now=now),
    "own_questions": lambda viewer, now: gate.own_questions(viewer=viewer, now=now),
    "own_record": lambda viewer, now: gate.own_record(viewer=viewer, language=Language.SPANISH, now=now),
}


@pytest.mark.parametrize("sheet", OWN_SHEETS)
@pytest.mark.parametrize("name", ["ofelia", "cass", "pru", "pam", "ada", "pat", "nobody"])
def test_nobody_but_the_participant_opens_their_sheets(site, now, pat, name, sheet):
    """Pat of the cast takes part, and has no window here."""
    with pytest.raises((NotAllowed, NotFound)):
        OWN_SHEETS[sheet](site[name], now)


@pytest.mark.parametrize("sheet", OWN_SHEETS)
def test_every_sheet_of_ones_own_leaves_its_line(site, now, juniper, pat, sheet):
    OWN_SHEETS[sheet](pat, now)
    line = Entry.objects.order_by("-pk").first()
    assert (line.act, line.by_id, line.subject_id, line.purpose) == ("read.own", pat.pk, str(juniper), "own")


class TestInside:
    def test_the_page_says_who_walks_with_one_and_until_when_intake_is_due(self, site, now, pat):
        page = gate.own_page(viewer=pat, now=now + timedelta(hours=1))
        assert (page.name, page.case_manager.name) == ("Juniper Yarrow", site["dee"].name)
        assert page.agency.name == site["dee"].agency.name
        (due,) = page.dues
        assert due.due_at > now
        assert (due.stands_still, due.is_late, page.intake, page.sharing) == (False, False, None, 0)

    def test_a_paused_clock_and_a_late_one_are_said_to_be(self, site, now, pat):
        (hold,) = gate.holds(viewer=site["pru"], now=now)
        actions.holds.pause(hold.id, reason="hospital", by=site["cass"], now=now + timedelta(hours=1))
        assert gate.own_page(viewer=pat, now=now + timedelta(days=2)).dues[0].stands_still
        actions.holds.resume(hold.id, by=site["cass"], now=now + timedelta(days=3))
        assert gate.own_page(viewer=pat, now=now + timedelta(days=300)).dues[0].is_late

    def test_an_intake_that_is_done_is_no_longer_due(self, site, now, juniper, pat):
        signed(juniper, intake_told_to(site["pru"]), by=site["cass"], now=now)
        (hold,) = gate.holds(viewer=site["pru"], now=now)
        actions.holds.confirm_intake(hold.id, by=site["cass"], now=now, on=now.date())
        page = gate.own_page(viewer=pat, now=now)
        assert (page.dues, page.intake.completed, page.sharing) == ((), True, 1)

    def test_papers_are_told_in_either_language_and_unsigned_ones_not_at_all(self, site, now, juniper, pat):
        signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        drafted(juniper, share(site["pam"], Class.IDENTITY), by=site["cass"], now=now)
        (english,) = gate.own_papers(viewer=pat, language=Language.ENGLISH, now=now)
        (spanish,) = gate.own_papers(viewer=pat, language=Language.SPANISH, now=now)
        assert "who I am" in english.shares[0].words
        assert "quién soy" in spanish.shares[0].words
        assert english.shares[0].role is Role.DEFENDER
        assert english.ends.startswith("It ends on")
        assert spanish.title != english.title

    def test_the_form_is_the_very_one_that_was_signed(self, site, now, juniper, pat):
        paper = signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now, language=Language.SPANISH)
        form = gate.own_form(paper, viewer=pat, language=Language.ENGLISH, now=now)
        with opened():
            row = Consent.objects.get(pk=paper)
        assert (form.form, form.form_digest) == (row.form, row.form_digest)
        assert form.paper.language is Language.SPANISH
        assert form.witness.name == site["cass"].name

    def test_another_participants_form_does_not_exist(self, site, now, juniper, pat, rowan):
        paper = signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        for id in (paper, uuid.uuid4(), "nonsense"):
            with pytest.raises(NotFound, match="There is no such form"):
                gate.own_form(id, viewer=rowan, language=Language.ENGLISH, now=now)

    def test_everybody_who_looked_is_named_ones_own_agency_and_oneself_too(self, site, now, juniper, pat):
        signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        for name in ("cass", "cass", "del"):
            gate.participant(juniper, viewer=site[name], now=now)
        (hold,) = gate.holds(viewer=site["pru"], now=now)
        gate.hold(hold.id, viewer=site["pru"], now=now)
        gate.own_page(viewer=pat, now=now)
        found = {(look.name, look.what): look for look in gate.own_looks(viewer=pat, now=now)}
        assert found[site["cass"].name, "participant"].times == 2
        assert found[site["del"].name, "participant"].why == "care"
        assert found[site["pru"].name, "hold"].agency == site["pru"].agency.name
        assert found["A participant", "own"].is_self
        assert not found[site["cass"].name, "participant"].is_self

    def test_looks_older_than_three_years_are_over(self, site, now, juniper, pat):
        from django.utils import timezone

        gate.participant(juniper, viewer=site["cass"], now=now)
        late = timezone.now() + timedelta(days=3 * 366 + 1)
        assert [look for look in gate.own_looks(viewer=pat, now=late) if not look.is_self] == []

    def test_what_one_reads_oneself_is_nobodys_business_at_work(self, site, now, juniper, pat):
        gate.own_page(viewer=pat, now=now)
        sheet = gate.participant(juniper, viewer=site["cass"], now=now)
        assert "A participant" not in {look.name for look in sheet.looks}
        assert sheet.looks

    def test_ones_copy_holds_what_those_who_care_keep(self, site, now, juniper, pat):
        signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
        actions.consents.restrict(
            uuid.uuid4(), participant=juniper, agency=site["pam"].agency_id, classes=[Class.CONTACT], by=site["cass"],
            now=now,
        )  # fmt: skip
        actions.questions.ask(uuid.uuid4(), text="When?", by=pat, now=now)
        record = gate.own_record(viewer=pat, language=Language.ENGLISH, now=now)
        assert (record.chosen_name, record.name_given, record.born) == ("Juniper Yarrow", "June Yarrow", "1990-05-02")
        assert record.contact == "by the pier"
        assert {event.what for event in record.events} == {"met", "handed_over"}
        assert record.kept_back[0].classes == (Class.CONTACT,)
        assert (len(record.papers), record.questions[0].text) == (1, "When?")


class TestStopping:
    @pytest.fixture
    def papers(self, site, now, juniper):
        told = signed(juniper, intake_told_to(site["pru"]), by=site["cass"], now=now)
        return told, signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)

    def test_is_in_the_same_transaction_by_the_participant_through_the_window(self, site, now, juniper, pat, papers):
        assert gate.participant(juniper, viewer=site["del"], now=now)
        actions.consents.revoke(papers[1], by=pat, now=now)
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=site["del"], now=now)
        with opened():
            row = Consent.objects.get(pk=papers[1])
        assert (row.revoked_by_id, row.revoked_through, row.revoked_at) == (pat.pk, "own_window", now)
        line = Entry.objects.get(act="consent.revoke")
        assert (line.by_id, line.detail) == (pat.pk, {"through": "own_window"})

    def test_wakes_the_open_page_of_the_prosecutors_hold(self, site, now, pat, papers):
        from belltown_site.web.models import Event

        (hold,) = gate.holds(viewer=site["pru"], now=now)
        Event.objects.all().delete()
        actions.consents.revoke(papers[0], by=pat, now=now)
        woken = set(Event.objects.values_list("topic", "subject"))
        assert ("hold", str(hold.id)) in woken

    def test_everything_at_once(self, site, now, juniper, pat, papers):
        drafted(juniper, share(site["pam"], Class.IDENTITY), by=site["cass"], now=now)
        assert actions.consents.revoke_everything(by=pat, now=now) == 2
        assert actions.consents.revoke_everything(by=pat, now=now) == 0
        papers = gate.own_papers(viewer=pat, language=Language.ENGLISH, now=now)
        assert {paper.standing for paper in papers} == {Standing.REVOKED}
        assert gate.own_page(viewer=pat, now=now).sharing == 0

    def test_a_second_time_changes_nothing(self, now, pat, papers):
        actions.consents.revoke(papers[1], by=pat, now=now)
        actions.consents.revoke(papers[1], by=pat, now=now + MINUTE)
        assert Entry.objects.filter(act="consent.revoke").count() == 1

    def test_another_participants_papers_do_not_exist(self, now, papers, rowan):
        with pytest.raises(NotFound):
            actions.consents.revoke(papers[1], by=rowan, now=now)
        assert actions.consents.revoke_everything(by=rowan, now=now) == 0

    def test_a_draft_is_not_the_participants_to_stop(self, site, now, juniper, pat):
        draft = drafted(juniper, share(site["pam"], Class.IDENTITY), by=site["cass"], now=now)
        with pytest.raises(NotFound):
            actions.consents.revoke(draft, by=pat, now=now)

    @pytest.mark.parametrize("name", ["cass", "ofelia", "pru", "pat", "nobody"])
    def test_nobody_else_stops_everything(self, site, now, papers, name):
        with pytest.raises((NotAllowed, NotFound)):
            actions.consents.revoke_everything(by=site[name], now=now)

    def test_nobody_at_work_says_that_it_was_the_participant(self, site, now, papers):
        with pytest.raises(BadInput, match="participant themselves"):
            actions.consents.revoke(papers[1], by=site["cass"], now=now, through="own_window")

    def test_a_participant_signs_drafts_and_restricts_nothing(self, site, now, juniper, pat):
        with pytest.raises(NotAllowed):
            drafted(juniper, share(site["pam"], Class.IDENTITY), by=pat, now=now)
        with pytest.raises(NotAllowed):
            actions.own_windows.make_code(juniper, by=pat, now=now)
