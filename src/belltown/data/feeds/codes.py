"""Codes that several publishers share, and what they mean. None means that the value is not known."""

from __future__ import annotations

from collections.abc import Mapping

RACES: Mapping[str, str | None] = {
    **{word: word.lower() for word in ("WHITE", "BLACK", "ASIAN", "HISPANIC", "OTHER", "MULTIRACIAL")},
    "W": "white", "B": "black", "A": "asian", "H": "hispanic", "I": "native american", "P": "pacific islander",
    "O": "other", "U": None,
    "BLACK OR AFRICAN AMERICAN": "black", "AFRICAN AMERICAN": "black", "HISPANIC OR LATINO": "hispanic",
    "AMERICAN INDIAN OR ALASKA NATIVE": "native american", "AMERICAN INDIAN/ALASKAN NATIVE": "native american",
    "AMERICAN INDIAN/ALASKA NATIVE": "native american", "AMER INDIAN / ALASKAN NATIVE": "native american",
    "NATIVE HAWAIIAN OR OTHER PACIFIC ISLANDER": "pacific islander",
    "NATIVE HAWAIIAN/OTHER PACIFIC ISLANDER": "pacific islander",
    "NAT HAWAIIAN/OTH PAC ISLANDER": "pacific islander", "ASIAN / PACIFIC ISLANDER": "asian or pacific islander",
    "ASIAN/PACIFIC ISLANDER": "asian or pacific islander", "WHITE HISPANIC": "white hispanic",
    "BLACK HISPANIC": "black hispanic", "UNKNOWN / REFUSED": None, "UNKNOWN/NOT REPORTED": None, "REFUSED": None,
}  # fmt: skip
"""Races as publishers write them, NIBRS letters included. White and black Hispanic stay apart where published so."""

SEXES: Mapping[str, str | None] = {
    "M": "male", "F": "female", "MALE": "male", "FEMALE": "female", "U": None, "X": None,
    "NON-BINARY": "other", "NONBINARY": "other", "GENDER DIVERSE (GENDER NON-CONFORMING AND/OR TRANSGENDER)": "other",
    "UNABLE TO DETERMINE": None, "OTHER": "other",
}  # fmt: skip

LEVEL_CODES: dict[str, str | None] = {
    "F": "felony", "M": "misdemeanor", "I": "infraction", "V": "infraction",
    "FELONY": "felony", "MISDEMEANOR": "misdemeanor", "INFRACTION": "infraction", "VIOLATION": "infraction",
}  # fmt: skip
"""How serious a charge is. New York's violations count as infractions."""
