"""Chicago Police Department arrests of adults, data.cityofchicago.org dpt3-jri9, 2014 on."""

from __future__ import annotations

from typing import Any

import ibis

from belltown.data.feeds.codes import LEVEL_CODES, RACES
from belltown.data.feeds.feed import Cells, Feed

OPTIONAL = (
    "CASE NUMBER", "RACE", "CHARGE 1 TYPE", "CHARGE 1 CLASS",
    *(f"CHARGE {n} {part}" for n in (2, 3, 4) for part in ("STATUTE", "DESCRIPTION", "TYPE", "CLASS")),
    "CHARGES STATUTE", "CHARGES DESCRIPTION", "CHARGES TYPE", "CHARGES CLASS",
)  # fmt: skip


def canonical(cells: Cells) -> dict[str, Any]:
    key = cells.text("CB_NO")
    return {
        "arrest_key": key,
        "on": cells.date("ARREST DATE"),
        # charge 1 is the most severe one
        "charge_codes": cells.text("CHARGE 1 STATUTE"),
        "charge_text": cells.text("CHARGE 1 DESCRIPTION"),
        "level": cells.coded("CHARGE 1 TYPE", LEVEL_CODES),
        "race": cells.coded("RACE", RACES),
        # the city publishes adults alone
        "age__low": ibis.literal(18.0),
    }


FEED = Feed(
    "chicago",
    "Chicago Police Department arrests",
    "data.cityofchicago.org dpt3-jri9",
    ("CB_NO", "ARREST DATE", "CHARGE 1 STATUTE", "CHARGE 1 DESCRIPTION"),
    OPTIONAL,
    canonical,
    notes=("Adults alone; no place, sex or age is published.", "Charge 1, the most severe, stands for the arrest."),
)
