"""How fast and how large an ingest is against a local web of many hosts.

    python benchmarks/ingest.py [--feeds 300] [--hosts 150] [--items 0] [--latency 0.2] [--gap 0.5]
                                [--errors 0] [--reading 0]

The web runs in a process of its own. A second run follows, in which nothing is new. ``--items 10``
brings ten pages a feed, ``--errors 0.05`` answers some of them with 404 or 500. Nothing is
extracted; ``--reading 0.1`` waits so many seconds for each text, as if another processor read it:
the run must last no longer than the slower of fetching and reading. Beside the time by the clock
stands the processor's, for machines that are busy, and the peak memory of this process.
``--feeds 10000 --hosts 200 --latency 0 --gap 0`` is the large one.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from claimtrack.cli.tools import make_fetch_all, now
from claimtrack.config import Config, Settings
from claimtrack.models import Extraction, Feed, Outlet
from claimtrack.pipeline import Tools, ingest
from claimtrack.store import open_database

HERE = Path(__file__).resolve().parent
LIMITS = {"first": 12.0, "second": 8.0, "MB": 500.0}


class Silent:
    """Shows nothing."""

    def start(self, stage: str, total: int | None) -> None:
        """Nothing."""

    def step(self, note: str = "") -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class NoExtractor:
    """Finds nothing, and takes its time for it."""

    version = "none"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def extract_many(self, texts):  # type: ignore[no-untyped-def]
        """Nothing in any text."""
        for _ in texts:
            time.sleep(self._seconds)
            yield Extraction()


def serve(options: argparse.Namespace) -> tuple[subprocess.Popen[str], list[int]]:
    """The web, and the ports of its hosts."""
    a_host = -(-options.feeds // options.hosts)
    shape = [options.hosts, a_host, options.items, options.latency, options.errors]
    web = subprocess.Popen(
        [sys.executable, str(HERE.parent / "tests" / "manyhosts.py"), *map(str, shape)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert web.stdout
    return web, [int(port) for port in web.stdout.readline().split()]


def config_of(options: argparse.Namespace, ports: list[int]) -> Config:
    """An outlet a host, with its part of the feeds."""
    urls: dict[int, list[str]] = {port: [] for port in ports}
    for number in range(options.feeds):
        port = ports[number % len(ports)]
        urls[port].append(f"http://127.0.0.1:{port}/feed{number // len(ports)}")
    outlets = (
        Outlet(name=f"O{port}", domain="a.example", feeds=tuple(Feed(url=u) for u in found))
        for port, found in urls.items()
    )
    settings = Settings(host_gap=options.gap, allow_private=("127.0.0.1",))
    return Config(outlets=tuple(outlets), settings=settings)


def measure(name: str, path: Path, config: Config, reading: float) -> None:
    tools = Tools(
        clock=now,
        fetch_all=make_fetch_all(config),
        load_extractor=partial(NoExtractor, reading),  # type: ignore[arg-type]
        progress=Silent(),
    )
    started, worked = time.monotonic(), time.process_time()
    with open_database(path) as db:
        counts = ingest(db, config, tools)
    seconds, own = time.monotonic() - started, time.process_time() - worked
    loaded = "yes" if "spacy" in sys.modules else "no"
    print(
        f"{name} run: {seconds:.1f} s ({own:.1f} s of processor), "
        f"{counts.feeds} feeds ({counts.feeds_failed} failed), "
        f"{counts.pages} pages ({counts.pages_failed} failed), {counts.articles} articles; "
        f"spaCy loaded: {loaded}; peak {peak():.0f} MB"
    )


def peak() -> float:
    """Most memory that this process held, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, kind, default in (
        ("feeds", int, 300),
        ("hosts", int, 150),
        ("items", int, 0),
        ("latency", float, 0.2),
        ("gap", float, 0.5),
        ("errors", float, 0.0),
        ("reading", float, 0.0),
    ):
        parser.add_argument(f"--{name}", type=kind, default=default)
    options = parser.parse_args()
    web, ports = serve(options)
    try:
        with tempfile.TemporaryDirectory() as folder:
            config = config_of(options, ports)
            for name in ("first", "second"):
                measure(name, Path(folder) / "x.db", config, options.reading)
    finally:
        web.kill()
        web.wait()
    print(f"limits: first {LIMITS['first']} s, second {LIMITS['second']} s, {LIMITS['MB']} MB")


if __name__ == "__main__":
    main()
