"""Big tiles drawn in one go: a page of this desk has some sixty, too many for a template's own pace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_TILE = (
    '<div class="tile"><input type="radio" name="{}" id="{}" value="{}"{}{}>'
    '<label class="tile__label" for="{}"><span class="tile__mark" aria-hidden="true"></span>'
    "<span>{}{}</span></label></div>"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One choice. `data` are attributes for the page's script."""

    value: str
    label: str
    hint: str = ""
    data: tuple[tuple[str, str], ...] = ()


def tiles(name: str, prefix: str, choices: Iterable[Tile], chosen: str | None) -> SafeString:
    """The tiles of one question, numbered from `prefix`-1; the one whose value is `chosen` is checked."""
    drawn = ((_tile(name, f"{prefix}-{at}", one, chosen),) for at, one in enumerate(choices, 1))
    return format_html_join("", "{}", drawn)


def _tile(name: str, id: str, one: Tile, chosen: str | None) -> SafeString:
    data = format_html_join("", ' data-{}="{}"', one.data)
    hint = format_html("<small>{}</small>", one.hint) if one.hint else ""
    checked = SafeString(" checked") if one.value == chosen else ""
    return format_html(_TILE, name, id, one.value, data, checked, id, one.label, hint)
