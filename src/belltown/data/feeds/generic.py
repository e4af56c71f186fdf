"""A layout any agency can export: one row an arrest, a person key salted on the agency's side, and any fact by name.

The identifying columns also answer to the names of the Center for Investigative Reporting's person-level files. Every
other column of the arrests table is read where the file has it, and so are the facts of the protocol at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from belltown.data.feeds.codes import LEVEL_CODES, RACES, SEXES
from belltown.data.feeds.feed import Cells, Feed, age_group_of
from belltown.data.tables import ARRESTS, FACTS, Column, Holds

NAMES: Mapping[str, tuple[str, ...]] = {
    "arrest_key": ("arrest_key", "_arrest_id"),
    "person_key": ("person_key", "_person_id"),
    "on": ("on", "arrest_date", "_arrest_date"),
    "charge_codes": ("charge_codes", "charge_code", "_original_charge_code"),
    "charge_text": ("charge_text", "charge", "_charge_reconstructed"),
    "charge_nibrs": ("charge_nibrs", "nibrs"),
    "area": ("area",),
    "age": ("age", "_age_at_arrest"),
    "age_group": ("age_group",),
    "race": ("race", "_census_race"),
    "sex": ("sex", "_gender"),
    "level": ("level", "_offense_level"),
}
CONVICTED, CONVICTED_ON = "convicted", "conviction_date"


def feed_for(extra: Mapping[str, Column]) -> Feed:
    """The generic layout, reading the extra fact columns too."""
    facts = {column.name: column for column in FACTS if column.name not in NAMES} | dict(extra)
    optional = (*(name for names in NAMES.values() for name in names), *facts, CONVICTED, CONVICTED_ON,
                "latitude", "longitude", *ARRESTS)  # fmt: skip

    def canonical(cells: Cells) -> dict[str, Any]:
        return _identity(cells) | {name: _fact(cells, column) for name, column in facts.items()}

    return Feed(
        "generic", "One row an arrest, with a person key where there is one", "any agency", (), optional, canonical,
        notes=("Two rows of one person are the same person only as far as the agency's key says so.",),
    )  # fmt: skip


def _identity(cells: Cells) -> dict[str, Any]:
    def name(column: str) -> str:
        return next((name for name in NAMES[column] if cells.column(name) is not None), column)

    age = cells.number(name("age"), 1, 120, not_known=(0.0,))
    low, high = cells.age_band(name("age_group"))
    group = cells.text(name("age_group"))
    texts = ("arrest_key", "person_key", "charge_codes", "charge_text", "charge_nibrs", "area")
    return {column: cells.text(name(column)) for column in texts} | {
        "on": cells.date(name("on")),
        "age": age,
        "age_group": age_group_of(age) if group is None and age is not None else group,
        "age__low": low,
        "age__high": high,
        "race": cells.spelled(name("race"), RACES),
        "sex": cells.spelled(name("sex"), SEXES),
        "level": cells.coded(name("level"), LEVEL_CODES),
        CONVICTED: cells.flag(CONVICTED),
        CONVICTED_ON: cells.date(CONVICTED_ON, may_be_future=True),
        **cells.place("latitude", "longitude"),
    }


def _fact(cells: Cells, column: Column) -> Any:
    match column.holds:
        case Holds.FLAG:
            return cells.flag(column.name)
        case Holds.NUMBER:
            return cells.number(column.name, column.least, column.most)
        case Holds.CHOICE:
            return cells.coded(column.name, {choice.upper(): choice for choice in column.choices})
        case Holds.LAST_DATE:
            return cells.day_or_never(column.name)
    return cells.text(column.name)


FEED = feed_for({})
