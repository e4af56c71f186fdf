"""The participant's own window as pages: the way in, what is seen, stopping, leaving. And Nobody? And those at work?"""

import logging
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.wording import Language
from belltown_site import ledger
from belltown_site.accounts.models import OpenSession
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.records import actions, gate, own_codes
from belltown_site.records.actions import outbox
from belltown_site.records.models import WindowCode
from belltown_site.records.sheets import Purpose
from tests.integration.records import story
from tests.lib.cast import make_cast
from tests.lib.papers import intake_told_to, share, signed
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
NUMBER = "316 555 0142"
PAGES = ("home", "shares", "looks", "questions", "record", "rights")
SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def juniper(cast):
    return story.person_in(story.handed_over(timezone.now()))


@pytest.fixture
def pat(cast, juniper):
    return actions.own_windows.open_here(juniper, by=cast["cass"], now=timezone.now())


@pytest.fixture
def window(client, pat):
    """A browser with the window open."""
    client.force_login(pat)
    return client


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on."""
    start, real = timezone.now(), timezone.now

    def move(**by):
        monkeypatch.setattr(timezone, "now", lambda: start + timedelta(**by) + (real() - start))

    return move


def read(client, name, *args, **more):
    answer = client.get(reverse(f"mine:{name}", args=args), **more)
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def link_texted():
    (parcel,) = outbox.lease(now=timezone.now())
    outbox.sent(parcel=parcel, now=timezone.now())
    return parcel.link


class TestTheWayIn:
    def test_a_code_opens_the_window(self, client, cast, juniper, pat):
        code = actions.own_windows.make_code(juniper, by=cast["cass"], now=timezone.now()).code
        assert post(client, "mine:code", code=code)["Location"] == "/mine/"
        assert "Hello, Juniper Yarrow" in read(client, "home")

    @pytest.mark.parametrize("typed", ["", "ABCD-2345", "x"])
    def test_a_code_that_is_none_is_said_so_and_no_more(self, client, pat, typed):
        answer = post(client, "mine:code", code=typed)
        assert answer.status_code == 422
        assert ("Please type your code" if not typed else "This code does not work") in answer.content.decode()

    def test_a_used_one_and_a_wrong_one_read_the_same(self, client, cast, juniper, pat):
        code = actions.own_windows.make_code(juniper, by=cast["cass"], now=timezone.now()).code
        post(client, "mine:code", code=code)
        token = re.compile(r'value="\w{64}"')
        used, wrong = (post(Client(), "mine:code", code=one).content.decode() for one in (code, "ABCD-2345"))
        assert token.sub("", used) == token.sub("", wrong)

    def test_guessing_from_one_place_stops(self, client, cast, juniper, pat):
        for _ in range(10):
            post(client, "mine:code", code="ABCD-2345")
        code = actions.own_windows.make_code(juniper, by=cast["cass"], now=timezone.now()).code
        assert "too many tries" in post(client, "mine:code", code=code).content.decode()

    def test_whoever_was_signed_in_here_no_longer_is(self, client, cast, juniper, pat):
        code = actions.own_windows.make_code(juniper, by=cast["cass"], now=timezone.now()).code
        client.force_login(cast["cass"])
        post(client, "mine:code", code=code)
        assert not OpenSession.objects.filter(user=cast["cass"]).exists()
        assert client.get("/people/").status_code == 403

    def test_without_somebody_who_sends_texts_no_number_is_asked_for(self, client, cast):
        assert "phone" not in read(client, "home").lower()


class TestByPhone:
    @pytest.fixture
    def texts(self, cast):
        SitePreferences.objects.update(webhook_url="http://127.0.0.1:9/texts")

    @pytest.fixture
    def known(self, cast, juniper, pat, texts):
        actions.own_windows.text_link(juniper, phone=NUMBER, by=cast["cass"], now=timezone.now())
        actions.own_windows.enter_by_link(link=link_texted(), now=timezone.now())

    def test_a_link_opens_by_a_tap_alone_and_once(self, client, cast, juniper, pat, texts):
        actions.own_windows.text_link(juniper, phone=NUMBER, by=cast["cass"], now=timezone.now())
        address = reverse("mine:link", args=[link_texted()])
        for _ in range(3):  # whatever looks at links beforehand uses nothing up
            assert "Tap the button" in Client().get(address).content.decode()
        assert client.post(address)["Location"] == "/mine/"
        assert "Hello, Juniper" in read(client, "home")
        assert "does not work any more" in Client().post(address).content.decode()

    def test_the_answer_is_the_same_for_any_number(self, client, known):
        answers = {post(Client(), "mine:phone", phone=one).content for one in (NUMBER, "316 555 0199", "nonsense")}
        assert len(answers) == 1
        assert "If we know this number" in answers.pop().decode()
        assert link_texted()

    def test_one_number_gets_three_an_hour_and_the_answer_stays_the_same(self, known):
        answers = {post(Client(REMOTE_ADDR=f"10.0.0.{n}"), "mine:phone", phone=NUMBER).content for n in range(5)}
        assert len(answers) == 1
        with opened():
            assert WindowCode.objects.count() == 1 + 3  # the one that confirmed the number, and three more

    def test_asking_from_one_place_stops(self, client, known):
        for number in range(5):
            assert post(client, "mine:phone", phone=f"316 555 01{number:02}").status_code == 200
        assert "too many tries" in post(client, "mine:phone", phone=NUMBER).content.decode()

    def test_no_link_stands_in_any_log(self, client, pat, texts, caplog):
        caplog.set_level(logging.DEBUG)
        link = uuid.uuid4()
        for method in (client.get, client.post):
            assert method(reverse("mine:link", args=[link])).status_code == 200
        assert str(link) not in caplog.text


class TestPages:
    @pytest.mark.parametrize("name", PAGES)
    def test_every_page_opens_is_kept_in_no_cache_and_shuts_by_itself(self, window, name):
        answer = window.get(reverse(f"mine:{name}"))
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<noscript><meta http-equiv="refresh" content="600;url=/mine/closed/">' in answer.content.decode()

    @pytest.mark.parametrize("name", PAGES)
    def test_the_language_is_taken_from_the_browser_and_remembered_once_chosen(self, window, name):
        page = read(window, name, headers=SPANISH)
        assert '<html lang="es">' in page
        window.get(reverse("mine:language", args=["en"]), headers=SPANISH)
        assert '<html lang="en">' in read(window, name, headers=SPANISH)

    @pytest.mark.parametrize(("to", "goes"), [("/mine/sharing/", "/mine/sharing/"), ("//evil.example/", "/mine/"),
                                              ("https://evil.example/mine/", "/mine/"), ("/people/", "/mine/"),
                                              ("", "/mine/")])  # fmt: skip
    def test_choosing_a_language_leads_back_into_the_window_alone(self, window, to, goes):
        assert window.get(reverse("mine:language", args=["es"]), {"to": to})["Location"] == goes

    def test_a_language_nobody_speaks_here_is_not_there(self, window):
        assert window.get(reverse("mine:language", args=["xx"])).status_code == 404

    def test_nothing_is_made_up_where_nothing_is_known(self, window):
        assert "Court dates are not kept here" in read(window, "home")
        assert "We do not know" in read(window, "record")

    def test_no_title_and_no_address_names_anybody(self, window, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        for page in (*(read(window, name) for name in PAGES), read(window, "form", paper)):
            assert "Juniper" not in re.search(r"<title>(.*?)</title>", page)[1]
            assert not re.search(r'(href|action)="[^"]*(Juniper|Yarrow)', page)

    def test_who_has_looked_comes_in_parts_an_old_phone_can_carry(self, window, cast, juniper):
        for day in range(60):
            ledger.append(by=cast["cass"], act=f"read.p{day}", subject_kind="participant", subject_id=juniper,
                          purpose=Purpose.CARE)  # fmt: skip
        first = read(window, "looks")
        assert first.count("<li>") == 25
        assert "Page 1 of 3" in first
        assert "Older" in first
        assert len(first.encode()) < 20_000


class TestSharing:
    def test_one_form_is_stopped_by_one_tap_and_seen_to_be(self, window, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        assert "Stop everything" not in read(window, "shares")
        assert post(window, "mine:stop", paper)["Location"] == "/mine/sharing/"
        page = read(window, "shares")
        assert "From now on no one sees anything by this form" in page
        assert "sign a new form with your case manager" in page
        client = Client()
        client.force_login(cast["del"])
        assert client.get(reverse("people:person", args=[juniper])).status_code == 404

    def test_everything_is_stopped_by_one_tap(self, window, cast, juniper, pat):
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=timezone.now())
        assert "Stop everything" in read(window, "shares")
        post(window, "mine:stop_everything")
        assert "Everything is stopped" in read(window, "shares")
        assert gate.own_page(viewer=pat, now=timezone.now()).sharing == 0

    def test_the_staff_see_that_the_person_stopped_it_themselves(self, window, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        post(window, "mine:stop", paper)
        client = Client()
        client.force_login(cast["cass"])
        assert "Stopped it themselves" in client.get(reverse("people:paper", args=[paper])).content.decode()

    def test_the_form_is_read_in_the_language_it_was_signed_in(self, window, cast, juniper):
        paper = signed(
            juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now(), language=Language.SPANISH
        )
        page = read(window, "form", paper)
        assert '<section class="box form" lang="es"' in page
        assert "Usted no tiene que firmar" in page

    @pytest.mark.parametrize("address", ["mine:form", "mine:stop"])
    def test_anothers_form_and_none_look_alike(self, window, cast, address):
        rowan = story.handed_over(timezone.now(), story.accepted(timezone.now(), person=actions.Person("Rowan")))
        other = signed(story.person_in(rowan), share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        send = window.post if address == "mine:stop" else window.get
        pages = [send(reverse(address, args=[one])) for one in (other, uuid.uuid4())]
        assert {page.status_code for page in pages} == {404}
        assert all("or it is not yours" in page.content.decode() for page in pages)


class TestQuestions:
    def ask(self, client, text, number=None):
        return post(client, "mine:questions", text=text, number=number or uuid.uuid4())

    def test_asked_here_answered_there_read_here(self, window, cast, juniper):
        assert self.ask(window, "Can I bring my dog?").status_code == 302
        assert "Your question is sent" in read(window, "questions")
        staff = Client()
        staff.force_login(cast["cass"])
        home = staff.get("/home/").content.decode()
        assert "Question from Juniper Yarrow" in home
        (asked,) = gate.participant(juniper, viewer=cast["cass"], now=timezone.now()).questions
        assert "Can I bring my dog?" in staff.get(reverse("people:person", args=[juniper])).content.decode()
        assert post(staff, "people:answer", asked.id, text="Yes, do.").status_code == 302
        assert "Question from" not in staff.get("/home/").content.decode()
        assert "Yes, do." in read(window, "questions")

    @pytest.mark.parametrize(("text", "said"), [("  ", "write your question first"), ("x" * 2001, "too long")])
    def test_what_cannot_be_sent_is_said_and_kept(self, window, text, said):
        answer = self.ask(window, text)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert text in answer.content.decode()

    def test_a_double_tap_asks_once(self, window, pat):
        number = uuid.uuid4()
        for _ in range(2):
            self.ask(window, "When?", number)
        assert len(gate.own_questions(viewer=pat, now=timezone.now()).questions) == 1

    def test_the_crisis_line_is_always_there_and_when_somebody_reads(self, window):
        page = read(window, "questions")
        assert "988" in page
        assert re.search(r"Someone reads (questions now|your question on)", page)

    def test_an_empty_answer_is_refused_beside_the_question(self, window, cast, juniper):
        self.ask(window, "When?")
        (asked,) = gate.participant(juniper, viewer=cast["cass"], now=timezone.now()).questions
        staff = Client()
        staff.force_login(cast["cass"])
        answer = post(staff, "people:answer", asked.id, text=" ")
        assert answer.status_code == 422
        assert "Nothing was written" in answer.content.decode()


class TestStaysInside:
    @pytest.mark.parametrize("path", ["/home/", "/account", "/sign-in", "/", "/protocol/", "/about/", "/what/"])
    def test_what_is_not_the_window_leads_back_to_it(self, window, path):
        assert window.get(path)["Location"] == "/mine/"

    @pytest.mark.parametrize("path", ["/people/", "/field/", "/dispatch/", "/holds/", "/intakes/", "/counts/",
                                      "/account/password", "/no-such-page/", "/sign-in/again"])  # fmt: skip
    def test_no_page_of_people_at_work_opens_or_is_drawn_in_their_look(self, window, path):
        answer = window.get(path)
        assert answer.status_code in (403, 404)
        page = answer.content.decode()
        assert "This did not work" in page
        assert "Belltown" not in page
        assert "banner" not in page

    def test_a_refusal_is_said_in_their_language(self, window):
        assert "Esto no salió" in window.get("/people/", headers=SPANISH).content.decode()

    @pytest.mark.parametrize("name", ["ofelia", "cass", "pru", "nobody"])
    def test_nobody_at_work_comes_in(self, client, cast, pat, name):
        client.force_login(cast[name])
        for page in PAGES[1:]:
            assert client.get(reverse(f"mine:{page}")).status_code == 403
        assert "I have a code" in read(client, "home")


class TestShutting:
    def test_after_ten_idle_minutes_nothing_is_left(self, window, later):
        later(minutes=9)
        assert "Hello" in read(window, "home")
        later(minutes=20)
        assert window.get(reverse("mine:shares"))["Location"] == "/mine/"
        assert "I have a code" in read(window, "home")
        assert "_auth_user_id" not in window.session

    def test_after_an_hour_it_shuts_however_busy(self, window, later):
        for minutes in range(5, 60, 5):
            later(minutes=minutes)
            assert window.get(reverse("mine:shares")).status_code == 200
        later(minutes=60)
        assert window.get(reverse("mine:shares")).status_code == 302

    def test_being_still_there_keeps_it_open(self, window, later):
        for minutes in (8, 16):
            later(minutes=minutes)
            assert post(window, "mine:stay").status_code == 204
        later(minutes=24)
        assert window.get(reverse("mine:shares")).status_code == 200

    def test_leaving_ends_the_session_and_says_nothing(self, window, pat):
        answer = post(window, "mine:leave")
        assert answer["Location"] == "/mine/closed/"
        assert "cache" in answer.headers["Clear-Site-Data"]
        page = read(window, "closed")
        assert not re.search(r"Juniper|Belltown|police|shar", page)
        assert not OpenSession.objects.filter(user=pat).exists()

    def test_leaving_works_from_a_page_however_old(self, pat):
        client = Client(enforce_csrf_checks=True)
        client.force_login(pat)
        assert post(client, "mine:leave").status_code == 302
        assert not OpenSession.objects.filter(user=pat).exists()

    def test_the_closed_page_shuts_a_window_that_was_left_open(self, window, pat):
        read(window, "closed")
        assert not OpenSession.objects.filter(user=pat).exists()


class TestOpenedByThoseWhoCare:
    @pytest.fixture
    def staff(self, client, cast):
        client.force_login(cast["cass"])
        return client

    def test_a_code_is_shown_once_large_and_in_no_address(self, staff, juniper):
        answer = post(staff, "people:window_code", juniper)
        (code,) = re.findall(r'class="slip__code">([A-Z0-9]{4}-[A-Z0-9]{4})<', answer.content.decode())
        assert own_codes.read(code)
        assert code not in staff.get(reverse("people:person", args=[juniper])).content.decode()
        assert "A code or link is out" in staff.get(reverse("people:person", args=[juniper])).content.decode()

    def test_on_this_screen_ones_own_session_ends_first(self, staff, cast, juniper):
        assert post(staff, "people:window_here", juniper)["Location"] == "/mine/"
        assert "Hello, Juniper" in read(staff, "home")
        assert not OpenSession.objects.filter(user=cast["cass"]).exists()
        post(staff, "mine:leave")
        assert staff.get("/people/")["Location"].startswith("/sign-in")

    def test_a_text_is_sent_and_a_wrong_number_kept_to_be_mended(self, staff, juniper):
        SitePreferences.objects.update(webhook_url="http://127.0.0.1:9/texts")
        answer = post(staff, "people:window_text", juniper, phone="12")
        assert answer.status_code == 422
        assert 'value="12"' in answer.content.decode()
        assert post(staff, "people:window_text", juniper, phone=NUMBER).status_code == 302
        assert link_texted()
        assert post(staff, "people:window_forget_phone", juniper).status_code == 302

    def test_where_no_texts_are_sent_the_page_says_so(self, staff, juniper):
        assert (
            "This site sends no text messages" in staff.get(reverse("people:person", args=[juniper])).content.decode()
        )

    @pytest.mark.parametrize("name", ["ofelia", "pru", "del", "pam", "nobody"])
    @pytest.mark.parametrize("address", ["people:window_code", "people:window_here", "people:window_text"])
    def test_is_for_them_alone(self, client, cast, juniper, name, address):
        client.force_login(cast[name])
        assert post(client, address, juniper, phone=NUMBER).status_code in (403, 404)
        assert "Their own window" not in client.get(reverse("people:people")).content.decode()
