"""PostgreSQL's own wall around the vault: who is told to the transaction, and rows that are not theirs do not exist.

`reach.py` decides exactly; this repeats it a little coarser, so that a query that forgot to ask finds nothing. Whose
business an encounter is lies in `records_reach`, ids alone, kept by triggers: policies that read each other's tables
would call each other for ever. Nothing here is done on SQLite.
"""

from __future__ import annotations

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from belltown.disclosure.classes import BEHIND_THE_WALL, POLICE, PROSECUTION
from belltown_site.records.row_reach import FUNCTIONS, REACH, REACH_INDEX, TRIGGERS, quoted

SEEN, WALL = "belltown_seen", "belltown_wall"

_SEATS = "(SELECT belltown_seats())::text[]"
_ANYWHERE = "(SELECT belltown_everywhere())"
_VIEWER = "current_setting('belltown.viewer', true)"
_ONESELF = f"'self:' || {_VIEWER} = ANY ({_SEATS})"
_SEATED = f"{_ANYWHERE} OR (cardinality({_SEATS}) > 0 AND NOT {_ONESELF})"
_CARE_HERE = f"'care' = ANY ({_SEATS})"


_SHUT_BY_A_CIRCLE = f"r.seat LIKE 'took:%' OR r.seat LIKE 'named:%' AND r.seat <> 'named:' || {_VIEWER}"


def _reached(subject: str, shut: str = _SHUT_BY_A_CIRCLE) -> str:
    """Whoever lost sight of it in this very transaction may finish there what they began.

    A circle shuts what the agency had and what was signed for a seat before it was drawn.
    """
    return (
        f"EXISTS (SELECT 1 FROM {REACH} r WHERE r.subject = {subject} AND r.seat = ANY ({_SEATS}) "
        "AND (r.ended IS NULL OR r.ended = txid_current_if_assigned()) AND (r.until IS NULL OR r.until > now()) "
        f"AND NOT (({shut}) AND EXISTS (SELECT 1 FROM {REACH} k WHERE k.subject = r.subject "
        "AND k.seat = 'kept' AND k.ended IS NULL AND COALESCE(r.since <= k.since, true))))"
    )


def _through(table: str, column: str, own: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} t WHERE t.id = {own}.{column})"


def _person(subject: str) -> str:
    """Behind a circle a seat of care finds the person by being named, not by its agency's work or a call that rings."""
    return _reached(subject, f"r.seat LIKE 'care%' OR {_SHUT_BY_A_CIRCLE}")


def _of_encounter(table: str) -> str:
    return _reached(f"{table}.encounter_id")


def _of_own_paper(table: str) -> str:
    """The agency that shares handles its papers: whoever is named on one may read its terms, and not its picture."""
    return (
        f"EXISTS (SELECT 1 FROM records_consent t WHERE t.id = {table}.consent_id "
        f"AND 'care:' || t.discloser_id = ANY ({_SEATS}))"
    )


_RUNG = f"EXISTS (SELECT 1 FROM {REACH} r WHERE r.source = records_handoff.id AND r.seat = 'rung:' || {_VIEWER})"
_TAKEN_HERE = (
    f"EXISTS (SELECT 1 FROM {REACH} r WHERE r.subject = records_ownwindow.participant_id AND r.ended IS NULL "
    f"AND r.seat LIKE 'took:%' AND r.seat = ANY ({_SEATS}))"
)
_MADE_HERE = f"'police:' || agency_id = ANY ({_SEATS}) OR "
_CHILDREN = ("approval", "check", "complainantword", "hold", "intake", "offer", "override")


def _told_in_care(table: str) -> str:
    """What was told to those who care: for them and whoever the person signed for. Police at the scene are neither."""
    not_by_care = "r.seat !~ '^(took:|named:|circle:|glass:)'"
    return (
        f"{_person(table + '.participant_id')} AND EXISTS (SELECT 1 FROM {REACH} r WHERE r.subject = "
        f"{table}.participant_id AND r.seat = ANY ({_SEATS}) AND NOT ({not_by_care}) "
        "AND (r.ended IS NULL OR r.ended = txid_current_if_assigned()))"
    )


_LINKED_HERE = f"'took:' || agency_id = ANY ({_SEATS})"

