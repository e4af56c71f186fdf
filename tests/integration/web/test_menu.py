"""Which desks the bar offers, and what pages may be woken by."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from belltown_site.web.menu import address, links_for


def labels(user, path="/home/") -> list[str]:
    return [link.label for link in links_for(user, path)]


def test_a_visitor_has_no_desks():
    assert labels(AnonymousUser()) == []


def test_a_desk_is_offered_to_those_whose_role_opens_it(cast):
    assert "Filing holds" in labels(cast["pru"])
    assert "Filing holds" not in labels(cast["ofelia"])
    assert "Referrals" in labels(cast["pam"])
    assert "Referrals" not in labels(cast["pru"])


def test_somebody_of_an_agency_that_is_no_partner_has_no_desks(cast):
    assert labels(cast["nobody"]) == []


def test_the_bar_marks_the_desk_a_page_belongs_to(cast):
    here = {link.label: (link.here, link.exact) for link in links_for(cast["pru"], address("legal:holds") + "x/")}
    assert here["Filing holds"] == (True, False)
    assert here["Home"] == (False, False)


def test_a_page_that_this_site_lacks_has_no_address():
    assert address("nowhere:at_all") == ""


@pytest.mark.parametrize(
    ("name", "topics", "attribute"),
    [
        ("pru", ("hold",), ' data-live="/live/?topic=hold"'),
        ("ofelia", ("hold",), ""),
        ("ofelia", ("handoff:0a1b", "hold"), ' data-live="/live/?topic=handoff%3A0a1b"'),
        ("nobody", ("handoff",), ""),
    ],
)
def test_a_page_is_woken_only_by_what_its_reader_may_watch(cast, name, topics, attribute):
    request = RequestFactory().get("/")
    request.user = cast[name]
    html = Template("{% load belltown %}{% live topics %}").render(Context({"request": request, "topics": topics}))
    assert html == attribute


def test_a_visitors_page_is_woken_by_nothing():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert Template("{% load belltown %}{% live 'handoff' %}").render(Context({"request": request})) == ""
