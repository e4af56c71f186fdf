"""Form fields that take what a thumb types at night, and say plainly what they cannot take."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from belltown.protocol.facts import LARGEST_NUMBER, NEVER
from belltown_site.web.dates import Born, date_parts, quoted

__all__ = ["Amount", "Born", "LastDay", "ShortText", "date_parts", "quoted"]

LONGEST_PLACE, LONGEST_NAME, LONGEST_CODE = 300, 200, 80
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*[a-z.]*", re.IGNORECASE)


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
