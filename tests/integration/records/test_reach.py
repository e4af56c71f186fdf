"""Whose business an encounter is: asked of one row and asked of the database, it is the same question."""

import pytest

from belltown.errors import NotFound
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.records import actions, gate
from belltown_site.records.gate import fetch
from belltown_site.records.gate.reach import is_of_the_program, relation_of, within_reach
from belltown_site.records.models import Encounter
from belltown_site.records.sheets import Relation
from tests.integration.records import story
from tests.lib.cast import CAST, other_agency, someone_from_the_other_agency
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def encounters(site, now):
    """One at every step of the way, and one that rings in another agency alone."""
    fresh, offered = story.encountered(now), story.accepted(now)
    ringing = story.accepted(now)
    story.requested(now, ringing)
    return [fresh, offered, ringing, story.handed_over(now)]


def _everybody(site):
    strangers = [someone_from_the_other_agency(role) for role in Role if role is not Role.PARTICIPANT]
    return [*site.values(), *strangers]


def test_the_sieve_lets_through_exactly_what_the_ruling_on_each_row_does(site, encounters):
    for viewer in _everybody(site):
        with opened():
            sieved = set(within_reach(viewer).values_list("pk", flat=True))
            ruled = {one.pk for one in fetch.encounters().all() if relation_of(viewer, one)}
        assert sieved == ruled, f"{viewer.name} ({viewer.role})"


def test_the_sieve_is_shut_for_closed_accounts_and_agencies_that_left(site, encounters):
    for name in CAST:
        viewer = site[name]
        viewer.is_active = False
        with opened():
            assert not within_reach(viewer).exists()


@pytest.mark.parametrize("kind", [kind for kind in AgencyKind if kind is not AgencyKind.PROGRAM_OFFICE])
def test_a_project_manager_of_another_agency_sees_nothing_of_anybody(site, encounters, now, kind):
    guest = User.objects.create_user(
        "guest@x.example", name="Gus Guest", agency=Agency.objects.create(name="Gus's", kind=kind, partner=True),
        role=Role.PROJECT_MANAGER,
    )  # fmt: skip
    assert not is_of_the_program(guest)
    for id in encounters:
        with pytest.raises(NotFound):
            gate.encounter(id, viewer=guest, now=now)
    assert gate.agency_encounters(viewer=guest, now=now) == ()
    assert gate.holds(viewer=guest, now=now) == ()
    assert gate.dispatch_board(viewer=guest, now=now).live == ()
    assert gate.referrals(viewer=guest) == ()


def test_the_programs_own_project_manager_sees_the_diversions(site, encounters, now):
    assert gate.encounter(encounters[0], viewer=site["pam"], now=now).relation is Relation.MANAGEMENT
    assert len(gate.agency_encounters(viewer=site["pam"], now=now)) == len(encounters)


def test_a_guest_project_manager_can_move_no_referral(site, now):
    guest = User.objects.create_user(
        "guest@x.example", name="Gus Guest", agency=other_agency(), role=Role.PROJECT_MANAGER
    )
    id = actions.referrals.receive("0b880d11-289c-4037-aeea-35a9ef555d1f", about="Someone", words="Cold", now=now)
    with pytest.raises(NotFound):
        actions.referrals.approve(id, by=guest, now=now)


def test_a_seat_in_the_care_agency_that_is_not_of_care_sees_nobody_for_it(site, encounters, now):
    """The agency reads what it wrote through those who care; a manager's seat beside them is no reason to look."""
    guest = User.objects.create_user(
        "guest@x.example", name="Gus Guest", agency=site["cass"].agency, role=Role.PROJECT_MANAGER
    )
    with opened():
        person = Encounter.objects.get(pk=encounters[-1]).participant_id
    assert gate.people(viewer=guest, now=now) == ()
    with pytest.raises(NotFound):
        gate.participant(person, viewer=guest, now=now)
