"""Invented arrests: small files in each city's layout with the dirt that real ones carry, and millions of plain rows.

Nobody in them exists. What is drawn depends on the seed alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import duckdb

from belltown.data.tables import ARRESTS, IDENTITY, Column

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Dirt:
    """How many cells or rows of each kind of dirt were put into a file."""

    rows: int
    doubled: int
    unreadable_dates: int
    future_dates: int
    unknown_codes: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a city's rows are invented. `dates` are its two styles, `key` its key column, `code` one coded column."""

    row: Callable[[Random, int], Row]
    key: str
    date: str
    dates: tuple[str, str]
    code: str


def write(layout: str, path: Path, *, rows: int = 400, seed: int = 1) -> Dirt:
    """Writes a dirty CSV in this city's layout and says what dirt it put in. `layout` is a key of LAYOUTS."""
    spec, draw = LAYOUTS[layout], Random(f"{layout}/{seed}")
    clean = [_dated(spec, draw, spec.row(draw, number)) for number in range(rows)]
    dirty = [_soiled(spec, number, row) for number, row in enumerate(clean)]
    doubled = [dirty[number] for number in range(40, rows, 90)]
    table = dirty + doubled
    path.write_bytes(_as_csv(table, draw))
    count = _count(rows)
    return Dirt(len(table), len(doubled), count(31, 7), count(53, 11), count(29, 3))


def _count(rows: int) -> Callable[[int, int], int]:
    return lambda step, start: len(range(start, rows, step))


def _soiled(spec: Layout, number: int, row: Row) -> Row:
    """Every 31st date cannot be read, every 53rd lies in the future, every 29th code is none that was published."""
    if number % 31 == 7:
        row = row | {spec.date: "13/45/20x1"}
    elif number % 53 == 11:
        row = row | {spec.date: "2999-01-01T00:00:00.000"}
    if number % 29 == 3:
        row = row | {spec.code: "Q?"}
    return row


def _dated(spec: Layout, draw: Random, row: Row) -> Row:
    at = datetime(2021, 1, 1) + timedelta(minutes=draw.randrange(60 * 24 * 700))  # noqa: DTZ001
    return row | {spec.date: at.strftime(spec.dates[draw.random() < 0.3])}


def _as_csv(rows: list[Row], draw: Random) -> bytes:
    """With a BOM, blanks after column names, blanks round cells and Windows line ends."""
    names = list(rows[0])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name + " " * (position % 3 == 1) for position, name in enumerate(names)])
    for row in rows:
        writer.writerow([row[name] + "  " * (draw.random() < 0.05) for name in names])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _mixed(draw: Random, text: str) -> str:
    return draw.choice([text, text, text.upper(), text.title()])


def _place(draw: Random, lat: float, lon: float, blank: str) -> tuple[str, str]:
    if draw.random() < 0.1:
        return blank, blank
    return f"{lat + draw.uniform(-0.05, 0.05):.6f}", f"{lon + draw.uniform(-0.05, 0.05):.6f}"


def _seattle(draw: Random, number: int) -> Row:
    nibrs, charge = draw.choice([
        ("Drug/Narcotic Violations", "RCW - 69.50.4013 | NARC-POSSESS"),
        ("Shoplifting", "SMC - 12A.08.060 | THEFT-SHOPLIFT"),
        ("Drug/Narcotic Violations", "-"), ("Prostitution", "SMC - 12A.10.020 | PROSTITUTION"),
        ("All Other Larceny", "SMC - 12A.08.060 | THEFT-OTH"), ("Simple Assault", "RCW - 9A.36.041 | ASSLT-NONAGG"),
        ("All Other Offenses", "SMC - 99.99.999 | MISC"), ("Trespass of Real Property", "SMC - 12A.08.040 | TRESPASS"),
        ("Drug/Narcotic Violations", "RCW - 69.50.401 | NARC-SELL"),
    ])  # fmt: skip
    lat, lon = _place(draw, 47.61, -122.34, "-1.0")
    return {
        "arrest_number": f"2021-{number:06d}",
        "arrest_occurred_date_time": "",
        "arrest_reported_date_time": "",
        "arrest_type": draw.choice(["ARREST", "ARREST", "WARRANT ARREST", "BOOKED", "UNKNOWN"]),
        "report_number": f"2021-{number + 5:06d}",
        "nibrs_description": _mixed(draw, nibrs),
        "offense_type": charge,
        "subject_race": draw.choice(["White", "Black or African American", "Asian", "Unknown", "-", "WHITE"]),
        "subject_gender": draw.choice(["Male", "Female", "Unknown", ""]),
        "subject_age_range": draw.choice(["1 - 17", "18 - 25", "26 - 35", "36 - 45", "56 and Above", "UNKNOWN", ""]),
        "beat": draw.choice(["M1", "M2", "K3", "-"]),
        "neighborhood": draw.choice(["BELLTOWN", "DOWNTOWN COMMERCIAL", "BALLARD NORTH", "UNKNOWN"]),
        "latitude": lat,
        "longitude": lon,
    }


