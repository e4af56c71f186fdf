"""Baltimore Police Department arrests, ArcGIS GeoSpatialized_Tables/Arrest, 2010 on."""

from __future__ import annotations

from typing import Any

from belltown.data.feeds.codes import RACES, SEXES
from belltown.data.feeds.feed import AMERICAN, ANY_ISO, Cells, Feed, age_group_of

OPTIONAL = (
    "X", "Y", "ArrestNumber", "Age", "Gender", "Race", "ArrestLocation", "IncidentOffence", "IncidentLocation",
    "Charge", "District", "Post", "Neighborhood", "Latitude", "Longitude", "GeoLocation", "Shape",
)  # fmt: skip


def canonical(cells: Cells) -> dict[str, Any]:
    age = cells.number("Age", 1, 120, not_known=(0.0,))
    return {
        # many rows have no ArrestNumber; RowID is always there
        "arrest_key": cells.text("RowID"),
        "on": cells.date("ArrestDateTime"),
        "charge_codes": cells.text("Charge"),
        "charge_text": cells.text("ChargeDescription"),
        "area": cells.text("District"),
        "race": cells.coded("Race", RACES),
        "sex": cells.coded("Gender", SEXES),
        "age": age,
        "age_group": None if age is None else age_group_of(age),
        **cells.place("Latitude", "Longitude"),
    }


FEED = Feed(
    "baltimore",
    "Baltimore Police Department arrests",
    "ArcGIS GeoSpatialized_Tables/Arrest",
    ("RowID", "ArrestDateTime", "ChargeDescription"),
    OPTIONAL,
    canonical,
    date_formats=("%Y/%m/%d %H:%M:%S+00", "%Y/%m/%d %H:%M:%S", *ANY_ISO, *AMERICAN),
    not_known=("UNKNOWN CHARGE", "UNKNOWN OFFENSE"),
    notes=("The time is published as UTC; its date is taken as written.",),
)
