"""`{% say "key" %}`: the window's words in the reader's language, with days and codes said in it too."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from belltown.disclosure.classes import InformationClass
from belltown.disclosure.wording import class_words
from belltown_site.desks.mine import saying

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **blanks: object) -> SafeString:
    """The words of a key."""
    return saying.say(context["language"], key, **blanks)


@register.simple_tag(takes_context=True)
def say_code(context: Context, kind: str, code: object) -> SafeString:
    """The words of a code: `{% say_code "role" look.role %}`."""
    return saying.say_one_of(context["language"], kind, code)


@register.simple_tag(takes_context=True)
def day(context: Context, when: date | datetime) -> str:
    """A day, written out."""
    return saying.day(context["language"], when)


@register.simple_tag(takes_context=True)
def clock_time(context: Context, when: datetime) -> str:
    """A time of day."""
    return saying.clock_time(context["language"], when)


@register.simple_tag(takes_context=True)
def kinds(context: Context, classes: tuple[InformationClass, ...]) -> str:
    """What kinds of information these are, in one phrase."""
    return "; ".join(class_words(one, context["language"]) for one in classes)
