"""One port: live streams here, every other page in Django's threads; and the worker beside them when asked for."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from belltown_site.jobs import Sweeper
from belltown_site.upkeep import JOBS
from belltown_site.web.sse import Hub
from belltown_site.web.stream import Receive, Scope, Send, stream
from belltown_site.wsgi import application as pages

THREADS = 8  # more would only take turns at one interpreter, and everybody would wait for everybody


class Server:
    """The site as an ASGI application."""

    def __init__(self, with_worker: bool) -> None:
        self._pages = WSGIMiddleware(pages, workers=THREADS)
        self._hub = Hub()
        self._sweeper = Sweeper(JOBS) if with_worker else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live/":
            await stream(self._hub, scope, receive, send)
        elif scope["type"] == "http":
            pages: Any = self._pages
            await pages(scope, *_as_coroutines(receive, send))

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                if self._sweeper:
                    self._sweeper.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._end()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _end(self) -> None:
        await self._hub.close()
        if self._sweeper:
            self._sweeper.stop()


def _as_coroutines(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """granian's own are awaitable but no coroutines, and a2wsgi's threads need coroutines."""

    async def receiving() -> dict[str, Any]:
        return await receive()

    async def sending(message: dict[str, Any]) -> None:
        await send(message)

    return receiving, sending
