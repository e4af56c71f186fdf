"""What a consent needs to stand (42 CFR 2.31), and when it does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import (
    Consent,
    ConsentKind,
    Recipient,
    Share,
    SharingPurpose,
    Standing,
    Viewer,
    lacking,
    shares_reaching,
    standing,
)
from belltown.vocabulary import Role

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PROSECUTOR = Share(Recipient(role=Role.PROSECUTOR), frozenset({Class.LEGAL}), SharingPurpose.INTAKE_CONFIRMATION)
CLINIC = Share(Recipient(agency="clinic"), frozenset({Class.NEEDS, Class.PLAN}), SharingPurpose.CARE)
WHOLE = Consent(
    id="c1", kind=ConsentKind.NAMED_RECIPIENT, participant="p1", discloser="open-door", shares=(CLINIC, PROSECUTOR),
    begins=date(2026, 1, 1), until=date(2026, 12, 31), right_to_revoke_told=True, signed_on=date(2026, 1, 1),
    template="t" * 64, form="f" * 64,
)  # fmt: skip
TPO = replace(
    WHOLE, kind=ConsentKind.TREATMENT_PAYMENT_OPERATIONS, shares=(CLINIC,), until=None, consequences_told=True
)
NOTES = replace(
    WHOLE,
    kind=ConsentKind.COUNSELLING_NOTES,
    shares=(Share(Recipient(agency="clinic"), frozenset({Class.COUNSELLING_NOTE}), SharingPurpose.CARE),),
)
COURT = replace(
    WHOLE,
    kind=ConsentKind.PROCEEDINGS,
    shares=(Share(Recipient(role=Role.DEFENDER), frozenset({Class.LEGAL}), SharingPurpose.PROCEEDINGS),),
    counsel_present=True,
)


@pytest.mark.parametrize("consent", [WHOLE, TPO, NOTES, COURT], ids=lambda one: one.kind.value)
def test_each_kind_can_be_whole(consent):
    assert lacking(consent) == ()
    assert standing(consent, NOON) is Standing.IN_FORCE


@pytest.mark.parametrize(
    ("without", "clause"),
    [
        ({"participant": ""}, "2.31(a)(1)"),
        ({"discloser": ""}, "2.31(a)(2)"),
        ({"shares": ()}, "2.31(a)(3)"),
        ({"shares": (replace(CLINIC, classes=frozenset()),)}, "2.31(a)(3)"),
        ({"shares": (replace(CLINIC, recipient=Recipient()),)}, "2.31(a)(4)"),
        ({"right_to_revoke_told": False}, "2.31(a)(6)"),
        ({"until": None}, "2.31(a)(7)"),
        ({"form": ""}, "2.31(a)(8)"),
        ({"template": ""}, "2.31(a)(8)"),
        ({"signed_on": None}, "2.31(a)(8)-(9)"),
    ],
)
def test_a_consent_that_lacks_an_element_is_never_acted_on(without, clause):
    lame = replace(WHOLE, **without)
    assert clause in " ".join(str(fault) for fault in lacking(lame))
    assert standing(lame, NOON) is Standing.DEFICIENT


@pytest.mark.parametrize(
    ("second", "clause"),
    [
        (replace(CLINIC, classes=frozenset()), "2.31(a)(3)"),
        (replace(CLINIC, recipient=Recipient()), "2.31(a)(4)"),
        (replace(CLINIC, classes=CLINIC.classes | {Class.COUNSELLING_NOTE}), "2.31(b)"),
        (replace(CLINIC, classes=frozenset({Class.COUNSELLING_NOTE})), "2.31(b)"),
        (replace(CLINIC, purpose=SharingPurpose.PROCEEDINGS), "2.31(d)"),
    ],
)
def test_one_share_that_is_not_right_makes_the_whole_paper_deficient(second, clause):
    for shares in ((PROSECUTOR, second), (second, PROSECUTOR)):
        mixed = replace(WHOLE, shares=shares)
        assert clause in " ".join(str(fault) for fault in lacking(mixed))
        assert standing(mixed, NOON) is Standing.DEFICIENT


def test_a_paper_may_be_for_one_day():
    day = replace(WHOLE, begins=NOON.date(), until=NOON.date())
    assert standing(day, NOON) is Standing.IN_FORCE
    assert standing(day, NOON + timedelta(days=1)) is Standing.EXPIRED
    assert standing(replace(day, until=NOON.date() - timedelta(days=1)), NOON) is Standing.DEFICIENT


def test_all_that_is_lacking_is_told_at_once():
    places = {fault.place for fault in lacking(replace(WHOLE, participant="", signed_on=None, until=None))}
    assert places == {"participant", "signature", "end"}


def test_treatment_payment_and_operations_may_have_no_end_but_tells_the_consequences():
    assert [fault.place for fault in lacking(replace(TPO, consequences_told=False))] == ["consequences"]


def test_an_end_before_the_beginning_is_a_fault():
    assert "lies before" in str(lacking(replace(WHOLE, until=date(2025, 12, 31)))[0])


@pytest.mark.parametrize("classes", [{Class.COUNSELLING_NOTE, Class.PLAN}, {Class.PLAN}])
def test_counselling_notes_stand_on_a_paper_of_their_own(classes):
    mixed = replace(NOTES, shares=(replace(NOTES.shares[0], classes=frozenset(classes)),))
    assert "2.31(b)" in str(lacking(mixed)[0])


def test_no_other_paper_opens_counselling_notes():
    mixed = replace(WHOLE, shares=(replace(CLINIC, classes=CLINIC.classes | {Class.COUNSELLING_NOTE}),))
    assert "2.31(b)" in str(lacking(mixed)[0])


@pytest.mark.parametrize("consent", [replace(WHOLE, shares=COURT.shares), replace(COURT, shares=WHOLE.shares)])
def test_proceedings_stand_on_a_paper_of_their_own(consent):
    assert "2.31(d)" in str(lacking(consent)[0])


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.PROSECUTOR])
def test_what_the_wall_closes_cannot_even_be_asked_for(role):
    asked = replace(WHOLE, shares=(replace(CLINIC, recipient=Recipient(role=role)),))
    assert "can never be shown needs, plan" in str(lacking(asked)[0])


def test_treatment_payment_and_operations_never_names_a_seat_outside_care():
    asked = replace(TPO, shares=(replace(PROSECUTOR, recipient=Recipient(role=Role.PROJECT_MANAGER)),))
    assert "needs a consent that names them" in str(lacking(asked)[0])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), Standing.NOT_YET),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), Standing.IN_FORCE),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), Standing.IN_FORCE),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), Standing.EXPIRED),
    ],
)
def test_the_first_and_the_last_day_are_counted_in(day, expected):
    assert standing(WHOLE, day) is expected


def test_revoking_holds_from_that_moment_and_an_event_ends_it():
    revoked = replace(WHOLE, revoked_at=NOON)
    assert standing(revoked, NOON) is Standing.REVOKED
    assert standing(revoked, NOON - timedelta(seconds=1)) is Standing.IN_FORCE
    assert standing(replace(WHOLE, until=None, until_event="the case is closed", event_happened=True), NOON) is (
        Standing.EXPIRED
    )


def test_a_moment_without_a_timezone_is_refused():
    with pytest.raises(ValueError, match="no timezone"):
        standing(WHOLE, NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("recipient", "is_meant"),
    [
        (Recipient(), False),
        (Recipient(person="u1"), True),
        (Recipient(person="u2"), False),
        (Recipient(agency="clinic"), True),
        (Recipient(agency="clinic", role=Role.CASE_MANAGER), True),
        (Recipient(agency="clinic", role=Role.OUTREACH), False),
        (Recipient(role=Role.CASE_MANAGER), True),
    ],
)
def test_every_part_of_a_recipient_that_is_named_must_agree(recipient, is_meant):
    assert recipient.includes(Viewer("u1", Role.CASE_MANAGER, "clinic")) is is_meant


def test_treatment_payment_and_operations_reaches_care_alone_whatever_agency_was_named():
    assert list(shares_reaching(TPO, Viewer("u1", Role.CASE_MANAGER, "clinic"))) == [CLINIC]
    assert list(shares_reaching(TPO, Viewer("u1", Role.PROJECT_MANAGER, "clinic"))) == []
