"""Laws of rulings: whatever was signed, some things are never opened and nothing is opened by taking away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from belltown.disclosure.circle import Circle
from belltown.disclosure.classes import BEHIND_THE_WALL, POLICE, PROSECUTION, InformationClass
from belltown.disclosure.consent import (
    CARE,
    Consent,
    ConsentKind,
    Recipient,
    Share,
    SharingPurpose,
    Standing,
    Viewer,
    standing,
)
from belltown.disclosure.glass import OPENED, Glass
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
minutes = st.integers(-200, 200).map(lambda number: NOON + timedelta(minutes=number))
glasses = st.lists(
    st.builds(
        lambda viewer, opened, length, closed: Glass("g", viewer, opened, opened + timedelta(minutes=length), closed),
        people, minutes, st.integers(15, 180), st.none() | minutes,
    ),
    max_size=2,
)  # fmt: skip
circles = st.none() | st.builds(
    Circle, st.just("k"), st.frozensets(people, min_size=1), st.frozensets(st.just("c"), max_size=1)
)


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


@given(cases(), restrictions, circles, glasses)
def test_a_glass_shows_only_what_helps_only_to_care_and_only_while_it_stands(case, kept_back, circle, broken):
    wish, papers = case
    asked = {"consents": papers, "restrictions": kept_back, "circle": circle, "at": NOON}
    before, found = rule(wish, **asked), rule(wish, **asked, glasses=broken)
    if found != before:
        assert (before.allowed, found.reason) == (False, Reason.EMERGENCY)
        assert wish.viewer.role in CARE
        assert wish.kind in OPENED - {InformationClass.COUNSELLING_NOTE}
        assert any(one.viewer == wish.viewer.id and one.is_open(NOON) for one in broken)


@given(cases(), restrictions, glasses)
def test_closing_every_glass_is_as_though_none_had_been_broken(case, kept_back, broken):
    wish, papers = case
    asked = {"consents": papers, "restrictions": kept_back, "at": NOON}
    closed = [replace(one, closed_at=min(NOON, one.until)) for one in broken]
    assert rule(wish, **asked, glasses=closed) == rule(wish, **asked)


@given(cases(), restrictions, circles)
def test_a_circle_never_opens_anything(case, kept_back, circle):
    wish, papers = case
    if rule(wish, consents=papers, restrictions=kept_back, circle=circle, at=NOON).allowed:
        assert rule(wish, consents=papers, restrictions=kept_back, at=NOON).allowed


@given(cases(), circles)
def test_whoever_is_in_the_circle_sees_as_though_there_were_none(case, circle):
    wish, papers = case
    if circle and circle.admits(wish.viewer):
        assert rule(wish, consents=papers, circle=circle, at=NOON) == rule(wish, consents=papers, at=NOON)


@given(cases(), circles)
def test_outside_the_circle_the_agencys_own_record_is_nobodys(case, circle):
    wish, papers = case
    if circle and not circle.admits(wish.viewer) and wish.viewer.agency == wish.holder:
        assert rule(wish, consents=papers, circle=circle, at=NOON).reason is not Reason.OWN_RECORD
