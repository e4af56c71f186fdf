"""Triggers by which the database itself refuses to change or remove a line of the ledger, on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "ledger_entry"
_REFUSAL = "The ledger only grows: a line is never changed or removed."

_SQLITE = {
    f"ledger_refuses_{verb.lower()}": (
        f"CREATE TRIGGER ledger_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL = {
    "ledger_refuses_change": (
        f"CREATE TRIGGER ledger_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
    ),
    "ledger_refuses_truncate": (
        f"CREATE TRIGGER ledger_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, each only if it is missing."""
    missing = missing_triggers(connection)
    with connection.cursor() as cursor:
        if missing and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name in missing:
            cursor.execute(_wanted(connection)[name])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for migrating backwards, and for emptying a test database."""
    where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that ought to guard the ledger and do not."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in _wanted(connection) if name not in there]


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
