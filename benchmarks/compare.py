"""Time and memory of stories and copies for many articles: a synthetic extension of real ones.

    python benchmarks/compare.py FOLDER [10000 30000 100000]

Every replica of the real articles has other names and numbers of days, so that its events are new
ones. Limits: 100,000 articles in 20 minutes on 2 cores and 2 GB; adding 1,000 to 100,000 takes at
most 2 percent of that, loading what is kept included.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from stories import read

from claimtrack.copies import CopyIndex, Sketch, sketch
from claimtrack.models import ComparedArticle
from claimtrack.stories import Features, StoryIndex

_NAME = re.compile(r"\b[A-Z][a-z]{3,}")
_ENDINGS = "an el os ira und mar tok vey lin sor bek dal".split()
_MORE = 1_000


def extended(articles: list[ComparedArticle]) -> Iterator[ComparedArticle]:
    """Without end: the articles, then again with other names, a few days later each time."""
    replica = 0
    while True:
        ending = _ENDINGS[replica % 12] + _ENDINGS[replica // 12 % 12] if replica else ""
        for a in articles:
            yield replace(
                a,
                id=f"{a.id}-{replica}",
                title=_NAME.sub(lambda m: m.group() + ending, a.title),  # noqa: B023
                body=_NAME.sub(lambda m: m.group() + ending, a.body),  # noqa: B023
                day=a.day + timedelta(days=3 * replica) if a.day else None,
            )
        replica += 1


def run(articles: list[ComparedArticle], more: list[ComparedArticle]) -> None:
    """Time a full run, then adding more to what was kept of it."""
    started = time.perf_counter()
    stories, copies = StoryIndex(), CopyIndex()
    kept = []
    for article in articles:
        story, features = stories.add(article)
        one = sketch(article)
        copies.add(one)
        kept.append((story, features.pack(), one.id, one.pack()))
    found = sum(copies.original(n) is not None for n in range(len(articles)))
    full = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del stories, copies
    started = time.perf_counter()
    stories = StoryIndex([Features.unpack(k[1]) for k in kept], [k[0] for k in kept])
    copies = CopyIndex(Sketch.unpack(k[2], k[3]) for k in kept)
    loaded = time.perf_counter() - started
    for article in more:
        stories.add(article)
        copies.original(copies.add(sketch(article)))
    added = time.perf_counter() - started
    size = sum(len(k[1]) + len(k[3]) for k in kept) / 1e6
    print(
        f"{len(articles)} articles: {full:.0f} s, {found} copies, peak {peak:.0f} MB, kept "
        f"{size:.0f} MB; {len(more)} more: {added:.1f} s ({loaded:.1f} s loading), "
        f"{added / full:.1%}",
        flush=True,
    )


def main() -> None:
    """Run each size."""
    real = [article for article, _ in read(Path(sys.argv[1]), "events_gunviolence")]
    for size in [int(s) for s in sys.argv[2:]] or [10_000, 30_000, 100_000]:
        articles = list(islice(extended(real), size + _MORE))
        run(articles[:size], articles[size:])


if __name__ == "__main__":
    main()