def _new_york(draw: Random, number: int) -> Row:
    pd, text, ky, group, law, level = draw.choice([
        ("511", "CONTROLLED SUBSTANCE, POSSESSI", "235", "DANGEROUS DRUGS", "PL 2200300", "M"),
        ("339", "LARCENY,PETIT FROM OPEN AREAS,", "341", "PETIT LARCENY", "PL 1552500", "M"),
        ("101", "ASSAULT 3", "344", "ASSAULT 3 & RELATED OFFENSES", "PL 1200001", "M"),
        ("567", "MARIJUANA, SALE 4 & 5", "235", "DANGEROUS DRUGS", "PL 2214000", "M"),
        ("397", "ROBBERY,OPEN AREA UNCLASSIFIED", "105", "ROBBERY", "PL 1600500", "F"),
        ("922", "TRAFFIC,UNCLASSIFIED MISDEMEAN", "348", "VEHICLE AND TRAFFIC LAWS", "VTL0511001", "9"),
    ])  # fmt: skip
    lat, lon = _place(draw, 40.7, -73.9, "0")
    return {
        "ARREST_KEY": str(230_000_000 + number),
        "ARREST_DATE": "",
        "PD_CD": pd,
        "PD_DESC": text,
        "KY_CD": ky,
        "OFNS_DESC": group,
        "LAW_CODE": law,
        "LAW_CAT_CD": level,
        "ARREST_BORO": draw.choice(["K", "Q", "M"]),
        "ARREST_PRECINCT": str(draw.choice([14, 101, 103])),
        "JURISDICTION_CODE": "0",
        "AGE_GROUP": draw.choice(["<18", "18-24", "25-44", "45-64", "65+", "UNKNOWN", ""]),
        "PERP_SEX": draw.choice(["M", "F", "U"]),
        "PERP_RACE": draw.choice(["BLACK", "WHITE HISPANIC", "WHITE", "ASIAN / PACIFIC ISLANDER", "UNKNOWN"]),
        "Latitude": lat,
        "Longitude": lon,
    }


def _chicago(draw: Random, number: int) -> Row:
    statute, text, kind = draw.choice([
        ("720 ILCS 570.0/402-C", "PCS - POSSESSION - POSS AMT CON SUB EXCEPT (A)/(D)", "F"),
        ("720 ILCS 5.0/16-25-A-1", "RETAIL THEFT/DISP MERCH/<$300", "M"),
        ("720 ILCS 570.0/401-D-I", "PCS - DELIVER - OTHER AMT NARC", "F"),
        ("720 ILCS 5.0/12-3.2-A-1", "DOMESTIC BATTERY - BODILY HARM", "M"),
        ("8-4-015", "CITY CODE MATTER", "M"), ("725 ILCS 5.0/110-3", "ISSUANCE OF WARRANT", ""),
    ])  # fmt: skip
    return {
        "CB_NO": str(19_000_000 + number),
        "CASE NUMBER": f"JE{number:06d}",
        "ARREST DATE": "",
        "RACE": draw.choice(["BLACK", "WHITE", "WHITE HISPANIC", "UNKNOWN / REFUSED"]),
        "CHARGE 1 STATUTE": statute,
        "CHARGE 1 DESCRIPTION": text,
        "CHARGE 1 TYPE": kind,
        "CHARGE 1 CLASS": draw.choice(["4", "A", "X", ""]),
        "CHARGES STATUTE": f"{statute} | 000",
    }


def _los_angeles(draw: Random, number: int) -> Row:
    group, charge, text, kind = draw.choice([
        ("Narcotic Drug Laws", "11377(A)HS", "POSSESSION CONTROLLED SUBSTANCE", "M"),
        ("Narcotic Drug Laws", "99999HS", "NARCOTICS", "F"), ("Larceny", "484(A)PC", "THEFT PLAIN", "M"),
        ("Prostitution/Allied", "647(B)PC", "PROSTITUTION", "M"), ("Driving Under Influence", "23152(A)VC", "DUI", "M"),
        ("Miscellaneous Other Violations", "41.18DLAMC", "SITTING ON SIDEWALK", "I"),
        ("Non-Criminal Detention", "", "DETENTION", "D"),
    ])  # fmt: skip
    lat, lon = _place(draw, 34.05, -118.25, "0.0")
    return {
        "Report ID": str(6_000_000 + number),
        "Report Type": draw.choice(["BOOKING", "RFC"]),
        "Arrest Date": "",
        "Time": "1430",
        "Area ID": "1",
        "Area Name": draw.choice(["Central", "Rampart", "Hollywood"]),
        "Age": draw.choice(["0", "", *map(str, range(14, 80))]),
        "Sex Code": draw.choice(["M", "F"]),
        "Descent Code": draw.choice(["H", "B", "W", "K", "X"]),
        "Charge Group Code": "16",
        "Charge Group Description": _mixed(draw, group),
        "Arrest Type Code": kind,
        "Charge": charge,
        "Charge Description": text,
        "LAT": lat,
        "LON": lon,
    }


