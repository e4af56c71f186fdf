"""PostgreSQL keeps the plan of a question that comes often: a kept plan answers the next viewer as a new one would."""

import pytest
from django.db import connection

from belltown.vocabulary import Role
from belltown_site.records import gate
from belltown_site.records.guard import door, standing_of
from belltown_site.records.models import Consent, Encounter, Handoff, Participant
from tests.integration.records import story
from tests.integration.records.test_row_security import transaction_over
from tests.lib.cast import someone_from_the_other_agency

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security"),
]
OFTEN = 8
"""More than the driver waits for before a plan is kept, and more than PostgreSQL tries before it keeps one for all."""


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", [Participant, Encounter, Handoff, Consent])
def test_of_one_viewer_shows_the_next_one_their_own_rows_and_no_others(site, now, model):
    story.handed_over(now)
    transaction_over()
    other = someone_from_the_other_agency(Role.CASE_MANAGER)

    def seen_by(user):
        with door(standing_of(user), whole=False):
            return model.objects.count()

    own = {seen_by(site["cass"]) for _ in range(OFTEN)}
    assert len(own) == 1
    assert kept()
    for _ in range(OFTEN):
        assert seen_by(other) == 0
        assert {seen_by(site["cass"])} == own


def test_of_a_whole_list_does_neither(site, now):
    story.handed_over(now)
    transaction_over()
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    for _ in range(OFTEN):
        assert len(gate.people(viewer=site["cass"], now=now)) == 1
        assert gate.people(viewer=other, now=now) == ()
    assert kept()
