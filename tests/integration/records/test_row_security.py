"""The database's own wall, asked with raw SQL: whoever is told to nobody's transaction finds nothing at all."""

import json
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from belltown.disclosure.classes import BEHIND_THE_WALL, POLICE, PROSECUTION
from belltown.vocabulary import Role
from belltown_site.accounts.models import AgencyKind, User
from belltown_site.jurisdiction.models import OnCallShift
from belltown_site.records import actions, gate, row_security
from belltown_site.records.gate import fetch
from belltown_site.records.gate.reach import relation_of
from belltown_site.records.guard import NOBODY, WORKER, door, standing_of
from belltown_site.records.models import classes_of
from tests.integration.records import story
from tests.lib.cast import CAST, other_agency, someone_from_the_other_agency

TABLES = sorted(row_security.vault_tables())
CARE = (Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR)
SHAPES = (
    "SELECT * FROM {}",
    "SELECT count(*) FROM {} HAVING count(*) > 0",
    "SELECT id FROM {} WHERE true OR id IS NULL",
    "SELECT t.id FROM {} t JOIN records_encounter e ON true",
    "(SELECT id FROM {0}) UNION ALL (SELECT id FROM {0})",
    "SELECT id FROM {} FOR UPDATE",
    "UPDATE {} SET created_at = created_at RETURNING id",
    "DELETE FROM {} RETURNING id",
)
pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def ids(table):
    return {row[0] for row in rows(f"SELECT id FROM {table}")}


def seen_by(user, table="records_encounter"):
    with door(standing_of(user), whole=False):
        return ids(table)


def transaction_over():
    """A test is one transaction, in which whoever lost sight of something may still finish: as though it had ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE records_reach SET ended = 0 WHERE ended IS NOT NULL")


@pytest.fixture
def world(site, now):
    """Something in nearly every table: handed over, held and paused; ringing; waiting for leave; referred."""
    story.handed_over(now)
    actions.holds.pause(gate.holds(viewer=site["pru"], now=now)[0].id, reason="hospital", by=site["cass"], now=now)
    story.requested(now)
    story.encountered(now)
    actions.referrals.receive(uuid.uuid4(), about="someone", words="by the door", by=site["bea"], now=now)
    transaction_over()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_rule(table):
    assert table in row_security.RULES, f"say in RULES who may see {table}: until then it is shut"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_with_any_class_behind_the_wall_has_the_wall(table):
    holds_any = BEHIND_THE_WALL & set(classes_of(row_security.vault_tables()[table]).values())
    assert (f"{table}:{row_security.WALL}" in row_security.wanted()) is bool(holds_any)
    if connection.vendor == "postgresql" and holds_any:
        assert rows(f"SELECT 1 FROM pg_policies WHERE tablename = '{table}' AND permissive = 'RESTRICTIVE'")


def test_the_referrals_words_are_behind_the_wall():
    assert "records_referral" in row_security.walled_tables()


def test_nothing_is_missing_after_migrating():
    assert row_security.missing(connection) == []
    assert row_security.fault_in(connection) == ""


@on_postgresql
@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ("DROP POLICY belltown_seen ON records_offer", "records_offer:belltown_seen"),
        ("DROP POLICY belltown_wall ON records_referral", "records_referral:belltown_wall"),
        ("ALTER TABLE records_intake NO FORCE ROW LEVEL SECURITY", "records_intake:forced"),
        ("ALTER TABLE records_intake DISABLE ROW LEVEL SECURITY", "records_intake:security"),
        ("ALTER TABLE records_hold DISABLE TRIGGER belltown_reach", "records_hold:belltown_reach"),
    ],
)
def test_what_is_missing_is_named_and_migrating_mends_it(harm, named):
    with connection.cursor() as cursor:
        cursor.execute(harm)
    assert row_security.missing(connection) == [named]
    assert named in row_security.fault_in(connection)
    assert "python -m belltown_site migrate" in row_security.fault_in(connection)
    if "DISABLE TRIGGER" in harm:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER belltown_reach ON records_hold")
    row_security.install(connection)
    assert row_security.missing(connection) == []


@on_postgresql
def test_taken_down_and_put_up_again_everyone_sees_what_they_saw(world, site):
    before = {name: seen_by(site[name]) for name in CAST}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    row_security.remove(connection)
    row_security.install(connection)
    assert {name: seen_by(site[name]) for name in CAST} == before


@on_postgresql
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("table", TABLES)
def test_told_to_nobody_a_table_is_empty(world, table, shape):
    assert rows(shape.format(table)) == []


@on_postgresql
@pytest.mark.parametrize("table", TABLES)
def test_told_to_nobody_a_table_takes_nothing(world, table):
    with door(WORKER, whole=False):
        kept = rows(f"SELECT row_to_json(t)::text FROM {table} t LIMIT 1")
    row = kept[0][0] if kept else json.dumps({"id": str(uuid.uuid4())})
    insert = f"INSERT INTO {table} SELECT (json_populate_record(NULL::{table}, %s)).*"
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [row])


def canary(role):
    kinds = {Role.OFFICER: AgencyKind.POLICE, Role.SERGEANT: AgencyKind.POLICE, Role.PROSECUTOR: AgencyKind.PROSECUTOR}
    agency = other_agency(kinds.get(role, AgencyKind.CASE_MANAGEMENT))
    return User.objects.create_user(f"canary.{role.value}@b.example", name="Canary", agency=agency, role=role.value)


@on_postgresql
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PROJECT_MANAGER, Role.DEFENDER)])
def test_an_agency_that_takes_part_in_nothing_finds_nothing(world, role, shape):
    """Referrals are every care agency's to read, so the gate says and so does this."""
    standing = standing_of(canary(role))
    for table in set(TABLES) - ({"records_referral"} if role in CARE else set()):
        with door(standing, whole=False):
            assert rows(shape.format(table)) == [], table


