"""Read settings from the environment. Every missing or wrong variable is reported at once, each with how to set it."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import unquote, urlsplit

from belltown.errors import BadInput, Fault

KEY_BYTES = 32
SQLITE_ENGINE = "belltown_site.database.sqlite3"
_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864;"


class Environment:
    """Variables by name. Faults are gathered; `check` raises BadInput with all of them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._faults: list[Fault] = []

    def text(self, name: str, how: str, default: str | None = None) -> str:
        """The variable's value, or `default`; when neither is there, a fault that says `how` to set it."""
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            self._faults.append(Fault(name, f"is not set. {how}"))
        return default or ""

    def switch(self, name: str) -> bool:
        """Whether the variable is on: 1 or nothing. Anything else is a fault."""
        value = self._values.get(name, "").strip()
        if value not in ("", "0", "1"):
            self._faults.append(Fault(name, "must be 1 (on), 0 or nothing (off)."))
        return value == "1"

    def number(self, name: str, default: int) -> int:
        """The variable as a whole number of zero or more."""
        value = self._values.get(name, "").strip()
        if value and not (value.isascii() and value.isdigit()):
            self._faults.append(Fault(name, f"must be a whole number such as {default}."))
            return default
        return int(value or default)

    def between(self, name: str, default: int, least: int, most: int) -> int:
        """The variable as a whole number from `least` to `most`."""
        value = self.number(name, default)
        if least <= value <= most:
            return value
        self._faults.append(Fault(name, f"must be from {least} to {most}."))
        return default

    def words(self, name: str, default: str = "") -> list[str]:
        """The variable's comma-separated parts, without blanks."""
        return [part for part in (raw.strip() for raw in self._values.get(name, default).split(",")) if part]

    def keys(self, name: str, how: str) -> tuple[str, ...]:
        """Base64 keys of 256 bits, the newest first: the first encrypts, all decrypt."""
        keys = tuple(part.strip() for part in self.text(name, how).split(",") if part.strip())
        if not all(_is_key(key) for key in keys):
            self._faults.append(Fault(name, f"must be base64 keys of {KEY_BYTES} bytes, the newest first. {how}"))
        return keys

    def database(self, name: str, how: str, default: str | None = None) -> dict[str, Any]:
        """Django's settings for the database of a `sqlite:///path` or `postgresql://` address."""
        url = self.text(name, how, default)
        try:
            return database_from_url(url) if url else {}
        except ValueError as error:
            self._faults.append(Fault(name, f"{error} {how}"))
            return {}

    def check(self) -> None:
        """Raises BadInput naming every variable that is missing or wrong."""
        if self._faults:
            raise BadInput("Belltown cannot start: its environment is not complete.", self._faults)


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database settings for a URL. Raises ValueError (never quoting the URL: it may hold a password)."""
    if url.startswith("sqlite:///"):
        return _sqlite(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        return _postgresql(url)
    raise ValueError("must begin with sqlite:/// or postgresql://.")


def _sqlite(path: str) -> dict[str, Any]:
    if not path:
        raise ValueError("names no file after sqlite:///.")
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_START}
    return {"ENGINE": SQLITE_ENGINE, "NAME": path, "OPTIONS": options}


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        raise ValueError("names no database after the host.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "DISABLE_SERVER_SIDE_CURSORS": True,  # one left open by an error is closed by the collector, amid other work
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django must not
        # row security makes plans look dear, and compiling them takes a second where running them takes a millisecond
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 32, "timeout": 20}, "options": "-c jit=off"},
    }


def new_keys() -> dict[str, str]:
    """Fresh secrets for one installation, as environment variables."""
    return {
        "BELLTOWN_SECRET_KEY": secrets.token_urlsafe(48),
        "BELLTOWN_KEYS": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }


def _is_key(encoded: str) -> bool:
    try:
        return len(base64.b64decode(encoded, validate=True)) == KEY_BYTES
    except binascii.Error:
        return False


def load_or_make_keys(file: Path) -> dict[str, str]:
    """The secrets in `file`, made on first use. The folder is 0700 and the file 0600: only its owner may read it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.parent.chmod(0o700)
        _write_private(file, "".join(f"{name}={value}\n" for name, value in new_keys().items()))
    lines = (line for line in file.read_text().splitlines() if "=" in line)
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def _write_private(file: Path, text: str) -> None:
    descriptor, name = mkstemp(dir=file.parent, prefix=f"{file.name}.")  # 0600, and nobody else's even in one process
    draft = Path(name)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
    try:
        os.link(draft, file)  # refuses to replace keys another process has just made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
