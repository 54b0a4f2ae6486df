"""One request at a time a host, with a pause between, and longer where the host asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

# A host that asks for more than this is left alone for the rest of the run.
LONGEST_PAUSE = 30.0


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    gap: float | None = None


class Hosts:
    """Gives each host's turns; ``gap`` is the pause in seconds between two requests."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until ``host`` may be asked, and keep others from asking it meanwhile."""
        state = self._state(host)
        async with state.lock:
            await asyncio.sleep(max(0.0, state.free_at - _now()))
            try:
                yield
            finally:
                gap = self._gap if state.gap is None else state.gap
                state.free_at = max(state.free_at, _now() + gap)

    def slow_down(self, host: str, gap: float | None) -> None:
        """Keep the crawl-delay of ``host``; never less than our own pause."""
        if gap is not None:
            self._state(host).gap = max(self._gap, min(gap, LONGEST_PAUSE))

    def pause(self, host: str, seconds: float) -> None:
        """Leave ``host`` alone for so long, as it asked for."""
        self._state(host).free_at = _now() + seconds

    def closed_for(self, host: str) -> float:
        """Seconds for which ``host`` is to be left alone, if that is too long to wait; else 0."""
        left = self._state(host).free_at - _now()
        return left if left > LONGEST_PAUSE else 0.0

    def _state(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())
