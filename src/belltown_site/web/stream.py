"""The live door of the server: `GET /live/?topic=handoff&topic=hold:ID`, spoken as ASGI without Django's handler."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from belltown_site.web.live import MOST_TOPICS, may_watch
from belltown_site.web.middleware import HEADERS
from belltown_site.web.sse import Hub, Queue

HEARTBEAT_SECONDS = 15
RECHECK_BEATS = 4
"""After so many heartbeats without a change, ask again whether the session still holds."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def names_allowed(session_key: str, names: frozenset[str]) -> bool:
    """Whether this session is open and its person may watch every one of `names`."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    return user.is_authenticated and all(may_watch(user, name) for name in names)


async def stream(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for a stream: 405, 400, 403, or a stream until the page leaves or the session ends."""
    names, key = _names(scope), _session_key(scope)
    if scope["method"] != "GET":
        await _refuse(send, 405)
    elif not 0 < len(names) <= MOST_TOPICS:
        await _refuse(send, 400)
    elif not key or not await hub.in_thread(names_allowed, key, names):
        await _refuse(send, 403)
    else:
        await _Stream(hub, names, key, receive, send).serve(_last_id(scope))


@dataclass(frozen=True, slots=True)
class _Stream:
    hub: Hub
    names: frozenset[str]
    session_key: str
    receive: Receive
    send: Send

    async def serve(self, last: int | None) -> None:
        queue = await self.hub.subscribe(self.names)
        gone = asyncio.ensure_future(_until_gone(self.receive))
        try:
            await self.send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream")})
            await self._say(b"retry: 3000\n\n")
            for wake in await self.hub.replay(last, self.names) if last is not None else ():
                await self._say(wake.text())
            await self._forward(queue, gone)
            with contextlib.suppress(OSError):
                await self.send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            self.hub.unsubscribe(queue)

    async def _forward(self, queue: Queue, gone: asyncio.Future[None]) -> None:
        beats = 0
        while not gone.done() and not self.hub.closed:
            getting = asyncio.ensure_future(queue.get())
            await asyncio.wait({getting, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                if (wake := getting.result()) is None:
                    return
                await self._say(wake.text())
                continue
            getting.cancel()
            beats += 1
            if gone.done() or (beats % RECHECK_BEATS == 0 and not await self._still_allowed()):
                return
            await self._say(b": still here\n\n")

    async def _still_allowed(self) -> bool:
        return bool(await self.hub.in_thread(names_allowed, self.session_key, self.names))

    async def _say(self, text: bytes) -> None:
        await self.send({"type": "http.response.body", "body": text, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers(b"text/plain")})
    await send({"type": "http.response.body", "body": b""})


def _headers(kind: bytes) -> list[tuple[bytes, bytes]]:
    plain = {**HEADERS, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return [(b"content-type", kind), *((name.lower().encode(), value.encode()) for name, value in plain.items())]


def _names(scope: Scope) -> frozenset[str]:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=2 * MOST_TOPICS)
    return frozenset(query.get("topic", ()))


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _session_key(scope: Scope) -> str:
    try:
        cookie = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _last_id(scope: Scope) -> int | None:
    text = _header(scope, b"last-event-id")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