@on_postgresql
def test_a_defender_finds_the_encounters_that_have_a_hold_and_no_others(world):
    with door(WORKER, whole=False):
        held = {row[0] for row in rows("SELECT encounter_id FROM records_hold")}
        everything = ids("records_encounter")
    assert seen_by(someone_from_the_other_agency(Role.DEFENDER)) == held
    assert held < everything


@on_postgresql
@pytest.mark.parametrize("closed", ["is_active", "partner"])
def test_a_closed_account_and_a_partner_no_more_find_nothing(world, site, closed):
    ofelia = site["ofelia"]
    setattr(ofelia if closed == "is_active" else ofelia.agency, closed, False)
    assert seen_by(ofelia) == set()


@on_postgresql
@pytest.mark.parametrize("role", sorted(POLICE | PROSECUTION))
def test_police_and_prosecution_never_read_behind_the_wall_not_even_their_own(site, now, role):
    who = canary(role)
    actions.referrals.receive(uuid.uuid4(), about="someone", words="by the door", by=who, now=now)
    assert seen_by(site["pam"], "records_referral")
    assert seen_by(who, "records_referral") == set()


@on_postgresql
@pytest.mark.parametrize(
    "stage", [story.encountered, story.screened, story.accepted, story.requested, story.handed_over]
)
def test_whoever_the_gate_lets_in_the_database_lets_in_and_no_other_police(site, now, stage):
    stage(now)
    transaction_over()
    others = [someone_from_the_other_agency(role, f"{role.value} Other") for role in Role]
    with door(WORKER, whole=False):
        found = fetch.encounters().get()
    for who in (*site.values(), *others):
        if relation_of(who, found):
            assert seen_by(who) == {found.pk}, who
        elif who.role != Role.OFFICER or who.agency_id != found.agency_id:  # an agency's officers share its rows
            assert seen_by(who) == set(), who


@on_postgresql
def test_with_nobody_on_call_it_rings_in_every_care_agency_until_somebody_is_rung(site, now):
    OnCallShift.objects.all().delete()
    other = someone_from_the_other_agency(Role.OUTREACH)
    encounter = story.accepted(now)
    assert seen_by(other) == set()
    handoff = story.requested(now, encounter)
    assert seen_by(other) == seen_by(site["dee"]) == {encounter}
    actions.handoffs.accept(handoff, by=site["dee"], now=now)
    transaction_over()
    assert (seen_by(other), seen_by(site["cass"])) == (set(), {encounter})


@on_postgresql
def test_people_are_seen_through_their_encounters_alone(world, site):
    other = someone_from_the_other_agency(Role.OFFICER)
    assert len(seen_by(site["ofelia"], "records_participant")) == 3
    assert seen_by(other, "records_participant") == seen_by(other, "records_personkey") == set()


@on_postgresql
def test_an_officer_cannot_write_into_another_agency(world, site):
    other = someone_from_the_other_agency(Role.OFFICER)
    with door(WORKER, whole=False):
        row = rows("SELECT row_to_json(t)::text FROM records_encounter t LIMIT 1")[0][0]
    fresh = json.dumps({**json.loads(row), "id": str(uuid.uuid4())})
    insert = "INSERT INTO records_encounter SELECT (json_populate_record(NULL::records_encounter, %s)).*"
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        door(standing_of(other), whole=False),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, [fresh])


@on_postgresql
def test_a_number_taken_in_another_agency_is_said_to_be_taken(site, now):
    from belltown.errors import NotPossible

    id = story.encountered(now)
    with pytest.raises(NotPossible, match="number is taken"):
        story.encountered(now, id=id, by=someone_from_the_other_agency(Role.OFFICER))


def test_nobody_stands_nowhere():
    assert standing_of(None) == NOBODY
