"""An event loop whose clock jumps to the next timer instead of waiting: hours of waits in no time.

There is no network in it; a transport that sleeps stands for one.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import httpx


class _NoWait(selectors.BaseSelector):
    """Waits for nothing, and tells how long it would have waited."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.waited = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = self._real.select(0)
        if timeout is None and not found:
            raise AssertionError("everybody waits for ever")
        if not found:
            self.waited += timeout or 0.0
        return found

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def get_map(self):  # type: ignore[no-untyped-def]
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _NoWait()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.waited


def run(main: Coroutine[Any, Any, Any]) -> float:
    """Run ``main``; the seconds that it would have waited."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(main)
        return runner.get_loop().time()


def slow_web(latency: float, body: bytes = b"x") -> httpx.MockTransport:
    """Every address answers after so many seconds; there are no rules for robots."""

    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(latency)
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        return httpx.Response(200, content=parts())

    async def parts() -> AsyncIterator[bytes]:
        yield body

    return httpx.MockTransport(answer)
