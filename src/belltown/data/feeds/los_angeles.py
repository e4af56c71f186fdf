"""Los Angeles Police Department arrests, data.lacity.org yru6-6re4 (2010-19) and amvf-fr72 (2020 to June 2025)."""

from __future__ import annotations

from typing import Any

from belltown.data.feeds.codes import LEVEL_CODES, SEXES
from belltown.data.feeds.feed import Cells, Feed, age_group_of

OPTIONAL = (
    "Report Type", "Time", "Area ID", "Area Name", "Reporting District", "Age", "Sex Code", "Descent Code",
    "Charge Group Code", "Arrest Type Code", "Disposition Description", "Address", "Cross Street", "LAT", "LON",
    "Location", "Booking Date", "Booking Time", "Booking Location", "Booking Location Code",
)  # fmt: skip
DESCENT = {
    "A": "asian", "B": "black", "C": "asian", "D": "asian", "F": "asian", "G": "pacific islander", "H": "hispanic",
    "I": "native american", "J": "asian", "K": "asian", "L": "asian", "O": "other", "P": "pacific islander",
    "S": "pacific islander", "U": "pacific islander", "V": "asian", "W": "white", "X": None, "Z": "asian",
}  # fmt: skip
"""Descent codes from memory of the city's own list; check them before quoting a figure by descent."""
# dependents (D) and other (O) have no level
LEVELS = LEVEL_CODES | {"D": None, "O": None}


def canonical(cells: Cells) -> dict[str, Any]:
    age = cells.number("Age", 1, 120, not_known=(0.0,))
    return {
        "arrest_key": cells.text("Report ID"),
        "on": cells.date("Arrest Date"),
        "charge_codes": cells.text("Charge"),
        "charge_text": cells.joined(" | ", cells.text("Charge Group Description"), cells.text("Charge Description")),
        "level": cells.coded("Arrest Type Code", LEVELS),
        "area": cells.text("Area Name"),
        "race": cells.coded("Descent Code", DESCENT),
        "sex": cells.coded("Sex Code", SEXES),
        "age": age,
        "age_group": None if age is None else age_group_of(age),
        **cells.place("LAT", "LON"),
    }


FEED = Feed(
    "los_angeles",
    "Los Angeles Police Department arrests",
    "data.lacity.org yru6-6re4 and amvf-fr72",
    ("Report ID", "Arrest Date", "Charge", "Charge Group Description", "Charge Description"),
    OPTIONAL,
    canonical,
    notes=("The later file stops in June 2025.",),
)
