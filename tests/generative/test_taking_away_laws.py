"""Laws of taking away: what is stopped, narrowed or ended never shows more than was shown before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belltown.disclosure.classes import BEHIND_THE_WALL, POLICE, PROSECUTION
from belltown.disclosure.consent import Recipient, SharingPurpose, Standing, standing
from belltown.disclosure.ruling import Reason, Restriction, rule
from tests.generative.test_ruling_laws import NOON, cases, restrictions, signed, wishes

later = st.integers(0, 72).map(lambda hours: timedelta(hours=hours))


def allowed(wish, papers, **more):
    return rule(wish, consents=papers, at=more.pop("at", NOON), **more).allowed


@given(cases(), st.data())
def test_stopping_any_of_the_papers_never_shows_more(case, data):
    wish, papers = case
    stopped = [replace(one, revoked_at=NOON) if data.draw(st.booleans()) else one for one in papers]
    assert allowed(wish, stopped) <= allowed(wish, papers)


@given(cases(), later)
def test_what_was_stopped_stays_stopped(case, after):
    wish, papers = case
    gone = [replace(one, revoked_at=NOON) for one in papers]
    ruling = rule(wish, consents=gone, at=NOON + after)
    assert not ruling.allowed or ruling.reason is Reason.OWN_RECORD


@given(cases())
def test_an_event_that_ends_papers_never_shows_more(case):
    wish, papers = case
    ended = [replace(one, event_happened=True) for one in papers]
    ruling = rule(wish, consents=ended, at=NOON)
    assert not ruling.allowed or ruling.reason is Reason.OWN_RECORD


@given(cases(), st.data())
def test_a_paper_in_force_that_says_less_never_shows_more(case, data):
    wish, papers = case
    assert allowed(wish, [_less(one, data) for one in papers]) <= allowed(wish, papers)


def _less(paper, data):
    """A paper in force with fewer shares or fewer classes. One that is deficient may be mended by taking away."""
    if standing(paper, NOON) is not Standing.IN_FORCE:
        return paper
    shares = [one for one in paper.shares if data.draw(st.booleans())]
    narrowed = tuple(replace(one, classes=data.draw(st.sampled_from([one.classes, frozenset()]))) for one in shares)
    return replace(paper, shares=narrowed)


@given(cases(), st.sampled_from(SharingPurpose))
def test_papers_for_any_other_purpose_show_nothing(case, other):
    wish, papers = case
    if other is wish.purpose:
        return
    elsewhere = [replace(one, shares=tuple(replace(s, purpose=other) for s in one.shares)) for one in papers]
    assert rule(wish, consents=elsewhere, at=NOON).reason is not Reason.CONSENT


@given(cases(), restrictions)
def test_what_is_asked_to_be_kept_back_from_the_viewer_is_kept_back(case, others):
    wish, papers = case
    asked = Restriction(Recipient(agency=wish.viewer.agency), frozenset({wish.kind}))
    assert not allowed(wish, papers, restrictions=[*others, asked])


@given(cases(), restrictions, restrictions)
def test_one_more_restriction_never_shows_more(case, some, more):
    wish, papers = case
    assert allowed(wish, papers, restrictions=[*some, *more]) <= allowed(wish, papers, restrictions=some)


@given(cases())
def test_no_set_of_papers_and_no_authorship_opens_what_is_behind_the_wall(case):
    wish, papers = case
    for role in POLICE | PROSECUTION:
        for kind in BEHIND_THE_WALL:
            at_home = replace(wish, viewer=replace(wish.viewer, role=role), holder=wish.viewer.agency, kind=kind)
            assert not allowed(at_home, papers)


@given(wishes, signed, restrictions, later)
def test_a_ruling_is_total_and_gives_its_reason(wish, papers, kept_back, after):
    ruling = rule(wish, consents=papers, restrictions=kept_back, at=NOON + after)
    assert ruling.sentence.endswith(".")
    assert ruling.allowed is (ruling.reason in (Reason.OWN_RECORD, Reason.CONSENT))
    assert bool(ruling.consent) <= (ruling.reason not in (Reason.WALL, Reason.RESTRICTED, Reason.OWN_RECORD))


@given(wishes, signed)
def test_without_a_timezone_there_is_no_ruling_at_all(wish, papers):
    with pytest.raises(ValueError, match="timezone"):
        rule(wish, consents=papers, at=NOON.replace(tzinfo=None))
