"""Vectors of claims: how fast they are made, what they take, how fast a million are searched.

    python benchmarks/vectors.py [2000 1000000]

The first number of claims is encoded and stored, and told for a million; the second is of random
vectors that are searched. Limits for a million: 60 minutes, 600 MB, 200 ms a query.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from claimtrack.grouping import vectors_of
from claimtrack.match.encoder import load_encoder
from claimtrack.match.vectors import PACKED, SIZE, VectorIndex
from claimtrack.sample import load_stories
from claimtrack.store import open_database

_MILLION = 1_000_000
_QUERIES = 20


def texts(count: int) -> list[str]:
    """Sentences of the sample newsroom, each with a number of its own."""
    sentences = [
        s for story in load_stories() for p in story.paragraphs for s in re.split(r"(?<=\.) ", p)
    ]
    return [f"{s[:160]} {n}" for n, s in enumerate(islice(cycle(sentences), count))]


def make(count: int) -> None:
    """Encode and store so many."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.db"
        with open_database(path) as db:
            db.execute("pragma wal_checkpoint(truncate)")
            empty = path.stat().st_size
            encoder, wanted = load_encoder(), texts(count)
            wall, cpu = time.perf_counter(), time.process_time()
            vectors_of(db, wanted, encoder)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            db.execute("pragma wal_checkpoint(truncate)")
        size = path.stat().st_size - empty
    scale = _MILLION / count
    print(
        f"{count} vectors: {wall:.0f} s, {cpu:.0f} s of one core; a million: "
        f"{cpu * scale / 60:.0f} minutes of one core, {size * scale / 1e6:.0f} MB"
    )


def search(count: int) -> None:
    """Search so many random vectors."""
    rng = np.random.default_rng(1)
    packed = rng.integers(0, 256, (count, PACKED), np.uint8)
    packed[:, :4] = np.frombuffer(np.float32(0.001).tobytes(), np.uint8)
    index = VectorIndex([packed.tobytes()])
    took = []
    for vector in rng.standard_normal((_QUERIES, SIZE), dtype=np.float32):
        started = time.perf_counter()
        index.nearest(vector, 20)
        took.append(time.perf_counter() - started)
    print(f"{count} searched: median {np.median(took) * 1e3:.0f} ms, best {min(took) * 1e3:.0f} ms")


if __name__ == "__main__":
    sizes = [int(arg) for arg in sys.argv[1:]] or [2_000, _MILLION]
    make(sizes[0])
    search(sizes[1])
