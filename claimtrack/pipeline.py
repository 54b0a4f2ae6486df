"""Feeds → articles → claims. Calls the others in order and decides nothing about text.

::

    ingest:
        for each feed (due, or all):     fetch → parse → plan → save entries  (one transaction)
        for each entry without article:  fetch page → parse → save article    (one transaction)
        for each article due again:      fetch page → compare → save revision (one transaction)
            meanwhile, for each new revision: extract → save claims           (one transaction)
        for each revision not analysed:  extract → save claims                (one transaction)
        for each pair of revisions:      compare → save changes               (one transaction)
        for each name never seen:        join it to an entity, tie claims to entities (identifying)
        refresh the counts of sources and outlets
        for each article not compared:   put it into its story, find its original  (comparing)
        for each claim not placed:       put it into its group                     (grouping)
        for each story with news:        count outlets, tell its timeline          (comparing)
        for each claim not yet watched:  match → save alerts; then deliver what is undelivered
        for each text that may be kept no longer: delete it, cap its claims         (publish)

    import:    for each line: parse → save article;  then extract, refresh, compare as above
    rule:      put what was ruled of names in place of former rulings, and carry it out
    regroup:   forget all stories, copies and suggested groups and find them anew
    reextract: for each revision (--stale: of another extractor): extract → swap its claims

A run that is killed leaves what its transactions saved; the next one goes on from there. Clock,
fetching and the extractor are arguments; the extractor is only loaded when there is a new text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from . import __version__, comparing, grouping, identifying, store
from .alerts import find_alerts, message_of
from .collect import (
    MAX_ATTEMPTS,
    Clock,
    FetchAll,
    Job,
    LoadExtractor,
    Post,
    Progress,
    Tools,
    count_saved,
    fetch_pages,
    poll_feeds,
    revisit_pages,
)
from .config import Config
from .errors import ClaimtrackError
from .following import follow, refresh_groups, write_alerts
from .imports import BadLine, parse_line
from .models import Ruling, digest
from .publish import delete_bodies
from .reading import Reader

__all__ = [
    "MAX_ATTEMPTS",
    "Clock",
    "FetchAll",
    "LoadExtractor",
    "Post",
    "Progress",
    "Tools",
    "finish_import",
    "import_articles",
    "ingest",
    "read_pending",
    "reextract",
    "rule",
]


def ingest(
    db: Database, config: Config, tools: Tools, *, only_due: bool = False
) -> store.RunCounts:
    """Poll every feed, store what is new, extract its claims. Failures of feeds are counted.

    Without weights all is collected and stored; then :class:`WeightsMissing` is raised.
    """
    config = _without_withdrawn(db, config)
    with _running(db, "ingest", tools.clock) as (run, counts):
        store.save_outlets(db, config.outlets)
        job = Job(db=db, run=run, counts=counts, config=config, tools=tools)
        reader = Reader(db, run, counts, tools)
        asyncio.run(_collect(job, reader, only_due=only_due))
        _read(db, reader, counts, tools)
        _compare(db, tools)
        _group(db, tools)
        refresh_groups(db)
        _alert(db, config, counts, tools)
        delete_bodies(db, tools.clock())
    return counts


def _without_withdrawn(db: Database, config: Config) -> Config:
    outlets = (o for o in config.outlets if not store.is_withdrawn_outlet(db, o.name))
    return replace(config, outlets=tuple(outlets))


async def _collect(job: Job, reader: Reader, *, only_due: bool) -> None:
    """All that asks the network, in one event loop, so that one memory of hosts serves it."""
    is_over = asyncio.Event()
    reading = asyncio.create_task(reader.read_meanwhile(is_over))
    try:
        await poll_feeds(job, only_due=only_due)
        await fetch_pages(job)
        await revisit_pages(job)
    finally:
        is_over.set()
        await reading


def _read(db: Database, reader: Reader, counts: store.RunCounts, tools: Tools) -> None:
    reader.read_pending()
    _compare_revisions(db, counts, tools)
    _identify(db, tools)
    store.refresh_summaries(db)


def import_articles(
    db: Database, lines: Iterable[bytes], tools: Tools, *, report: Callable[[BadLine], None]
) -> store.RunCounts:
    """Store the articles of a JSONL file and extract their claims; bad lines go to ``report``."""
    with _running(db, "import", tools.clock) as (run, counts):
        tools.progress.start("articles", None)
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            parsed = parse_line(line, number, seen_at=tools.clock())
            if isinstance(parsed, BadLine):
                report(parsed)
                continue
            count_saved(counts, store.save_sighting(db, run, parsed))
            tools.progress.step()
        tools.progress.finish()
        _read(db, Reader(db, run, counts, tools), counts, tools)
        _compare(db, tools)
        _group(db, tools)
        refresh_groups(db)
    return counts


def finish_import(db: Database, tools: Tools) -> None:
    """Do what ``import`` does after reading: edits, entities, stories, groups of what is new."""
    with _running(db, "bulk load", tools.clock) as (_, counts):
        _compare_revisions(db, counts, tools)
        _identify(db, tools)
        store.refresh_summaries(db)
        _compare(db, tools)
        _group(db, tools)


def reextract(db: Database, tools: Tools, *, only_stale: bool = False) -> store.RunCounts:
    """Extract every stored text anew, or only those last read by another extractor version.

    Interrupted, it goes on where it stopped when it is called again.
    """
    since = None if only_stale else store.unfinished_since(db, "reextract") or tools.clock()
    with _running(db, "reextract", tools.clock) as (run, counts):
        reader = Reader(db, run, counts, tools)
        version = reader.extractor.version
        pending = store.load_pending(db, version, since=since)
        total = store.count_pending(db, version, since=since)
        reader.read(pending, total=total, since=since)
        _compare_revisions(db, counts, tools)
        _identify(db, tools)
        store.refresh_summaries(db)
        _group(db, tools)
        follow(db, at=tools.clock())
    return counts


def read_pending(db: Database, tools: Tools) -> store.RunCounts:
    """Extract the claims of texts that came back, and compare their articles."""
    with _running(db, "restore", tools.clock) as (run, counts):
        _read(db, Reader(db, run, counts, tools), counts, tools)
        _compare(db, tools)
        refresh_groups(db)
    return counts


def regroup(db: Database, tools: Tools) -> int:
    """Find all stories, copies and claim groups anew; how many articles there are."""
    with _running(db, "regroup", tools.clock):
        tools.progress.start("comparing", None)
        articles = comparing.regroup(db, step=tools.progress.step)
        tools.progress.finish()
        if tools.load_encoder:
            tools.progress.start("grouping", None)
            grouping.regroup_claims(db, tools.load_encoder, step=tools.progress.step)
            tools.progress.finish()
        follow(db, at=tools.clock())
    return articles


@contextmanager
def _running(db: Database, command: str, clock: Clock) -> Iterator[tuple[int, store.RunCounts]]:
    run = store.start_run(db, command, version=__version__, at=clock())
    counts = store.RunCounts()
    try:
        yield run, counts
    except KeyboardInterrupt:
        store.finish_run(db, run, counts, at=clock(), state="interrupted")
        raise
    except ClaimtrackError as error:
        store.finish_run(db, run, counts, at=clock(), state="failed", detail=str(error))
        raise
    store.finish_run(db, run, counts, at=clock())


# --- entities -----------------------------------------------------------------------------------


def _identify(db: Database, tools: Tools) -> None:
    """Tell which entity every new name means; where it began, it goes on after a cut."""
    tools.progress.start("entities", store.count_unjudged(db))
    identifying.identify_new(db, step=tools.progress.step)
    tools.progress.finish()


def rule(db: Database, rulings: Iterable[Ruling], tools: Tools) -> int:
    """Overrule which names are one entity; how many rulings are new."""
    with _running(db, "entities rule", tools.clock):
        return identifying.rule(db, rulings)


# --- edits --------------------------------------------------------------------------------------


def _compare_revisions(db: Database, counts: store.RunCounts, tools: Tools) -> None:
    """Tell what edits did to claims, for every pair of revisions not yet compared as now read."""
    tools.progress.start("edits", store.count_comparisons(db))
    counts.changes += comparing.compare_revisions(db, step=tools.progress.step)
    tools.progress.finish()


# --- stories and copies -------------------------------------------------------------------------


def _group(db: Database, tools: Tools) -> None:
    if tools.load_encoder is None:
        return
    tools.progress.start("grouping", len(store.stories_to_group(db)))
    grouping.group_new(db, tools.load_encoder, step=tools.progress.step)
    tools.progress.finish()


def _compare(db: Database, tools: Tools) -> None:
    tools.progress.start("comparing", store.count_uncompared(db))
    comparing.compare_new(db, step=tools.progress.step)
    tools.progress.finish()


# --- alerts -------------------------------------------------------------------------------------

_AT_ONCE = 100  # alerts in one message to the webhook


def _alert(db: Database, config: Config, counts: store.RunCounts, tools: Tools) -> None:
    """Hold new claims against the watchlists; write what is new to the feed and the webhook.

    A watch that is added later is not held against what was read before.
    """
    for revisions, claims in store.load_unwatched(db):
        alerts = find_alerts(config.watches, claims)
        counts.alerts += store.save_alerts(db, revisions, alerts, at=tools.clock())
    if config.settings.alerts_file and config.watches:
        file = Path(config.settings.alerts_file)
        write_alerts(db, file, at=tools.clock())
        store.save_output(db, file, "alerts")
    if tools.post:
        asyncio.run(_deliver(db, tools, tools.post))


async def _deliver(db: Database, tools: Tools, post: Post) -> None:
    """Send what the webhook has not taken yet; what it does not take waits for the next run."""
    while alerts := store.load_alerts(db, limit=_AT_ONCE, only_undelivered=True):
        key = digest(*(alert.key for alert in alerts))
        problem = await post(message_of(alerts), key)
        store.save_delivery(db, alerts, at=tools.clock(), problem=problem)
        if problem:
            tools.progress.step(f"webhook: {problem}; it is tried again at the next run")
            return
