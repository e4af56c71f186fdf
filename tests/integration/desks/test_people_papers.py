"""The people's desk: a paper signed by hand, the copy, files to take along, one person alone, keeping back, notices."""

import csv
import re
import uuid

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose
from belltown.disclosure.notice import PROHIBITION_SHORT
from belltown.disclosure.wording import Language
from belltown.vocabulary import Role
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency
from tests.lib.papers import drafted, intake_told_to, share, signed
from tests.lib.pictures import SECRET, opened, photo

pytestmark = pytest.mark.django_db
OUTSIDE = ("ofelia", "sol", "pru", "del", "pam", "bea", "nobody")


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def juniper(cast):
    story.handed_over(timezone.now())
    (line,) = gate.people(viewer=cast["cass"], now=timezone.now())
    return line.id


@pytest.fixture
def paper(cast, juniper):
    return drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def upload(client, user, paper, content=None):
    file = SimpleUploadedFile("IMG_0001.exe", photo() if content is None else content, "application/x-msdownload")
    return post(client, user, "people:picture", paper, picture=file)


def sheet(cast, paper):
    return gate.consent(paper, viewer=cast["cass"], now=timezone.now())


def confirm(client, cast, paper, **changed):
    found = sheet(cast, paper)
    data = {
        "seen": found.pages_digest,
        "form": found.form_digest,
        "signed_on": found.drafted_on.isoformat(),
        "looked": "on",
        **changed,
    }
    data = {name: value for name, value in data.items() if value is not None}
    return post(client, cast["cass"], "people:confirm", paper, **data)


class TestSignedByHand:
    def test_from_the_photo_to_a_paper_in_force(self, client, cast, juniper, paper):
        page = get(client, cast["cass"], "people:picture", paper).content.decode()
        assert sheet(cast, paper).number in page
        assert "Look at it" not in page
        assert upload(client, cast["cass"], paper).status_code == 302
        page = get(client, cast["cass"], "people:picture", paper).content.decode()
        assert reverse("people:signed_page", args=[paper, 1]) in page
        assert confirm(client, cast, paper).status_code == 302
        page = get(client, cast["cass"], "people:paper", paper).content.decode()
        assert "In force" in page
        assert "Signed by hand on paper" in page
        assert "Looked at by" in page
        assert "Juniper" in get(client, cast["del"], "people:person", juniper).content.decode()

    def test_the_picture_is_a_file_that_can_do_nothing_and_tells_nothing(self, client, cast, paper):
        upload(client, cast["cass"], paper)
        answer = get(client, cast["dee"], "people:signed_page", paper, 1)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"] == 'attachment; filename="signed-form-1.jpg"'
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
        assert opened(answer.content).size == (800, 600)
        assert SECRET not in answer.content

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"<html>", "neither a photo"), (b"", "is missing"), (photo()[:2000], "damaged or cut off")],
        ids=["no picture", "nothing", "cut off"],
    )
    def test_a_bad_file_is_refused_in_words_and_nothing_changes(self, client, cast, paper, content, words):
        answer = upload(client, cast["cass"], paper, content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert sheet(cast, paper).pages == ()

    def test_a_form_without_any_file_is_refused_the_same_way(self, client, cast, paper):
        answer = post(client, cast["cass"], "people:picture", paper)
        assert answer.status_code == 422
        assert "Please choose a photo" in answer.content.decode()

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"looked": None}, "look at the picture, then tick the box"),
            ({"signed_on": ""}, "write the day"),
            ({"signed_on": "2020-01-01"}, "when this form was made, and today"),
            ({"seen": "0" * 64}, "changed since you looked"),
            ({"form": "0" * 64}, "changed since it was read"),
        ],
    )
    def test_nothing_is_signed_unless_somebody_vouches_for_all_of_it(self, client, cast, paper, changed, words):
        upload(client, cast["cass"], paper)
        answer = confirm(client, cast, paper, **changed)
        assert answer.status_code in (409, 422)
        assert words in answer.content.decode()
        assert sheet(cast, paper).line.is_draft

    def test_the_pictures_can_be_taken_away(self, client, cast, paper):
        upload(client, cast["cass"], paper)
        assert post(client, cast["cass"], "people:clear_picture", paper).status_code == 302
        assert sheet(cast, paper).pages == ()

    @pytest.mark.parametrize("name", OUTSIDE)
    def test_is_for_those_who_care_alone_and_nothing_is_drawn_for_others(self, client, cast, paper, name, monkeypatch):
        from belltown_site.desks.people import signed_papers

        upload(client, cast["cass"], paper)
        monkeypatch.setattr(signed_papers, "drawn_anew", lambda sent: pytest.fail("drew for somebody who may not"))
        for answer in (
            get(client, cast[name], "people:picture", paper),
            get(client, cast[name], "people:signed_page", paper, 1),
            upload(client, cast[name], paper),
            post(client, cast[name], "people:confirm", paper),
            post(client, cast[name], "people:clear_picture", paper),
            post(client, cast[name], "people:give_copy", paper, way="shown", copy=uuid.uuid4()),
            get(client, cast[name], "people:copy_pdf", paper),
        ):
            assert answer.status_code in (403, 404, 422)
            assert "Juniper" not in answer.content.decode(errors="ignore")
        assert len(sheet(cast, paper).pages) == 1

    def test_another_care_agency_finds_no_paper(self, client, cast, paper):
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        assert get(client, other, "people:picture", paper).status_code == 404
        assert upload(client, other, paper).status_code == 404


