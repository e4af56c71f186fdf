"""`{% whose_page %}`: what a page carries so that its owner, and nobody else, can take it up again."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils import timezone

from belltown_site.accounts.asking_again import name_page
from belltown_site.accounts.sessions import time_left

register = template.Library()


@register.simple_tag(takes_context=True)
def whose_page(context: Context) -> str:
    """The signed mark of whoever is signed in; empty for a visitor."""
    user = context["request"].user
    return name_page(user) if user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def seconds_left(context: Context) -> int:
    """How long the page stays open if nobody does anything."""
    opened = getattr(context["request"], "open_session", None)
    return int(time_left(opened, timezone.now()).total_seconds()) if opened else 0
