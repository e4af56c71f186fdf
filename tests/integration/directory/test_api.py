"""The public interface: HSDS's own shapes, lists by address and by body, bounds, tags, limits. No person is in it."""

import json
from datetime import timedelta

import pytest
import requests
import schemathesis
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from belltown.exchange.hsds.read import load
from belltown.exchange.hsds.schema import definitions, full_name, list_name, page_schema, schema_of
from belltown_site.directory.keeping import count_room
from tests.integration.directory import county

pytestmark = pytest.mark.django_db
ROOT = "/hsds/3.1"
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
TABLES = {
    "services": "service", "organizations": "organization", "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _county(now):
    cache.clear()
    county.settle(now)


def get(path, **asked):
    return Client().get(f"{ROOT}{path}", asked)


def post(path, **asked):
    return Client(enforce_csrf_checks=True).post(f"{ROOT}{path}", json.dumps(asked), content_type="application/json")


def ids(answer):
    return [row["id"] for row in answer.json()["contents"]]


def test_the_root_says_what_this_is():
    about = get("/").json()
    assert about["version"] == "3.1"
    assert about["openapi_url"] == f"http://testserver{ROOT}/openapi.json"
    assert about["profile"].startswith("https://docs.openreferral.org/")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_the_envelope_and_rows_that_fit(name):
    schema = page_schema({"$ref": f"#/$defs/{list_name(TABLES[name])}"}) | {"$defs": definitions("#/$defs/")}
    body = get(f"/{name}", per_page=7).json()
    Draft202012Validator(schema).validate(body)
    assert (body["page_number"], body["size"], body["first_page"], body["empty"]) == (
        1,
        len(body["contents"]),
        True,
        False,
    )
    last = get(f"/{name}", per_page=7, page=body["total_pages"]).json()
    assert last["last_page"]
    beyond = get(f"/{name}", per_page=7, page=body["total_pages"] + 1).json()
    assert (beyond["empty"], beyond["contents"], beyond["total_items"]) == (True, [], body["total_items"])


def test_every_seeded_service_in_full_fits_the_schema_and_reads_back(tmp_path):
    validator = Draft202012Validator(schema_of("service"))
    rows = [get(f"/services/{id}").json() for id in county.package().table("service")][:100]
    for row in rows:
        validator.validate(row)
    (tmp_path / "services.json").write_text(json.dumps(rows))
    again = load(tmp_path / "services.json").check()
    assert again.table("service") == county.package().table("service")
    assert again.table("schedule") == county.package().table("schedule")
    assert again.table("attribute") == county.package().table("attribute")


def test_a_page_of_full_services_says_what_each_row_says():
    page = get("/services", full=True, per_page=3).json()["contents"]
    assert page == [get(f"/services/{row['id']}").json() for row in page]


@pytest.mark.parametrize("name", LISTS)
def test_what_is_posted_is_answered_as_what_stands_in_the_address(name):
    asked = {"search": "a", "per_page": 5, "page": 1}
    assert post(f"/{name}", **asked).json() == get(f"/{name}", **asked).json()


def test_conditions_hold_all_at_once():
    lunch, terms = county.service("Hot lunch"), county.package().table("taxonomy_term")
    food = next(id for id, row in terms.items() if row["code"] == "food")
    found = get("/services", taxonomy_term_id=food, organization_id=str(lunch.organization_id), search="hot meal")
    assert ids(found) == [str(lunch.pk)]
    assert len(ids(get("/services", taxonomy_term_id=food))) == 5
    assert ids(get("/services", search="no such words")) == []
    assert str(lunch.organization_id) in ids(get("/organizations", taxonomy_term_id=food))
    needs = next(iter(county.package().table("taxonomy")))
    assert get("/services", taxonomy_id=needs).json()["total_items"] > 60


def test_what_changed_since_is_found_and_a_count_is_a_change(now, cast):
    assert ids(get("/services", modified_after=now.isoformat())) == []
    line = county.room("Detox")
    count_room(line_id=line.pk, available=3, by=cast["cass"], now=now + timedelta(minutes=1))
    found = get("/services", modified_after=now.isoformat())
    assert ids(found) == [str(line.service_id)]
    assert get(f"/services/{line.service_id}").json()["capacities"][0]["available"] == 3


def test_minimal_is_ids_and_dates_on_one_page():
    body = get("/services", minimal=True, per_page=1, page=3).json()
    assert body["size"] == body["total_items"] == len(county.package().table("service"))
    assert set(body["contents"][0]) == {"id", "modified_date"}


def test_organizations_carry_their_services():
    lunch = county.service("Hot lunch")
    short = get(f"/organizations/{lunch.organization_id}").json()
    assert {row["name"] for row in short["services"]} == {"Hot lunch", "Grocery pantry"}
    assert set(short["services"][0]) == {"id", "name", "status"}
    full = get(f"/organizations/{lunch.organization_id}", full_service=True).json()
    assert "schedules" in full["services"][0]
    page = get("/organizations", full_service=True, per_page=2).json()
    assert all("services" in row for row in page["contents"])


def test_places_are_found_by_postcode_and_by_the_way_from_it():
    there = get("/service_at_locations", postcode="67905", full=True).json()
    assert there["total_items"] > 3
    assert {row["location"]["addresses"][0]["postal_code"] for row in there["contents"]} == {"67905"}
    assert (
        get("/service_at_locations", postcode="67905", proximity=500_000).json()["total_items"] > there["total_items"]
    )
    assert get("/service_at_locations", postcode="00000", proximity=500_000).json()["empty"]
    one = there["contents"][0]["id"]
    assert get(f"/service_at_locations/{one}").json() == there["contents"][0]


def test_terms_are_found_by_taxonomy_and_top():
    needs = next(iter(county.package().table("taxonomy")))
    found = get("/taxonomy_terms", taxonomy_id=needs, top_only=True, per_page=100).json()
    assert {row["taxonomy_id"] for row in found["contents"]} == {needs}
    assert get("/taxonomy_terms", parent_id=needs).json()["empty"]
    term = found["contents"][0]
    assert get(f"/taxonomy_terms/{term['id']}").json() == term
    assert get(f"/taxonomies/{needs}").json()["id"] == needs


def test_a_list_streams_whole_as_lines():
    answer = get("/services", format="ndjson", per_page=1)
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert {row["id"] for row in rows} == set(county.package().table("service"))


@pytest.mark.parametrize("asked", [
    {"page": 0}, {"page": 10**9}, {"per_page": 0}, {"per_page": 501}, {"page": "two"}, {"taxonomy_term_id": "17"},
    {"search": "a\0b"}, {"search": "x" * 201}, {"modified_after": "yesterday"}, {"format": "xml"},
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_says_why(asked):
    for answer in (get("/services", **asked), post("/services", **asked)):
        assert answer.status_code == 422
        assert answer.json()["detail"]


def test_a_row_that_is_not_there_is_a_plain_404():
    for name in LISTS:
        answer = get(f"/{name}/11111111-1111-4111-8111-111111111111")
        assert (answer.status_code, answer.json()) == (404, {"detail": "There is no such row."})


def test_whoever_has_it_already_is_not_sent_it_again(now, cast):
    lunch = county.service("Hot lunch")
    path = f"{ROOT}/services/{lunch.pk}"
    first = Client().get(path)
    assert first["Last-Modified"] == "Sun, 01 Nov 2026 16:00:00 GMT"
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert Client().get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    beds = county.room("Detox")
    path = f"{ROOT}/services/{beds.service_id}"
    tag = Client().get(path)["ETag"]
    count_room(line_id=beds.pk, available=2, by=cast["cass"], now=now)
    assert Client().get(path, headers={"if-none-match": tag}).status_code == 200


def test_any_program_may_read_and_none_may_write():
    answer = get("/services")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in answer
    for method in ("put", "patch", "delete"):
        assert getattr(Client(), method)(f"{ROOT}/services").status_code == 405


def test_too_many_requests_wait():
    answers = [get("/").status_code for _ in range(121)]
    assert answers[:120] == [200] * 120
    assert answers[120] == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(f"{ROOT}/").status_code == 200


def test_the_queries_do_not_grow_with_the_page():
    def queries(size):
        with CaptureQueriesContext(connection) as caught:
            get("/services", full=True, per_page=size)
        return len(caught)

    assert queries(30) == queries(60)


def test_what_was_found_out_about_nobody_is_all_there_is(cast):
    """No name of the cast, of any account, in anything the interface says."""
    text = get("/services", full=True, per_page=500).content.decode() + get("/openapi.json").content.decode()
    assert not [person.email for person in cast.values() if person.email in text]


def test_the_description_names_every_address_and_its_schemas():
    described = get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert {f"{ROOT}/{name}" for name in LISTS} < set(described["paths"])
    assert {"get", "post"} == set(described["paths"][f"{ROOT}/services"])
    operations = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(operations) == len(set(operations))
    named = set(described["components"]["schemas"])
    assert {full_name("service"), list_name("service"), "organization_with_services"} <= named


def _answered(case):
    """The case as a visitor sends it, and the answer as schemathesis reads one."""
    asked = case.as_transport_kwargs(base_url="http://testserver")
    prepared = requests.Request(**{name: asked[name] for name in ("method", "url", "params", "json") if name in asked})
    prepared = prepared.prepare()
    path = prepared.url.removeprefix("http://testserver")
    answer = Client().generic(case.method, path, prepared.body or b"", content_type="application/json")
    content = b"".join(answer) if answer.streaming else answer.content
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, content, prepared, 0.0, verify=False)


def test_inputs_made_from_the_description_never_break_it():
    schema = schemathesis.openapi.from_dict(get("/openapi.json").json())

    def tried(case):
        cache.clear()
        answer = _answered(case)
        assert answer.status_code in (200, 404, 422), (case.path, answer.status_code)
        if "ndjson" not in answer.headers["content-type"][0]:
            case.validate_response(answer, checks=[status_code_conformance, response_schema_conformance])

    for result in schema.get_all_operations():
        few = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        few(given(case=result.ok().as_strategy())(tried))()
