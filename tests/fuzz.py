"""Fuzzes all that reads what strangers wrote, for as long as wished.

    python tests/fuzz.py [--minutes 60] [--only feed --only page …]   # of processor time

Each check below takes made input and raises whatever is no typed error where
something is wrong. tests/test_hostile.py runs all of them for a moment; what a long run finds is
mended and becomes a case there.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protego import Protego

from claimtrack import store
from claimtrack.articles import find_wall, parse_page, text_of_html
from claimtrack.config import load_config
from claimtrack.errors import ConfigError, NotAFeed, NotAPage
from claimtrack.feeds import parse_feed
from claimtrack.fetch import Memory
from claimtrack.fetch.robots import Rules
from claimtrack.imports import parse_line
from claimtrack.models import Feed, FeedEntry, Fetched, Outcome, Outlet
from claimtrack.polling import Schedule, find_news, plan_poll
from claimtrack.revisions import judge_edit
from claimtrack.sample import write_newsroom
from claimtrack.sightings import FeedText, sight_page
from claimtrack.urls import canonical_url, host_of, site_of

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example/rss"
SECONDS = 12.0  # of processor time for one input; parsers stop themselves at 10 and 20


def pieces(name: str) -> list[bytes]:
    """What the soup of this name is cooked of: one piece a line, with escapes as in Python."""
    lines = (HERE / "data" / "soup" / f"{name}.txt").read_text("utf-8").split("\n")
    return [ast.literal_eval(f"b{line}") for line in lines if line]


def soup(name: str, size: int = 40) -> st.SearchStrategy[bytes]:
    """Pieces and noise in any order."""
    return st.lists(st.sampled_from(pieces(name)) | st.binary(max_size=8), max_size=size).map(
        b"".join
    )


@cache
def newsroom() -> tuple[list[bytes], list[bytes]]:
    """Feeds and pages of the sample newsroom, to be spoiled."""
    with tempfile.TemporaryDirectory() as folder:
        write_newsroom(Path(folder))
        files = sorted(p for p in Path(folder, "pages").rglob("*") if p.is_file())
        pages = [p.read_bytes() for p in files if p.suffix == ".html"][:12]
        return [p.read_bytes() for p in files if p.suffix != ".html"], pages


@st.composite
def spoiled(draw: st.DrawFn, seeds: list[bytes], name: str) -> bytes:
    """A sound document in which some places were cut, doubled, overwritten or filled."""
    body = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(body) - 1)))
        end = min(len(body), start + draw(st.integers(0, 400)))
        kind = draw(st.sampled_from("cut double piece noise swap".split()))
        if kind == "cut":
            del body[start:end]
        elif kind == "double":
            body[start:start] = body[start:end] * draw(st.integers(1, 30))
        elif kind == "piece":
            body[start:end] = draw(st.sampled_from(pieces(name)))
        elif kind == "noise":
            body[start : start + 8] = draw(st.binary(min_size=1, max_size=8))
        else:
            place = body.find(b">", start) + 1
            body[place:place] = draw(soup(name, 4))
    return bytes(body)


def feeds() -> st.SearchStrategy[bytes]:
    return soup("feed") | spoiled(newsroom()[0], "feed")


def pages() -> st.SearchStrategy[bytes]:
    return soup("page", 30) | spoiled(newsroom()[1], "page")


# --- what must hold -----------------------------------------------------------------------------


def storable(value: object) -> bool:
    """Whether every text in ``value`` is one that a database and JSON can hold."""
    if isinstance(value, str):
        return "\0" not in value and value.encode("utf-8", "replace").decode() == value
    if isinstance(value, tuple):
        return all(map(storable, value))
    if is_dataclass(value):
        return all(storable(getattr(value, part.name)) for part in fields(value))
    return True


def is_web(url: str | None) -> bool:
    return url is None or url.startswith(("http://", "https://", "file:"))


TYPES = st.none() | st.sampled_from(
    ["text/xml; charset=utf-16", "text/html", "a/b; charset=\0", ";;=", "application/json"]
)


def check_feed(body: bytes, kind: str | None) -> None:
    try:
        feed = parse_feed(body, url=URL, content_type=kind)
    except NotAFeed:
        return
    assert storable(feed)
    assert is_web(feed.link)
    assert all(is_web(e.url) and e.key for e in feed.entries)
    for entry in feed.entries:
        text_of_html(entry.content or entry.summary or "")


def check_stored(body: bytes, kind: str | None) -> None:
    """What is read is stored, found again, and the second time is no news."""
    try:
        feed = parse_feed(body, url=URL, content_type=kind)
    except NotAFeed:
        return
    db = _database()
    (state,) = store.load_feed_states(db, [Feed(url=URL)])
    fetched = Fetched(
        url=URL, final_url=URL, outcome=Outcome.OK, at=NOW, seconds=0.1, status=200, body=body
    )
    for turn in range(2):
        known = store.load_known_entries(db, URL, feed.entries)
        news = find_news(feed.entries, known, since=state.succeeded_at, now=NOW)
        assert not (turn and news.new), news
        plan = plan_poll(Schedule(interval=900, ttl=feed.ttl), fetched, has_news=news.new > 0)
        poll = store.Poll(fetched=fetched, plan=plan, news=news, parsed=feed, body_hash="x")
        store.save_poll(db, 1, state, poll)
    found = list(store.load_pending_entries(db))
    assert {e.url for e in found} == {e.url for e in feed.entries if e.url}
    db.execute("delete from feed_entries")


@cache
def _database():  # type: ignore[no-untyped-def]
    opened = store.open_database(Path(tempfile.mkdtemp()) / "fuzz.db")
    db = opened.__enter__()
    _KEPT.append(opened)
    store.start_run(db, "ingest", version="0", at=NOW)
    store.save_outlets(db, [Outlet(name="A", domain="a.example", feeds=(Feed(url=URL),))])
    return db


_KEPT: list[object] = []  # a context that is forgotten is closed


def check_page(html: bytes, kind: str | None) -> None:
    url = "https://news.example/a"
    try:
        page = parse_page(html, url, content_type=kind)
    except NotAPage:
        return
    assert storable(page)
    assert is_web(page.canonical_url)
    nothing = FeedEntry(key="", url=None)
    sighting = sight_page(
        page,
        url,
        entry=nothing,
        feed_text=FeedText(content="", summary=""),
        outlet="A",
        country=None,
        seen_at=NOW,
    )
    assert storable(sighting)
    assert not judge_edit(sighting.revision, sighting.revision).is_change


def check_config(text: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "feeds.yaml")
        path.write_bytes(text)
        try:
            config = load_config(path)
        except ConfigError:
            return
    assert all(outlet.name and storable(outlet) for outlet in config.outlets)
    assert storable(config.settings)


def check_url(text: str, base: str | None) -> None:
    url = canonical_url(text, base=base)
    assert is_web(url)
    if url is not None:
        assert canonical_url(url) == url
        assert storable(url)
    for value in (url or "", text):
        site_of(value)
        host_of(value)
        find_wall(value, text)


def check_robots(body: bytes, text: str) -> None:
    url = canonical_url(text, base="https://news.example/") or "https://news.example/"
    rules = Rules(parsed=Protego.parse(body.decode("utf-8", "replace")))
    rules.allows(url, "claimtrack/1")
    Memory(1.0).hosts.slow_down("a", rules.delay("claimtrack/1"))


def check_line(line: bytes) -> None:
    found = parse_line(line, 1, seen_at=NOW)
    assert storable(found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("id url outlet title date authors body_text html language".split())
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)
ADDRESS = st.lists(
    st.sampled_from(
        [
            *("http://", "https:", "//", "/", "..", "?", "#", "@", ":", ":80", "[::1]", "%", "%2F"),
            *("%00", "a.example", "xn--", "é", "utm_source=x", "&amp;", "\\", " ", "\t", "[", "]"),
            *("javascript:", "file:", "data:", "%E9", "ref=", "=", ".", ";", "%C3%A9", "\ud800"),
        ]
    )
    | st.text(max_size=4),
    max_size=12,
).map("".join)


@dataclass(frozen=True)
class Target:
    """A check and what it is fed with."""

    check: Callable[..., None]
    inputs: tuple[st.SearchStrategy, ...]


def targets() -> dict[str, Target]:
    """By name."""
    lines = VALUES.map(lambda v: json.dumps(v).encode()) | st.binary(max_size=60)
    return {
        "feed": Target(check_feed, (feeds(), TYPES)),
        "stored": Target(check_stored, (feeds(), TYPES)),
        "page": Target(check_page, (pages(), TYPES)),
        "config": Target(check_config, (soup("config", 30),)),
        "url": Target(check_url, (ADDRESS, st.none() | ADDRESS)),
        "robots": Target(check_robots, (soup("robots", 30), ADDRESS)),
        "line": Target(check_line, (lines,)),
    }


# --- running ------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What a target has gone through; seconds of processor time."""

    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    findings: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return (
            f"{self.inputs} inputs in {self.seconds / 60:.1f} min, slowest {self.slowest:.2f} s, "
            f"{len(self.findings)} findings"
        )


