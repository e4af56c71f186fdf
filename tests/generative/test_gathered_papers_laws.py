"""A law of gathering: of many participants' papers, each is asked of its own alone."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given

from belltown_site.accounts.models import User
from belltown_site.records.gate.consents import Allowed
from tests.generative.test_ruling_laws import NOON, cases, restrictions, signed

PAT, QUINN = UUID(int=1), UUID(int=2)
HERE, THERE = UUID(int=7), UUID(int=8)


@given(cases(), signed, restrictions)
def test_what_somebody_else_signed_or_asked_changes_nothing(case, others, kept_back):
    wish, papers = case
    viewer = User(role=wish.viewer.role.value, agency_id=HERE)
    mine = [replace(one, discloser=str(HERE)) for one in papers]
    alone = Allowed({PAT: tuple(mine)}, {}, NOON)
    beside = Allowed({PAT: tuple(mine), QUINN: tuple(others)}, {QUINN: tuple(kept_back)}, NOON)
    for holder in (HERE, THERE):
        asked = (viewer, holder, wish.kind, wish.purpose)
        assert alone.ruling(PAT, *asked) == beside.ruling(PAT, *asked)
