"""What templates may ask for: icons, words for codes, form widgets in the house style, links and breadcrumbs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from belltown.workflow.clocks import Status
from belltown_site.web.components import Clock
from belltown_site.web.live import MOST_TOPICS, may_watch
from belltown_site.web.menu import Link, address, links_for

register = template.Library()

ANSWER_WORDS = {"yes": "Eligible", "no": "Not eligible", "unknown": "Cannot tell yet"}
REASON_WORDS = {"yes": "Met", "no": "Not met", "unknown": "Not yet known"}
ANSWER_ICONS = {"yes": "check_circle", "no": "do_not_disturb", "unknown": "help"}
STEP_ICONS = {"done": "check_circle", "now": "arrow_forward", "next": "radio_button_unchecked", "failed": "cancel"}
STEP_WORDS = {"done": "done", "now": "now", "next": "still to come", "failed": "did not happen"}


@register.simple_tag
def icon(name: str, extra: str = "", label: str = "") -> SafeString:
    """An icon of the sprite. It is decoration unless it carries a label."""
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sprite = static("web/vendor/icons.svg")
    return format_html('<svg class="icon {}" {} focusable="false"><use href="{}#{}"/></svg>', extra, role, sprite, name)


@register.simple_tag
def answer_icon(answer: str) -> SafeString:
    return icon(ANSWER_ICONS[answer])


@register.simple_tag
def step_icon(state: str) -> SafeString:
    return icon(STEP_ICONS[state], "step__mark")


@register.filter
def answer_word(answer: str) -> str:
    return ANSWER_WORDS[answer]


@register.filter
def reason_word(answer: str) -> str:
    return REASON_WORDS[answer]


@register.filter
def step_word(state: str) -> str:
    return STEP_WORDS[state]


@register.filter
def standing_in_the_way(finding: Any) -> list[Any]:
    """The reasons that keep the answer from yes: not met first, then not yet known."""
    return [r for word in ("no", "unknown") for r in finding.because if r.answer.value == word]


@register.filter
def met(finding: Any) -> list[Any]:
    """The reasons that are met and apply."""
    return [r for r in finding.because if r.answer.value == "yes" and r.standing.value != "not_applicable"]


@register.filter
def idle(finding: Any) -> list[Any]:
    """The reasons that do not apply to this encounter."""
    return [r for r in finding.because if r.standing.value == "not_applicable"]


@register.filter
def plain(code: object) -> str:
    """A code in words: `case_manager` becomes "Case manager"."""
    return str(getattr(code, "value", code)).replace("_", " ").capitalize()


@register.filter
def plain_list(codes: Iterable[object]) -> str:
    """Codes in one phrase: "Prosecutor or project manager"."""
    return " or ".join(plain(code).lower() for code in codes).capitalize()


@register.filter
def when(moment: datetime | None) -> str:
    """A moment in local time as people write it: "Mon, Nov 23, 2:05 PM"; empty for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local:%a, %b} {local.day}, {local.hour % 12 or 12}:{local:%M %p}"


@register.inclusion_tag("components/clock.html", name="clock")
def clock_face(status: Status, label: str = "", big: bool = False) -> dict[str, Any]:
    """A workflow clock's status, drawn."""
    return {"clock": Clock(status, label), "big": big}


@register.filter
def shown(value: object) -> object:
    """A sheet's value; where it is withheld, why; where there is none, "Not known"."""
    if not value and (reason := getattr(value, "reason", "")):
        return format_html('<span class="withheld">{}{}</span>', icon("lock"), reason)
    return "Not known" if value is None or value == "" else value


@register.inclusion_tag("components/notice.html")
def notice(sheets: Any) -> dict[str, Any]:
    """The notice of 42 CFR 2.32 for one sheet or several: the statement once, each scope once. Nothing without any."""
    several = [sheets] if hasattr(sheets, "notice") else list(sheets or ())
    lines = dict.fromkeys(line for one in several for line in one.notice.splitlines())
    return {"statement": next(iter(lines), ""), "scopes": list(lines)[1:]}


@register.filter
def is_tiles(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, forms.CheckboxInput)


@register.simple_tag
def widget(bound: BoundField) -> SafeString:
    """The field's own input, with the house classes and tied to its hint and its error."""
    attributes = {"class": _classes(bound), **_described(bound)}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return bound.as_widget(attrs=attributes)


def _classes(bound: BoundField) -> str:
    own = bound.field.widget.attrs.get("class", "")
    match bound.field.widget:
        case forms.CheckboxInput():
            base = ""
        case forms.Textarea():
            base = "usa-textarea"
        case forms.Select():
            base = "usa-select"
        case _:
            base = "usa-input"
    return " ".join(dict.fromkeys(f"{base} {own}".split()))


def _described(bound: BoundField) -> dict[str, str]:
    parts = [(bound.help_text, "helptext"), (bound.errors, "error")]
    named = [f"{bound.auto_id}_{part}" for present, part in parts if present]
    if isinstance(bound.field.widget, forms.CheckboxInput):
        named = [name for name in named if name.endswith("_error")]
    return {"aria-describedby": " ".join(named)} if named else {}


@register.simple_tag(takes_context=True)
def menu(context: Context) -> tuple[Link, ...]:
    request = context.get("request")
    return links_for(getattr(request, "user", None), request.path) if request else ()


@register.simple_tag(takes_context=True)
def live(context: Context, *names: str | tuple[str, ...]) -> SafeString:
    """The attribute that wakes this page by the topics its reader may watch; nothing when there are none."""
    user = getattr(context.get("request"), "user", None)
    flat = [one for name in names for one in ([name] if isinstance(name, str) else name)]
    allowed = [name for name in flat if user is not None and user.is_authenticated and may_watch(user, name)]
    if not allowed:
        return SafeString("")
    return format_html(' data-live="/live/?{}"', urlencode([("topic", name) for name in allowed[:MOST_TOPICS]]))


@register.simple_tag
def link_to(name: str) -> str:
    """The address of a page, or nothing where the site does not carry it."""
    return address(name)


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Breadcrumbs from label, address, label, address ... and the label of this page."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=True))
    return {"trail": [*pairs, (parts[-1], "")]}