def _baltimore(draw: Random, number: int) -> Row:
    code, text = draw.choice([
        ("1 1119", "CDS"), ("2 3550", "CDS VIOLATION"), ("1 0233", "CDS POSS W/INT TO DIST"),
        ("1 1415", "COMMON ASSAULT"),
        ("1 0077", "FAILURE TO APPEAR"), ("1 0521", "THEFT LESS THAN $100.00"), ("", "Unknown Charge"),
        ("", "DETAIN ONLY"), ("1 1610", "HANDGUN VIOLATION"), ("4 3550", "CDS: POSSESS-NOT MARIJUANA"),
    ])  # fmt: skip
    lat, lon = _place(draw, 39.3, -76.6, "")
    return {
        "RowID": str(number + 1),
        "ArrestNumber": "" if draw.random() < 0.2 else str(21_000_000 + number),
        "Age": draw.choice(["", "0", *map(str, range(15, 75))]),
        "Gender": draw.choice(["M", "F", ""]),
        "Race": draw.choice(["B", "W", "U", "A"]),
        "ArrestDateTime": "",
        "IncidentOffence": "Unknown Offense",
        "Charge": code,
        "ChargeDescription": text,
        "District": draw.choice(["Central", "Western", ""]),
        "Latitude": lat,
        "Longitude": lon,
    }


_ISO = "%Y-%m-%dT%H:%M:%S.000"
_US = "%m/%d/%Y %I:%M:%S %p"
LAYOUTS: Mapping[str, Layout] = {
    "seattle": Layout(_seattle, "arrest_number", "arrest_occurred_date_time", (_ISO, _US), "subject_race"),
    "new_york": Layout(_new_york, "ARREST_KEY", "ARREST_DATE", ("%m/%d/%Y", _ISO), "LAW_CAT_CD"),
    "chicago": Layout(_chicago, "CB_NO", "ARREST DATE", (_US, _ISO), "CHARGE 1 TYPE"),
    "los_angeles": Layout(_los_angeles, "Report ID", "Arrest Date", ("%m/%d/%Y 12:00:00 AM", _ISO), "Arrest Type Code"),
    "baltimore": Layout(_baltimore, "RowID", "ArrestDateTime", ("%Y/%m/%d %H:%M:%S+00", _US), "Race"),
}
"""The cities whose layout can be invented, by name."""


def write_arrests(path: Path, rows: int, *, facts: Mapping[str, Column] | None = None, seed: int = 1) -> None:
    """Writes `rows` invented arrests of the arrests table as Parquet, three a person on average.

    `facts` are the fact columns to fill: a few of the standard ones when not given. Millions of rows a minute.
    """
    columns = {name: ARRESTS[name] for name in _USUAL} if facts is None else facts
    drawn = [
        f'{column.fake(_draw(seed, number))} AS "{name}"' for number, (name, column) in enumerate(columns.items(), 9)
    ]
    select = f"SELECT {', '.join([*_who(rows, seed), *drawn])} FROM range({rows}) t(i)"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


_USUAL = ("offense", "level", "age", "drug_grams", "warrant_only", "in_catchment")


def _draw(seed: int, number: int) -> str:
    """An even draw from 0 up to 1 that depends on the row, the column and the seed alone."""
    return f"(hash(i * 1000003 + {seed * 7919 + number * 104729}) >> 11) / 9007199254740992.0"


def _who(rows: int, seed: int) -> list[str]:
    arrest_key, person_key, on = (column.name for column in IDENTITY)
    draws = [_draw(seed, number) for number in range(5)]
    return [
        f"'A' || i AS {arrest_key}",
        f"'P' || CAST(floor({draws[0]} * {max(rows // 3, 1)}) AS BIGINT) AS {person_key}",
        f'{ARRESTS["on"].fake(draws[1])} AS "{on}"',
        f"{_one_of('Belltown', 'Pioneer Square', 'Ballard', 'Rainier', draw=draws[2])} AS area",
        f"{_one_of('white', 'black', 'asian', 'native american', draw=draws[3])} AS race",
        f"{_one_of('female', 'male', 'male', draw=draws[4])} AS sex",
    ]


def _one_of(*words: str, draw: str) -> str:
    """One of the words, or NULL as often as any one of them."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"list_extract([{listed}, NULL], 1 + CAST(floor({draw} * {len(words) + 1}) AS INTEGER))"
