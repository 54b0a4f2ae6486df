"""How a bulk run scales: two workers against one, the share of scheduler and driver, memory.

    python benchmarks/bulk.py scale  [--articles 1000] [--rounds 1]  two workers against one
    python benchmarks/bulk.py memory [--articles 100000] [--minutes 10] [--real]

``scale``: articles made of the sample newsroom's sentences, at the length of real ones (about 600
words). Beside the clock stands the processor time of workers, and of scheduler and driver
together: on a busy machine the clock says little, and processor time an article tells whether a
second worker costs the first anything. The articles are cut into some fifty chunks, so that what
is lost at the end, when one worker has nothing left to do, is about as small as in an archive.
``memory``: one worker over so many articles, its resident memory after each partition; extraction
is replaced by one that finds what a real article has (``--real``: is not). The limits are those of
the issue; exit code 1 where one is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claimtrack.bulk import work
from claimtrack.bulk.chunks import cut, find_sources
from claimtrack.bulk.run import Plan, bulk_run
from claimtrack.bulk.work import Order, do
from claimtrack.cli.tools import now
from claimtrack.models import Extraction
from claimtrack.sample import load_stories

SPEEDUP, SHARE, MB = 1.8, 0.05, 1_500
WORDS = 600  # of an article
CHUNKS = 50
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Quiet:
    """Shows nothing."""

    def start(self, stage: str, total: int | None) -> None:
        """Nothing."""

    def step(self, note: str = "") -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


def articles(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Articles of sentences drawn from the sample newsroom, no two alike."""
    texts = (p for story in load_stories() for p in story.paragraphs)
    paragraphs = [(p, len(p.split())) for p in texts if len(p.split()) > 5]
    chance = random.Random(seed)
    for n in range(number):
        body, words = list[str](), 0
        while words < WORDS:
            text, length = chance.choice(paragraphs)
            body.append(text)
            words += length
        yield {
            "id": f"s{n}",
            "outlet": f"Outlet {n % 40}",
            "title": f"Number {n} of the archive",
            "date": f"2014-{1 + n * 12 // number:02d}-{1 + n % 28:02d}",
            "body_text": "\n".join(body),
        }


def write(path: Path, number: int) -> Path:
    """The articles as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        for row in articles(number):
            file.write(json.dumps(row) + "\n")
    return path


def scale(arguments: argparse.Namespace, folder: Path) -> bool:
    """Two workers against one."""
    source = write(folder / "a.jsonl", arguments.articles)
    took: dict[int, float] = {}
    shares = []
    for workers in (1, 2) * arguments.rounds:
        out = folder / f"out{len(shares)}"
        before, started = _processor(), time.monotonic()
        plan = Plan(
            sources=[str(source)],
            folder=out,
            scheduler=None,
            workers=workers,
            articles=arguments.articles // CHUNKS,
            seconds=3600,
        )
        outcome = bulk_run(plan, now=now(), progress=Quiet(), tell=lambda line: None)
        clock = time.monotonic() - started
        own, children = (a - b for a, b in zip(_processor(), before, strict=True))
        share = own / (own + children)
        shares.append(share)
        took[workers] = min(took.get(workers, clock), clock)
        print(
            f"{workers} workers: {clock:.1f} s by the clock for {outcome.counts['articles']}"
            f" articles, processor: workers {children:.1f} s, scheduler and driver {own:.1f} s"
            f" ({share:.1%}), load {os.getloadavg()[0]:.1f}"
        )
    speedup = took[1] / took[2]
    print(
        f"speedup {speedup:.2f} (at least {SPEEDUP}), share {min(shares):.1%} (under {SHARE:.0%})"
    )
    return speedup >= SPEEDUP and min(shares) < SHARE


def _processor() -> tuple[float, float]:
    """Seconds of this process (scheduler and driver), and of its children that ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.RUSAGE_CHILDREN
    ended = resource.getrusage(children)
    return own.ru_utime + own.ru_stime, ended.ru_utime + ended.ru_stime


class Cheap:
    """Finds in every text what the real one found in a text of the newsroom."""

    version = "cheap"

    def __init__(self, found: Extraction, length: int) -> None:
        self._found, self._length = found, length

    def extract_many(self, texts: Any) -> Iterator[Extraction]:
        """The same for every text that is long enough."""
        for text in texts:
            yield self._found if len(text) >= self._length else Extraction()


def memory(arguments: argparse.Namespace, folder: Path) -> bool:
    """One worker's resident memory, partition after partition."""
    source = write(folder / "a.jsonl", arguments.articles)
    if not arguments.real:
        text = next(articles(1))["body_text"][:3000]
        cheap = Cheap(work.load_extractor().extract(text), len(text))
        work.load_extractor = lambda: cheap  # type: ignore[assignment,return-value]
    version = work.load_extractor().version
    (found,) = find_sources([str(source)])
    end, done, sizes = time.monotonic() + arguments.minutes * 60, 0, []
    for chunk in cut(found, 1_000):
        order = Order(
            chunk=chunk, folder=folder / "out", seen_at=AT, extractor=version, seconds=3600
        )
        done += do(order)["articles"]
        sizes.append(_resident())
        print(f"{done} articles: {sizes[-1]} MB", flush=True)
        if time.monotonic() > end:
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    third = max(len(sizes) // 3, 1)
    first, last = max(sizes[:third]), max(sizes[-third:])
    print(f"{done} articles, peak {peak} MB (under {MB}); first third {first}, last {last} MB")
    return peak < MB and last < first * 1.15


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def main() -> int:
    """Measure, and tell whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["scale", "memory"])
    parser.add_argument("--articles", type=int)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--real", action="store_true")
    arguments = parser.parse_args()
    arguments.articles = arguments.articles or {"scale": 1_000, "memory": 100_000}[arguments.what]
    folder = Path(tempfile.mkdtemp())
    try:
        return 0 if {"scale": scale, "memory": memory}[arguments.what](arguments, folder) else 1
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
