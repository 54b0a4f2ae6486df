"""What a worker does of a chunk: read, save and extract as ``import`` does, and keep the rows.

::

    open a database in memory                 the same tables, by the same migrations
    for each record: save it, or reject it    as import
    read what is pending                      as import; equal texts are read once a partition
    write its rows                            one partition, whole or not at all

The language model is loaded once a process.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from .. import __version__, store
from ..collect import Tools, count_saved
from ..errors import ClaimtrackError, InputError
from ..reading import Reader
from ..store.keyed import keyed_rows
from .chunks import Chunk
from .partitions import Manifest, Rows, write_partition
from .records import read_records
from .tables import TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ..extract import Extractor
    from ..fetch import Request
    from ..models import Fetched

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_HUNG = 75  # exit code of a worker that ended itself
_one_at_a_time = threading.Lock()


class Unfit(ClaimtrackError):
    """This worker cannot do it, another may; ``worker`` is its address."""

    def __init__(self, worker: str, reason: str) -> None:
        self.worker = worker
        self.reason = reason
        super().__init__(worker, reason)

    def __str__(self) -> str:
        return f"worker {self.worker}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done with a chunk. ``extractor`` is the version that all partitions have."""

    chunk: Chunk
    folder: Path
    seen_at: datetime
    extractor: str
    seconds: float


@cache
def load_extractor() -> Extractor:
    """The extractor of this process."""
    from ..extract import Extractor

    return Extractor.load()


def extractor_version() -> str:
    """The version of the extractor of this process."""
    return load_extractor().version


def do(order: Order, worker: str = "") -> dict[str, int]:
    """Make the partition; its counts. Raises :class:`Unfit` where this worker cannot."""
    with _one_at_a_time, _ended_after(order.seconds):
        extractor = load_extractor()
        if extractor.version != order.extractor:
            raise Unfit(worker, f"has extractor {extractor.version}, not {order.extractor}")
        with store.open_database(":memory:") as db:
            try:
                counts, places, rejects = _read(db, order)
            except OSError as error:
                raise _told(error, order, worker) from error
            tables: dict[str, Rows] = {
                table.name: _rows(db, table.name, [n for n, _ in table.columns], places)
                for table in TABLES
                if table.name != "rejects"
            }
            about = {
                "input": order.chunk.as_json(),
                "program": __version__,
                "extractor": order.extractor,
                "counts": counts,
            }
            try:
                manifest = write_partition(
                    order.folder, order.chunk.partition, {**tables, "rejects": [rejects]}, about
                )
            except OSError as error:
                reason = f"cannot write to {order.folder}: {error.strerror or error}"
                raise Unfit(worker, reason) from error
    return _counted(manifest)


def _told(error: OSError, order: Order, worker: str) -> ClaimtrackError:
    """Libraries write too: models are unpacked into the folder of temporary files."""
    said = error.strerror or str(error)
    if error.errno in _FULL:
        return Unfit(worker, f"has no room for temporary files: {said}")
    return InputError(f"{order.chunk.uri}: cannot be read: {said}")


def _counted(manifest: Manifest) -> dict[str, int]:
    counts: dict[str, int] = manifest["counts"]
    return counts


@dataclass(slots=True, kw_only=True)
class _Quiet:
    """Progress that nobody sees."""

    def start(self, stage: str, total: int | None) -> None:
        """Nothing."""

    def step(self, note: str = "") -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


def _fetch_nothing(requests: Iterable[Request]) -> AsyncIterator[Fetched]:
    raise NotImplementedError("bulk runs fetch nothing")


def _read(
    db: Database, order: Order
) -> tuple[dict[str, int], dict[int, int | None], list[dict[str, Any]]]:
    """Save and extract all records; the counts, the place of each article, the rejects."""
    tools = Tools(
        clock=lambda: order.seen_at,
        fetch_all=_fetch_nothing,
        load_extractor=load_extractor,
        progress=_Quiet(),
    )
    run = store.start_run(db, "bulk run", version=__version__, at=order.seen_at)
    counts, records = store.RunCounts(), 0
    places: dict[int, int | None] = {}
    rejects: list[dict[str, Any]] = []
    for record in read_records(order.chunk, seen_at=order.seen_at):
        records += record.place is not None
        if record.reason is not None:
            where = {"file": order.chunk.uri, "record": record.place}
            rejects.append({**where, "reason": record.reason})
        elif record.sighting is not None:
            saved = store.save_sighting(db, run, record.sighting)
            count_saved(counts, saved)
            if saved.article is not None:
                places.setdefault(saved.article, record.place)
    Reader(db, run, counts, tools).read_pending()
    told = {
        "records": records,
        "articles": counts.articles,
        "revisions": counts.revisions,
        "claims": counts.claims,
        "responsibility_claims": counts.responsibility_claims,
        "rejects": len(rejects),
    }
    return told, places, rejects


def _rows(
    db: Database, table: str, columns: list[str], places: dict[int, int | None]
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table; those of articles with their place."""
    kept = [name for name in columns if name not in ("partition", "place")]
    if table != "articles":
        yield from keyed_rows(db, table, kept)
        return
    number = iter(places.values())  # articles were saved in this order
    for batch in keyed_rows(db, table, kept):
        yield [{**row, "place": next(number)} for row in batch]


class _ended_after:  # noqa: N801
    """End this process where the block takes longer: what hangs in a library ends in no other way.

    The scheduler gives the work to another worker.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, os._exit, [_HUNG])
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()
