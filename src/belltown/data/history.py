"""Look-backs from a person's own earlier rows, where the file carries a person key and convictions.

Found is known. Not found is unknown, unless the caller declares from which date on the history is complete: then the
last conviction was found, or lies before that date, or never was. Bounds say this, and the screen reads bounds.
"""

from __future__ import annotations

from datetime import date, timedelta

from belltown.data.tables import OFFENSE_COLUMNS
from belltown.vocabulary import OffenseGroup

VIOLENT = (
    OffenseGroup.HOMICIDE, OffenseGroup.KIDNAPPING, OffenseGroup.TRAFFICKING, OffenseGroup.SEXUAL, OffenseGroup.ROBBERY,
    OffenseGroup.AGGRAVATED_ASSAULT, OffenseGroup.SIMPLE_ASSAULT, OffenseGroup.DOMESTIC_VIOLENCE, OffenseGroup.ARSON,
)  # fmt: skip
"""The groups that count as violent crimes here."""

NEEDED = frozenset({"person_key", "convicted", "conviction_date"})


def with_look_backs(arrests: str, columns: tuple[str, ...], complete_from: date | None) -> str:
    """SQL: the rows of `arrests` with last_violent_conviction__low and __high. Needs the columns of NEEDED.

    A conviction without a date, or for a charge that may or may not be violent, spoils what a complete history of
    that person could say, and nothing else.
    """
    groups = [name for name in OFFENSE_COLUMNS if name in columns]
    known = f"(NOT coalesce(s.spoiled, false) AND a.\"on\" >= DATE '{complete_from}')" if complete_from else "false"
    before = f"DATE '{complete_from - timedelta(days=1)}'" if complete_from else "NULL"
    return f"""
    WITH convictions AS (
        SELECT person_key, conviction_date, {_all_violent(groups)} AS violent, {_maybe_violent(groups)} AS perhaps
        FROM {arrests} WHERE convicted AND person_key IS NOT NULL
    ), dated AS (
        SELECT person_key, conviction_date AS found FROM convictions WHERE violent AND conviction_date IS NOT NULL
    ), spoilers AS (
        SELECT person_key, true AS spoiled FROM convictions
        WHERE perhaps AND NOT (violent AND conviction_date IS NOT NULL) GROUP BY person_key
    )
    SELECT a.*,
        CASE WHEN {known} AND a.person_key IS NOT NULL THEN coalesce(d.found, DATE '0001-01-01') ELSE d.found END
            AS last_violent_conviction__low,
        CASE WHEN {known} AND a.person_key IS NOT NULL THEN greatest(d.found, {before})
             WHEN d.found IS NOT NULL THEN a."on" END AS last_violent_conviction__high
    FROM {arrests} a
    ASOF LEFT JOIN dated d ON a.person_key = d.person_key AND a."on" >= d.found
    LEFT JOIN spoilers s ON a.person_key = s.person_key
    """


def _list() -> str:
    return ", ".join(f"'{group}'" for group in VIOLENT)


def _all_violent(groups: list[str]) -> str:
    """Whether every group the charge may be is violent."""
    first, *others = groups or ["NULL"]
    rest = "".join(f" AND ({name} IS NULL OR {name} IN ({_list()}))" for name in others)
    return f"(coalesce({first} IN ({_list()}), false){rest})"


def _maybe_violent(groups: list[str]) -> str:
    """Whether any group the charge may be is violent; an unmapped charge may be anything."""
    first = groups[0] if groups else "NULL"
    return " OR ".join([f"({first} IS NULL", *(f"coalesce({name} IN ({_list()}), false)" for name in groups)]) + ")"
