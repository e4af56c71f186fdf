"""Every function of the gate as every seat, for every state of consent."""

import pytest

from tests.integration.matrix.judging import faults
from tests.integration.matrix.surfaces import SHEETS, sheet_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.surface.name)
def test_a_sheet_holds_for_each_seat_what_the_participant_allowed(world, sheet):
    wrong = []
    for seat in world.seats:
        if seat.user is None:
            continue
        for subject in sheet.surface.opened_for(world.everybody):
            wrong += faults(sheet.surface, seat, sheet_text(sheet, seat, world, subject), subject, world)
    assert not wrong, "\n".join(map(str, wrong))
    assert len(sheet.surface.opened_for(world.everybody)) == sheet.surface.readings, "the printed page counts otherwise"
