"""New York Police Department arrests, 8h9b-rp9u (2006 on) and uip8-fykc (year to date)."""

from __future__ import annotations

from typing import Any

from belltown.data.feeds.codes import LEVEL_CODES, RACES, SEXES
from belltown.data.feeds.feed import Cells, Feed

OPTIONAL = (
    "PD_DESC", "LAW_CODE", "ARREST_BORO", "ARREST_PRECINCT", "JURISDICTION_CODE", "AGE_GROUP", "PERP_SEX", "PERP_RACE",
    "X_COORD_CD", "Y_COORD_CD", "Latitude", "Longitude",
)  # fmt: skip
# 9 and blank are met in the file and mean no level
LEVELS = LEVEL_CODES | {"9": None}


def canonical(cells: Cells) -> dict[str, Any]:
    low, high = cells.age_band("AGE_GROUP")
    return {
        "arrest_key": cells.text("ARREST_KEY"),
        "on": cells.date("ARREST_DATE"),
        "charge_codes": cells.joined(
            ";", cells.text("LAW_CODE"), _named("PD ", cells.text("PD_CD")), _named("KY ", cells.text("KY_CD"))
        ),
        "charge_text": cells.joined(" | ", cells.text("OFNS_DESC"), cells.text("PD_DESC")),
        "level": cells.coded("LAW_CAT_CD", LEVELS),
        "area": _named("precinct ", cells.text("ARREST_PRECINCT")),
        "race": cells.coded("PERP_RACE", RACES),
        "sex": cells.coded("PERP_SEX", SEXES),
        "age_group": cells.text("AGE_GROUP"),
        "age__low": low,
        "age__high": high,
        **cells.place("Latitude", "Longitude"),
    }


def _named(prefix: str, text: Any) -> Any:
    """The number under its prefix, without the .0 that some copies carry."""
    return None if text is None else prefix + text.re_replace(r"\.0$", "")


FEED = Feed(
    "new_york",
    "New York Police Department arrests",
    "data.cityofnewyork.us 8h9b-rp9u and uip8-fykc",
    ("ARREST_KEY", "ARREST_DATE", "PD_CD", "KY_CD", "OFNS_DESC", "LAW_CAT_CD"),
    OPTIONAL,
    canonical,
)
