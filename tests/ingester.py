"""Forks a process for each line of input, ``DATABASE FEED_URL``, that runs a whole ingest.

The parent imports everything once, so that a run starts at once; it prints the child's number, and
``done CODE`` when the child has ended. Pages and feeds come over HTTP, claims from a script.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from factories import ScriptedExtractor
from fakes import FakeClock

from claimtrack.config import Config
from claimtrack.errors import ClaimtrackError
from claimtrack.fetch import Manners, fetch_all
from claimtrack.models import Feed, Outlet
from claimtrack.pipeline import Tools, ingest
from claimtrack.store import open_database, run_lock


class Silent:
    """Shows nothing."""

    def start(self, stage, total):
        """Nothing to show."""

    def step(self, note=""):
        """Nothing to show."""

    def finish(self):
        """Nothing to show."""


def run(path: Path, url: str) -> None:
    clock = FakeClock()
    manners = Manners(user_agent="test", host_gap=0.0, allow_private=frozenset({"127.0.0.1"}))
    tools = Tools(
        clock=clock,
        fetch_all=partial(fetch_all, manners=manners, clock=clock),
        load_extractor=ScriptedExtractor,
        progress=Silent(),
    )
    feeds = tuple(Feed(url=f"{url}/{name}") for name in ("rss", "atom"))
    config = Config(outlets=(Outlet(name="Alpha", domain="a.example", feeds=feeds),))
    with run_lock(path), open_database(path) as db:
        ingest(db, config, tools)


def child(line: str) -> int:
    try:
        database, url = line.split()
        run(Path(database), url)
    except ClaimtrackError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


def main() -> None:
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            sys.exit(child(line))
        print(number, flush=True)
        _, status = os.waitpid(number, 0)
        print("done", os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
