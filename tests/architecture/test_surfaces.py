"""Every address of the site has its row here: who may open it. An address without a row fails the build.

The rows are written from what each seat is for, not from the code. A page about one record is tried with an id that is
nobody's: whoever may not know of it and whoever has none both read the same.
"""

import uuid
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from belltown.vocabulary import Role
from tests.integration.records import story
from tests.lib.cast import make_cast

PUBLIC = "anybody, signed in or not"
SIGNED_IN = frozenset(Role)
PARTICIPANT = frozenset({Role.PARTICIPANT})
AT_WORK = SIGNED_IN - PARTICIPANT
POLICE = frozenset({Role.OFFICER, Role.SERGEANT})
RESPONDERS = frozenset({Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})
DISPATCH = RESPONDERS | {Role.SERGEANT, Role.PROJECT_MANAGER}
ROSTER = frozenset({Role.CLINICAL_SUPERVISOR, Role.PROJECT_MANAGER})
PEOPLE = POLICE | RESPONDERS | {Role.PROJECT_MANAGER, Role.PROSECUTOR, Role.DEFENDER}
LINKERS = frozenset({Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})
HOLDS = frozenset({Role.PROSECUTOR, Role.DEFENDER, Role.PROJECT_MANAGER})
APPROVERS = frozenset({Role.SERGEANT, Role.PROJECT_MANAGER, Role.PROSECUTOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
OFFICE = ADMINISTRATORS | {Role.PROJECT_MANAGER}
REVIEWERS = frozenset({Role.SERGEANT, Role.CLINICAL_SUPERVISOR, Role.PROSECUTOR, Role.PROJECT_MANAGER})
VERIFIERS = OFFICE | {Role.COUNCIL_MEMBER, Role.EVALUATOR}
TRIAGE = frozenset({Role.CLINICAL_SUPERVISOR, Role.PROJECT_MANAGER})
FINDERS = POLICE | RESPONDERS | {Role.PROJECT_MANAGER, Role.DEFENDER}
KEEPERS = RESPONDERS | {Role.PROJECT_MANAGER}
COUNTS = frozenset({
    Role.SERGEANT, Role.CLINICAL_SUPERVISOR, Role.PROJECT_MANAGER, Role.PROSECUTOR, Role.DEFENDER,
    Role.BUSINESS_MEMBER, Role.COUNCIL_MEMBER, Role.EVALUATOR,
})  # fmt: skip

ROWS = {
    "accounts:sign_in": PUBLIC,
    "accounts:sign_out": PUBLIC,
    "accounts:second_step": PUBLIC,  # after the password
    "accounts:protect": PUBLIC,
    "accounts:state": PUBLIC,
    "accounts:again": PUBLIC,
    "accounts:taken_up": AT_WORK,
    "accounts:agency_again": PUBLIC,  # the owner of a page, who proves at their agency who they are
    "accounts:agency_go": PUBLIC,
    "accounts:agency_back": PUBLIC,
    "accounts:agency_remove": AT_WORK,
    "accounts:passkey_to_make": PUBLIC,
    "accounts:passkey_to_prove": PUBLIC,
    "accounts:add_authenticator": PUBLIC,  # whoever has a right password and no second step yet, or is signed in
    "accounts:add_passkey": PUBLIC,
    "accounts:account": SIGNED_IN,  # it leads a participant to their own window
    "accounts:password": AT_WORK,
    "accounts:recovery_codes": AT_WORK,
    "accounts:remove_authenticator": AT_WORK,
    "accounts:sign_out_everywhere": AT_WORK,
    "accounts:continue_as": PUBLIC,
    "office:invitation": PUBLIC,  # whoever holds the link; to everybody else there is none
    "public:front": PUBLIC,
    "public:what": PUBLIC,
    "public:protocol": PUBLIC,
    "public:about": PUBLIC,
    "public:gallery": PUBLIC,
    "community:refer": PUBLIC,
    "community:received": PUBLIC,
    "field:protocol": PUBLIC,
    "dispatch:answers": PUBLIC,
    "home:home": SIGNED_IN,  # it leads a participant to their own window
    "office:accounts": ADMINISTRATORS,
    "office:open": ADMINISTRATORS,
    "office:agencies": OFFICE,
    "office:add_agency": ADMINISTRATORS,
    "office:access": REVIEWERS | ADMINISTRATORS,
    "office:access_file": REVIEWERS | ADMINISTRATORS,
    "office:weeks": REVIEWERS,
    "office:ledger": VERIFIERS,
    "office:check": VERIFIERS,
    "directory:texts": PUBLIC,  # signed
    "directory:update": PUBLIC,  # whoever holds a link that works once
    "hsds:about": PUBLIC,
    "hsds:api-root": PUBLIC,
    "hsds:openapi-json": PUBLIC,
    "hsds:services": PUBLIC,
    "hsds:service": PUBLIC,
    "hsds:organizations": PUBLIC,
    "hsds:organization": PUBLIC,
    "hsds:service_at_locations": PUBLIC,
    "hsds:service_at_location": PUBLIC,
    "hsds:taxonomies": PUBLIC,
    "hsds:taxonomy": PUBLIC,
    "hsds:taxonomy_terms": PUBLIC,
    "hsds:taxonomy_term": PUBLIC,
    "field:start": POLICE,
    "field:new": POLICE,
    "field:write": POLICE,
    "field:find": POLICE,
    "field:known": POLICE,
    "field:centres": POLICE | DISPATCH,
    "field:unit": APPROVERS,  # a prosecutor finds it empty: the gate hands out nothing
    "field:approvals": APPROVERS,
    "dispatch:board": DISPATCH,
    "dispatch:calls": DISPATCH,
    "dispatch:roster": DISPATCH,
    "dispatch:add_shift": ROSTER,
    "home:counts": COUNTS,
    "home:proceedings": frozenset({Role.PROJECT_MANAGER, Role.ADMINISTRATOR}),
    "legal:holds": HOLDS,
    "legal:decided": HOLDS,
    "care:intakes": RESPONDERS,
    "people:people": PEOPLE,
    "people:emergency": RESPONDERS,
    "people:openings": RESPONDERS,  # empty for whoever is nobody's second person
    "mine:home": PUBLIC,  # the way in; inside, the page of whoever it belongs to
    "mine:code": PUBLIC,
    "mine:phone": PUBLIC,
    "mine:link": PUBLIC,
    "mine:language": PUBLIC,
    "mine:leave": PUBLIC,
    "mine:closed": PUBLIC,
    "mine:stay": PARTICIPANT,
    "mine:shares": PARTICIPANT,
    "mine:stop_everything": PARTICIPANT,
    "mine:looks": PARTICIPANT,
    "mine:questions": PARTICIPANT,
    "mine:record": PARTICIPANT,
    "mine:forget_phone": PARTICIPANT,
    "mine:rights": PARTICIPANT,
    "people:find": PEOPLE,
    "people:same": LINKERS,
    "people:link": LINKERS,
    "people:not_same": LINKERS,
    "directory:needs": FINDERS,
    "directory:find": FINDERS,
    "directory:found": FINDERS,
    "directory:rooms": FINDERS,
    "directory:review": KEEPERS,
    "directory:freshness": frozenset({Role.PROJECT_MANAGER, Role.ADMINISTRATOR}),
    "community:queue": TRIAGE,
    "community:closed": TRIAGE,
}
"""Pages about no one record, and who may open them."""

ONE_RECORD = {
    "field:encounter", "field:complainant", "field:ask", "field:decide", "field:set_aside", "field:offer",
    "field:reconsider", "field:mark_as_error", "field:call", "field:handoff", "field:release", "field:drop_off",
    "field:dropped_off", "field:ring_again", "field:fail", "field:cancel",
    "dispatch:handoff", "dispatch:accept", "dispatch:cannot", "dispatch:set_eta", "dispatch:set_out",
    "dispatch:arrive", "dispatch:release", "dispatch:dropped_off", "dispatch:ring_again", "dispatch:fail",
    "dispatch:drop_off", "dispatch:give_back", "dispatch:cancel", "dispatch:shift", "dispatch:cover",
    "dispatch:remove_shift",
    "legal:hold", "legal:decide", "legal:extend", "legal:pause", "legal:resume", "legal:return_early",
    "care:confirm", "care:pause", "care:resume",
    "people:person", "people:kinds", "people:choose", "people:keep_back", "people:lift", "people:paper", "people:sign",
    "people:stop", "people:copy", "people:introduce", "people:accounting", "people:accounting_pdf", "people:copy_pdf",
    "people:give_copy", "people:picture", "people:clear_picture", "people:confirm", "people:signed_page",
    "office:account", "office:invite", "office:reopen", "office:seat", "office:release", "office:reset",
    "office:leave", "office:agency", "office:sign_agency", "office:withdraw_agency", "office:posture", "office:say",
    "office:week", "office:mark",
    "people:close_glass", "people:glass", "people:opening", "people:circle", "people:lift_circle",
    "people:window_code", "people:window_text",
    "people:window_here", "people:window_forget_phone", "people:answer",
    "mine:form", "mine:stop",
    "people:names", "people:birth", "people:others", "people:end_name", "people:end_birth", "people:unlink",
    "people:lift_not_same",
    "directory:service", "directory:right", "directory:wrong", "directory:edit", "directory:count", "directory:same",
    "directory:call", "directory:settle", "directory:ask", "directory:end_link",
    "accounts:remove_passkey", "community:referral", "community:refuse", "community:move",
}  # fmt: skip
"""Pages about one record: the gate rules on each, and to everybody else it does not exist."""

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Address:
    name: str
    pattern: str
    arguments: tuple[str, ...]


def _addresses(resolver=None, prefix="", space=""):
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{space}:{entry.name}" if space else str(entry.name)
            groups = getattr(entry.pattern, "regex", None)
            yield Address(name, pattern, tuple(entry.pattern.converters) or tuple(groups.groupindex if groups else ()))
        else:
            yield from _addresses(entry, pattern, entry.namespace or space)


ADDRESSES = {address.name: address for address in _addresses()}


@pytest.fixture
def cast():
    now = timezone.now()
    story.set_up(now)
    people = make_cast()
    story.window_of(story.handed_over(now), now, account=people["pat"])
    return people


def _url(name):
    address = ADDRESSES[name]
    words = {"name": "ofelia", "step": "screen", "digest": "0" * 64, "number": 1}
    return reverse(name, kwargs={one: words.get(one, uuid.uuid4()) for one in address.arguments})


def test_every_address_has_a_row():
    missing = set(ADDRESSES) - set(ROWS) - ONE_RECORD
    assert not missing, f"say in tests/architecture/test_surfaces.py who may open: {sorted(missing)}"


def test_no_row_speaks_of_an_address_that_is_gone():
    assert not (set(ROWS) | ONE_RECORD) - set(ADDRESSES)


def test_no_address_carries_a_name():
    kinds = {kind for address in ADDRESSES.values() for kind in address.pattern.replace("(?P<", "").split("<")[1:]}
    free = {kind.partition(">")[0] for kind in kinds} - {
        "uuid:id",
        "slug:step",
        "str:name",
        "slug:kind",
        "uuid:approval",
        "int:number",
        "uuidstr:id",
        "str:token",  # a link that works once, of which only a digest is kept
    }
    assert not free, f"an address may carry ids and words of a closed list, never free text: {free}"


@pytest.mark.parametrize("name", sorted(name for name, who in ROWS.items() if who != PUBLIC) + sorted(ONE_RECORD))
def test_a_visitor_is_sent_to_sign_in(client, cast, name):
    answer = client.get(_url(name))
    assert answer.status_code in (HTTPStatus.FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
    if answer.status_code == HTTPStatus.FOUND:
        way_in = reverse("mine:home") if name.startswith("mine:") else reverse(settings.LOGIN_URL)
        assert answer.url.startswith(way_in)


@pytest.mark.parametrize("name", sorted(name for name, who in ROWS.items() if who != PUBLIC))
def test_exactly_the_seats_in_the_row_may_open_the_page(client, cast, name):
    for person in cast.values():
        client.force_login(person)
        answer = client.get(_url(name), follow=True)
        status = answer.status_code
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            continue
        allowed = Role(person.role) in ROWS[name] and person.agency.partner
        own = Role(person.role) in ROWS[name] and name.startswith(("home:home", "accounts:"))
        expected = HTTPStatus.OK if allowed or own else HTTPStatus.FORBIDDEN
        assert status == expected, f"{person.name} ({person.role}) at {name}: {status}"


@pytest.mark.parametrize("name", sorted(ONE_RECORD))
def test_a_record_that_is_nobodys_looks_the_same_to_everybody(client, cast, name):
    for person in cast.values():
        client.force_login(person)
        for answer in (client.get(_url(name)), client.post(_url(name))):
            refused = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
            refused |= {HTTPStatus.UNPROCESSABLE_ENTITY}  # what was sent is looked at first, and tells nothing
            assert answer.status_code in refused, f"{person.name} at {name}: {answer.status_code}"


@pytest.mark.parametrize("name", sorted(name for name, who in ROWS.items() if who != PUBLIC))
def test_pages_for_people_at_work_are_in_no_cache(client, cast, name):
    client.force_login(cast["pam"])
    assert client.get(_url(name)).headers["Cache-Control"] == "no-store"
