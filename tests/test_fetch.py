"""claimtrack.fetch: every attempt ends as a typed outcome, politely and within its limits."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import httpx
import pytest
import virtual
from fakes import Answer, FakeClock, LocalWeb
from manyhosts import ManyHosts, Shape

from claimtrack.fetch import Manners, Request, fetch_all
from claimtrack.fetch.guard import GuardedTransport, is_public
from claimtrack.fetch.local import local_file
from claimtrack.models import Fetched, Outcome

ALLOWED = frozenset({"127.0.0.1", "localhost"})


def manners(**values) -> Manners:
    defaults = {
        "user_agent": "claimtrack/test (+desk@news.example)",
        "timeout": 1.0,
        "total_timeout": 2.0,
        "host_gap": 0.0,
        "max_page_bytes": 10_000,
        "max_feed_bytes": 20_000,
        "allow_private": ALLOWED,
    }
    return Manners(**defaults | values)


def fetch(*requests: Request, **values) -> list[Fetched]:
    async def run() -> list[Fetched]:
        results = fetch_all(requests, manners=manners(**values), clock=FakeClock())
        return [fetched async for fetched in results]

    return asyncio.run(run())


@pytest.fixture
def second_web():
    """Another host."""
    server = LocalWeb()
    yield server
    server.close()


def fetch_page(url: str, **values) -> Fetched:
    return fetch(Request(url=url, kind="page"), **values)[0]


def test_a_page_comes_with_what_the_next_request_needs(web):
    web.pages["/a"] = Answer(
        b"<p>hello", headers={"ETag": '"1"', "Last-Modified": "x", "Content-Type": "text/html"}
    )
    fetched = fetch_page(web.url + "/a")

    assert (fetched.outcome, fetched.status, fetched.body) == (Outcome.OK, 200, b"<p>hello")
    assert (fetched.etag, fetched.last_modified) == ('"1"', "x")
    assert fetched.content_type == "text/html"


def test_says_who_asks_and_what_it_has(web):
    web.pages["/feed"] = Answer(status=304)
    request = Request(url=web.url + "/feed", kind="feed", etag='"1"', last_modified="then")
    fetched = fetch(request)[0]
    headers = web.requests[-1].headers

    assert fetched.outcome == Outcome.NOT_MODIFIED
    assert headers["User-Agent"] == "claimtrack/test (+desk@news.example)"
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "then")
    assert headers["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        (Answer(b"gone", status=410), Outcome.HTTP, "HTTP status 410"),
        (Answer(b"x", status=500), Outcome.HTTP, "HTTP status 500"),
        (Answer(b"x" * 10_001), Outcome.TOO_LARGE, "more than 10000 bytes"),
        (Answer(b"x", delay=1.5), Outcome.TIMEOUT, ""),
        (Answer(b"x" * 200, drip=0.05), Outcome.TIMEOUT, "not done after 2 seconds"),
        (Answer(b"x", cut=True), Outcome.CONNECTION, ""),
        (Answer(b"x", headers={"Content-Encoding": "br"}), Outcome.CONNECTION, "not asked for"),
        (
            Answer(b"no gzip", headers={"Content-Encoding": "gzip"}),
            Outcome.CONNECTION,
            "broken compression",
        ),
        (Answer(status=302), Outcome.REDIRECT, "nowhere"),
        (Answer(status=302, headers={"Location": "/loop"}), Outcome.REDIRECT, "more than 5"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), Outcome.REDIRECT, "file"),
        (Answer(status=302, headers={"Location": "javascript:1"}), Outcome.REDIRECT, ""),
        (Answer(status=301, headers={"Location": "http://10.0.0.1/"}), Outcome.BLOCKED, "private"),
    ],
    ids=lambda value: value.value if isinstance(value, Outcome) else None,
)
def test_failures_are_typed(web, answer, outcome, detail):
    web.pages["/loop"] = answer
    fetched = fetch_page(web.url + "/loop")

    assert (fetched.outcome, fetched.body) == (outcome, b"")
    assert detail in (fetched.detail or "")


def test_no_server_and_no_name_are_told_apart(web):
    closed = "http://127.0.0.1:1/"

    assert fetch_page(closed).outcome == Outcome.CONNECTION
    assert fetch_page("http://no-such-name.invalid/").outcome == Outcome.DNS
    assert fetch_page(web.url.replace("http:", "https:") + "/").outcome == Outcome.TLS


def test_private_addresses_are_blocked_unless_named(web):
    web.pages["/"] = Answer(b"secret")
    blocked = fetch_page(web.url + "/", allow_private=frozenset())
    by_name = fetch_page(f"http://localhost:{web.port}/", allow_private=frozenset())

    assert (blocked.outcome, by_name.outcome) == (Outcome.BLOCKED, Outcome.BLOCKED)
    assert web.requests == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address, expected):
    assert is_public(address) is expected


def test_compressed_bodies_are_unpacked_and_bombs_are_given_up(web):
    def answer(body: bytes, coding: str) -> Answer:
        return Answer(body, headers={"Content-Encoding": coding})

    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    web.pages["/gzip"] = answer(gzip.compress(b"<p>one"), "gzip")
    web.pages["/zlib"] = answer(zlib.compress(b"<p>two"), "deflate")
    web.pages["/bare"] = answer(bare.compress(b"<p>three") + bare.flush(), "deflate")
    web.pages["/bomb"] = answer(gzip.compress(b"\0" * 50_000_000), "gzip")

    assert fetch_page(web.url + "/gzip").body == b"<p>one"
    assert fetch_page(web.url + "/zlib").body == b"<p>two"
    assert fetch_page(web.url + "/bare").body == b"<p>three"
    assert fetch_page(web.url + "/bomb").outcome == Outcome.TOO_LARGE


def test_redirects_are_followed_and_permanent_ones_remembered(web):
    web.pages["/old"] = Answer(status=301, headers={"Location": "/new"})
    web.pages["/tmp"] = Answer(status=302, headers={"Location": "/new"})
    web.pages["/new"] = Answer(b"here")
    old, temporary = fetch_page(web.url + "/old"), fetch_page(web.url + "/tmp")

    assert (old.body, old.final_url, old.moved_to) == (b"here", web.url + "/new", web.url + "/new")
    assert (temporary.body, temporary.moved_to) == (b"here", None)


def test_cookies_are_not_kept(web):
    web.pages["/a"] = Answer(b"a", headers={"Set-Cookie": "id=1"})
    web.pages["/b"] = Answer(b"b")
    fetch(Request(url=web.url + "/a", kind="page"), Request(url=web.url + "/b", kind="page"))

    assert all("Cookie" not in seen.headers for seen in web.requests)


def test_robots_are_obeyed_and_asked_once(web):
    web.pages["/robots.txt"] = Answer(b"User-agent: claimtrack\nDisallow: /private\n")
    web.pages["/a"] = Answer(b"a")
    web.pages["/private/b"] = Answer(b"b")
    found = fetch(*(Request(url=web.url + p, kind="page") for p in ("/a", "/private/b", "/a2")))
    by_path = {f.url.removeprefix(web.url): f.outcome for f in found}

    assert by_path == {"/a": Outcome.OK, "/private/b": Outcome.ROBOTS, "/a2": Outcome.HTTP}
    assert web.paths() == ["/a", "/a2"]
    assert [seen.path for seen in web.requests].count("/robots.txt") == 1


def test_a_site_whose_robots_fail_is_left_alone(web):
    web.pages["/robots.txt"] = Answer(status=503)
    web.pages["/a"] = Answer(b"a")
    fetched = fetch_page(web.url + "/a")

    assert (fetched.outcome, web.paths()) == (Outcome.HTTP, [])
    assert "robots.txt" in fetched.detail


def test_one_request_at_a_time_with_a_pause(web):
    for number in range(4):
        web.pages[f"/{number}"] = Answer(b"x", delay=0.05)
    fetch(*(Request(url=f"{web.url}/{n}", kind="page") for n in range(4)), host_gap=0.1)
    times = [seen.at for seen in web.requests]

    assert len(times) == 6  # robots.txt and tdmrep.json are asked for once
    assert all(b - a >= 0.09 for a, b in pairwise(times))


def test_a_host_that_asks_for_a_long_pause_is_left_alone(web):
    web.pages["/0"] = Answer(status=429, headers={"Retry-After": "3600"})
    web.pages["/1"] = Answer(b"x")
    requests = [Request(url=f"{web.url}/{n}", kind="page") for n in range(2)]
    first, second = fetch(*requests)

    assert (first.status, first.retry_after) == (429, 3600.0)
    assert "wants to be left alone" in second.detail
    assert web.paths() == ["/0"]


def test_retry_after_may_be_a_date(web):
    at = datetime(2026, 3, 1, 13, tzinfo=UTC)
    web.pages["/0"] = Answer(status=503, headers={"Retry-After": format_datetime(at, usegmt=True)})
    fetched = fetch_page(web.url + "/0")

    assert 3500 < fetched.retry_after <= 3600


def test_many_requests_use_bounded_connections(web):
    for number in range(30):
        web.pages[f"/{number}"] = Answer(str(number).encode())
    urls = [f"{web.url}/{n}" for n in range(30)]
    taken = []

    def requests():
        for url in urls:
            taken.append(url)
            yield Request(url=url, kind="page")

    found = fetch(*requests(), connections=3)

    assert {f.url: f.body for f in found} == {u: u.rpartition("/")[2].encode() for u in urls}


def test_a_host_that_wants_pauses_holds_up_no_other(web, second_web):
    web.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 2\n")
    for number in range(5):
        web.pages[f"/{number}"] = second_web.pages[f"/{number}"] = Answer(b"x")
    slow = [Request(url=f"{web.url}/{n}", kind="page") for n in range(2)]
    quick = [Request(url=f"{second_web.url}/{n}", kind="page") for n in range(5)]
    fetch(*slow, *quick, connections=1)
    times = {seen.path: seen.at for seen in web.requests}

    assert times["/1"] - times["/0"] >= 1.9
    assert max(seen.at for seen in second_web.requests) < times["/1"]


def test_what_a_first_run_waits_for_is_hosts_not_us():
    """300 feeds on 150 hosts, then 20 pages of each; 200 ms to an answer, 500 ms of pause."""

    async def take(*paths: str) -> None:
        requests = [
            Request(url=f"http://h{host}.example/{path}", kind="page")
            for path in paths
            for host in range(150)
        ]
        transport = virtual.slow_web(0.2)
        found = fetch_all(
            requests, manners=manners(host_gap=0.5), clock=FakeClock(), transport=transport
        )
        assert len([f async for f in found if f.outcome == Outcome.OK]) == len(requests)

    assert virtual.run(take("a", "b")) < 5
    assert virtual.run(take(*map(str, range(20)))) < 22


def test_bodies_that_nobody_takes_hold_up_further_requests(web):
    for number in range(9):
        web.pages[f"/{number}"] = Answer(b"x")

    async def run() -> int:
        requests = [Request(url=f"{web.url}/{n}", kind="page") for n in range(9)]
        results = fetch_all(requests, manners=manners(connections=2), clock=FakeClock())
        async for _ in results:
            await asyncio.sleep(0.5)
            break
        asked = len(web.paths())
        await results.aclose()
        return asked

    assert asyncio.run(run()) == 2


def test_the_connections_that_wait_the_longest_are_closed():
    web = ManyHosts(5, Shape(items=0))
    web.start()

    async def run() -> list[int]:
        transport = GuardedTransport(ALLOWED, kept=2)
        async with httpx.AsyncClient(transport=transport) as http:
            for port in (*web.ports, web.ports[-1]):
                await http.get(f"http://127.0.0.1:{port}/robots.txt")
            await asyncio.sleep(0.2)
            return [web.open_now[port] for port in web.ports]

    try:
        assert asyncio.run(run()) == [0, 0, 0, 1, 1]
        assert set(web.most_open.values()) == {1}
    finally:
        web.stop()


def test_a_consumer_that_stops_leaves_nothing_behind(web):
    web.pages["/0"] = Answer(b"x")
    web.pages["/1"] = Answer(b"x", delay=5)

    async def run() -> float:
        started = time.monotonic()
        requests = [Request(url=f"{web.url}/{n}", kind="page") for n in range(2)]
        results = fetch_all(
            requests, manners=manners(timeout=9, total_timeout=9), clock=FakeClock()
        )
        async for _ in results:
            break
        await results.aclose()
        return time.monotonic() - started

    assert asyncio.run(run()) < 4


# --- files and mirrors --------------------------------------------------------------------------


def test_files_are_read_and_known_again(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(b"<rss/>")
    first = fetch(Request(url=path.as_uri(), kind="feed"))[0]
    again = fetch(Request(url=path.as_uri(), kind="feed", etag=first.etag))[0]
    missing = fetch(Request(url=(tmp_path / "none").as_uri(), kind="feed"))[0]

    assert (first.outcome, first.body) == (Outcome.OK, b"<rss/>")
    assert (again.outcome, again.body) == (Outcome.NOT_MODIFIED, b"")
    assert missing.outcome == Outcome.NO_FILE


def test_packed_files_are_unpacked_up_to_the_limit(tmp_path):
    small, bomb = tmp_path / "a.xml.gz", tmp_path / "b.xml.gz"
    small.write_bytes(gzip.compress(b"<rss/>"))
    bomb.write_bytes(gzip.compress(b"\0" * 5_000_000))

    assert fetch(Request(url=small.as_uri(), kind="feed"))[0].body == b"<rss/>"
    assert fetch(Request(url=bomb.as_uri(), kind="feed"))[0].outcome == Outcome.TOO_LARGE


def test_a_mirror_stands_for_its_host_and_is_never_left(tmp_path):
    (tmp_path / "one" / "news").mkdir(parents=True)
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "news" / "a.html").write_text("first")
    (tmp_path / "two" / "index.html").write_text("home")
    (tmp_path / "secret").write_text("secret")
    mirrors = {"a.example": (tmp_path / "one", tmp_path / "two")}

    def named(url: str) -> str | None:
        path = local_file(url, mirrors)
        return path.read_text() if path and path.is_file() else path and "missing"

    assert named("https://a.example/news/a") == "first"
    assert named("https://a.example/") == "home"
    assert named("https://a.example/none") == "missing"
    assert named("https://a.example/..%2Fsecret") == "missing"
    assert named("https://b.example/") is None
