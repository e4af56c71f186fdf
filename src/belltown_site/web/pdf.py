"""PDFs that a person can read, print and listen to: a template, some JSON, and the notice on every page.

Set by Typst in a child process of its own (`setting_type`). The same data give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from belltown.disclosure.disclosed import Disclosed
from belltown.disclosure.wording import Language
from belltown.errors import NotPossible
from belltown_site.web.apart import Failed, Refused, TookTooLong, apart

SECONDS = 5
Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def pdf(template: Path, told: Disclosed[Mapping[str, Json]], *, title: str, language: Language, at: datetime) -> bytes:
    """The PDF as bytes. `at` is the moment that its data speak of: no clock is read.

    The template reads `data.title`, `data.notice` (set on every page by the house style) and whatever `told` holds.
    Raises NotPossible when it could not be set in five seconds.
    """
    data = {**told.payload, "title": title, "lang": language.value, "notice": told.notice}
    asked = {"template": str(template), "data": data, "at": int(at.timestamp())}
    try:
        return apart("belltown_site.web.setting_type", json.dumps(asked).encode(), seconds=SECONDS)
    except (TookTooLong, Failed, Refused):
        raise NotPossible("The PDF could not be made just now. Please try again, or print the page.") from None
