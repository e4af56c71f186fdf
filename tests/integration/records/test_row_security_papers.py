"""The database's own wall and papers: one person alone, a seat across agencies, and what ends with the paper."""

import pytest
from django.db import connection

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import Recipient, Share, SharingPurpose
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.records import actions, gate
from belltown_site.records.guard import door, standing_of
from belltown_site.records.models import Encounter, Participant
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import signed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security"),
]


@pytest.fixture
def juniper(site, now):
    story.handed_over(now)
    (line,) = gate.people(viewer=site["cass"], now=now)
    return line.id


@pytest.fixture
def named():
    return someone_from_the_other_agency(Role.OFFICER, "Nora Named")


@pytest.fixture
def colleague(named):
    return User.objects.create_user("colleague@other.example", name="Col", agency=named.agency, role="officer")


def seen(who):
    """How many people and encounters there are at all for whoever asks the database itself."""
    with connection.cursor() as cursor:  # a test is one transaction: as though the one before had ended
        cursor.execute("UPDATE records_reach SET ended = 0 WHERE ended IS NOT NULL")
    with door(standing_of(who), whole=False):
        return Participant.objects.count(), Encounter.objects.count()


def to(recipient):
    return Share(recipient, frozenset({Class.IDENTITY}), SharingPurpose.CASE_CONFERENCE)


def test_one_person_alone_and_nobody_beside_them(site, juniper, now, named, colleague):
    assert (seen(named), seen(colleague)) == ((0, 0), (0, 0))
    alone = to(Recipient(str(named.pk), str(named.agency_id), Role.OFFICER))
    paper = signed(juniper, alone, by=site["cass"], now=now)
    assert (seen(named), seen(colleague), seen(site["nobody"])) == ((1, 1), (0, 0), (0, 0))
    assert len(gate.people(viewer=named, now=now)) == 1
    assert gate.people(viewer=colleague, now=now) == ()
    actions.consents.revoke(paper, by=site["cass"], now=now)
    assert seen(named) == (0, 0)


def test_a_seat_across_the_agencies(site, juniper, now, named, colleague):
    paper = signed(juniper, to(Recipient(role=Role.OFFICER)), by=site["cass"], now=now)
    sergeant = someone_from_the_other_agency(Role.SERGEANT)
    assert (seen(named), seen(colleague), seen(sergeant)) == ((1, 1), (1, 1), (0, 0))
    actions.consents.revoke(paper, by=site["cass"], now=now)
    assert (seen(named), seen(colleague)) == ((0, 0), (0, 0))
