"""The people's desk: a list, one page, and papers that are read, signed, stopped. And Nobody? And the others?"""

import csv
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose
from belltown.vocabulary import Role
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency
from tests.lib.papers import STROKES, drafted, share, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def juniper(cast):
    story.handed_over(timezone.now())
    (line,) = gate.people(viewer=cast["cass"], now=timezone.now())
    return line.id


def _get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def _post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def _tick(cast, who, kind, purpose):
    return f"{cast[who].agency_id}:{purpose}:{kind}"


def _ticked(client, cast, juniper, *keys, **more):
    """Post the boxes as the page names them."""
    page = _get(client, cast["cass"], "people:choose", juniper, "partners").content.decode()
    data = {"language": "en", "until": "2099-01-01", "until_event": "", **more}
    for key in keys:
        found = re.search(rf'name="(shares_\d+)" value="{re.escape(key)}"', page)
        assert found, f"{key} is not on offer"
        data.setdefault(found[1], []).append(key)
    return client.post(reverse("people:choose", args=[juniper, "partners"]), data)


def test_the_list_names_people_in_care_and_says_what_they_signed(client, cast, juniper):
    page = _get(client, cast["cass"], "people:people").content.decode()
    assert "Juniper Yarrow" in page
    assert "Nothing signed" in page


@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "pam"])
def test_to_everybody_else_the_list_is_empty_and_the_page_is_not_there(client, cast, juniper, name):
    assert "Juniper" not in _get(client, cast[name], "people:people").content.decode()
    assert _get(client, cast[name], "people:person", juniper).status_code == 404


def test_from_ticks_to_a_signed_paper_that_shows_and_stops(client, cast, juniper):
    key = _tick(cast, "del", Class.IDENTITY, SharingPurpose.LEGAL_COORDINATION)
    answer = _ticked(client, cast, juniper, key)
    assert answer.status_code == 302
    paper = answer.url.rstrip("/").rpartition("/")[2]
    page = client.get(answer.url).content.decode()
    assert "Not signed yet" in page
    digest = re.search(r'name="form" value="(\w{64})"', page)[1]
    _post(client, cast["cass"], "people:sign", paper, way="finger", signature=STROKES, form=digest)
    assert "In force" in client.get(answer.url).content.decode()
    shown = _get(client, cast["del"], "people:person", juniper).content.decode()
    assert "Juniper Yarrow" in shown
    assert "42 CFR part 2 prohibits" in shown
    assert "by the pier" not in shown
    _post(client, cast["cass"], "people:stop", paper)
    assert _get(client, cast["del"], "people:person", juniper).status_code == 404


def test_no_box_for_police_or_prosecution_opens_what_is_behind_the_wall(client, cast, juniper):
    page = _get(client, cast["cass"], "people:choose", juniper, "partners").content.decode()
    for who in ("ofelia", "pru"):
        offered = set(re.findall(rf'value="{cast[who].agency_id}:\w+:(\w+)"', page))
        assert offered
        assert offered <= {"identity", "diversion_event", "outcome", "legal"}


def test_nothing_ticked_and_no_end_are_both_told_at_once(client, cast, juniper):
    client.force_login(cast["cass"])
    data = {"language": "en", "until": "", "until_event": ""}
    answer = client.post(reverse("people:choose", args=[juniper, "partners"]), data)
    assert answer.status_code == 422
    assert "tick at least one thing" in answer.content.decode()
    assert gate.participant(juniper, viewer=cast["cass"], now=timezone.now()).consents == ()


def test_a_box_that_was_never_offered_is_refused(client, cast, juniper):
    client.force_login(cast["cass"])
    forged = f"{cast['ofelia'].agency_id}:case_conference:note"
    data = {"language": "en", "until": "2099-01-01", "until_event": "", "shares_0": [forged]}
    assert client.post(reverse("people:choose", args=[juniper, "partners"]), data).status_code == 422


def test_a_day_that_has_passed_is_refused(client, cast, juniper):
    key = _tick(cast, "del", Class.IDENTITY, SharingPurpose.LEGAL_COORDINATION)
    assert _ticked(client, cast, juniper, key, until="2020-01-01").status_code == 422


def test_an_empty_signature_is_refused_on_the_page_itself(client, cast, juniper):
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
    answer = _post(client, cast["cass"], "people:sign", paper, way="finger", signature="[]", form="")
    assert answer.status_code == 422
    assert "sign in the box" in answer.content.decode()


def test_an_unknown_kind_of_paper_is_not_there(client, cast, juniper):
    assert _get(client, cast["cass"], "people:choose", juniper, "proceedings").status_code == 404


