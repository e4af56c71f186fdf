"""The database's own wall around a participant's window, asked with raw SQL; and codes used by two at once."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, connections, transaction

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions
from belltown_site.records.actions import own_windows
from belltown_site.records.guard import WORKER, door, standing_of
from belltown_site.records.models import WindowCode
from tests.integration.records import story
from tests.integration.records.test_row_security import transaction_over
from tests.lib.cast import make_cast, someone_from_the_other_agency
from tests.lib.papers import share, signed
from tests.lib.vault import opened

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")
ROWAN = actions.Person(chosen_name="Rowan Sedge", born="1980")
OWN = ("participant", "consent", "consentshare", "restriction", "ownwindow", "question")
SHUT = (
    "encounter", "handoff", "ring", "hold", "pause", "intake", "offer", "approval", "check", "override", "personkey",
    "referral", "windowcode", "decision", "complainantword",
)  # fmt: skip


def ids(table, user):
    with door(standing_of(user), whole=False), connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM records_{table}")
        return {row[0] for row in cursor.fetchall()}


def everything(table):
    with door(WORKER, whole=False), connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM records_{table}")
        return {row[0] for row in cursor.fetchall()}


def fill(site, now, person):
    """One row in each table that is somebody's own, and a code; returns the account of the window."""
    user = story.window_of(person, now)
    id = story.person_in(person)
    signed(id, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
    actions.consents.restrict(
        uuid.uuid4(), participant=id, agency=site["pam"].agency_id, classes=[Class.CONTACT], by=site["cass"], now=now
    )
    actions.questions.ask(uuid.uuid4(), text="When?", by=user, now=now)
    actions.own_windows.make_code(id, by=site["cass"], now=now)
    return user


@pytest.mark.django_db
@on_postgresql
class TestRows:
    @pytest.fixture
    def two(self, site, now):
        juniper = story.handed_over(now)
        rowan = story.handed_over(now, story.accepted(now, person=ROWAN))
        both = fill(site, now, juniper), fill(site, now, rowan)
        transaction_over()
        return both

    @pytest.mark.parametrize("table", OWN)
    def test_a_participant_finds_what_is_theirs_and_nothing_of_another(self, two, table):
        first, second = (ids(table, user) for user in two)
        assert first
        assert second
        assert not first & second
        assert first | second == everything(table)

    @pytest.mark.parametrize("table", SHUT)
    def test_every_other_table_is_empty_to_them(self, two, table):
        assert ids(table, two[0]) == set()

    def test_a_new_encounter_does_not_open_to_them(self, site, now, two):
        story.encountered(now)
        assert ids("encounter", two[0]) == set()
        assert len(ids("participant", two[0])) == 1

    @pytest.mark.parametrize("table", ["ownwindow", "windowcode", "question"])
    @pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "bea", "eli", "ada", "nobody"])
    def test_nobody_but_those_who_care_finds_windows_codes_or_questions(self, site, two, name, table):
        assert ids(table, site[name]) == set()
        assert ids(table, site["cass"]) == everything(table)
        assert ids(table, someone_from_the_other_agency(Role.CASE_MANAGER)) == set()

    def test_a_closed_account_finds_nothing(self, two):
        two[0].is_active = False
        assert all(ids(table, two[0]) == set() for table in OWN)

    def test_a_participant_writes_down_no_person_and_asks_for_nobody_else(self, two):
        sql = (
            "INSERT INTO records_participant (id, created_at, chosen_name, name_given, name_unsure, born, born_unsure,"
            " contact) VALUES (gen_random_uuid(), now(), '', '', false, '', false, '')",
            "UPDATE records_question SET asked_by_id = %s",
        )
        for statement, values in zip(sql, ([], [two[1].pk]), strict=True):
            with (
                pytest.raises(DatabaseError, match="row-level security"),
                transaction.atomic(),
                door(standing_of(two[0]), whole=False),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, values)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    @pytest.fixture
    def code(self, transactional_db, now):
        make_cast()
        story.set_up(now)
        encounter = story.handed_over(now)
        story.window_of(encounter, now)
        return own_windows.make_code(story.person_in(encounter), by=story._someone("cass"), now=now).code

    def at_once(self, number, act):
        barrier, outcomes = threading.Barrier(number), [None] * number

        def run(position):
            barrier.wait()
            try:
                outcomes[position] = act()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(position,)) for position in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    def test_one_code_used_twice_at_once_opens_one_session(self, code, now):
        outcomes = self.at_once(4, lambda: own_windows.enter(code=code, now=now))
        assert sum(outcome is not None for outcome in outcomes) == 1
        assert Entry.objects.filter(act="window.enter").count() == 1

    def test_many_guesses_at_once_are_no_more_than_five(self, code, now):
        wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
        self.at_once(8, lambda: own_windows.enter(code=wrong, now=now))
        with opened():
            assert WindowCode.objects.get().tries == 5
        assert own_windows.enter(code=code, now=now) is None
