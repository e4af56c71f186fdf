"""Triggers by which the database itself refuses to change or remove a line of the ledger, on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"ledger_entry": "ledger", "ledger_subject": "ledger_subject"}
"""The tables that only grow, each with what its triggers' names begin with."""

_REFUSAL = "The ledger only grows: a line is never changed or removed."
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def _of_sqlite(table: str, name: str) -> dict[str, str]:
    return {
        f"{name}_refuses_{verb.lower()}": (
            f"CREATE TRIGGER {name}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        for verb in ("UPDATE", "DELETE")
    }


def _of_postgresql(table: str, name: str) -> dict[str, str]:
    return {
        f"{name}_refuses_change": (
            f"CREATE TRIGGER {name}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        ),
        f"{name}_refuses_truncate": (
            f"CREATE TRIGGER {name}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        ),
    }


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place on the tables there are, each only if it is missing."""
    there, missing = set(connection.introspection.table_names()), missing_triggers(connection)
    with connection.cursor() as cursor:
        if missing and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in sorted(there & {*TABLES}):
            for name, sql in _wanted(connection, table).items():
                if name in missing:
                    cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for migrating backwards, and for emptying a test database."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted(there & {*TABLES}):
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in _wanted(connection, table):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that ought to guard the ledger and do not."""
    query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = (
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
            "WHERE tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {(table, name) for table, name in cursor.fetchall()}
    return [name for table in TABLES for name in _wanted(connection, table) if (table, name) not in there]


def _wanted(connection: BaseDatabaseWrapper, table: str) -> dict[str, str]:
    make = _of_postgresql if connection.vendor == "postgresql" else _of_sqlite
    return make(table, TABLES[table])