def test_keeping_back_and_no_longer(client, cast, juniper):
    data = {"whom": f"{cast['del'].agency_id}:", "classes": ["identity", "contact"]}
    assert _post(client, cast["cass"], "people:keep_back", juniper, **data).status_code == 302
    page = _get(client, cast["cass"], "people:person", juniper).content.decode()
    assert "Kept back at their request" in page
    (line,) = gate.participant(juniper, viewer=cast["cass"], now=timezone.now()).restrictions
    _post(client, cast["cass"], "people:lift", line.id)
    assert "Kept back at their request" not in _get(client, cast["cass"], "people:person", juniper).content.decode()


def test_the_copy_is_the_form_and_its_digest(client, cast, juniper):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
    page = _get(client, cast["cass"], "people:copy", paper).content.decode()
    sheet = gate.consent(paper, viewer=cast["cass"], now=timezone.now())
    assert sheet.form_digest in page
    assert "We never show these to police or prosecutors" in page


class TestAccounting:
    def test_lists_every_look_from_outside_with_the_consent_and_the_notice(self, client, cast, juniper):
        paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        _get(client, cast["del"], "people:person", juniper)
        _get(client, cast["dee"], "people:person", juniper)
        answer = _get(client, cast["cass"], "people:accounting", juniper)
        rows = list(csv.reader(answer.content.decode().splitlines()))
        outside = [row for row in rows if str(paper) in row]
        assert [(row[1], row[2], row[3]) for row in outside] == [
            (cast["del"].name, "Defender", cast["del"].agency.name)
        ]
        assert not [row for row in rows if row[1:2] == [cast["dee"].name]]
        assert "42 CFR part 2 prohibits" in rows[-1][0]
        assert answer["Content-Disposition"].startswith("attachment")
        assert "Juniper" not in answer["Content-Disposition"]

    def test_a_name_cannot_become_a_formula(self, client, cast, juniper):
        cast["pru"].agency.address = "=HYPERLINK(1)"
        cast["pru"].agency.save()
        (hold,) = gate.holds(viewer=cast["pru"], now=timezone.now())
        gate.hold(hold.id, viewer=cast["pru"], now=timezone.now())
        page = _get(client, cast["cass"], "people:accounting", juniper).content.decode()
        assert "'=HYPERLINK(1)" in page

    def test_what_is_older_than_three_years_is_left_out(self, client, cast, juniper):
        now = timezone.now()
        (hold,) = gate.holds(viewer=cast["pru"], now=now)
        gate.hold(hold.id, viewer=cast["pru"], now=now)
        late = now + timedelta(days=3 * 366 + 1)
        assert gate.accounting(juniper, viewer=cast["cass"], now=now).looks
        assert gate.accounting(juniper, viewer=cast["cass"], now=late).looks == ()

    @pytest.mark.parametrize("name", ["ofelia", "pru", "del", "pam", "nobody"])
    def test_is_for_those_who_care_alone(self, client, cast, juniper, name):
        signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
        assert _get(client, cast[name], "people:accounting", juniper).status_code in (403, 404)


@pytest.mark.parametrize("address", ["people:paper", "people:copy"])
@pytest.mark.parametrize("name", ["ofelia", "pru", "del", "pam", "bea", "nobody"])
def test_papers_are_for_those_who_care_alone(client, cast, juniper, name, address):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=timezone.now())
    assert _get(client, cast[name], address, paper).status_code in (403, 404)


@pytest.mark.parametrize("address", ["people:person", "people:kinds", "people:keep_back"])
def test_another_agencys_case_manager_finds_nobody(client, cast, juniper, address):
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    assert _get(client, other, address, juniper).status_code == 404


def test_somebody_without_a_name_is_named_on_the_way_to_the_paper(client, cast):
    encounter = story.handed_over(timezone.now(), story.accepted(timezone.now(), person=actions.Person()))
    page = _get(client, cast["cass"], "care:intakes").content.decode()
    address = reverse("people:introduce", args=[encounter])
    assert address in page
    assert client.post(address, {"chosen_name": ""}).status_code == 422
    answer = client.post(address, {"chosen_name": "Rowan", "contact": "the library"})
    assert "Rowan" in client.get(answer.url).content.decode()
    assert client.get(address).status_code == 404


def test_an_intake_that_may_not_be_told_says_so_and_is_not_confirmed(client, cast, juniper):
    (due,) = gate.intakes_due(viewer=cast["cass"], now=timezone.now())
    assert "may not be told yet" in _get(client, cast["cass"], "care:intakes").content.decode()
    on = gate.hold(due.hold_id, viewer=cast["pru"], now=timezone.now()).on
    answer = _post(client, cast["cass"], "care:confirm", due.hold_id, on=on.isoformat())
    assert answer.status_code == 422
    assert "has not consented" in answer.content.decode()


def test_an_id_that_is_nobodys_reads_the_same(client, cast, juniper):
    answer = _get(client, cast["cass"], "people:person", uuid.uuid4())
    assert answer.status_code == 404
