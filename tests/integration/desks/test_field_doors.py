"""Who may open what. Everybody of the cast; and Nobody? and the other agency? and a visitor?"""

import json
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.protocol.load import named
from belltown.protocol.projection import version_from_json
from belltown.vocabulary import Role
from tests.integration.records import story
from tests.lib import field
from tests.lib.cast import CAST, someone_from_the_other_agency

pytestmark = pytest.mark.django_db

POLICE, APPROVERS = {"ofelia", "sol"}, {"sol", "pam", "pru"}
WATCHERS = {"dee", "cass", "cleo", "pam"}
GETS = {
    "start": POLICE,
    "new": POLICE,
    "write": POLICE,
    "approvals": APPROVERS,
    "unit": APPROVERS,
    "centres": POLICE | WATCHERS,
    "encounter": POLICE | {"pam", "pru"},
    "handoff": POLICE,
}
POSTS = {
    "find": POLICE,
    "known": POLICE,
    "complainant": POLICE,
    "ask": POLICE,
    "offer": POLICE,
    "reconsider": POLICE,
    "mark_as_error": POLICE,
    "set_aside": POLICE | {"pam", "pru"},
    "call": POLICE,
    "release": POLICE,
    "drop_off": POLICE,
    "dropped_off": POLICE,
    "ring_again": POLICE,
    "fail": POLICE,
    "cancel": POLICE,
}
OF_A_HANDOFF = {"handoff", "release", "drop_off", "dropped_off", "ring_again", "fail", "cancel"}
WITHOUT_ONE = {"start", "new", "approvals", "unit", "centres", "find", "known"}


@pytest.fixture
def cast():
    return field.set_up(timezone.now())


@pytest.fixture
def handoff(cast):
    return story.requested(timezone.now())


@pytest.fixture
def encounter(handoff, cast):
    from belltown_site.records import gate

    return gate.handoff(handoff, viewer=cast["ofelia"], now=timezone.now()).encounter_id


def address(name, encounter, handoff):
    if name in WITHOUT_ONE:
        return reverse(f"field:{name}")
    return reverse(f"field:{name}", args=[handoff if name in OF_A_HANDOFF else encounter])


@pytest.mark.parametrize("name", CAST)
def test_a_page_opens_to_those_it_is_for_and_to_nobody_else(client, cast, encounter, handoff, name):
    client.force_login(cast[name])
    opened = {page for page in GETS if client.get(address(page, encounter, handoff)).status_code in (200, 302)}
    assert opened == {page for page, people in GETS.items() if name in people}


@pytest.mark.parametrize("name", CAST)
def test_a_step_is_refused_to_everybody_it_is_not_for(client, cast, encounter, handoff, name):
    client.force_login(cast[name])
    refused = {step for step in POSTS if client.post(address(step, encounter, handoff)).status_code == 403}
    assert refused >= {step for step, people in POSTS.items() if name not in people}
    assert not refused & {
        step for step, people in POSTS.items() if name in people and name in POLICE and step != "set_aside"
    }


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT])
def test_another_agencys_police_cannot_tell_that_the_encounter_exists(client, encounter, handoff, role):
    client.force_login(someone_from_the_other_agency(role))
    for name in ("encounter", "handoff"):
        there = client.get(address(name, encounter, handoff))
        nowhere = client.get(address(name, uuid.uuid4(), uuid.uuid4()))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert _without_path(there) == _without_path(nowhere)
    for step in sorted(set(POSTS) - WITHOUT_ONE):
        assert client.post(address(step, encounter, handoff)).status_code in (404, 403)


def _without_path(response):
    page = response.content.decode().partition("<main")[2]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_visitor_is_sent_to_sign_in_everywhere(client, encounter, handoff):
    for name in (*GETS, *POSTS):
        answer = client.get(address(name, encounter, handoff))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("accounts:sign_in"))


def test_the_sergeant_sees_the_agencys_encounters_and_the_project_manager_everybodys(client, cast, encounter):
    theirs = story.encountered(timezone.now(), by=someone_from_the_other_agency(Role.OFFICER))
    for name, expected in (("sol", 1), ("pam", 2), ("pru", 0)):
        client.force_login(cast[name])
        shown = client.get(reverse("field:unit")).content.decode()
        found = sum(reverse("field:encounter", args=[id]) in shown for id in (encounter, theirs))
        assert found == expected


def test_addresses_hold_no_name_and_no_place(encounter, handoff):
    for name in (*GETS, *POSTS):
        url = address(name, encounter, handoff)
        assert "?" not in url
        assert not {"juniper", "yarrow", "bell"} & set(url.lower().replace("-", "/").split("/"))


def test_the_protocol_is_public_law_and_kept_for_ever(client, cast):
    version = named("example-county/2026-07-01")
    answer = client.get(reverse("field:protocol", args=[version.digest]))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert version_from_json(json.loads(answer.content)) == version


def test_a_protocol_there_is_not_is_not_found(client, cast):
    assert client.get(reverse("field:protocol", args=["0" * 64])).status_code == 404


@pytest.mark.parametrize("path", ["/field/protocol/abc.json", "/field/new/not-a-number/", "/field/encounter/1/"])
def test_an_address_that_is_none_is_not_found(client, cast, path):
    client.force_login(cast["ofelia"])
    assert client.get(path).status_code == 404
