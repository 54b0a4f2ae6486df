"""Feeds and servers made to break us: no crash, no call home, bounded time and memory."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import fuzz
import pytest
from fakes import Answer, FakeClock, RawWeb

from claimtrack.feeds import parse_feed
from claimtrack.fetch import Manners, Request, fetch_all
from claimtrack.models import Fetched, Outcome

HERE = Path(__file__).parent
SUITE = HERE.parent.parent / "shared" / "data" / "feeds_hostile"
TABLE = [
    (*line.split("\t"), "")[:3]
    for line in (HERE / "data" / "hostile.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def jailed(*paths: Path) -> list[dict]:
    """What comes of reading the files where nothing but reading is possible."""
    done = subprocess.run(
        [sys.executable, str(HERE / "jail.py"), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- feeds --------------------------------------------------------------------------------------


def rss(inside: bytes, before: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>' + before + b'<rss version="2.0"><channel>' + inside
    ) + b"</channel></rss>"


def item(inside: bytes, before: bytes = b"") -> bytes:
    return rss(b"<item>" + inside + b"</item>", before)


LAUGHS = b"<!DOCTYPE r [<!ENTITY l0 'lol'>" + b"".join(
    b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
)
QUADRATIC = b"<!DOCTYPE r [<!ENTITY q '" + b"x" * 60_000 + b"'>]>"
JSON_FEED = b'{"version":"https://jsonfeed.org/version/1","items":['
ENDLESS_STYLE = b'&lt;p style="' + b"a" * 200_000 + b'"&gt;x&lt;/p&gt;'

HOSTILE = {
    # name: (body, entries or not_a_feed, words of the reason)
    "laughs": (item(b"<title>&l9;</title>", LAUGHS + b"]>"), 1, ""),
    "quadratic": (item(b"<title>" + b"&q;" * 20_000 + b"</title>", QUADRATIC), "not_a_feed", "att"),
    "quadratic16": (
        item(b"<title>" + b"&q;" * 20_000 + b"</title>", QUADRATIC).decode().encode("utf-16"),
        "not_a_feed",
        "attack",
    ),
    "file": (
        item(b"<title>a&x;</title>", b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        1,
        "",
    ),
    "call": (
        item(b"<title>a&x;</title>", b"<!DOCTYPE r [<!ENTITY x SYSTEM 'http://127.0.0.1/x'>]>"),
        1,
        "",
    ),
    "parameter": (
        item(
            b"<title>a</title>",
            b"<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1/p.dtd'> %p; %q;]>",
        ),
        1,
        "",
    ),
    "dtd": (item(b"<title>a</title>", b"<!DOCTYPE r SYSTEM 'http://127.0.0.1/r.dtd'>"), 1, ""),
    "include": (
        item(b"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"),
        1,
        "",
    ),
    "style": (item(b"<description>" + ENDLESS_STYLE + b"</description>"), "not_a_feed", "seconds"),
    "author": (item(b"<author>" + b"a." * 100_000 + b"</author>"), "not_a_feed", "seconds"),
    "nested": (rss(b"<a>" * 30_000), 0, ""),
    "title": (item(b"<title>" + b"x" * 5_000_000 + b"</title>"), 1, ""),
    "nul": (item(b"<title>a\0b</title><link>https://a.example/\0x</link>"), 1, ""),
    "categories": (
        item(b"<category>x%d</category>" * 1 + b"<category>y</category>" * 9_999),
        1,
        "",
    ),
    "json": (
        b'{"version":"https://jsonfeed.org/version/1","items":[' + b"[" * 99_999,
        "not_a_feed",
        "JSON",
    ),
    "digits": (
        JSON_FEED + b'{"id":' + b"1" * 9_999 + b"}]}",
        "not_a_feed",
        "JSON",
    ),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, dict]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (body, _, _) in HOSTILE.items():
        (folder / name).write_bytes(body)
    return dict(zip(HOSTILE, jailed(*(folder / name for name in HOSTILE)), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_end_as_foreseen(name, outcomes):
    _, entries, reason = HOSTILE[name]
    found = outcomes[name]

    assert found["entries"] == entries, found
    assert reason in found.get("reason", "")
    assert found["seconds"] < 8
    assert found.get("size", 0) < 50_000
    assert "root:" not in found.get("text", "")


@pytest.mark.slow
@pytest.mark.skipif(not SUITE.is_dir(), reason="the suite of hostile feeds is not here")
def test_the_suite_of_hostile_feeds_ends_as_foreseen():
    present = {str(p.relative_to(SUITE)) for p in SUITE.rglob("*") if p.is_file()}
    found = jailed(*(SUITE / name for name, _, _ in TABLE))
    wrong = {
        name: (row["entries"], row.get("told"), row.get("reason"))
        for (name, entries, told), row in zip(TABLE, found, strict=True)
        if (str(row["entries"]), row.get("told")) != (entries, told)
    }

    assert wrong == {}
    assert present - {name for name, _, _ in TABLE} == {"index.jsonl"}


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_markup_in_every_field_is_text_or_gone():
    said = MARKUP.replace("<", "&lt;").replace(">", "&gt;").encode()
    fields = b"title author category guid pubDate link description comments source".split()
    body = item(b"".join(b"<%s>a%s</%s>" % (name, said, name) for name in fields))
    (entry,) = parse_feed(body, url="https://news.example/rss").entries
    shown = [entry.title, entry.summary, *entry.authors, entry.content or ""]

    assert entry.title.startswith("a")
    assert not any("<script" in text or "onerror" in text for text in shown)
    assert entry.url is None or entry.url.startswith("http")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "jar:http://x!/", "mailto:a@b.c"],
)
def test_links_that_are_no_addresses_are_none(link):
    body = item(f"<link>{link}</link><guid>{link}</guid><title>x</title>".encode())

    assert parse_feed(body, url="https://news.example/rss").entries[0].url is None


# --- servers ------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MOVED = b"HTTP/1.1 301 Moved\r\nLocation: "


def fetch(url: str, **values) -> Fetched:
    manners = Manners(
        **{
            "user_agent": "claimtrack/test",
            "timeout": 0.5,
            "total_timeout": 1.5,
            "host_gap": 0.0,
            "max_page_bytes": 100_000,
            "allow_private": frozenset({"127.0.0.1"}),
        }
        | values
    )

    async def run() -> Fetched:
        async for fetched in fetch_all(
            [Request(url=url, kind="page")], manners=manners, clock=FakeClock()
        ):
            return fetched
        raise AssertionError

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("chunks", "pause", "outcomes"),
    [
        ([HEAD, *[b"X-A: b\r\n"] * 40], 0.05, {Outcome.TIMEOUT}),
        ([HEAD, b"X-A: " + b"b" * 3_000_000], 0.0, {Outcome.CONNECTION}),
        ([HEAD, b"X-A: b\r\n" * 300_000, b"\r\n"], 0.0, {Outcome.CONNECTION}),
        ([HEAD, b"Set-Cookie: a=b\r\n" * 100_000, b"\r\n"], 0.0, {Outcome.CONNECTION}),
        ([HEAD, b"\r\n", *[b"x" * 50_000] * 60], 0.0, {Outcome.TOO_LARGE}),
        ([CHUNKED, *[b"1\r\nx\r\n"] * 60], 0.05, {Outcome.TIMEOUT}),
        ([CHUNKED, b"ZZZZ\r\n"], 0.0, {Outcome.CONNECTION}),
        ([HEAD, b"Content-Length: -5\r\n\r\nhello"], 0.0, {Outcome.CONNECTION}),
        ([HEAD, b"Content-Length: 9999999999\r\n\r\n" + b"x" * 200_000], 0.0, {Outcome.TOO_LARGE}),
        ([b"\x00\xff\x00garbage\r\n\r\n"], 0.0, {Outcome.CONNECTION}),
        ([b""], 0.0, {Outcome.CONNECTION}),
        ([MOVED + b"/" + b"a" * 50_000 + b"\r\n\r\n"], 0.0, {Outcome.REDIRECT}),
        ([MOVED + b"gopher://x/\r\nContent-Length: 0\r\n\r\n"], 0.0, {Outcome.REDIRECT}),
    ],
    ids=[
        *("slow headers", "long header", "many headers", "cookies", "endless", "drip"),
        *("bad chunk", "negative length", "huge length", "garbage", "nothing"),
        *("long location", "other scheme"),
    ],
)  # fmt: skip
def test_hostile_servers_are_typed_failures_in_bounded_time(chunks, pause, outcomes):
    web = RawWeb(chunks, pause=pause)
    started = time.monotonic()
    fetched = fetch(web.url + "/")
    web.close()

    assert fetched.outcome in outcomes, fetched
    assert fetched.body == b""
    assert time.monotonic() - started < 10


def test_an_endless_redirect_to_ever_new_addresses_ends(web):
    numbers = itertools.count()
    for path in range(20):
        web.pages[f"/{path}"] = lambda seen: Answer(
            status=302, headers={"Location": f"/{next(numbers)}"}
        )
    fetched = fetch(web.url + "/0")

    assert fetched.outcome == Outcome.REDIRECT
    assert len(web.paths()) == 6


def test_a_redirect_to_a_private_address_is_blocked_at_its_hop(web):
    web.pages["/"] = Answer(status=302, headers={"Location": f"http://localhost:{web.port}/in"})
    web.pages["/in"] = Answer(b"secret")
    for target in ("http://[::1]/", "http://169.254.169.254/latest", "http://0/", "http://127.1/"):
        web.pages["/to"] = Answer(status=302, headers={"Location": target})
        assert fetch(web.url + "/to").outcome in (Outcome.BLOCKED, Outcome.DNS), target

    assert fetch(web.url + "/").outcome == Outcome.BLOCKED
    assert "/in" not in web.paths()


# --- fuzzing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["feed", "stored", "page", "config", "url", "robots", "line"])
def test_made_input_of_any_kind_is_read_or_told(name):
    """A moment of what ``make fuzz`` does for long."""
    tally = fuzz.Tally()
    fuzz.fuzz(fuzz.targets()[name], tally, examples=50 if name == "page" else 200)

    assert tally.findings == set()
    assert tally.inputs >= 50
