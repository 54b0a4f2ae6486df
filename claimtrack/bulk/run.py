"""Sources → partitions: what is to be done, done by the engine; what is done already is left.

::

    find the sources, cut them             chunks
    sweep the folder                       what is of no whole partition goes
    for each chunk that is missing:        order → worker → partition          (engine, work)
    run.json                               what is done, and what is lost and why

Interrupted at any point, it goes on where it stopped when it is called again with the same folder.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from .. import __version__
from ..collect import Progress
from ..errors import InputError
from ..store import run_lock
from ..store.times import from_text, to_text
from .chunks import Chunk, cut, find_sources
from .engine import Result, ask_version, carry_out, connected
from .partitions import sweep, write_json
from .tables import VERSION
from .work import Order

_RUN = "run.json"
ARTICLES = 1_000  # of a chunk, by default: about five minutes of a core, and 10 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a bulk run is to be done."""

    sources: Sequence[str]
    folder: Path
    scheduler: str | None
    workers: int | None
    articles: int | None
    seconds: float


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run brought."""

    partitions: int
    before: int
    done: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[Result] = field(default_factory=list)


def bulk_run(
    plan: Plan, *, now: datetime, progress: Progress, tell: Callable[[str], None]
) -> Outcome:
    """Make every partition that is missing; ``tell`` hears what is worth a line."""
    folder = plan.folder.absolute()
    with run_lock(folder / _RUN):
        about = _load_run(folder) or {
            "seen_at": to_text(now),
            "articles": plan.articles or ARTICLES,
        }
        if plan.articles not in (None, about["articles"]):
            raise InputError(
                f"{folder}: was cut by --articles {about['articles']}; go on with the same,"
                " or name another folder"
            )
        sources = find_sources(plan.sources)
        chunks = [chunk for source in sources for chunk in cut(source, about["articles"])]
        done = sweep(folder)
        _refuse_changed(folder, chunks, done)
        missing = [chunk for chunk in chunks if chunk.partition not in done]
        outcome = Outcome(partitions=len(chunks), before=len(chunks) - len(missing))
        if missing:
            with connected(plan.scheduler, plan.workers) as client:
                tell(f"Dask's dashboard: {client.dashboard_link}")
                if not client.nthreads():
                    tell("no worker has come yet; waiting for the first")
                about |= {"extractor": _same_extractor(folder, about, ask_version(client))}
                _save_run(folder, about, outcome)
                orders = _orders(missing, folder, about, plan.seconds)
                _follow(carry_out(client, orders), outcome, progress, len(missing))
        _save_run(folder, about, outcome)
    return outcome


def _orders(
    chunks: Iterable[Chunk], folder: Path, about: dict[str, Any], seconds: float
) -> Iterator[Order]:
    seen_at = from_text(about["seen_at"])
    for chunk in chunks:
        yield Order(
            chunk=chunk,
            folder=folder,
            seen_at=seen_at,
            extractor=about["extractor"],
            seconds=seconds,
        )


def _follow(results: Iterable[Result], outcome: Outcome, progress: Progress, total: int) -> None:
    progress.start("partitions", total)
    for result in results:
        if result.counts is None:
            outcome.lost.append(result)
            progress.step(f"{_place(result.order.chunk)}: {result.reason}")
        else:
            outcome.done += 1
            outcome.counts.update(result.counts)
            progress.step()
    progress.finish()


def _place(chunk: Chunk) -> str:
    end = "end" if chunk.stop is None else chunk.stop
    return f"{chunk.uri} from {chunk.start} to {end}"


# --- run.json -----------------------------------------------------------------------------------


def _load_run(folder: Path) -> dict[str, Any] | None:
    path = folder / _RUN
    if not path.exists():
        return None
    try:
        about: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: cannot be read; name another folder with --out") from error
    if about.get("format") != VERSION:
        raise InputError(f"{folder}: was written by another version of claimtrack")
    return about


def _save_run(folder: Path, about: dict[str, Any], outcome: Outcome) -> None:
    lost = [
        {
            "partition": result.order.chunk.partition,
            "input": result.order.chunk.as_json(),
            "reason": result.reason,
        }
        for result in sorted(outcome.lost, key=lambda r: r.order.chunk.partition)
    ]
    told = {"partitions": outcome.partitions, "done": outcome.before + outcome.done, "lost": lost}
    write_json(folder / _RUN, {"format": VERSION, "program": __version__, **about, **told})


def _same_extractor(folder: Path, about: dict[str, Any], version: str) -> str:
    """All partitions of a folder are read by one extractor version."""
    before = about.get("extractor", version)
    if before != version:
        raise InputError(
            f"{folder}: was read by extractor {before}, the workers have {version};"
            " name another folder with --out"
        )
    return version


def _refuse_changed(
    folder: Path, chunks: Sequence[Chunk], done: dict[str, tuple[str, int]]
) -> None:
    """A source that is another than when it was read would stand in the folder twice."""
    sizes = {chunk.uri: chunk.size for chunk in chunks}
    for uri, size in set(done.values()):
        if sizes.get(uri, size) != size:
            raise InputError(
                f"{uri}: had {size} bytes when it was read into {folder}, and has"
                f" {sizes[uri]} now; name another folder with --out"
            )
