"""What is done with one window of articles, and with all of them in order. Run by workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import parquet

from ..copies import LEAST_FOUND, Sketch, judge_copy, may_copy, own_length, sketch
from ..describing import Prepared, guessed, prepare
from ..models import ComparedArticle, Copy
from ..store.compare import compared_article
from ..stories import StoryIndex
from ..terms import TermCounts
from .bands import Found, added_up
from .partitions import schema_of
from .tables import COPIES, MONTH, STORIES

_Numbered = tuple[int, ComparedArticle]
_WORDS = ["article", "hash", "title", "byline", "text"]
_MANY = 2_000  # articles whose stories are written at once


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of revisions: of one partition and month."""

    path: Path
    partition: str
    month: str

    @classmethod
    def of(cls, path: Path) -> File:
        """What the path tells of it."""
        month = path.parent.name.removeprefix(f"{MONTH}=")
        return cls(path=path, partition=path.stem, month=month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where things stand while articles are compared; ``size`` articles are a window."""

    folder: Path
    aside: Path
    size: int

    def make(self) -> None:
        """Make the folders."""
        for part in ("windows", "own", "pairs", "done/copies", "done/stories"):
            (self.aside / part).mkdir(parents=True)

    @property
    def order(self) -> Path:
        """Which article has which number."""
        return self.aside / "order.parquet"

    @property
    def done(self) -> Path:
        """What becomes the result."""
        return self.aside / "done"

    def path(self, part: str, window: int) -> Path:
        """The file of a window."""
        return self.aside / part / f"{window:08}.parquet"


# --- articles, by window ------------------------------------------------------------------------


def read_articles(file: File, kept: Kept) -> list[tuple[int, list[_Numbered]]]:
    """The articles whose present words stand in the file, by window."""
    mine = [(MONTH, "=", file.month), ("partition", "=", file.partition)]
    order = parquet.read_table(kept.order, filters=mine).to_pylist()
    wanted = {(row["key"], row["revision"]): row for row in order}
    found: dict[int, list[_Numbered]] = {}
    for batch in parquet.ParquetFile(file.path).iter_batches(columns=_WORDS):
        for words in batch.to_pylist():
            row = wanted.get((words["article"], words["hash"]))
            if row:
                article = compared_article({**row, **words, "id": row["key"]})
                found.setdefault(row["number"] // kept.size, []).append((row["number"], article))
    return list(found.items())


def keep_prepared(group: tuple[int, Iterable[tuple[int, list[_Numbered]]]], kept: Kept) -> int:
    """Keep the sketch of each article of a window and what its story needs; how many there are."""
    window, parts = group
    numbered = sorted((n, article) for _, some in parts for n, article in some)
    counts = TermCounts()
    columns = {
        "number": [number for number, _ in numbered],
        "key": [article.id for _, article in numbered],
        "sketch": [sketch(article).pack() for _, article in numbered],
        "prepared": [guessed(prepare(article), counts).pack() for _, article in numbered],
    }
    parquet.write_table(pyarrow.table(columns), kept.path("windows", window), compression="none")
    return len(numbered)


# --- copies -------------------------------------------------------------------------------------


def keep_found(group: tuple[int, Iterable[tuple[int, Found]]], kept: Kept) -> int:
    """Add up what the bands found of a window's articles; how many pairs are to be judged."""
    window, parts = group
    all_parts = [part for _, part in parts]
    numbers, own = added_up([(p.numbers, p.own) for p in all_parts])
    pairs, shared = added_up([(p.pairs, p.shared) for p in all_parts])
    enough = shared >= LEAST_FOUND
    parquet.write_table(pyarrow.table({"number": numbers, "own": own}), kept.path("own", window))
    parquet.write_table(
        pyarrow.table(
            {
                "later": pairs[enough] >> np.uint64(32),
                "earlier": pairs[enough] & np.uint64(0xFFFFFFFF),
                "found": shared[enough],
            }
        ),
        kept.path("pairs", window),
    )
    return int(enough.sum())


def judge_window(window: int, kept: Kept) -> int:
    """Write the copies among the articles of a window; how many there are."""
    path = kept.path("pairs", window)
    copies = list(_judged(path, kept)) if path.exists() else []
    rows = [
        {
            "article": copy.id,
            "copy_of": copy.copy_of,
            "share": copy.share,
            "kind": copy.kind.value,
            "why": copy.why,
        }
        for copy in copies
    ]
    _write(rows, COPIES, kept.path("done/copies", window))
    return len(copies)


def _judged(path: Path, kept: Kept) -> Iterator[Copy]:
    """Of each article, the earliest that it copies."""
    pairs = sorted(zip(*parquet.read_table(path).to_pydict().values(), strict=True))
    numbers = {number for later, earlier, _ in pairs for number in (later, earlier)}
    known = _load_sketches(numbers, kept)
    settled = set()
    for later, earlier, found in pairs:
        (one, own), (other, theirs) = known[later], known[earlier]
        if later in settled or not may_copy(one, other, found):
            continue
        lengths = own_length(one, own), own_length(other, theirs)
        if copy := judge_copy(one, other, found, lengths):
            settled.add(later)
            yield copy


def _load_sketches(numbers: Iterable[int], kept: Kept) -> dict[int, tuple[Sketch, int]]:
    """The sketch of each article, and how many runs of its sample are no furniture."""
    by_window: dict[int, list[int]] = {}
    for number in numbers:
        by_window.setdefault(number // kept.size, []).append(number)
    known = {}
    for window, wanted in by_window.items():
        only = [("number", "in", wanted)]
        own = parquet.read_table(kept.path("own", window), filters=only).to_pydict()
        counts = dict(zip(own["number"], own["own"], strict=True))
        columns = ["number", "key", "sketch"]
        table = parquet.read_table(kept.path("windows", window), columns=columns, filters=only)
        for row in table.to_pylist():
            one = Sketch.unpack(row["key"], row["sketch"])
            known[row["number"]] = (one, counts.get(row["number"], 0))
    return known


# --- stories ------------------------------------------------------------------------------------


def add_stories(kept: Kept, windows: Sequence[int], method: str) -> int:
    """Add all articles to the stories in order and write where each came; how many stories."""
    index, firsts = StoryIndex(), dict[int, str]()
    for window in windows:
        rows = []
        for row in _prepared(kept.path("windows", window)):
            story, features = index.add_prepared(Prepared.unpack(row["prepared"]))
            firsts.setdefault(story, row["key"])
            rows.append(
                {
                    "article": row["key"],
                    "place": row["number"],
                    "story": firsts[story],
                    "method": method,
                    "features": features.pack(),
                    "sketch": row["sketch"],
                }
            )
        _write(rows, STORIES, kept.path("done/stories", window))
    return len(firsts)


def _prepared(path: Path) -> Iterator[dict[str, Any]]:
    for batch in parquet.ParquetFile(path).iter_batches(batch_size=_MANY):
        yield from batch.to_pylist()


def _write(rows: list[dict[str, Any]], table: Any, path: Path) -> None:
    data = pyarrow.Table.from_pylist(rows, schema_of(table))
    parquet.write_table(data, path, compression="zstd")
