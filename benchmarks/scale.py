"""What grows in a bulk run, simulated without reading a text: manifests, buckets, the task graph.

    python benchmarks/scale.py

- manifests: seconds to read those of so many partitions, as every command on a folder does first
- buckets: one report printed by so many outlets on one day: pairs and seconds in a band of copies;
  and a line of furniture in as many articles of one host, which is dropped
- graph: tasks and seconds of the driver to cut so many articles into windows and bands
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import numpy as np
from dask import bag

from claimtrack.bulk.bands import _HOLDER, bands_of, join_band
from claimtrack.bulk.comparing import WINDOW, _grouped
from claimtrack.bulk.partitions import MANIFESTS, VERSION, load_manifests

_RUNS = 100  # sampled runs of an article of 400 words
_DAY = 735_000


def manifests(partitions: int) -> None:
    """Write manifests like those of a run and read them."""
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / MANIFESTS
        folder.mkdir()
        file = {"rows": 1000, "bytes": 300_000, "sha256": "0" * 64}
        for number in range(partitions):
            name = f"part-{number:06}"
            files = {f"{t}/month=2025-{m:02}/{name}.parquet": file for t in "abcde" for m in (1, 2)}
            row = {"format": VERSION, "partition": name, "counts": {}, "files": files}
            (folder / f"{name}.json").write_text(json.dumps(row))
        started = time.perf_counter()
        number = sum(1 for _ in load_manifests(Path(aside)))
        print(f"{number:>9,} manifests: {time.perf_counter() - started:8.2f} s")


def bucket(holders: int, *, hosts: int) -> None:
    """Join the runs of one text that so many articles hold, of so many hosts."""
    held = np.empty(holders * _RUNS, _HOLDER)
    held["run"] = np.tile(np.arange(_RUNS, dtype=np.uint32), holders)
    held["number"] = np.repeat(np.arange(holders, dtype=np.uint32), _RUNS)
    held["day"] = _DAY
    held["host"] = held["number"] % hosts
    started = time.perf_counter()
    found = join_band((0, [(0, held)]), WINDOW)
    taken = time.perf_counter() - started
    pairs = sum(len(one.pairs) for _, one in found)
    print(f"{holders:>9,} articles of {hosts:>6,} hosts: {pairs:>10,} pairs {taken:8.2f} s")


def graph(articles: int) -> None:
    """Build the graph that moves the articles to windows and their runs to bands."""
    windows, bands = -(-articles // WINDOW), bands_of(articles)
    started = time.perf_counter()
    held = bag.from_sequence(range(windows), npartitions=windows).map(lambda n: [(n, n)])
    joined = _grouped(_grouped(held, bands).map(lambda g: [g]), windows)
    tasks = len(joined.__dask_graph__())
    taken = time.perf_counter() - started
    print(f"{articles:>13,} articles: {windows:>7,} windows {tasks:>10,} tasks {taken:8.2f} s")


if __name__ == "__main__":
    for number in (1_000, 10_000, 100_000):
        manifests(number)
    for number in (10, 100, 1_000, 3_000):
        bucket(number, hosts=number)
    bucket(3_000, hosts=1)
    for number in (100_000, 1_000_000, 10_000_000):
        graph(number)
