"""The people's desk in an emergency, and behind a circle. And Nobody? And the other agency?"""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.disclosure.circle import CircleReason
from belltown.vocabulary import Role
from belltown_site.accounts.models import OpenSession
from belltown_site.records import gate
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency
from tests.lib.emergencies import WORDS, broken

pytestmark = pytest.mark.django_db
ASKED = {"name": "Juniper Yarrow", "born": "1990", "nature": "overdose", "words": WORDS}


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
def otto(cast):
    return someone_from_the_other_agency(Role.OUTREACH)


def _get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def _post(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


def test_from_the_form_to_the_open_record_and_closed(client, juniper, otto):
    answer = _post(client, otto, "people:emergency", **ASKED)
    assert (answer.status_code, answer.url) == (302, reverse("people:person", args=[juniper]))
    page = client.get(answer.url)
    text = page.content.decode()
    assert "Open in an emergency" in text
    assert "by the pier" in text
    assert "42 CFR 2.51" in text
    seconds, where = page["Refresh"].split("; url=")
    assert 3500 < int(seconds) <= 3600
    assert where == reverse("people:emergency")
    assert "Juniper" in client.get(reverse("people:people")).content.decode()
    ((_, glass),) = gate.open_glasses(viewer=otto, now=timezone.now())
    assert "Close now" in client.get(reverse("people:glass", args=[glass.id])).content.decode()
    client.post(reverse("people:close_glass", args=[glass.id]))
    assert client.get(answer.url).status_code == 404
    asked_by_the_page = client.get(reverse("people:glass", args=[glass.id]), headers={"HX-Request": "true"})
    assert asked_by_the_page["HX-Redirect"] == reverse("people:emergency")
    assert client.get(reverse("people:glass", args=[glass.id])).status_code == 404


def test_a_page_that_is_not_open_in_an_emergency_leaves_nobody(client, cast, juniper):
    assert "Refresh" not in _get(client, cast["cass"], "people:person", juniper)


def test_whoever_sat_down_at_an_open_page_is_asked_who_they_are_first(client, juniper, otto):
    client.force_login(otto)
    OpenSession.objects.update(proved_at=timezone.now() - timedelta(minutes=6))
    answer = client.post(reverse("people:emergency"), ASKED)
    assert answer.status_code == 401
    assert WORDS not in answer.content.decode()
    assert gate.open_glasses(viewer=otto, now=timezone.now()) == ()


def test_absent_and_forbidden_read_alike(client, cast, juniper, otto):
    story.accepted(timezone.now())
    absent = _post(client, otto, "people:emergency", **ASKED | {"name": "Nobody Atall"})
    wrong = _post(client, otto, "people:emergency", **ASKED | {"born": "1950"})
    assert absent.status_code == wrong.status_code == 422
    for answer in (absent, wrong):
        assert "Nobody in care agrees" in answer.content.decode()


@pytest.mark.parametrize("missing", ["name", "nature", "words"])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, juniper, otto, missing):
    answer = _post(client, otto, "people:emergency", **{one: ASKED[one] for one in ASKED if one != missing})
    assert answer.status_code == 422
    assert all(ASKED[one] in answer.content.decode() for one in ("name", "words") if one != missing)


def test_a_word_is_no_sentence_and_a_name_alone_is_not_enough(client, juniper, otto):
    short = _post(client, otto, "people:emergency", **ASKED | {"words": "Ill"})
    alone = _post(client, otto, "people:emergency", **ASKED | {"born": ""})
    assert short.status_code == alone.status_code == 422
    assert "must be a sentence" in short.content.decode()
    assert "is needed with the name" in alone.content.decode()


