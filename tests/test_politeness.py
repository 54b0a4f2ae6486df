"""Fifty hosts remember every request: their rules are held, and nobody is asked in vain."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from itertools import pairwise

import pytest
from factories import ScriptedExtractor
from fakes import FakeClock
from ingester import Silent
from manyhosts import Asked, ManyHosts, Shape

from claimtrack.config import Config
from claimtrack.fetch import Manners, Memory, fetch_all
from claimtrack.models import Feed, Outlet
from claimtrack.pipeline import Tools, ingest
from claimtrack.store import open_database

HOSTS = 50
GAP = 0.1
SLOW = 0.3
ROBOTS = b"User-agent: *\nDisallow: /page0-1\n"


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> tuple[ManyHosts, list[Asked], list[Asked]]:
    """Two runs over all hosts, and what was asked in each."""
    slow = ROBOTS + b"Crawl-delay: %.1f\n" % SLOW
    web = ManyHosts(HOSTS, Shape(items=3, latency=0.01, robots=ROBOTS, slow_robots=slow))
    web.start()
    outlets = tuple(
        Outlet(
            name=f"O{port}",
            domain="a.example",
            feeds=(Feed(url=f"http://127.0.0.1:{port}/feed0"),),
        )
        for port in web.ports
    )
    clock = FakeClock()
    manners = Manners(
        user_agent="claimtrack/test (+desk@news.example)",
        host_gap=GAP,
        connections=25,
        allow_private=frozenset({"127.0.0.1"}),
    )

    def tools() -> Tools:
        memory = Memory(GAP)
        return Tools(
            clock=clock,
            fetch_all=partial(fetch_all, manners=manners, clock=clock, memory=memory),
            load_extractor=ScriptedExtractor,
            progress=Silent(),
        )

    with open_database(tmp_path_factory.mktemp("polite") / "x.db") as db:
        ingest(db, Config(outlets=outlets), tools())
        first = list(web.asked)
        ingest(db, Config(outlets=outlets), tools())
    web.stop()
    return web, first, web.asked[len(first) :]


def by_host(asked: list[Asked]) -> dict[int, list[Asked]]:
    hosts = defaultdict(list)
    for one in sorted(asked, key=lambda a: a.came):
        hosts[one.port].append(one)
    return hosts


def test_every_host_is_asked_for_its_rules_before_all_else(runs):
    web, first, _ = runs
    hosts = by_host(first)

    assert set(hosts) == set(web.ports)
    assert {asked[0].path for asked in hosts.values()} == {"/robots.txt"}


def test_what_the_rules_forbid_is_never_asked(runs):
    _, first, second = runs

    assert not [a for a in first + second if a.path == "/page0-1"]
    assert Counter(a.path for a in first)["/page0-0"] == HOSTS


def test_no_host_is_asked_twice_at_a_time_or_on_two_connections(runs):
    web, first, second = runs
    for asked in by_host(first + second).values():
        assert all(a.answered <= b.came for a, b in pairwise(asked))

    assert set(web.most_open.values()) == {1}


def test_there_is_a_pause_between_two_requests_and_a_longer_one_where_it_is_wished(runs):
    web, first, _ = runs
    for port, asked in by_host(first).items():
        wished = SLOW if web.ports.index(port) % 5 == 0 else GAP
        pauses = [b.came - a.answered for a, b in pairwise(asked)]

        # The rules themselves are asked before a longer pause can be known.
        assert min(pauses) >= GAP - 0.02
        assert min(pauses[1:]) >= wished - 0.02


def test_nothing_is_asked_twice_in_a_run(runs):
    _, first, second = runs
    for asked in (first, second):
        counts = Counter((a.port, a.path) for a in asked)
        assert set(counts.values()) == {1}


def test_the_second_run_asks_whether_anything_changed_and_no_page_again(runs):
    _, first, second = runs
    feeds = [a for a in second if a.path == "/feed0"]

    assert len(feeds) == HOSTS
    assert all(a.headers["if-none-match"] == f'"{a.port}/feed0"' for a in feeds)
    assert not [a for a in second if a.path.startswith("/page")]
    assert all("claimtrack/test" in a.headers["user-agent"] for a in first)
