"""Every way by which something of a participant could pass has its row in the matrix, or the build fails."""

import pytest

from belltown_site.records import gate
from tests.architecture.test_surfaces import ADDRESSES, ONE_RECORD, PUBLIC, ROWS, _url
from tests.integration.matrix.summary import PAGE, page
from tests.integration.matrix.surfaces import NOT_ABOUT_ANYBODY, PAGES, SHEETS

WHERE = "tests/integration/matrix/surfaces.py"


NO_GET = 405
pytestmark = pytest.mark.django_db


def _answers_get(client, cast, name):
    """Whether the page takes a GET from anybody: one whom it lets in far enough to say that it does not is enough."""
    for person in cast.values():
        client.force_login(person)
        if client.get(_url(name)).status_code == NO_GET:
            return False
    return True


def test_every_page_for_people_at_work_has_its_row(client, cast):
    wanted = {name for name in ADDRESSES if name in ONE_RECORD or ROWS.get(name) != PUBLIC}
    covered = {surface.name for surface in PAGES} | set(NOT_ABOUT_ANYBODY)
    missing = sorted(name for name in wanted - covered if _answers_get(client, cast, name))
    paste = "\n".join(
        f'    _page("{name}", P, E{", about=" + repr("encounter") if name in ONE_RECORD else ""}),' for name in missing
    )
    assert not missing, f"paste into PAGES in {WHERE}, with what it is about and what it is meant to show:\n{paste}"


def test_every_function_of_the_gate_has_its_row():
    names = {sheet.surface.name.partition(" ")[0] for sheet in SHEETS}
    missing = sorted(set(gate.__all__) - names)
    paste = "\n".join(f'    _one_of("{name}", (P,), "participant"),' for name in missing)
    assert not missing, f"paste into SHEETS in {WHERE}, with what it is about and what it is meant to show:\n{paste}"
    assert names <= set(gate.__all__), "a row speaks of a function that is gone"


def test_no_row_speaks_of_a_page_that_is_gone():
    assert {surface.name for surface in PAGES} <= set(ADDRESSES)


def test_what_carries_nothing_says_why_and_is_still_there():
    assert set(NOT_ABOUT_ANYBODY) <= set(ADDRESSES)
    assert all(NOT_ABOUT_ANYBODY.values())
    assert not set(NOT_ABOUT_ANYBODY) & {surface.name for surface in PAGES}


def test_the_printed_page_of_the_matrix_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == page(), "run script/docs and commit"
