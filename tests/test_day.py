"""Hours of collecting with faults: every article is stored once, every loss stands in a gap row."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest
from factories import ScriptedExtractor
from ingester import Silent
from manyhosts import words_of

from claimtrack.config import Config
from claimtrack.fetch import Request
from claimtrack.models import Feed, Fetched, Outcome, Outlet
from claimtrack.pipeline import Tools, ingest
from claimtrack.store import open_database

START = datetime(2026, 3, 1, tzinfo=UTC)
FEEDS = 7
WINDOW = 10  # entries that a feed shows at once
FAULTS = 0.10


class World:
    """Feeds that publish at their own pace, a web that fails, and a clock; all from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = START
        # Minutes between two articles of a feed; the last feeds run faster than their window.
        self.pace = [self.chance.choice([7, 20, 45, 90, 240]) for _ in range(FEEDS - 2)] + [1, 2]
        self.shown: dict[str, set[datetime]] = defaultdict(set)

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=20)
        return self.now

    def articles(self, feed: int) -> list[tuple[int, datetime]]:
        """Number and time of the articles that the feed shows now, the latest first."""
        latest = int((self.now - START).total_seconds() / 60 / self.pace[feed])
        numbers = range(latest, max(-1, latest - WINDOW), -1)
        return [(n, START + timedelta(minutes=n * self.pace[feed])) for n in numbers]

    def feed(self, number: int) -> bytes:
        items = ""
        for n, at in self.articles(number):
            url = f"https://news{number}.example/{n}"
            self.shown[url].add(self.now)
            items += (
                f"<item><guid isPermaLink='false'>{n}</guid><link>{url}</link>"
                f"<title>Number {n}</title><pubDate>{format_datetime(at)}</pubDate></item>"
            )
        return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()

    def answer(self, request: Request) -> Fetched:
        at = self.clock()
        fault = self.fault() if self.chance.random() < FAULTS else {}
        host, path = urlsplit(request.url).netloc, urlsplit(request.url).path
        values = {"outcome": Outcome.OK, "status": 200} | fault
        if values["outcome"] == Outcome.OK:
            number = int(host.removeprefix("news").removesuffix(".example"))
            if request.kind == "feed":
                values["body"] = self.feed(number) if not values.pop("garbage", 0) else b"<html>"
            else:
                text = words_of(request.url)  # each article is a story of its own
                body = f"<html><h1>Number {path}</h1><article>{text}</article>"
                values["body"] = body.encode()
        values.pop("garbage", None)
        return Fetched(url=request.url, final_url=request.url, at=at, seconds=0.1, **values)

    def fault(self) -> dict[str, object]:
        return self.chance.choice(
            [
                {"outcome": Outcome.TIMEOUT, "status": None},
                {"outcome": Outcome.DNS, "status": None},
                {"outcome": Outcome.TLS, "status": None},
                {"outcome": Outcome.CONNECTION, "status": None},
                {"outcome": Outcome.HTTP, "status": 500},
                {"outcome": Outcome.HTTP, "status": 503, "retry_after": 1_200.0},
                {"outcome": Outcome.HTTP, "status": 429, "retry_after": 600.0},
                {"garbage": True},
            ]
        )

    async def fetch_all(self, requests: Iterable[Request]) -> AsyncIterator[Fetched]:
        for request in requests:
            await asyncio.sleep(0)
            yield self.answer(request)


class Restart(Exception):
    """The machine is switched off in the midst of a run."""


def collect(world: World, path, hours: int) -> None:
    """Run every ten minutes as the schedule does; some runs are cut off, some never start."""
    outlets = tuple(
        Outlet(
            name=f"O{n}",
            domain=f"news{n}.example",
            feeds=(Feed(url=f"https://news{n}.example/rss", interval=600),),
        )
        for n in range(FEEDS)
    )
    for minute in range(0, hours * 60, 10):
        world.now = max(world.now, START + timedelta(minutes=minute))
        luck = world.chance.random()
        if luck < 0.03:
            continue  # switched off
        with open_database(path) as db:
            try:
                ingest(db, Config(outlets=outlets), tools(world, luck < 0.08), only_due=True)
            except Restart:
                continue


def tools(world: World, is_cut_off: bool) -> Tools:
    async def some(requests: Iterable[Request]) -> AsyncIterator[Fetched]:
        left = world.chance.randrange(12)
        for request in requests:
            if left == 0:
                raise Restart
            left -= 1
            yield world.answer(request)

    return Tools(
        clock=world.clock,
        fetch_all=some if is_cut_off else world.fetch_all,
        load_extractor=ScriptedExtractor,
        progress=Silent(),
    )


def check(world: World, path) -> tuple[int, int]:
    """Hold that nothing is stored twice and nothing is lost without a row; how much was lost."""
    with open_database(path) as db:
        keys = [row[0] for row in db.execute("select key from articles")]
        pending = {
            row[0] for row in db.execute("select url from feed_entries where state = 'pending'")
        }
        gaps = db.execute("select url, since, coalesce(until, '9999') from gaps").fetchall()
        begun = dict(
            db.execute("select url, min(at) from fetches where kind = 'feed' group by url")
        )
    stored = set(keys)
    published = {
        f"https://news{feed}.example/{n}": START + timedelta(minutes=n * world.pace[feed])
        for feed in range(FEEDS)
        for n in range(int((world.now - START).total_seconds() / 60 / world.pace[feed]) + 1)
    }
    twice = {url for url, times in world.shown.items() if len(times) >= 2}
    assert len(keys) == len(stored)
    assert twice - stored - pending == set()
    last_look = world.now - timedelta(hours=8)  # what came after a feed's last poll is not lost yet
    lost = [
        (url, at) for url, at in published.items() if url not in stored | pending and at < last_look
    ]
    for url, at in lost:
        feed = f"https://{urlsplit(url).netloc}/rss"
        said = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        if said < begun[feed]:
            continue  # it left the feed before the first poll on record: collecting had not begun
        assert any(u == feed and since <= said <= until for u, since, until in gaps), (url, said)
    return len(stored), len(lost)


def test_hours_with_faults_lose_nothing_without_a_gap(tmp_path):
    world = World(seed=1)
    collect(world, tmp_path / "x.db", hours=14)
    stored, lost = check(world, tmp_path / "x.db")

    assert stored > 300
    assert lost > 0  # feeds that run faster than their window must lose


@pytest.mark.slow
@pytest.mark.parametrize("seed", [6, 10])
def test_days_of_other_seeds(tmp_path, seed):
    world = World(seed)
    collect(world, tmp_path / "x.db", hours=24)

    assert check(world, tmp_path / "x.db")[0] > 300
