"""A circle: who is in it, and what still reaches somebody from behind it."""

from dataclasses import replace

import pytest

from belltown.disclosure.circle import Circle, CircleReason
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import Recipient, SharingPurpose, Viewer
from belltown.disclosure.ruling import SENTENCES, Reason, Restriction, Wish, rule
from belltown.vocabulary import Role
from tests.unit.disclosure.test_consent import CLINIC, NOON, WHOLE
from tests.unit.disclosure.test_glass import GLASS, OTTO

CASS, CARL = Viewer("cass", Role.CASE_MANAGER, "open-door"), Viewer("u1", Role.CASE_MANAGER, "clinic")
CIRCLE = Circle("k1", frozenset({"cass"}))
HOME = Wish(CASS, "open-door", Class.PLAN, SharingPurpose.CARE)
SEAT = replace(CLINIC, recipient=Recipient(agency="clinic", role=Role.CASE_MANAGER))


def ruled(wish, *consents, circle=CIRCLE, **more):
    return rule(wish, consents=consents, circle=circle, at=NOON, **more)


def paper(share, **more):
    return replace(WHOLE, shares=(share,), **more)


def test_whoever_is_in_it_reads_on_and_a_colleague_does_not():
    assert ruled(HOME).reason is Reason.OWN_RECORD
    colleague = replace(HOME, viewer=replace(CASS, id="dee"))
    assert (ruled(colleague).allowed, ruled(colleague).reason) == (False, Reason.CIRCLE)


@pytest.mark.parametrize(
    ("recipient", "since", "reaches"),
    [
        (Recipient(person="u1"), False, True),
        (Recipient(agency="clinic", role=Role.CASE_MANAGER), False, False),
        (Recipient(agency="clinic", role=Role.CASE_MANAGER), True, True),
        (Recipient(agency="clinic"), True, False),
        (Recipient(role=Role.CASE_MANAGER), True, False),
    ],
)
def test_a_paper_reaches_a_named_person_and_a_seat_only_when_signed_since(recipient, since, reaches):
    signed = paper(replace(CLINIC, recipient=recipient))
    around = replace(CIRCLE, papers=frozenset({signed.id} if since else ()))
    found = ruled(replace(HOME, viewer=CARL), signed, circle=around)
    assert (found.allowed, found.reason) == (reaches, Reason.CONSENT if reaches else Reason.NO_CONSENT)
    assert ruled(replace(HOME, viewer=CARL), signed, circle=None).allowed


def test_that_intake_is_done_is_still_told_to_the_office_it_was_promised_to():
    pru = Viewer("u2", Role.PROSECUTOR, "office")
    to_office = replace(
        CLINIC, recipient=Recipient(agency="office", role=Role.PROSECUTOR), classes=frozenset({Class.LEGAL}),
        purpose=SharingPurpose.INTAKE_CONFIRMATION,
    )  # fmt: skip
    wish = Wish(pru, "open-door", Class.LEGAL, SharingPurpose.INTAKE_CONFIRMATION)
    assert ruled(wish, paper(to_office)).allowed
    assert not ruled(replace(wish, kind=Class.IDENTITY), paper(to_office)).allowed


def test_a_refusal_does_not_say_that_there_is_a_circle():
    assert SENTENCES[Reason.CIRCLE] == SENTENCES[Reason.NO_CONSENT]


def test_an_emergency_opens_it_and_a_restriction_too_and_neither_opens_the_rest():
    kept_back = [Restriction(Recipient(agency="elsewhere"), frozenset({Class.PLAN, Class.COUNSELLING_NOTE}))]
    wish = replace(HOME, viewer=OTTO)
    found = ruled(wish, restrictions=kept_back, glasses=[GLASS])
    assert (found.allowed, found.reason, found.glass) == (True, Reason.EMERGENCY, "g1")
    notes = replace(wish, kind=Class.COUNSELLING_NOTE)
    assert ruled(notes, restrictions=kept_back, glasses=[GLASS]).reason is Reason.RESTRICTED
    assert ruled(replace(wish, kind=Class.LEGAL), glasses=[GLASS]).reason is Reason.NO_CONSENT


def test_what_is_open_anyway_rests_on_no_glass():
    assert ruled(HOME, glasses=[replace(GLASS, viewer="cass")]).glass == ""


def test_a_paper_is_said_to_be_paused_when_it_reaches_nobody():
    assert CIRCLE.pauses(paper(SEAT))
    assert not replace(CIRCLE, papers=frozenset({"c1"})).pauses(paper(SEAT))
    assert not CIRCLE.pauses(paper(replace(CLINIC, recipient=Recipient(person="u1"))))


def test_a_circle_without_anybody_cannot_be_made():
    with pytest.raises(ValueError, match="lose the person"):
        Circle("k", frozenset())
    assert all(one.label for one in CircleReason)