class TestTheCopy:
    def test_the_page_says_that_none_was_given_and_then_who_gave_it(self, client, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        page = get(client, cast["cass"], "people:paper", paper).content.decode()
        assert "Not given yet" in page
        copy = re.search(r'name="copy" value="([\w-]{36})"', page)[1]
        for _ in range(2):
            assert post(client, cast["dee"], "people:give_copy", paper, way="on_paper", copy=copy).status_code == 302
        page = get(client, cast["cass"], "people:paper", paper).content.decode()
        assert page.count("Given on paper:") == 1
        assert f"by {cast['dee'].name}" in page
        assert "Not given yet" not in page

    @pytest.mark.parametrize("language", Language)
    def test_the_pdf_is_the_form_in_the_persons_language_with_its_number(self, client, cast, juniper, language):
        told = share(cast["del"], Class.IDENTITY)
        paper = drafted(juniper, told, by=cast["cass"], now=timezone.now(), language=language)
        answer = get(client, cast["cass"], "people:copy_pdf", paper)
        words = _words(answer.content)
        assert sheet(cast, paper).number in words
        assert {"en": "Signature", "es": "Firma"}[language.value] in words
        assert "Juniper Yarrow" in words
        assert "Juniper" not in answer["Content-Disposition"]
        assert answer.content == get(client, cast["cass"], "people:copy_pdf", paper).content

    def test_once_signed_it_says_so_and_once_stopped_too(self, client, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        words = _words(get(client, cast["cass"], "people:copy_pdf", paper).content)
        assert "Signed on" in words
        assert cast["cass"].name in words
        actions.consents.revoke(paper, by=cast["cass"], now=timezone.now())
        assert "Stopped on" in _words(get(client, cast["cass"], "people:copy_pdf", paper).content)

    def test_a_name_is_printed_and_never_read_as_markup(self, client, cast):
        hostile = '#panic("x") *b* $y$'
        encounter = story.handed_over(timezone.now(), story.accepted(timezone.now(), person=actions.Person()))
        person = actions.persons.introduce(
            encounter, person=actions.Person(chosen_name=hostile), by=cast["dee"], now=timezone.now()
        )
        paper = drafted(person, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        assert hostile in _words(get(client, cast["cass"], "people:copy_pdf", paper).content)


class TestWhoHasLooked:
    @pytest.fixture
    def looked(self, client, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        get(client, cast["del"], "people:person", juniper)
        return paper

    def test_as_a_pdf_with_date_recipient_address_what_purpose_and_paper(self, client, cast, juniper, looked):
        cast["del"].agency.address = "12 #eval Street"
        cast["del"].agency.save()
        answer = get(client, cast["cass"], "people:accounting_pdf", juniper)
        words = _words(answer.content)
        for wanted in (cast["del"].name, "Defender", "12 #eval Street", "The person's page", "Care", PROHIBITION_SHORT):
            assert wanted in words
        assert f"Paper {sheet(cast, looked).number}" in words
        assert "The participant allows Defender" in words
        assert cast["cass"].name not in words
        assert answer["Content-Disposition"] == 'attachment; filename="who-has-looked.pdf"'

    def test_as_a_table_whose_first_and_last_lines_are_the_notice_with_its_scope(self, client, cast, juniper, looked):
        text = get(client, cast["cass"], "people:accounting", juniper).content.decode()
        rows = list(csv.reader(text.splitlines()))
        assert rows[0] == rows[-1]
        assert rows[0][0].startswith(PROHIBITION_SHORT)
        assert "The participant allows Defender" in rows[0][0]

    @pytest.mark.parametrize("name", OUTSIDE)
    def test_is_for_those_who_care_alone(self, client, cast, juniper, looked, name):
        assert get(client, cast[name], "people:accounting_pdf", juniper).status_code in (403, 404)


class TestChoosing:
    def ticked(self, client, cast, juniper, word="partners", *keys, **more):
        page = get(client, cast["cass"], "people:choose", juniper, word).content.decode()
        data = {"language": "en", "until": "2099-01-01", "until_event": "", **more}
        numbers = []
        for key in keys:
            found = re.search(rf'name="shares_(\d+)" value="{re.escape(key)}"', page)
            data.setdefault(f"shares_{found[1]}", []).append(key)
            numbers.append(found[1])
        return page, data, numbers

    def test_only_one_person_there(self, client, cast, juniper):
        key = f"{cast['sol'].agency_id}:{SharingPurpose.CASE_CONFERENCE}:{Class.IDENTITY}"
        page, data, (number,) = self.ticked(client, cast, juniper, "partners", key)
        assert "Only one person there" in page
        data[f"only_{number}"] = str(cast["sol"].pk)
        answer = client.post(reverse("people:choose", args=[juniper, "partners"]), data)
        found = sheet(cast, answer.url.rstrip("/").rpartition("/")[2])
        assert [line.recipient for line in found.line.shares] == [
            f"{cast['sol'].name}, Sergeant, {cast['sol'].agency.name}"
        ]

    def test_somebody_who_does_not_work_there_is_not_on_the_list(self, client, cast, juniper):
        key = f"{cast['sol'].agency_id}:{SharingPurpose.CASE_CONFERENCE}:{Class.IDENTITY}"
        _, data, (number,) = self.ticked(client, cast, juniper, "partners", key)
        data[f"only_{number}"] = str(cast["pru"].pk)
        assert client.post(reverse("people:choose", args=[juniper, "partners"]), data).status_code == 422

    def test_papers_for_a_legal_case_are_there_only_once_the_site_turned_them_on(self, client, cast, juniper):
        address = reverse("people:choose", args=[juniper, "proceedings"])
        assert "A legal case" not in get(client, cast["cass"], "people:kinds", juniper).content.decode()
        assert client.get(address).status_code == 404
        assert post(client, cast["pam"], "home:proceedings", offer="on").status_code == 302
        assert "A legal case" in get(client, cast["cass"], "people:kinds", juniper).content.decode()
        key = f"{cast['pru'].agency_id}:{SharingPurpose.PROCEEDINGS}:{Class.LEGAL}"
        _, data, _ = self.ticked(client, cast, juniper, "proceedings", key)
        assert client.post(address, {**data, "counsel": ""}).status_code == 422
        answer = client.post(address, {**data, "counsel": "Del Delgado, Defenders"})
        assert "Del Delgado, Defenders" in _words(client.get(answer.url + "copy.pdf").content)

    @pytest.mark.parametrize("name", ["cass", "pru", "del", "ofelia", "eli", "nobody"])
    def test_nobody_else_turns_them_on(self, client, cast, name):
        assert post(client, cast[name], "home:proceedings", offer="on").status_code == 403
        assert SitePreferences.objects.get().offers_proceedings is False


class TestKeepingBack:
    def test_what_it_costs_is_said_first_and_then_it_is_done_all_the_same(self, client, cast, juniper):
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        data = {"whom": "everybody", "classes": ["identity", "legal"]}
        answer = post(client, cast["cass"], "people:keep_back", juniper, **data)
        page = answer.content.decode()
        assert "What this would change" in page
        assert "whether intake is done" in page
        assert gate.participant(juniper, viewer=cast["cass"], now=timezone.now()).restrictions == ()
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
        kept = {name: [value for one, value in hidden if one == name] for name, _ in hidden}
        assert kept["classes"] == ["identity", "legal"]
        assert post(client, cast["cass"], "people:keep_back", juniper, **data, told="yes").status_code == 302
        assert "Everybody outside your agency" in get(client, cast["cass"], "people:person", juniper).content.decode()

    @pytest.mark.parametrize("whom", ["", "nobody", "everybody:officer", "00000000-0000-4000-8000-000000000000:"])
    def test_whom_must_be_one_of_those_on_the_list(self, client, cast, juniper, whom):
        data = {"whom": whom, "classes": ["identity"]}
        assert post(client, cast["cass"], "people:keep_back", juniper, **data).status_code == 422


class TestNotices:
    def test_every_page_that_shows_something_by_consent_carries_it(self, client, cast, juniper):
        now = timezone.now()
        signed(juniper, share(cast["pru"], Class.IDENTITY), by=cast["cass"], now=now)
        signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        (hold,) = gate.holds(viewer=cast["pru"], now=now)
        on = gate.hold(hold.id, viewer=cast["pru"], now=now).on
        actions.holds.confirm_intake(hold.id, on=on, by=cast["cass"], now=now)
        for name, *args in (
            ("people:people",),
            ("people:person", juniper),
            ("legal:holds",),
            ("legal:hold", hold.id),
            ("home:home",),
        ):
            page = get(client, cast["pru"], name, *args).content.decode()
            assert page.count(PROHIBITION_SHORT) == 1, name
            assert "The participant allows" in page, name

    def test_a_page_of_ones_own_records_does_not(self, client, cast, juniper):
        assert PROHIBITION_SHORT not in get(client, cast["cass"], "people:person", juniper).content.decode()
        assert PROHIBITION_SHORT not in get(client, cast["pru"], "legal:holds").content.decode()


def _words(content):
    return " ".join(" ".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(content)).split())