RULES: dict[str, tuple[str, str]] = {
    "records_encounter": (_MADE_HERE + _reached("records_encounter.id"),) * 2,
    **{f"records_{name}": (_of_encounter(f"records_{name}"),) * 2 for name in _CHILDREN},
    "records_handoff": (f"{_of_encounter('records_handoff')} OR {_RUNG}", _of_encounter("records_handoff")),
    "records_ring": (_through("records_handoff", "handoff_id", "records_ring"),) * 2,
    "records_pause": (_through("records_hold", "hold_id", "records_pause"),) * 2,
    "records_decision": (_through("records_hold", "hold_id", "records_decision"),) * 2,
    "records_participant": (_person("records_participant.id"), _SEATED),
    "records_personkey": (f"NOT {_ONESELF} AND {_person('records_personkey.participant_id')}", _SEATED),
    "records_referral": (f"{_CARE_HERE} OR received_by_id::text = {_VIEWER}",) * 2,
    "records_outboxmessage": (
        f"recipient_id::text = {_VIEWER} OR {_through('records_ring', 'subject', 'records_outboxmessage')}",
        _SEATED,
    ),
    "records_consent": (_person("records_consent.participant_id"),) * 2,
    "records_consentshare": (_through("records_consent", "consent_id", "records_consentshare"),) * 2,
    "records_circle": (_person("records_circle.participant_id"),) * 2,
    "records_circlemember": (_through("records_circle", "circle_id", "records_circlemember"),) * 2,
    "records_glass": (
        f"opened_by_id::text = {_VIEWER} OR ({_CARE_HERE} OR {_ONESELF}) AND {_person('records_glass.participant_id')}",
    )
    * 2,
    "records_restriction": (_person("records_restriction.participant_id"),) * 2,
    "records_ownwindow": (
        f"({_ONESELF} AND user_id::text = {_VIEWER}) OR "
        f"({_TAKEN_HERE} AND {_person('records_ownwindow.participant_id')})",
    )
    * 2,
    "records_windowcode": (f"{_CARE_HERE} AND {_through('records_ownwindow', 'window_id', 'records_windowcode')}",) * 2,
    "records_question": (
        f"('took:' || agency_id = ANY ({_SEATS}) OR ({_ONESELF} AND asked_by_id::text = {_VIEWER})) "
        f"AND {_person('records_question.participant_id')}",
    )
    * 2,
    "records_signedpage": (_of_own_paper("records_signedpage"),) * 2,
    "records_copygiven": (_of_own_paper("records_copygiven"),) * 2,
    **{f"records_{name}": (_told_in_care(f"records_{name}"),) * 2 for name in ("alias", "birthdate")},
    **{f"records_{name}": (_LINKED_HERE,) * 2 for name in ("link", "notsame")},
}
"""By table: which rows are there for whoever asks, and which they may leave behind. A table without its rule is shut.

A person is written down before the encounter that makes them visible, so anyone seated may add one and their keys;
but not a participant, who has a seat before their own row alone.
"""


def vault_tables() -> dict[str, type[models.Model]]:
    """The vault's models by table."""
    return {model._meta.db_table: model for model in apps.get_app_config("records").get_models()}


def walled_tables() -> set[str]:
    """The tables that hold any class behind the wall: police and prosecution never read a row of them."""
    return {table for table, model in vault_tables().items() if _classes(model) & BEHIND_THE_WALL}


def _classes(model: type[models.Model]) -> set[object]:
    return {kind for base in model.__mro__ for kind in vars(base).get("classes", {}).values()}


def wanted() -> dict[str, str]:
    """Every object of the wall that ought to stand, `table:name`, with the SQL that makes it."""
    return {
        f"{REACH}:table": REACH_INDEX,
        **{f"function:{name}": sql for name, sql in FUNCTIONS.items()},
        **{f"{table}:{name}": sql for (table, name), sql in TRIGGERS.items() if table in vault_tables()},
        **{f"{table}:security": f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in vault_tables()},
        **{f"{table}:forced": f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in vault_tables()},
        **{f"{table}:{SEEN}": _seen(table) for table in vault_tables()},
        **{f"{table}:{WALL}": _wall(table) for table in walled_tables()},
    }


def _seen(table: str) -> str:
    using, check = RULES.get(table, ("false", "false"))
    return f"CREATE POLICY {SEEN} ON {table} USING ({_ANYWHERE} OR {using}) WITH CHECK ({_ANYWHERE} OR {check})"


def _wall(table: str) -> str:
    return (
        f"CREATE POLICY {WALL} ON {table} AS RESTRICTIVE "
        f"USING (COALESCE(current_setting('belltown.role', true), '') NOT IN ({quoted(POLICE | PROSECUTION)}))"
    )


def install(connection: BaseDatabaseWrapper) -> None:
    """Put up whatever is missing, for the tables there are, and write down whose business every row already is."""
    absent = missing(connection)
    if not absent:
        return
    tables, objects = set(connection.introspection.table_names()), wanted()
    ready = [name for name in absent if name.partition(":")[0] in {*tables, "function", REACH}]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('belltown.service', 'worker', true)")
        for name in ready:
            cursor.execute(objects[name])
        for table, name in TRIGGERS:
            if f"{table}:{name}" in ready and name == "belltown_reach":
                cursor.execute(f"UPDATE {table} SET id = id")


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Take the wall down and put it up as it is written now, in the caller's transaction: for a migration of it."""
    if connection.vendor == "postgresql":
        remove(connection)
        install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the wall down: for migrating backwards."""
    if connection.vendor != "postgresql":
        return
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted(tables & {*vault_tables()}):
            cursor.execute(f"DROP POLICY IF EXISTS {SEEN} ON {table}")
            cursor.execute(f"DROP POLICY IF EXISTS {WALL} ON {table}")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
        for table, name in TRIGGERS:
            if table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        for name in FUNCTIONS:
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {REACH}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of objects that ought to stand and do not; nothing on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted() if name not in there]


_STANDING = f"""
SELECT 'function:' || proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
UNION ALL SELECT relname || ':table' FROM pg_class
    WHERE relname = '{REACH}' AND relnamespace = current_schema()::regnamespace
UNION ALL SELECT relname || ':' || tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
    WHERE tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT relname || ':security' FROM pg_class
    WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace
UNION ALL SELECT relname || ':forced' FROM pg_class
    WHERE relforcerowsecurity AND relnamespace = current_schema()::regnamespace
UNION ALL SELECT tablename || ':' || policyname FROM pg_policies WHERE schemaname = current_schema()
"""


def fault_in(connection: BaseDatabaseWrapper) -> str:
    """Why the wall does not hold for this connection, in one sentence with the command that mends it; or empty."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, passes = cursor.fetchone()
    if passes:
        return (
            f"The database role {role} passes by row security, so nothing keeps one agency's rows from another. As "
            f"another superuser, run: psql -c 'ALTER ROLE \"{role}\" NOSUPERUSER NOBYPASSRLS'"
        )
    if absent := missing(connection):
        return f"Row security is not complete ({', '.join(absent[:3])}). Run: python -m belltown_site migrate"
    return ""
