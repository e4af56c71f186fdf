"""What is not there and what is not theirs look alike: status, headers, body, and the number of queries."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.matrix.oracle import Relation, State
from tests.integration.matrix.surfaces import PAGES, SHEETS, sheet_text, url_of
from tests.integration.matrix.world import Side, Stage

pytestmark = pytest.mark.django_db
ONE_RECORD = [surface for surface in PAGES if surface.about]
SHEETS_OF_ONE = [sheet for sheet in SHEETS if sheet.surface.about]
REFUSED = (403, 404)
A_NEW_ONE = ("field:write",)
"""A number nobody has used is a new encounter, and so is one that is another's: both are an empty form."""
OF_THE_MINUTE = 'UPDATE "accounts_opensession"'
"""A session notes now and then that it is in use, whatever it looks at."""
_CHANGING = re.compile(
    r'data-who="[^"]+"|data-seconds="[^"]+"|csrfmiddlewaretoken" value="[^"]+"|CSRFToken": "[^"]+"|Set-Cookie: [^\n]+'
    r'|value="[^"]*:[\w-]{6}:[\w-]{43}"'
    "|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def _plain(text):
    """The text but for what every page has anew: the token of the form, for whom and how long it is, the numbers."""
    return _CHANGING.sub("", text)


def _of_strangers(world, surface):
    """Seats with records that are not theirs and never were: the canary's to the cast, and the other way round."""
    for seat in world.seats:
        if seat.relation in (Relation.PEER, Relation.COLLEAGUE, Relation.ELSEWHERE) and seat.side is Side.CAST:
            continue  # named on the papers; the strangers of their kind are the canary's
        other = Side.CAST if seat.side is Side.CANARY else Side.CANARY
        subject = next((one for one in world.subjects if one.side is other and one.stage is Stage.INTAKE_DONE), None)
        if surface.about == "referral":
            subject = world.referral
        if subject and surface.about in subject.ids:
            yield seat, subject


def _asked(browser, seat, url):
    with CaptureQueriesContext(connection) as queries:
        seen, asked = browser.open(seat, url), [query["sql"].split(" WHERE ")[0] for query in queries]
        return seen, [sql for sql in asked if not sql.startswith(OF_THE_MINUTE)]


@pytest.mark.parametrize("surface", ONE_RECORD, ids=lambda surface: surface.name)
def test_a_page_that_is_not_theirs_reads_like_one_that_is_not_there(world, browser, surface):
    for seat, subject in _of_strangers(world, surface):
        browser.open(seat, url_of(surface, uuid.uuid4()))  # the session's first request may touch its row
        theirs, asked = _asked(browser, seat, url_of(surface, subject.ids[surface.about]))
        absent, asked_of_absent = _asked(browser, seat, url_of(surface, uuid.uuid4()))
        if theirs.status not in REFUSED and seat.user and surface.name not in A_NEW_ONE:
            assert absent.status in REFUSED  # it was theirs after all; the matrix judges whether it should be
            continue
        assert theirs.status == absent.status, seat.label
        assert _plain(theirs.text) == _plain(absent.text), seat.label
        assert asked == asked_of_absent, f"{seat.label} at {surface.name}: {len(asked)} and {len(asked_of_absent)}"


@pytest.mark.parametrize("surface", ONE_RECORD, ids=lambda surface: surface.name)
def test_head_tells_no_more_than_get(world, browser, surface):
    for seat, subject in list(_of_strangers(world, surface))[::3]:
        url = url_of(surface, subject.ids[surface.about])
        whole, head = browser.open(seat, url), browser.open(seat, url, method="head")
        assert head.status == whole.status, seat.label
        assert head.text.partition("\n\n")[2] == ""
        if head.status in REFUSED:
            absent = browser.open(seat, url_of(surface, uuid.uuid4()), method="head")
            assert _plain(head.text) == _plain(absent.text), seat.label


@pytest.mark.parametrize("sheet", SHEETS_OF_ONE, ids=lambda sheet: sheet.surface.name)
def test_a_stopped_paper_leaves_the_words_of_one_who_never_knew(world, sheet):
    """Whoever was once named and is no more reads the same words as about somebody who was never there."""
    stopped = next(one for one in world.subjects if one.state is State.REVOKED)
    for seat in world.seats:
        if seat.user is None or sheet.surface.about not in stopped.ids:
            continue
        theirs, absent = sheet_text(sheet, seat, world, stopped), sheet_text(sheet, seat, world, None)
        if theirs.status != 200:
            assert theirs == absent, seat.label
