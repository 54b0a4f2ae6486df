"""One attempt to fetch: hops, sizes, times; every failure is a typed outcome."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from ..models import Fetched, Outcome
from ..reservations import of_headers, of_tdmrep
from ..urls import canonical_url
from .guard import NameNotFound, PrivateAddress
from .hosts import Hosts
from .request import Clock, Manners, Request
from .robots import MAX_BYTES as MAX_ROBOTS_BYTES
from .robots import Robots, Rules

MAX_HOPS = 6
_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_ENOUGH = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_ACCEPT = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
}
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_CHUNK = 65_536
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})")


class _TooLarge(Exception):
    """The body passed its limit."""


class _BadEncoding(Exception):
    """The body is compressed in a way that was not asked for, or broken."""


@dataclass(frozen=True, slots=True)
class _Hop:
    """One answer on the way: its status, headers, and body where it is the last."""

    status: int
    headers: httpx.Headers
    body: bytes = b""


class Memory:
    """What is remembered of hosts during a run: when they may be asked again, and their rules."""

    def __init__(self, host_gap: float) -> None:
        self.hosts = Hosts(host_gap)
        self.rules: dict[str, Rules] = {}
        self.reservations: dict[str, bytes] = {}


class Client:
    """Fetches over HTTP with manners.

    A request takes one of ``slots`` when its host's pause is over; whoever gets a body gives the
    slot back when done with it.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        manners: Manners,
        clock: Clock,
        memory: Memory,
        slots: asyncio.Semaphore,
    ) -> None:
        self._http = http
        self._manners = manners
        self._clock = clock
        self._hosts = memory.hosts
        self._slots = slots
        self._reservations = memory.reservations
        self._robots = Robots(self._fetch_robots, memory.rules)

    async def fetch(self, request: Request) -> Fetched:
        """Fetch ``request``, following redirects. Raises nothing that the web can cause."""
        fetched = await self._attempt(request, self._manners.max_bytes(request), obey=True)
        if request.kind == "feed" or fetched.outcome != Outcome.OK:
            return fetched
        said = of_tdmrep(await self._tdmrep(fetched), fetched.final_url)
        return replace(fetched, rights=(*fetched.rights, *said))

    async def _tdmrep(self, page: Fetched) -> bytes:
        """The site's reservation against text and data mining, asked once a run.

        Meanwhile the page gives up the slot that its body holds, or all slots could wait for one.
        """
        parts = urlsplit(page.final_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._reservations:
            if page.body:
                self._slots.release()
            request = Request(url=f"{origin}/.well-known/tdmrep.json", kind="page")
            self._reservations[origin] = (await self._aside(request, obey=True)).body
            if page.body:
                await self._slots.acquire()
        return self._reservations[origin]

    async def _fetch_robots(self, request: Request) -> Fetched:
        return await self._aside(request, obey=False)

    async def _aside(self, request: Request, *, obey: bool) -> Fetched:
        """A small file about the site; nobody waits to take its body."""
        answer = await self._attempt(request, MAX_ROBOTS_BYTES, obey=obey)
        if answer.body:
            self._slots.release()
        return answer

    async def _attempt(self, request: Request, max_bytes: int, *, obey: bool) -> Fetched:
        started = time.monotonic()
        plain = Fetched(
            url=request.url,
            final_url=request.url,
            outcome=Outcome.CONNECTION,
            at=self._clock(),
            seconds=0.0,
        )
        try:
            fetched = await self._follow(request, plain, max_bytes, obey=obey)
        except TimeoutError:
            detail = f"not done after {self._manners.total_timeout:g} seconds"
            fetched = replace(plain, outcome=Outcome.TIMEOUT, detail=detail)
        except _TooLarge:
            detail = f"more than {max_bytes} bytes"
            fetched = replace(plain, outcome=Outcome.TOO_LARGE, detail=detail)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, _BadEncoding) as error:
            fetched = replace(plain, outcome=_outcome(error), detail=_detail(error))
        return replace(fetched, seconds=round(time.monotonic() - started, 3))

    async def _follow(
        self, request: Request, plain: Fetched, max_bytes: int, *, obey: bool
    ) -> Fetched:
        url, is_permanent = request.url, True
        for _ in range(MAX_HOPS):
            if obey and (refused := await self._refused(url, plain)):
                return refused
            hop = await self._ask(request, url, max_bytes)
            self._heed(url, hop)
            if hop.status not in _REDIRECTS:
                moved = url if is_permanent and url != request.url else None
                return _answer(replace(plain, final_url=url, moved_to=moved), hop)
            is_permanent = is_permanent and hop.status in _PERMANENT
            target = canonical_url(hop.headers.get("location"), base=url)
            if target is None or target.startswith("file:"):
                detail = f"leads to {hop.headers.get('location', 'nowhere')[:200]!r}"
                return replace(plain, outcome=Outcome.REDIRECT, detail=detail)
            url = target
        detail = f"more than {MAX_HOPS - 1} redirects"
        return replace(plain, outcome=Outcome.REDIRECT, detail=detail)

    async def _refused(self, url: str, plain: Fetched) -> Fetched | None:
        """Why ``url`` is not to be asked now, if so."""
        host, agent = _host(url), self._manners.user_agent
        if closed := self._hosts.closed_for(host):
            detail = f"not asked: {host} wants to be left alone for {closed:.0f} more seconds"
            return replace(plain, outcome=Outcome.HTTP, detail=detail, retry_after=closed)
        rules = await self._robots.rules(url)
        if rules.problem:
            detail = f"robots.txt: {rules.problem.detail or rules.problem.status}"
            return replace(plain, outcome=rules.problem.outcome, detail=detail)
        if not rules.allows(url, agent):
            return replace(plain, outcome=Outcome.ROBOTS, detail="robots.txt forbids it")
        self._hosts.slow_down(host, rules.delay(agent))
        return None

    async def _ask(self, request: Request, url: str, max_bytes: int) -> _Hop:
        headers = {"Accept": _ACCEPT[request.kind]}
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        hop = None
        async with self._hosts.turn(_host(url)):
            await self._slots.acquire()
            try:
                hop = await self._get(url, headers, max_bytes)
            finally:
                if hop is None or not hop.body:
                    self._slots.release()
        return hop

    async def _get(self, url: str, headers: dict[str, str], max_bytes: int) -> _Hop:
        async with (
            asyncio.timeout(self._manners.total_timeout),
            self._http.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != HTTPStatus.OK:
                return _Hop(response.status_code, response.headers)
            return _Hop(HTTPStatus.OK, response.headers, await _read(response, max_bytes))

    def _heed(self, url: str, hop: _Hop) -> None:
        if hop.status in _ENOUGH and (seconds := _retry_after(hop.headers, self._clock)):
            self._hosts.pause(_host(url), seconds)


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _answer(plain: Fetched, hop: _Hop) -> Fetched:
    outcome, detail = Outcome.HTTP, f"HTTP status {hop.status}"
    if hop.status == HTTPStatus.OK:
        outcome, detail = Outcome.OK, ""
    elif hop.status == HTTPStatus.NOT_MODIFIED:
        outcome, detail = Outcome.NOT_MODIFIED, ""
    return replace(
        plain,
        outcome=outcome,
        detail=detail or None,
        status=hop.status,
        body=hop.body,
        content_type=hop.headers.get("content-type"),
        etag=hop.headers.get("etag"),
        last_modified=hop.headers.get("last-modified"),
        retry_after=_retry_after(hop.headers, lambda: plain.at),
        max_age=_max_age(hop.headers),
        rights=of_headers(hop.headers.multi_items()),
    )


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    """The body, decompressed here so that a small bomb never becomes a large block of memory."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        parts = _inflated(response, max_bytes)
    elif coding in ("identity", "", "none", "utf-8"):
        parts = response.aiter_raw(_CHUNK)
    else:
        raise _BadEncoding(f"compressed as {coding[:40]!r}, which was not asked for")
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > max_bytes:
            raise _TooLarge
    return bytes(body)


async def _inflated(response: httpx.Response, max_bytes: int) -> AsyncIterator[bytes]:
    inflater = None
    async for raw in response.aiter_raw(_CHUNK):
        if inflater is None:  # some servers send deflate without its header
            is_bare = raw[:1] not in (b"\x1f", b"\x78", b"\x58", b"\x68", b"\x18", b"\x08")
            inflater = zlib.decompressobj(-zlib.MAX_WBITS if is_bare else _GZIP_OR_ZLIB)
        try:
            part = inflater.decompress(raw, max_bytes + 1)
        except zlib.error as error:
            raise _BadEncoding(f"broken compression: {error}") from error
        yield part


def _retry_after(headers: httpx.Headers, clock: Clock) -> float | None:
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - clock()).total_seconds())


def _max_age(headers: httpx.Headers) -> int | None:
    """Seconds for which the server says that its answer stays good; of no use where it says 0."""
    said = headers.get("cache-control", "")[:1_000].lower()
    found = _MAX_AGE.search(said)
    return int(found[1]) or None if found and "no-store" not in said else None


def _outcome(error: Exception) -> Outcome:
    causes = list(_causes(error))
    if any(isinstance(cause, NameNotFound) for cause in causes):
        return Outcome.DNS
    if any(isinstance(cause, PrivateAddress) for cause in causes):
        return Outcome.BLOCKED
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Outcome.TLS
    if isinstance(error, httpx.TimeoutException):
        return Outcome.TIMEOUT
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Outcome.REDIRECT
    return Outcome.CONNECTION


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _detail(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]
