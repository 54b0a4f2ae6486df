"""Parquet of a bulk run → SQLite, all of it or a part.

::

    no database there yet:   fill NAME.loading without indexes, partition by partition
                             make the indexes; move it into place, whole
    one is there:            save partition by partition, its indexes kept

A partition is one transaction. Killed, either goes on where it stopped when it is called again;
called again when all is there, it changes nothing but its own run. Stories and copies of
``bulk compare`` are taken over where all is loaded into a new database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from .. import __version__, store
from ..collect import Clock, Progress
from ..store.filling import (
    filling,
    finish_filling,
    load_source_of_filling,
    save_compared_at_once,
    save_copies_at_once,
    save_source_of_filling,
)
from ..store.loading import Loader
from .partitions import Manifest, load_whole
from .takeover import Comparison, load_comparison
from .wanted import Wanted, read_wanted

_LOADING = ".loading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is to be loaded, and where to. ``tell`` hears what is worth a line."""

    folder: Path
    to: Path
    wanted: Wanted
    clock: Clock
    progress: Progress
    tell: Callable[[str], None]


def bulk_load(load: Load) -> store.RunCounts:
    """Load what is wanted into the database; what of it is new there."""
    manifests = load_whole(load.folder)
    with store.run_lock(load.to):
        if load.to.exists():
            with store.open_database(load.to) as db:
                counts = _save(db, load, manifests, None)
                store.refresh_summaries(db)
        else:
            counts = _fill(load, manifests)
            with store.open_database(load.to):  # what people decided holds here too
                pass
    return counts


def _fill(load: Load, manifests: Sequence[Manifest]) -> store.RunCounts:
    path = load.to.with_name(load.to.name + _LOADING)
    comparison = None
    if load.wanted.is_all:
        comparison = load_comparison(load.folder, manifests, load.tell)
    source = json.dumps([str(load.folder.absolute()), repr(load.wanted), comparison is not None])
    _forget_other(path, source)
    with filling(path) as db:
        save_source_of_filling(db, source)
        counts = _save(db, load, manifests, comparison)
        if comparison:
            save_compared_at_once(db, comparison.compared())
            save_copies_at_once(db, comparison.copies())
        load.progress.start("indexes", None)
        finish_filling(db)
        load.progress.finish()
    path.replace(load.to)
    return counts


def _forget_other(path: Path, source: str) -> None:
    """Remove what was begun from another folder, or with other options."""
    if not path.exists():
        return
    with filling(path) as db:
        is_other = load_source_of_filling(db) != source
    if is_other:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _save(
    db: Database, load: Load, manifests: Sequence[Manifest], comparison: Comparison | None
) -> store.RunCounts:
    run = store.start_run(db, "bulk load", version=__version__, at=load.clock())
    counts = store.RunCounts()
    state: Literal["done", "failed"] = "failed"
    try:
        loader = Loader(db=db, run=run, at=load.clock())
        if comparison:
            loader.numbers, loader.placed = comparison.numbers, comparison.placed
        _save_partitions(loader, load, manifests, counts)
        state = "done"
    finally:
        store.finish_run(db, run, counts, at=load.clock(), state=state)
    return counts


def _save_partitions(
    loader: Loader, load: Load, manifests: Sequence[Manifest], counts: store.RunCounts
) -> None:
    load.progress.start("partitions", len(manifests))
    for manifest in manifests:
        if tables := read_wanted(load.folder, manifest, load.wanted):
            saved = loader.load(tables)
            counts.articles += saved["articles"]
            counts.revisions += saved["revisions"]
            counts.claims += saved["claims"]
            counts.responsibility_claims += saved["responsibility_claims"]
        load.progress.step()
    load.progress.finish()
