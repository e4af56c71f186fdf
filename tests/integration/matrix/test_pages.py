"""Every page as every seat: a fact of a participant is on it exactly where the oracle says that it may be."""

import pytest

from tests.integration.matrix.judging import faults
from tests.integration.matrix.surfaces import PAGES, url_of

pytestmark = pytest.mark.django_db
NO_GET = 405


@pytest.mark.parametrize("surface", PAGES, ids=lambda surface: surface.name)
def test_a_page_shows_each_seat_what_the_participant_allowed(world, browser, surface):
    wrong = []
    for seat in world.seats:
        for subject in surface.opened_for(world.everybody):
            seen = browser.open(seat, url_of(surface, subject.ids[surface.about] if subject else None))
            assert seen.status != NO_GET, f"{surface.name} takes no GET, so it needs no row"
            wrong += faults(surface, seat, seen, subject, world)
    assert not wrong, "\n".join(map(str, wrong))
    assert len(surface.opened_for(world.everybody)) == surface.readings, "the printed page counts something else"
