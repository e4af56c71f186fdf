"""`{% whose_page %}`: what a page carries so that its owner, and nobody else, can take it up again."""

from __future__ import annotations

from django import template
from django.template import Context

from belltown_site.accounts.asking_again import name_page

register = template.Library()


@register.simple_tag(takes_context=True)
def whose_page(context: Context) -> str:
    """The signed mark of whoever is signed in; empty for a visitor."""
    user = context["request"].user
    return name_page(user) if user.is_authenticated else ""
