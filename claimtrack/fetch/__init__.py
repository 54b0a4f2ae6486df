"""URL → bytes, or why not. The only room that touches the network; knows no database.

| module | what it does |
|---|---|
| request | what to fetch, and how |
| client | one attempt: hops, sizes, times, typed outcome |
| guard | looks up names and refuses private addresses, at every connection |
| robots | what a site's robots.txt allows, and its crawl-delay |
| hosts | one request at a time a host, with a pause between |
| post | sends alerts to a webhook |
| local | files, and folders that stand for a site |
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from ..models import Fetched
from .client import Client, Memory
from .guard import GuardedTransport
from .local import local_file, read_local
from .post import post_json
from .request import Clock, Manners, Request

__all__ = ["Clock", "Manners", "Memory", "Request", "fetch_all", "post_json"]

_LOOKAHEAD = 2_000  # requests known ahead, so that slow hosts do not hold up the others


async def fetch_all(
    requests: Iterable[Request],
    *,
    manners: Manners,
    clock: Clock,
    memory: Memory | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Fetched]:
    """Fetch many addresses, each once, and yield every attempt as it ends, in no fixed order.

    Requests are taken from their iterator as there is room; at most ``manners.connections`` are
    under way or answered with a body that was not taken yet. A pause of one host holds up no other.
    With one ``memory`` several calls in one event loop are one visit to each host: its rules are
    asked once, and pauses hold between the calls too. ``transport`` stands for the network.
    """
    headers = {"User-Agent": manners.user_agent, "Accept-Encoding": "gzip, deflate"}
    async with httpx.AsyncClient(
        transport=transport or GuardedTransport(manners.allow_private),
        headers=headers,
        timeout=manners.timeout,
        follow_redirects=False,
        trust_env=False,
    ) as http:
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        slots = asyncio.Semaphore(manners.connections)
        client = Client(http, manners, clock, memory or Memory(manners.host_gap), slots)
        run = _Run(client, manners, clock, slots)
        try:
            async for fetched in run.results(iter(requests)):
                yield fetched
        finally:
            await run.stop()


class _Run:
    """Queues a host each; a host with work has one task that works its queue off."""

    def __init__(
        self, client: Client, manners: Manners, clock: Clock, slots: asyncio.Semaphore
    ) -> None:
        self._client = client
        self._manners = manners
        self._clock = clock
        self._slots = slots  # a request takes one, the body that it brings gives it back
        self._queues: dict[str, deque[Request]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._done: asyncio.Queue[Fetched | asyncio.Task[None]] = asyncio.Queue()

    async def results(self, requests: Iterator[Request]) -> AsyncIterator[Fetched]:
        """Every attempt. An error that is a bug is raised here, not lost in its task."""
        open_requests = self._take(requests, _LOOKAHEAD)
        while open_requests or self._tasks:
            item = await self._done.get()
            if isinstance(item, asyncio.Task):
                self._tasks.discard(item)
                item.result()
                continue
            yield item
            if item.body:
                self._slots.release()
            open_requests += self._take(requests, 1) - 1

    def _take(self, requests: Iterator[Request], number: int) -> int:
        """Queue up to ``number`` more requests; returns how many there were."""
        taken = 0
        for request in requests:
            self._queue(request)
            taken += 1
            if taken == number:
                break
        return taken

    def _queue(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host in self._queues:
            self._queues[host].append(request)
            return
        self._queues[host] = deque([request])
        task = asyncio.create_task(self._work(host))
        self._tasks.add(task)
        task.add_done_callback(self._done.put_nowait)

    async def _work(self, host: str) -> None:
        queue = self._queues[host]
        while queue:
            self._done.put_nowait(await self._fetch(queue.popleft()))
        del self._queues[host]

    async def _fetch(self, request: Request) -> Fetched:
        path = local_file(request.url, self._manners.mirrors)
        if path is None:
            return await self._client.fetch(request)
        limit = self._manners.max_bytes(request)
        await self._slots.acquire()
        fetched = read_local(request, path, max_bytes=limit, at=self._clock())
        if not fetched.body:
            self._slots.release()
        return fetched

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
