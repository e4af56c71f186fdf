"""Form fields that take what a thumb types at night, and say plainly what they cannot take."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from belltown.protocol.facts import LARGEST_NUMBER, NEVER

LONGEST_PLACE, LONGEST_NAME, LONGEST_CODE = 300, 200, 80
OLDEST_PERSON = 120
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*[a-z.]*", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AMERICAN = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SHOWN = 40


def quoted(text: str) -> str:
    """What was typed, short enough for a sentence."""
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"


class ShortText(forms.CharField):
    """One line of text. Too long is said in a sentence, with both numbers."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.most = most

    def clean(self, value: Any) -> str:
        text = " ".join(str(value or "").replace("\x00", " ").split())
        if len(text) > self.most:
            raise ValidationError(f"This has {len(text):,} characters. Please use {self.most} at most.")
        return text


class Amount(forms.CharField):
    """A measured number, zero or more: "1.5", "1,5", ".5 g". None when left empty."""

    def clean(self, value: Any) -> float | int | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = _AMOUNT.fullmatch(text[:100])
        if not found:
            raise ValidationError(f"{quoted(text)} is no amount. Please write a number, such as 1.5.")
        number = float(found.group(1).replace(",", "."))
        if number >= LARGEST_NUMBER or len(text) > 100:
            raise ValidationError(f"{quoted(text)} is larger than anything that can be measured. Please check it.")
        return int(number) if number.is_integer() else number


class LastDay(forms.CharField):
    """The day something last happened, or never. None when left empty."""

    def __init__(self, *, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.today = today

    def clean(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if text == "never":
            return NEVER
        parts = date_parts(text)
        if not text:
            return None
        if len(parts) != 3:
            raise ValidationError(f"{quoted(text)} is no day. Please write it like 2026-05-31.")
        day = date(*parts)
        if day > self.today:
            raise ValidationError("That day lies in the future. Please check the date.")
        return day


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
