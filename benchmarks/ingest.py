"""How fast and how large an ingest is against a local web of many hosts.

    python benchmarks/ingest.py [--feeds 300] [--hosts 150] [--items 0] [--latency 0.2] [--gap 0.5]

The web runs in a process of its own. Extraction is left out: what is measured is collecting. With
``--items 10`` the feeds bring pages too. A second run follows, in which nothing is new. Peak memory
is that of this process. ``--feeds 10000 --hosts 200 --latency 0 --gap 0`` is the large one.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from claimtrack.cli.tools import make_fetch_all, now
from claimtrack.config import Config, Settings
from claimtrack.models import Feed, Outlet
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
    """Finds nothing, at once."""

    version = "none"

    def extract_many(self, texts):  # type: ignore[no-untyped-def]
        """Nothing in any text."""
        from claimtrack.models import Extraction

        return [Extraction() for _ in texts]


def serve(options: argparse.Namespace) -> tuple[subprocess.Popen[str], list[int]]:
    """The web, and the ports of its hosts."""
    a_host = -(-options.feeds // options.hosts)
    shape = [options.hosts, a_host, options.items, options.latency]
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


def measure(name: str, path: Path, config: Config) -> None:
    tools = Tools(
        clock=now,
        fetch_all=make_fetch_all(config),
        load_extractor=NoExtractor,  # type: ignore[arg-type]
        progress=Silent(),
    )
    started = time.monotonic()
    with open_database(path) as db:
        counts = ingest(db, config, tools)
    seconds = time.monotonic() - started
    loaded = "yes" if "spacy" in sys.modules else "no"
    print(
        f"{name} run: {seconds:.1f} s, {counts.feeds} feeds ({counts.feeds_failed} failed), "
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
    ):
        parser.add_argument(f"--{name}", type=kind, default=default)
    options = parser.parse_args()
    web, ports = serve(options)
    try:
        with tempfile.TemporaryDirectory() as folder:
            config = config_of(options, ports)
            for name in ("first", "second"):
                measure(name, Path(folder) / "x.db", config)
    finally:
        web.kill()
        web.wait()
    print(f"limits: first {LIMITS['first']} s, second {LIMITS['second']} s, {LIMITS['MB']} MB")


if __name__ == "__main__":
    main()
