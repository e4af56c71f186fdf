"""The database's own wall around names and links, asked with raw SQL: theirs who care, whatever a query forgets."""

import pytest
from django.db import DatabaseError, connection, transaction

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import Role
from belltown_site.records import actions
from belltown_site.records.guard import door, standing_of
from tests.integration.records.test_row_security import on_postgresql, rows, transaction_over
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import share, signed
from tests.lib.people import in_care

pytestmark = [pytest.mark.django_db, on_postgresql]
TOLD = ("records_alias", "records_birthdate")
SAID = ("records_link", "records_notsame")


@pytest.fixture
def three(site, now):
    """Something in each of the new tables, in the care of Open Door."""
    one, two, other = (in_care(now, name, "1990-05-02") for name in ("Robert Smith", "Bob Smith", "Reed Vetch"))
    actions.names.write(one, name="Tiger", kind="alias", by=site["cass"], now=now)
    actions.names.write_birth(one, born="1991", about=True, by=site["cass"], now=now)
    actions.links.link(one=one, other=two, by=site["cass"], now=now)
    actions.links.not_same(one=two, other=other, by=site["cass"], now=now)
    transaction_over()
    return one, two, other


def seen(who, table):
    with door(standing_of(who), whole=False):
        return len(rows(f"SELECT id FROM {table}"))


@pytest.mark.parametrize("table", [*TOLD, *SAID])
def test_those_who_care_see_theirs(site, three, table):
    assert [seen(site[name], table) for name in ("cass", "dee", "cleo")] == [1, 1, 1]


@pytest.mark.parametrize("table", [*TOLD, *SAID])
@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody"])
def test_nobody_else_of_the_cast_sees_a_row_not_even_police_whose_encounter_it_was(site, three, table, name):
    assert seen(site[name], table) == 0


@pytest.mark.parametrize("table", [*TOLD, *SAID])
@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.OUTREACH, Role.CLINICAL_SUPERVISOR, Role.OFFICER])
def test_another_agency_sees_no_row(site, three, table, role):
    assert seen(someone_from_the_other_agency(role), table) == 0


def test_a_signed_paper_opens_the_names_and_never_the_links_and_its_end_shuts_them(site, three, now):
    paper = signed(three[0], share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
    assert [seen(site["del"], table) for table in (*TOLD, *SAID)] == [1, 1, 0, 0]
    actions.consents.revoke(paper, by=site["cass"], now=now)
    transaction_over()
    assert [seen(site["del"], table) for table in (*TOLD, *SAID)] == [0, 0, 0, 0]


@pytest.mark.parametrize("table", SAID)
def test_nobody_writes_into_another_agencys_links(site, three, table):
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        door(standing_of(site["cass"]), whole=False),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET agency_id = %s", [other.agency_id])


@pytest.mark.parametrize("table", TOLD)
def test_nobody_writes_a_name_onto_somebody_out_of_their_care(site, three, table, now):
    from tests.lib.people import in_other_care

    theirs = in_other_care(now, "Somebody Else")
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        door(standing_of(site["cass"]), whole=False),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET participant_id = %s", [theirs])
