"""Django's SQLite backend, with every write taking its turn at a first-come gate of this process.

The gate is only about fairness and speed; SQLite's own locks keep the data right. When a turn does not come in time the
write goes to SQLite anyway and gets SQLite's own answer, so a lost turn can never be worse than having no gate.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from belltown_site.database.gate import FirstComeGate, gate_for, turn_at

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class GatedCursor(base.SQLiteCursorWrapper):
    """A cursor whose single writes, outside a transaction, take a turn at the gate."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self.wrapper.writes_alone(query):
            with turn_at(self.wrapper.gate, self.wrapper.patience):
                return super().execute(query, params)
        return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.wrapper.writes_alone(query):
            with turn_at(self.wrapper.gate, self.wrapper.patience):
                return super().executemany(query, param_list)
        return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds a turn from BEGIN IMMEDIATE until its commit or rollback."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False

    @property
    def gate(self) -> FirstComeGate:
        return gate_for(str(self.settings_dict["NAME"]))

    @property
    def patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", 20))

    def writes_alone(self, query: str) -> bool:
        """Whether this statement is a write in a transaction of its own."""
        return not self._has_turn and not self.in_atomic_block and query.lstrip()[:7].upper().startswith(_WRITES)

    def create_cursor(self, name: str | None = None) -> GatedCursor:  # noqa: ARG002
        cursor = self.connection.cursor(factory=GatedCursor)
        cursor.wrapper = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        self._has_turn = self._has_turn or self.gate.enter(self.patience)
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_up_turn()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        # Django comes through here at the end of every transaction, however it ended, and before commit hooks run.
        try:
            super()._set_autocommit(autocommit)
        finally:
            if autocommit:
                self._give_up_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_up_turn()

    def _give_up_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self.gate.leave()
