"""The only door to the outside from signing in: a known host, a short wait, a small answer, never a redirect."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Collection, Mapping
from functools import cache
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import httpx

from belltown.errors import NotPossible

SECONDS = 5.0
MOST_BYTES = 256 * 1024
AT_ONCE = 3
"""Fewer than the server has threads: a provider that hangs must not take the whole site with it."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

_turns = BoundedSemaphore(AT_ONCE)


class ProviderAway(NotPossible):
    """The identity provider does not answer, or answers nothing that can be read. The sentence says so."""


def host_of(url: str) -> str:
    """The host of an address, with its port where it names one; empty when this is no address."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def is_safe(url: object, hosts: Collection[str]) -> bool:
    """Whether this address lies on one of `hosts`, over TLS (this machine excepted), and carries no password."""
    if not isinstance(url, str) or any(one in url for one in "@\\ \t\r\n#"):
        return False
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and name in LOCAL)
    return secure and bool(name) and host_of(url) in hosts


def ask(
    url: str, *, hosts: Collection[str], send: Mapping[str, str] | None = None, login: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object that the provider answers to a GET, or to a POST of what is to `send`. Raises ProviderAway."""
    if not is_safe(url, hosts):
        raise ProviderAway("Its address is not one that this site may ask.")
    if not _turns.acquire(blocking=False):
        raise ProviderAway("Many people sign in there at this moment.")
    try:
        return _read_object(_fetch(url, send, login))
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise ProviderAway("It does not answer.") from error
    finally:
        _turns.release()


def _fetch(url: str, send: Mapping[str, str] | None, login: tuple[str, str] | None) -> bytes:
    """The answer's body, read no longer than the time and no further than the size allows."""
    ends = time.monotonic() + SECONDS
    with (
        httpx.Client(verify=_tls(), trust_env=False, timeout=SECONDS) as client,
        client.stream(
            "GET" if send is None else "POST", url, data=send, auth=login, headers={"Accept": "application/json"}
        ) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise ProviderAway("It refused to answer.")
        body = b""
        for part in answer.iter_bytes():
            body += part
            if len(body) > MOST_BYTES or time.monotonic() > ends:
                raise ProviderAway("Its answer was too long.")
        return body


@cache
def _tls() -> ssl.SSLContext:
    """The certificates that the system trusts; reading them takes longer than asking."""
    return ssl.create_default_context()


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ProviderAway("Its answer could not be read.")
    return read
