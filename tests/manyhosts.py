"""A web of many hosts on 127.0.0.1, a port each: feeds and pages from generated text, with ETags.

Every host has ``/robots.txt``, ``/feed0`` … and the pages that the feeds name. Every request is
remembered with the time at which it came and was answered, and the connection that it came on.
Run as a program (``python manyhosts.py HOSTS FEEDS ITEMS LATENCY ERRORS``) it prints its ports and
serves.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
import threading
import time
import zlib
from dataclasses import dataclass, field

PARAGRAPH = (
    "The harbour office said on Monday that ship number {n} had been held for {d} days. "
    "Dockers waited at gate {d} with bread and coffee, and the river ran high past the old mill. "
    "“Nobody told us about number {n},” said Ida Brook, who has worked there for {d} years."
)


@dataclass
class Asked:
    """One request. ``connection`` tells connections of one host apart."""

    port: int
    path: str
    headers: dict[str, str]
    came: float
    answered: float
    connection: int


@dataclass
class Shape:
    """What every host offers; times in seconds."""

    feeds: int = 1
    items: int = 3
    latency: float = 0.0
    robots: bytes = b""
    slow_robots: bytes = b""  # of every fifth host
    errors: float = 0.0  # part of the pages that are answered with 404 or 500


@dataclass
class ManyHosts:
    """The servers; ``open_now`` counts the connections that each host has at this moment."""

    hosts: int
    shape: Shape
    asked: list[Asked] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    most_open: dict[int, int] = field(default_factory=dict)
    open_now: dict[int, int] = field(default_factory=dict)
    _numbers: itertools.count = field(default_factory=itertools.count)

    def start(self) -> None:
        """Serve from a thread of its own."""
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()

        def work() -> None:
            asyncio.set_event_loop(self._loop)
            self._servers = self._loop.run_until_complete(self._listen())
            ready.set()
            self._loop.run_forever()
            self._loop.close()

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()
        ready.wait(10)

    async def _listen(self) -> list[asyncio.Server]:
        servers = [
            await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=50)
            for _ in range(self.hosts)
        ]
        self.ports = [server.sockets[0].getsockname()[1] for server in servers]
        return servers

    def stop(self) -> None:
        """End all connections and stop."""

        async def end() -> None:
            for server in self._servers:
                server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port, number = writer.get_extra_info("sockname")[1], next(self._numbers)
        self.open_now[port] = self.open_now.get(port, 0) + 1
        self.most_open[port] = max(self.most_open.get(port, 0), self.open_now[port])
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    await self._answer(head.decode("latin-1"), writer, port, number)
        finally:
            self.open_now[port] -= 1
            writer.close()

    async def _answer(
        self, head: str, writer: asyncio.StreamWriter, port: int, number: int
    ) -> None:
        first, *lines = head.strip().split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        came = time.monotonic()
        if self.shape.latency:
            await asyncio.sleep(self.shape.latency)
        writer.write(self._response(port, first.split(" ")[1], headers))
        await writer.drain()
        asked = Asked(port, first.split(" ")[1], headers, came, time.monotonic(), number)
        self.asked.append(asked)

    def _response(self, port: int, path: str, headers: dict[str, str]) -> bytes:
        body, kind = self._body(port, path)
        etag = f'"{port}{path}"'
        chance = zlib.crc32(etag.encode()) % 1_000 / 1_000
        if path.startswith("/page") and chance < self.shape.errors:
            status = "500 Oops" if chance < self.shape.errors / 2 else "404 Gone"
            return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if headers.get("if-none-match") == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        head = f"Content-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\n" + head.encode() + body

    def _body(self, port: int, path: str) -> tuple[bytes | None, str]:
        url = f"http://127.0.0.1:{port}"
        if path == "/robots.txt":
            is_slow = port in self.ports and self.ports.index(port) % 5 == 0
            slow = self.shape.slow_robots or self.shape.robots
            return (slow if is_slow else self.shape.robots), "text/plain"
        if path.startswith("/feed"):
            names = [f"{path[5:]}-{n}" for n in range(self.shape.items)]
            items = "".join(
                f"<item><guid>{url}/page{n}</guid><link>{url}/page{n}</link><title>Ship {n}</title>"
                "</item>"
                for n in names
            )
            feed = f"<rss version='2.0'><channel><title>{port}</title>{items}</channel></rss>"
            return feed.encode(), "application/rss+xml"
        if path.startswith("/page"):
            text = "".join(f"<p>{PARAGRAPH.format(n=path[5:], d=d)}</p>" for d in range(2, 8))
            page = f"<html><title>Ship {path[5:]}</title><article>{text}</article></html>"
            return page.encode(), "text/html"
        return None, ""


def main() -> None:
    hosts, feeds, items = map(int, sys.argv[1:4])
    latency, errors = map(float, sys.argv[4:6])
    web = ManyHosts(hosts, Shape(feeds=feeds, items=items, latency=latency, errors=errors))
    web.start()
    print(*web.ports, flush=True)
    sys.stdin.read()  # until the parent ends


if __name__ == "__main__":
    main()
