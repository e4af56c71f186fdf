"""Dates as people write them: whole, to the month, or the year alone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

OLDEST_PERSON = 120
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AMERICAN = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SHOWN = 40


def quoted(text: str) -> str:
    """What was typed, short enough for a sentence."""
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"


class Born(forms.CharField):
    """A year, month or day of birth, kept as YYYY, YYYY-MM or YYYY-MM-DD; empty when not known."""

    def __init__(self, *, today: date, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.today = today

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        parts = date_parts(text)
        if not text:
            return ""
        if not parts:
            raise ValidationError(
                f"{quoted(text)} is no date of birth. Please write a year, such as 1988, or 1988-05-31."
            )
        first = date(*(*parts, 1, 1)[:3])
        if first > self.today:
            raise ValidationError("That date of birth lies in the future. Please check it.")
        if self.today.year - first.year > OLDEST_PERSON:
            raise ValidationError(f"That is more than {OLDEST_PERSON} years ago. Please check the year.")
        return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])


def date_parts(text: str) -> tuple[int, ...]:
    """(year,), (year, month) or (year, month, day) of a date as people write it; empty when it is none."""
    if iso := _ISO.fullmatch(text):
        parts = tuple(int(part) for part in iso.groups() if part)
    elif american := _AMERICAN.fullmatch(text):
        month, day, year = (int(part) for part in american.groups())
        parts = (year, month, day)
    else:
        return ()
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return ()
    return parts