def fuzz(target: Target, tally: Tally, examples: int) -> None:
    """One round of so many inputs; tells what is wrong, smallest input first."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(st.tuples(*target.inputs))
    def run(values: tuple) -> None:
        tally.inputs += 1
        started = time.process_time()
        target.check(*values)
        took = time.process_time() - started
        tally.slowest = max(tally.slowest, took)
        assert took < SECONDS, f"took {took:.1f} seconds"

    started = time.process_time()
    try:
        run()
    except Exception as error:  # noqa: BLE001 - what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        known = len(tally.findings)
        tally.findings.add(f"{type(error).__name__} {place.filename}:{place.lineno}")
        if len(tally.findings) > known:
            print("\n".join(getattr(error, "__notes__", [])))
            traceback.print_exception(error, limit=-6, file=sys.stdout)
    tally.seconds += time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--only", action="append", choices=list(targets()))
    options = parser.parse_args()
    chosen = {n: t for n, t in targets().items() if not options.only or n in options.only}
    tallies = {name: Tally() for name in chosen}
    end = time.process_time() + 60 * options.minutes
    while time.process_time() < end:
        name = min(chosen, key=lambda n: tallies[n].seconds)  # each its share of the time
        fuzz(chosen[name], tallies[name], examples=500)
        print(f"{name}: {tallies[name]}", flush=True)
    print(*(f"{name}: {tally}" for name, tally in tallies.items()), sep="\n")
    sys.exit(any(t.findings for t in tallies.values()))


if __name__ == "__main__":
    main()
