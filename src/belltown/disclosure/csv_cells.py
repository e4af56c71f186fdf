"""Cells that a spreadsheet shows and never computes: OWASP ASVS 5.0, 1.2.10."""

from __future__ import annotations

from unicodedata import category

SIGNS = "=+-@＝＋－＠"
"""What makes a spreadsheet take a cell for a formula; the second four are as East Asian keyboards write them."""

CONTROLS = "\t\r\n\0"
"""What some programs skip at the start to find one of the signs."""

QUOTE = "'"


def safe_cell(value: str) -> str:
    """The text as a cell may hold it: behind an apostrophe where a spreadsheet would compute it, else as it is.

    White space and invisible characters before a sign do not save it, for some programs drop them. Doing this twice
    is doing it once. For texts only: a number is written as a number, and may well be below zero.
    """
    return QUOTE + value if value.startswith(tuple(CONTROLS)) or _first_visible(value) in set(SIGNS) else value


def _first_visible(value: str) -> str:
    return next((one for one in value if not one.isspace() and category(one) not in {"Cc", "Cf"}), "")