def test_the_second_person_finds_it_at_home_and_answers(client, cast, juniper, otto):
    _, glass = broken(otto, timezone.now())
    assert "1 emergency opening to review" in _get(client, cast["cleo"], "home:home").content.decode()
    assert "1 emergency opening not yet reviewed" in _get(client, cast["pam"], "home:home").content.decode()
    assert "emergency opening" not in _get(client, cast["cass"], "home:home").content.decode()
    assert "Juniper" in _get(client, cast["cleo"], "people:openings").content.decode()
    page = client.get(reverse("people:opening", args=[glass])).content.decode()
    assert WORDS in page
    empty = client.post(reverse("people:opening", args=[glass]), {"verdict": "in_order", "words": ""})
    assert empty.status_code == 422
    client.post(reverse("people:opening", args=[glass]), {"verdict": "not_in_order", "words": "She was at home."})
    assert _get(client, otto, "people:person", juniper).status_code == 404
    told = _get(client, cast["cass"], "people:person", juniper).content.decode()
    assert "Not in order: She was at home." in told
    twice = _post(client, cast["cleo"], "people:opening", glass, verdict="in_order", words="Fine.")
    assert twice.status_code == 409


def test_the_second_person_closes_it_from_the_list(client, cast, juniper, otto):
    _, glass = broken(otto, timezone.now())
    client.force_login(cast["cleo"])
    answer = client.post(reverse("people:close_glass", args=[glass]) + "?to=openings")
    assert answer.url == reverse("people:openings")
    assert _get(client, otto, "people:person", juniper).status_code == 404


@pytest.mark.parametrize("name", ["cass", "dee", "ofelia", "pru", "del", "pam", "eve", "nobody"])
def test_an_opening_is_there_for_its_second_person_alone(client, cast, juniper, otto, name):
    _, glass = broken(otto, timezone.now())
    for address in ("people:opening", "people:close_glass"):
        assert _post(client, cast[name], address, glass).status_code in (403, 404)


def test_the_accounting_says_why_and_what_was_found(client, cast, juniper, otto):
    broken(otto, timezone.now())
    rows = list(csv.reader(_get(client, cast["cass"], "people:accounting", juniper).content.decode().splitlines()))
    (row,) = [one for one in rows if one[1:2] == ["Otto Other"]]
    assert row[8:] == [f"Overdose, or fear of one: {WORDS}", "A second person has yet to look"]


class TestCircle:
    def _draw(self, client, cast, juniper, *names):
        members = [str(cast[name].pk) for name in names]
        return _post(client, cast["cleo"], "people:circle", juniper, reason="survivor", members=members)

    def test_drawn_and_lifted_on_the_persons_page(self, client, cast, juniper):
        assert self._draw(client, cast, juniper, "cleo", "cass").status_code == 302
        page = _get(client, cast["cass"], "people:person", juniper).content.decode()
        assert "Kept to a circle" in page
        assert CircleReason.SURVIVOR.label in page
        for name in ("dee", "ofelia", "pru", "pam"):
            assert _get(client, cast[name], "people:person", juniper).status_code == 404
            assert "Juniper" not in _get(client, cast[name], "people:people").content.decode()
        assert _get(client, cast["cass"], "people:lift_circle", juniper).status_code == 200
        _post(client, cast["cass"], "people:lift_circle", juniper)
        assert _get(client, cast["dee"], "people:person", juniper).status_code == 200
        assert _get(client, cast["cass"], "people:lift_circle", juniper).status_code == 404

    def test_without_oneself_it_is_refused_in_words(self, client, cast, juniper):
        answer = self._draw(client, cast, juniper, "cass")
        assert answer.status_code == 422
        assert "ask a colleague to draw it" in answer.content.decode()

    def test_whoever_is_no_colleague_cannot_be_chosen(self, client, cast, juniper):
        assert self._draw(client, cast, juniper, "cleo", "ofelia").status_code == 422

    @pytest.mark.parametrize("name", ["dee", "ofelia", "pru", "pam", "nobody"])
    def test_is_for_case_managers_and_supervisors_of_the_agency(self, client, cast, juniper, name):
        assert _get(client, cast[name], "people:circle", juniper).status_code == 403
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        assert _get(client, other, "people:circle", juniper).status_code == 404
