"""Seattle Police Department arrests, data.seattle.gov 9bjs-7a7w, from May 2019 on."""

from __future__ import annotations

from typing import Any

from belltown.data.feeds.codes import RACES, SEXES
from belltown.data.feeds.feed import Cells, Feed

OPTIONAL = (
    "arrest_reported_date_time", "arrest_type", "report_number", "subject_race", "subject_gender", "subject_age_range",
    "beat", "sector", "precinct", "neighborhood", "block_address", "latitude", "longitude",
)  # fmt: skip


def canonical(cells: Cells) -> dict[str, Any]:
    offense_type = cells.text("offense_type")
    low, high = cells.age_band("subject_age_range")
    return {
        "arrest_key": cells.text("arrest_number"),
        "on": cells.date("arrest_occurred_date_time"),
        # `SMC - 12A.08.060 | THEFT-OTH`: the statute, then the department's own word
        "charge_codes": offense_type.split("|")[0].strip(),
        "charge_text": cells.joined(" | ", offense_type.re_extract(r"\|\s*(.*)$", 1), cells.text("nibrs_description")),
        "charge_nibrs": cells.text("nibrs_description"),
        "warrant_only": _on_a_warrant(cells),
        "area": cells.text("neighborhood"),
        "race": cells.coded("subject_race", RACES),
        "sex": cells.coded("subject_gender", SEXES),
        "age_group": cells.text("subject_age_range"),
        "age__low": low,
        "age__high": high,
        **cells.place("latitude", "longitude"),
    }


def _on_a_warrant(cells: Cells) -> Any:
    """True where the kind of arrest names a warrant. The file cannot tell that an arrest was not on one."""
    kind = cells.text("arrest_type")
    return None if kind is None else kind.upper().contains("WARRANT").nullif(False)


FEED = Feed(
    "seattle",
    "Seattle Police Department arrests",
    "data.seattle.gov 9bjs-7a7w",
    ("arrest_number", "arrest_occurred_date_time", "offense_type", "nibrs_description"),
    OPTIONAL,
    canonical,
    notes=("Counts arrest reports, not custody events.", "Coordinates are blurred to the block."),
)
