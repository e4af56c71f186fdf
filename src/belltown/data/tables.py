"""The table every feed is brought to: one row an arrest. A column is declared once: it documents, checks and fakes.

The columns named like a fact of a protocol are read by it: `age` by the fact `age`. Where a file tells less than a
value, `<fact>__low` and `<fact>__high` hold bounds, and `<fact>__or`, `__or2`, `__or3` further possible choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import ibis

from belltown.data.offenses import LEVELS
from belltown.vocabulary import OffenseGroup

NEVER = date.min
"""In a last-date column: known never to have happened."""
MOST = 1e15
"""Numbers at or past this are no measurement."""
OFFENSE_COLUMNS = ("offense", "offense__or", "offense__or2", "offense__or3")


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    LAST_DATE = "last_date"


_TYPES = {Holds.TEXT: "string", Holds.DATE: "date", Holds.NUMBER: "float64", Holds.FLAG: "boolean",
          Holds.CHOICE: "string", Holds.LAST_DATE: "date"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `common` are the choices that invented rows take half the time; `told` the share not NULL there."""

    name: str
    holds: Holds
    description: str
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = MOST
    common: tuple[str, ...] = ()
    told: float = 1.0
    often: float = 0.5
    typical: float = 10

    @property
    def type(self) -> str:
        """The column's Ibis type."""
        return _TYPES[self.holds]

    @property
    def constraint(self) -> str:
        """What the values must be, in words."""
        match self.holds:
            case Holds.CHOICE:
                return f"one of {', '.join(self.choices)}"
            case Holds.NUMBER:
                return (
                    f"a number from {self.least:g} to {self.most:g}" if self.most < MOST else "a number, zero or more"
                )
            case Holds.LAST_DATE:
                return "a date, or 0001-01-01 for never"
        return {Holds.DATE: "a date", Holds.FLAG: "true or false", Holds.TEXT: "any text"}[self.holds]

    def fits(self, value: Any) -> Any:
        """An expression: whether the value is one the column may hold. NaN is none. NULL where the value is NULL."""
        match self.holds:
            case Holds.CHOICE:
                return value.isin(self.choices)
            case Holds.NUMBER:
                return (value >= self.least) & (value < MOST if self.most == MOST else value <= self.most)
        return value.notnull()

    def at_the_door(self, value: Any) -> Any:
        """The value, NULL where it is none that the column may hold."""
        return ibis.ifelse(self.fits(value), value, ibis.null(self.type))

    def fake(self, draw: str) -> str:
        """DuckDB SQL for an invented value. `draw` is SQL for an even draw from 0 up to 1."""
        told = f"({draw}) < {self.told}"
        spread = f"(({draw}) / {self.told})"
        return f"CASE WHEN {told} THEN {self._fake_value(spread)} END"

    def _fake_value(self, spread: str) -> str:
        match self.holds:
            case Holds.CHOICE:
                return _pick([*self.choices, *self._weighted_common()], spread)
            case Holds.NUMBER:
                return f"least(round({self.least} - ln(1 - {spread} * 0.999) * {self.typical}, 1), {self.most})"
            case Holds.FLAG:
                return f"{spread} < {self.often}"
            case Holds.LAST_DATE:
                past = f"DATE '1990-01-01' + CAST({spread} * 13000 AS INTEGER)"
                return f"CASE WHEN {spread} < 0.6 THEN DATE '0001-01-01' ELSE {past} END"
        return f"DATE '2010-01-01' + CAST({spread} * 5400 AS INTEGER)" if self.holds is Holds.DATE else f"'{self.name}'"

    def _weighted_common(self) -> list[str]:
        return list(self.common) * (len(self.choices) // len(self.common)) if self.common else []


def _pick(values: Iterable[str], spread: str) -> str:
    words = [f"'{value}'" for value in values]
    return f"list_extract([{', '.join(words)}], 1 + CAST(floor({spread} * {len(words)}) AS INTEGER))"


def _facts() -> tuple[Column, ...]:
    """Columns for the facts every jurisdiction shares."""
    groups = tuple(OffenseGroup)
    drugs = ("opioid", "prescription_opioid_pills", "cocaine", "methamphetamine", "cannabis", "other")
    offense = Column("offense", Holds.CHOICE, "the group of the charge", groups, told=0.97, common=groups[:6])
    flag, last = Holds.FLAG, Holds.LAST_DATE
    return (
        offense,
        *(replace(offense, name=name, description="another group the charge may be") for name in OFFENSE_COLUMNS[1:]),
        Column("level", Holds.CHOICE, "how serious the charge is", LEVELS, told=0.95),
        Column("warrant_only", flag, "the arrest is on a warrant alone", told=0.8, often=0.2),
        Column("drug_kind", Holds.CHOICE, "the drug", drugs, told=0.5),
        Column("drug_grams", Holds.NUMBER, "its weight in grams", told=0.6, typical=4),
        Column("dosage_units", Holds.NUMBER, "how many pills or doses", told=0.2),
        Column("subsistence", flag, "dealing only to live or to support own use", told=0.4),
        Column("age", Holds.NUMBER, "age in whole years", least=1, most=120, told=0.97, typical=25),
        Column("amenable", flag, "the person seems open to diversion", told=0.9, often=0.8),
        Column("interested", flag, "the person wants to take part", told=0.5),
        Column("exploits_minors", flag, "sign of exploiting minors or others in drug dealing", told=0.9, often=0.05),
        Column("promotes_prostitution", flag, "sign of promoting prostitution", told=0.9, often=0.05),
        Column("sale_to_minor", flag, "a sale to a minor or in a school zone", told=0.9, often=0.05),
        Column("threat_of_harm", flag, "the person threatens harm to others", told=0.9, often=0.1),
        Column("in_catchment", flag, "inside the program area", told=0.95, often=0.6),
        Column("capacity_remains", flag, "room on a caseload", told=0.5),
        Column("treatment_court_case", flag, "a treatment-court case is pending", told=0.5, often=0.1),
        Column("no_contact_order", flag, "an order bars contact with a participant", told=0.5, often=0.1),
        Column("on_supervision", flag, "on probation or parole", told=0.5, often=0.3),
        Column("last_violent_conviction", last, "the last conviction for a violent crime", told=0.9),
        Column("last_involvement", last, "last known involvement in low-level drug activity or prostitution", told=0.4),
        Column("evidence_records", flag, "police records show that involvement", told=0.4),
        Column("evidence_observed", flag, "an officer has seen that involvement", told=0.4),
        Column("evidence_reliable", flag, "a reliable source has told of that involvement", told=0.4),
        Column("high_risk_of_arrest", flag, "at high risk of arrest in future", told=0.4),
    )


IDENTITY = (
    Column("arrest_key", Holds.TEXT, "the publisher's own number of the arrest; unique"),
    Column("person_key", Holds.TEXT, "a salted key made by the agency, where there is one"),
    Column("on", Holds.DATE, "the local date of the arrest, without time of day"),
)
GROUPING = (
    Column("area", Holds.TEXT, "precinct, beat, district or neighborhood as published"),
    Column("race", Holds.TEXT, "race as published, codes spelled out"),
    Column("sex", Holds.TEXT, "sex as published, codes spelled out"),
    Column("age_group", Holds.TEXT, "the age group as published or made from the age"),
)
CHARGE = (
    Column("charge_codes", Holds.TEXT, "the charge's codes as published, joined by semicolons"),
    Column("charge_text", Holds.TEXT, "the charge in words as published"),
    Column("charge_nibrs", Holds.TEXT, "the NIBRS code or description as published"),
)
BOUNDS = (
    Column("age__low", Holds.NUMBER, "the least age of the published group", most=120),
    Column("age__high", Holds.NUMBER, "the greatest age of the published group", most=120),
    Column("last_violent_conviction__low", Holds.LAST_DATE, "the earliest it can have been"),
    Column("last_violent_conviction__high", Holds.LAST_DATE, "the latest it can have been"),
)
PLACE = (
    Column("latitude", Holds.NUMBER, "degrees north", least=-90, most=90),
    Column("longitude", Holds.NUMBER, "degrees east", least=-180, most=180),
)
FACTS = _facts()
ARRESTS: Mapping[str, Column] = {
    column.name: column for column in (*IDENTITY, *GROUPING, *CHARGE, *PLACE, *FACTS, *BOUNDS)
}
"""Every column an arrests table may have, by name. `arrest_key` and `on` are always there."""


def at_the_door(table: ibis.Table, columns: Mapping[str, Column] = ARRESTS) -> ibis.Table:
    """The table with each declared column cast to its type and NULL wherever it holds no value it may: NaN too."""
    known = {name: columns[name] for name in table.columns if name in columns}
    cast = table.mutate(**{name: table[name].try_cast(column.type) for name, column in known.items()})
    return cast.mutate(**{name: column.at_the_door(cast[name]) for name, column in known.items()})
