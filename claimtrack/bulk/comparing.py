"""Copies and stories of a bulk run, the same as the small path finds in the same articles.

::

    number the articles by date                                        (DuckDB, on disk)
    each file of revisions:    its articles → by window                a window: neighbours in time
    each window:               sketch, prepare → kept aside
    each window:               its sampled runs of words → by band     a band: a range of runs
    each band:                 drop furniture, join pairs some days apart → by window
    each window:               add up, judge its pairs → copies
    all windows in order:      add to the stories → stories

The engine cuts, joins and moves (``Bag.groupby``); sampling, furniture, judging a pair and adding
to the stories are the functions of :mod:`..copies` and :mod:`..stories`. The stories are one task,
as each article is compared with the stories before it; the others do for it what needs no order.

Interrupted, it starts over: it takes a hundredth of the time of the run before it. What was found
before is replaced as a whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dask import bag
from distributed import Client

from ..collect import Progress
from ..comparing import METHOD
from ..store import run_lock
from ..store.archive import order_articles
from .bands import bands_of, join_band, read_bands
from .engine import connected
from .partitions import files_of, load_whole, write_json
from .tables import VERSION
from .windows import (
    File,
    Kept,
    add_stories,
    judge_window,
    keep_found,
    keep_prepared,
    read_articles,
)

COMPARED = "compared"
_ASIDE = ".comparing"
WINDOW = 2_000  # articles: some 20 MB while it is worked on
_FILES = 8  # files of revisions that one task reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How much was compared, and what was found."""

    articles: int
    copies: int
    stories: int


def bulk_compare(
    folder: Path,
    *,
    scheduler: str | None,
    workers: int | None,
    progress: Progress,
    tell: Callable[[str], None],
    window: int = WINDOW,
) -> Comparison:
    """Find the copies and stories of all that is done in ``folder``; kept in its ``compared``."""
    folder = folder.absolute()
    manifests = load_whole(folder)
    aside = folder / _ASIDE
    with run_lock(folder / COMPARED):
        shutil.rmtree(aside, ignore_errors=True)
        kept = Kept(folder=folder, aside=aside, size=window)
        kept.make()
        articles = order_articles(files_of(folder, manifests, "articles"), kept.order)
        with connected(scheduler, workers) as client:
            tell(f"Dask's dashboard: {client.dashboard_link}")
            found = _compare(
                client, kept, files_of(folder, manifests, "revisions"), articles, progress
            )
        names = [m["partition"] for m in manifests]
        _put_in_place(kept, {"format": VERSION, "method": METHOD, "partitions": names})
    return found


def _compare(
    client: Client, kept: Kept, files: Sequence[Path], articles: int, progress: Progress
) -> Comparison:
    """The steps of the engine; what each writes the next one reads from the folder."""
    windows = range(-(-articles // kept.size))
    progress.start("comparing", 4)
    read = bag.from_sequence(map(File.of, files), partition_size=_FILES).map(read_articles, kept)
    _carry_out(client, _grouped(read, len(windows)).map(keep_prepared, kept))
    progress.step()
    bands = bands_of(articles)
    held = bag.from_sequence(windows, npartitions=len(windows)).map(read_bands, kept, bands)
    joined = _grouped(held, bands).map(join_band, kept.size)
    _carry_out(client, _grouped(joined, len(windows)).map(keep_found, kept))
    progress.step()
    judged = bag.from_sequence(windows, npartitions=len(windows)).map(judge_window, kept)
    copies = sum(_carry_out(client, judged))
    progress.step()
    stories = client.submit(partial(add_stories, kept, list(windows), METHOD), pure=False).result()
    progress.step()
    progress.finish()
    return Comparison(articles=articles, copies=copies, stories=stories)


def _grouped(parts: Any, groups: int) -> Any:
    """(number, part) of all partitions → (number, its parts), moved by the engine."""
    return parts.flatten().groupby(_number, npartitions=groups, shuffle="tasks")


def _number(part: tuple[int, Any]) -> int:
    return part[0]


def _carry_out(client: Client, work: Any) -> list[int]:
    counts: list[int] = client.compute(work).result()
    return counts


def _put_in_place(kept: Kept, about: dict[str, Any]) -> None:
    write_json(kept.done / f"{COMPARED}.json", about)
    place = kept.folder / COMPARED
    old = kept.aside / "old"
    if place.exists():
        place.replace(old)
    kept.done.replace(place)
    shutil.rmtree(kept.aside)
