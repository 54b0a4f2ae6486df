"""Sampled runs of words, joined by band: a band is a range of runs, whoever holds them.

All articles that hold a run meet in one band, so that furniture is told there as from all articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pyarrow import parquet

from ..copies import FEWEST_HOLDERS, LONGEST_DELAY, Sketch, spreads

if TYPE_CHECKING:
    from .windows import Kept

_ARTICLES = 20_000  # whose runs make one band, on average: some 50 MB
_HOLDER = np.dtype([("run", "u4"), ("number", "u4"), ("day", "i4"), ("host", "i8")])
Numbers = NDArray[np.uint64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one band tells of a window: runs held that are no furniture, by article; runs shared.

    A pair is the number of the later article, then that of the earlier one, in one integer.
    """

    numbers: Numbers
    own: Counts
    pairs: Numbers
    shared: Counts


def bands_of(articles: int) -> int:
    """Into how many bands the runs of so many articles are cut."""
    return -(-articles // _ARTICLES)


def read_bands(window: int, kept: Kept, bands: int) -> list[tuple[int, NDArray[Any]]]:
    """The runs by which copies are found, of the articles of a window, by band."""
    columns = ["number", "sketch"]
    table = parquet.read_table(kept.path("windows", window), columns=columns)
    rows = zip(*table.to_pydict().values(), strict=True)
    held = [_holder(number, Sketch.unpack("", packed)) for number, packed in rows]
    all_held = np.concatenate(held)
    band = (all_held["run"].astype(np.uint64) * np.uint64(bands)) >> np.uint64(32)
    order = np.argsort(band, kind="stable")
    return [(b, all_held[some]) for b, some in _runs_of(band[order].astype(np.int64), order)]


def _holder(number: int, one: Sketch) -> NDArray[Any]:
    rows = np.empty(len(one.sample), _HOLDER)
    rows["run"], rows["number"] = one.sample, number
    rows["day"], rows["host"] = one.day or 0, -1 if one.host is None else one.host
    return rows


def _runs_of(keys: NDArray[np.int64], values: NDArray[Any]) -> Iterator[tuple[int, NDArray[Any]]]:
    """The values of each key, given in order of the keys."""
    unique, starts = np.unique(keys, return_index=True)
    if not len(unique):
        return
    yield from zip(unique.tolist(), np.split(values, starts[1:]), strict=True)


def join_band(
    group: tuple[int, Iterable[tuple[int, NDArray[Any]]]], size: int
) -> list[tuple[int, Found]]:
    """Which articles share runs of the band that are no furniture, by the later one's window."""
    held = np.concatenate([part for _, part in group[1]])
    held = _without_furniture(held[np.lexsort((held["number"], held["run"]))])
    numbers, own = np.unique(held["number"].astype(np.uint64), return_counts=True)
    pairs, shared = _pairs(held)
    windows = (numbers // np.uint64(size)).astype(np.int64)
    of_pair = ((pairs >> np.uint64(32)) // np.uint64(size)).astype(np.int64)
    owned = dict(_runs_of(windows, np.arange(len(numbers))))
    paired = dict(_runs_of(of_pair, np.arange(len(pairs))))
    none = np.empty(0, np.int64)
    found = []
    for window, mine in owned.items():
        theirs = paired.get(window, none)
        one = Found(
            numbers=numbers[mine], own=own[mine], pairs=pairs[theirs], shared=shared[theirs]
        )
        found.append((window, one))
    return found


def _without_furniture(held: NDArray[Any]) -> NDArray[Any]:
    """``held`` is in order of runs."""
    _, starts, sizes = np.unique(held["run"], return_index=True, return_counts=True)
    kept = np.ones(len(held), bool)
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        if size > FEWEST_HOLDERS:
            some = held[start : start + size]
            hosts = (None if host < 0 else host for host in some["host"].tolist())
            if spreads(hosts, (day or None for day in some["day"].tolist())):
                kept[start : start + size] = False
    return held[kept]


def _pairs(held: NDArray[Any]) -> tuple[Numbers, Counts]:
    """Every pair of holders of a run, some days apart, with how many runs they share.

    ``held`` is in order of runs, then of numbers, that is of dates. Each step joins every holder
    with the one so many places before it.
    """
    found = [(np.empty(0, np.uint64), np.empty(0, np.int64))]
    for step in range(1, len(held)):
        same = held["run"][step:] == held["run"][:-step]
        if not same.any():
            break
        later, earlier = held[step:][same], held[:-step][same]
        dated = (later["day"] > 0) & (earlier["day"] > 0)
        near = ~dated | (later["day"] - earlier["day"] <= LONGEST_DELAY)
        codes = (later["number"].astype(np.uint64) << np.uint64(32)) | earlier["number"]
        found.append(np.unique(codes[near], return_counts=True))
    return added_up(found)


def added_up(parts: Sequence[tuple[Numbers, Counts]]) -> tuple[Numbers, Counts]:
    """Each number once, with the sum of its counts."""
    numbers = np.concatenate([n for n, _ in parts])
    counts = np.concatenate([c for _, c in parts])
    unique, places = np.unique(numbers, return_inverse=True)
    return unique, np.bincount(places, counts, len(unique)).astype(np.int64)
