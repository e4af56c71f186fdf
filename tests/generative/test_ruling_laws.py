"""Laws of rulings: whatever was signed, some things are never opened and nothing is opened by taking away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from belltown.disclosure.classes import BEHIND_THE_WALL, POLICE, PROSECUTION, InformationClass
from belltown.disclosure.consent import (
    Consent,
    ConsentKind,
    Recipient,
    Share,
    SharingPurpose,
    Standing,
    Viewer,
    standing,
)
from belltown.disclosure.ruling import Reason, Restriction, Wish, rule
from belltown.vocabulary import Role

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
FREE = st.sampled_from([ConsentKind.NAMED_RECIPIENT, ConsentKind.TREATMENT_PAYMENT_OPERATIONS])
agencies, people = st.sampled_from(["clinic", "police", "open-door"]), st.sampled_from(["u1", "u2"])
classes, roles = st.sampled_from(InformationClass), st.sampled_from(Role)
days = st.dates(date(2026, 6, 29), date(2026, 7, 3))
recipients = st.builds(Recipient, person=people | st.just(""), agency=agencies | st.just(""), role=roles | st.none())
shares = st.builds(Share, recipients, st.frozensets(classes, max_size=4), st.sampled_from(SharingPurpose))
consents = st.builds(
    Consent,
    id=st.just("c"),
    kind=st.sampled_from(ConsentKind),
    participant=st.just("p"),
    discloser=agencies,
    shares=st.lists(shares, max_size=3).map(tuple),
    begins=days,
    until=st.just(date(2026, 7, 3)) | days,
    right_to_revoke_told=st.just(True),
    consequences_told=st.booleans(),
    counsel_present=st.booleans(),
    offered=st.booleans(),
    signed_on=days,
    template=st.just("t"),
    form=st.just("f"),
    revoked_at=st.none() | st.sampled_from([NOON - timedelta(hours=1), NOON + timedelta(hours=1)]),
)
viewers = st.builds(Viewer, people, roles, agencies)
wishes = st.builds(Wish, viewers, agencies, classes, st.sampled_from(SharingPurpose))
restrictions = st.lists(st.builds(Restriction, recipients | st.none(), st.frozensets(classes)), max_size=2)
signed = st.lists(consents, max_size=3)


@st.composite
def cases(draw):
    """A wish and the papers beside it, one of them often meant for just this wish."""
    wish = draw(wishes)
    recipient = draw(st.sampled_from([Recipient(agency=wish.viewer.agency), Recipient(person=wish.viewer.id)]))
    alone = wish.kind is InformationClass.COUNSELLING_NOTE
    kinds = frozenset({wish.kind}) | (frozenset() if alone else draw(st.frozensets(classes, max_size=1)))
    share = Share(recipient, kinds, draw(st.just(wish.purpose) | st.sampled_from(SharingPurpose)))
    of_court = share.purpose is SharingPurpose.PROCEEDINGS
    kind = ConsentKind.COUNSELLING_NOTES if alone else ConsentKind.PROCEEDINGS if of_court else draw(FREE)
    of_law = {"counsel_present": True, "offered": draw(st.booleans())} if of_court else {"offered": True}
    meant = replace(draw(consents), kind=kind, discloser=wish.holder, shares=(share,), consequences_told=True, **of_law)
    return wish, draw(st.permutations([meant, *draw(signed)]))


@given(cases())
def test_no_paper_moves_the_wall(case):
    wish, papers = case
    if wish.viewer.role in POLICE | PROSECUTION and wish.kind in BEHIND_THE_WALL:
        assert rule(wish, consents=papers, at=NOON).reason is Reason.WALL


@given(cases())
def test_what_is_opened_by_consent_was_signed_for_that_and_stands(case):
    wish, papers = case
    found = rule(wish, consents=papers, at=NOON)
    if found.reason is Reason.CONSENT:
        assert any(
            standing(paper, NOON) is Standing.IN_FORCE
            and share.recipient.includes(wish.viewer)
            and wish.kind in share.classes
            and share.purpose is wish.purpose
            for paper in papers
            for share in paper.shares
        )
    assert found.allowed is (found.reason in (Reason.CONSENT, Reason.OWN_RECORD))


@given(cases())
def test_revoking_everything_leaves_nobody_but_the_agency_that_wrote_it(case):
    wish, papers = case
    gone = [replace(paper, revoked_at=NOON) for paper in papers]
    found = rule(wish, consents=gone, at=NOON)
    assert not found.allowed or found.reason is Reason.OWN_RECORD


@given(cases())
def test_what_the_site_does_not_offer_opens_nothing(case):
    wish, papers = case
    found = rule(wish, consents=[replace(paper, offered=False) for paper in papers], at=NOON)
    assert found.reason is not Reason.CONSENT


@given(cases(), st.frozensets(classes))
def test_what_is_kept_from_everybody_outside_is_shown_to_nobody_outside(case, kinds):
    wish, papers = case
    found = rule(wish, consents=papers, restrictions=[Restriction(None, kinds | {wish.kind})], at=NOON)
    assert not found.allowed or wish.viewer.agency == wish.holder


@given(cases(), restrictions)
def test_a_restriction_never_opens_anything(case, kept_back):
    wish, papers = case
    if rule(wish, consents=papers, restrictions=kept_back, at=NOON).allowed:
        assert rule(wish, consents=papers, at=NOON).allowed


@given(cases(), signed)
def test_a_further_paper_never_closes_anything(case, more):
    wish, papers = case
    if rule(wish, consents=papers, at=NOON).allowed:
        assert rule(wish, consents=[*more, *papers], at=NOON).allowed
