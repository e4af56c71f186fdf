"""One wish, one ruling, one reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belltown.disclosure.classes import BEHIND_THE_WALL
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, SharingPurpose, Viewer
from belltown.disclosure.ruling import SENTENCES, Reason, Restriction, Wish, rule
from belltown.vocabulary import Role
from tests.unit.disclosure.test_consent import CLINIC, COURT, NOON, NOTES, TPO, WHOLE

CARL = Viewer("u1", Role.CASE_MANAGER, "clinic")
PLAN = Wish(CARL, "open-door", Class.PLAN, SharingPurpose.CARE)


def ruled(wish=PLAN, *consents, **more):
    return rule(wish, consents=consents, at=more.pop("at", NOON), **more)


def test_without_a_consent_nothing_leaves_the_agency_that_wrote_it():
    assert (ruled().allowed, ruled().reason) == (False, Reason.NO_CONSENT)
    at_home = ruled(replace(PLAN, holder="clinic"))
    assert (at_home.allowed, at_home.reason) == (True, Reason.OWN_RECORD)


def test_a_consent_opens_what_it_names_and_is_named_in_the_ruling():
    found = ruled(PLAN, WHOLE)
    assert (found.allowed, found.reason, found.consent) == (True, Reason.CONSENT, "c1")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": Class.HOUSING}, Reason.NO_CONSENT),
        ({"purpose": SharingPurpose.EVALUATION}, Reason.OTHER_PURPOSE),
        ({"viewer": replace(CARL, agency="elsewhere")}, Reason.NO_CONSENT),
        ({"holder": "another"}, Reason.NO_CONSENT),
    ],
)
def test_a_consent_opens_nothing_else(change, reason):
    found = ruled(replace(PLAN, **change), WHOLE)
    assert (found.allowed, found.reason) == (False, reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"revoked_at": NOON}, Reason.REVOKED),
        ({"until": (NOON - timedelta(days=1)).date()}, Reason.EXPIRED),
        ({"begins": (NOON + timedelta(days=1)).date()}, Reason.NOT_YET),
        ({"signed_on": None}, Reason.DEFICIENT),
    ],
)
def test_a_consent_that_does_not_stand_says_why(change, reason):
    found = ruled(PLAN, replace(WHOLE, **change))
    assert (found.allowed, found.reason, found.consent) == (False, reason, "c1")


def test_one_consent_that_stands_is_enough_beside_others_that_do_not():
    assert ruled(PLAN, replace(WHOLE, revoked_at=NOON), replace(WHOLE, id="c2")).consent == "c2"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.PROSECUTOR])
@pytest.mark.parametrize("kind", sorted(BEHIND_THE_WALL))
def test_the_wall_stands_before_any_consent_and_even_at_home(role, kind):
    share = replace(CLINIC, recipient=Recipient(agency="police"), classes=frozenset({kind}))
    wish = Wish(Viewer("u9", role, "police"), "police", kind, SharingPurpose.CARE)
    assert ruled(wish, replace(WHOLE, shares=(share,), discloser="police")).reason is Reason.WALL


def test_a_restriction_goes_before_a_consent_and_before_ones_own_record():
    kept_back = Restriction(Recipient(person="u1"), frozenset({Class.PLAN}))
    assert ruled(PLAN, WHOLE, restrictions=[kept_back]).reason is Reason.RESTRICTED
    assert ruled(replace(PLAN, holder="clinic"), restrictions=[kept_back]).reason is Reason.RESTRICTED
    assert ruled(replace(PLAN, kind=Class.NEEDS), WHOLE, restrictions=[kept_back]).allowed


def test_counselling_notes_are_read_at_home_by_care_alone_and_elsewhere_by_their_own_consent():
    wish = replace(PLAN, kind=Class.COUNSELLING_NOTE)
    assert ruled(wish, WHOLE, TPO).reason is Reason.NO_CONSENT
    assert ruled(wish, NOTES).allowed
    at_home = replace(wish, holder="clinic")
    assert ruled(at_home).reason is Reason.OWN_RECORD
    assert ruled(replace(at_home, viewer=replace(CARL, role=Role.PROJECT_MANAGER))).reason is Reason.NO_CONSENT


def test_a_consent_to_proceedings_serves_nothing_but_proceedings():
    wish = Wish(Viewer("u3", Role.DEFENDER, "defense"), "open-door", Class.LEGAL, SharingPurpose.LEGAL_COORDINATION)
    assert COURT.kind is ConsentKind.PROCEEDINGS
    assert ruled(wish, COURT).reason is Reason.OTHER_PURPOSE
    assert ruled(replace(wish, purpose=SharingPurpose.PROCEEDINGS), COURT).allowed


def test_every_reason_has_its_sentence_and_a_naive_moment_is_refused():
    assert set(SENTENCES) == set(Reason)
    assert ruled().sentence == "Not shown: the participant has not consented to it."
    with pytest.raises(ValueError, match="no timezone"):
        ruled(at=NOON.replace(tzinfo=None))
