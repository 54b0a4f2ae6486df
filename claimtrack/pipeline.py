"""Feeds → articles → claims. Calls the others in order and decides nothing about text.

::

    ingest:
        for each configured feed:        fetch → parse → save entries         (one transaction)
        for each entry without article:  fetch page → parse → save article    (one transaction)
        for each revision not analysed:  extract → save claims                (one transaction)
        refresh the counts of sources and outlets
        for each article not compared:   put it into its story, find its original  (comparing)

    import:    for each line: parse → save article;  then extract, refresh, compare as above
    regroup:   forget all stories and copies and find them anew
    reextract: for each revision (--stale: of another extractor): extract → swap its claims

A run that is killed leaves what its transactions saved; the next one goes on from there. Clock,
fetching and the extractor are arguments; the extractor is only loaded when there is a new text.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sqlite_utils import Database

from . import __version__, comparing, store
from .articles import parse_page, text_of_html
from .config import Config
from .errors import ClaimtrackError, NotAFeed, NotAPage
from .feeds import keep_entry, parse_feed
from .fetch import Request
from .imports import BadLine, parse_line
from .models import Fetched, Outcome, ParsedFeed, Sighting
from .sightings import FeedText, sight_entry, sight_page

if TYPE_CHECKING:  # a run without a new text loads no language model, nor its library
    from .extract import Extractor

# A page that cannot be had is tried in this many runs; then the feed's own words are kept.
MAX_ATTEMPTS = 3

# Failures that another attempt does not mend.
_HARD = frozenset(
    {
        Outcome.ROBOTS,
        Outcome.TOO_LARGE,
        Outcome.BLOCKED,
        Outcome.REDIRECT,
        Outcome.NO_FILE,
        Outcome.NOT_A_PAGE,
        Outcome.NO_TEXT,
    }
)
_SOFT_STATUS = frozenset({408, 425, 429})  # 4xx answers that mean "later"


class Progress(Protocol):
    """Told of the work as it goes; see :mod:`.cli.progress`."""

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins, of so many steps (None: not known)."""

    def step(self, note: str = "") -> None:
        """One more step is done; ``note`` is a line worth telling."""

    def finish(self) -> None:
        """The stage is over."""


FetchAll = Callable[[Iterable[Request]], AsyncIterator[Fetched]]
LoadExtractor = Callable[[], "Extractor"]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the runs use of the world: time, network, language model, terminal."""

    clock: Clock
    fetch_all: FetchAll
    load_extractor: LoadExtractor
    progress: Progress


def ingest(db: Database, config: Config, tools: Tools) -> store.RunCounts:
    """Poll every feed, store what is new, extract its claims. Failures of feeds are counted.

    Without weights all is collected and stored; then :class:`WeightsMissing` is raised.
    """
    with _running(db, "ingest", tools.clock) as (run, counts):
        store.save_outlets(db, config.outlets)
        asyncio.run(_poll_feeds(db, run, counts, config, tools))
        asyncio.run(_fetch_pages(db, run, counts, tools))
        _extract_pending(db, run, counts, tools)
        _compare(db, tools)
    return counts


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
            _count_saved(counts, store.save_sighting(db, run, parsed))
            tools.progress.step()
        tools.progress.finish()
        _extract_pending(db, run, counts, tools)
        _compare(db, tools)
    return counts


def reextract(db: Database, tools: Tools, *, only_stale: bool = False) -> store.RunCounts:
    """Extract every stored text anew, or only those last read by another extractor version.

    Interrupted, it goes on where it stopped when it is called again.
    """
    since = None if only_stale else store.unfinished_since(db, "reextract") or tools.clock()
    with _running(db, "reextract", tools.clock) as (run, counts):
        extractor = tools.load_extractor()
        total = store.count_pending(db, extractor.version, since=since)
        pending = store.load_pending(db, extractor.version, since=since)
        _extract(db, run, counts, pending, extractor, tools, since=since, total=total)
        store.refresh_summaries(db)
    return counts


def regroup(db: Database, tools: Tools) -> int:
    """Find all stories and copies anew; how many articles there are."""
    with _running(db, "regroup", tools.clock):
        tools.progress.start("comparing", None)
        articles = comparing.regroup(db, step=tools.progress.step)
        tools.progress.finish()
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


# --- feeds --------------------------------------------------------------------------------------


async def _poll_feeds(
    db: Database, run: int, counts: store.RunCounts, config: Config, tools: Tools
) -> None:
    feeds = [feed for outlet in config.outlets for feed in outlet.feeds]
    states = {state.feed.url: state for state in store.load_feed_states(db, feeds)}
    requests = (
        Request(url=state.feed.url, etag=state.etag, last_modified=state.last_modified, kind="feed")
        for state in states.values()
    )
    tools.progress.start("feeds", len(states))
    async for fetched in tools.fetch_all(requests):
        note = _save_poll(db, run, counts, states[fetched.url], fetched)
        tools.progress.step(note)
    tools.progress.finish()


def _save_poll(
    db: Database,
    run: int,
    counts: store.RunCounts,
    state: store.FeedState,
    fetched: Fetched,
) -> str:
    """Save one poll; returns a line for the user where something is wrong."""
    counts.feeds += 1
    body_hash = hashlib.sha256(fetched.body).hexdigest()
    parsed: ParsedFeed | None = None
    if fetched.outcome == Outcome.OK and body_hash != state.body_hash:
        try:
            parsed = parse_feed(
                fetched.body, url=fetched.final_url, content_type=fetched.content_type
            )
        except NotAFeed as error:
            fetched = replace(fetched, outcome=Outcome.NOT_A_FEED, detail=str(error))
    off_topic = frozenset(
        entry.key
        for entry in (parsed.entries if parsed else ())
        if not keep_entry(entry, state.feed.topics)
    )
    store.save_poll(
        db, run, state, fetched, parsed=parsed, off_topic=off_topic, body_hash=body_hash
    )
    if fetched.outcome not in (Outcome.OK, Outcome.NOT_MODIFIED):
        counts.feeds_failed += 1
        return f"{fetched.url}: {fetched.outcome}: {fetched.detail or fetched.status or ''}"
    counts.feeds_unchanged += parsed is None
    return ""


# --- pages --------------------------------------------------------------------------------------


async def _fetch_pages(db: Database, run: int, counts: store.RunCounts, tools: Tools) -> None:
    waiting: dict[str, store.PendingEntry] = {}

    def requests() -> Iterator[Request]:
        for entry in store.load_pending_entries(db):
            waiting[entry.url] = entry
            yield Request(url=entry.url, kind="page")

    tools.progress.start("pages", store.count_pending_entries(db))
    async for fetched in tools.fetch_all(requests()):
        note = _save_page(db, run, counts, waiting.pop(fetched.url), fetched, tools.clock)
        tools.progress.step(note)
    tools.progress.finish()


def _save_page(
    db: Database,
    run: int,
    counts: store.RunCounts,
    pending: store.PendingEntry,
    fetched: Fetched,
    clock: Clock,
) -> str:
    """Save what came of one page; returns a line for the user where something is wrong."""
    counts.pages += 1
    sighting, fetched = _sight(pending, fetched, clock)
    note = ""
    if fetched.outcome != Outcome.OK:
        counts.pages_failed += 1
        note = f"{fetched.url}: {fetched.outcome}: {fetched.detail or fetched.status or ''}"
    is_final = _is_hard(fetched) or pending.attempts + 1 >= MAX_ATTEMPTS
    if sighting is None and is_final:
        sighting = sight_entry(
            pending.entry,
            feed_text=_feed_text(pending),
            outlet=pending.outlet,
            country=pending.country,
            language=pending.language,
            seen_at=clock(),
        )
    if sighting is None:
        store.save_entry_failure(db, run, pending.url, fetched, is_final=is_final)
    else:
        _count_saved(counts, store.save_sighting(db, run, sighting, fetched=fetched))
    return note


def _sight(
    pending: store.PendingEntry, fetched: Fetched, clock: Clock
) -> tuple[Sighting | None, Fetched]:
    """The article on the fetched page; without one, the attempt with the reason."""
    if fetched.outcome != Outcome.OK:
        return None, fetched
    try:
        page = parse_page(fetched.body, fetched.final_url, content_type=fetched.content_type)
    except NotAPage as error:
        return None, replace(fetched, outcome=Outcome.NOT_A_PAGE, detail=str(error))
    sighting = sight_page(
        page,
        fetched.final_url,
        entry=pending.entry,
        feed_text=_feed_text(pending),
        outlet=pending.outlet,
        country=pending.country,
        seen_at=clock(),
    )
    return sighting, fetched


def _feed_text(pending: store.PendingEntry) -> FeedText:
    return FeedText(
        content=text_of_html(pending.entry.content or ""),
        summary=text_of_html(pending.entry.summary or ""),
    )


def _is_hard(fetched: Fetched) -> bool:
    if fetched.outcome == Outcome.HTTP and fetched.status:
        return 400 <= fetched.status < 500 and fetched.status not in _SOFT_STATUS
    return fetched.outcome in _HARD


def _count_saved(counts: store.RunCounts, saved: store.Saved) -> None:
    counts.articles += saved.is_new_article
    counts.revisions += saved.is_new_revision


# --- claims -------------------------------------------------------------------------------------


def _extract_pending(db: Database, run: int, counts: store.RunCounts, tools: Tools) -> None:
    """Extract what was never analysed. Loads no language model where there is nothing."""
    total = store.count_pending(db, None)
    if total:
        extractor = tools.load_extractor()
        _extract(db, run, counts, store.load_pending(db, None), extractor, tools, total=total)
    store.refresh_summaries(db)


def _extract(
    db: Database,
    run: int,
    counts: store.RunCounts,
    batches: Iterable[list[store.PendingRevision]],
    extractor: Extractor,
    tools: Tools,
    *,
    total: int,
    since: datetime | None = None,
) -> None:
    store.use_extractor(db, extractor.version, at=tools.clock())
    tools.progress.start("extraction", total)
    for batch in batches:
        found = {
            revision.text_hash: stored
            for revision in batch
            if (
                stored := store.stored_extraction(
                    db, revision.text_hash, extractor.version, since=since
                )
            )
        }
        fresh = {r.text_hash: r.text for r in batch if r.text_hash not in found}
        found |= dict(zip(fresh, extractor.extract_many(fresh.values()), strict=True))
        for revision in batch:
            extraction = found[revision.text_hash]
            store.save_extraction(
                db, run, revision.id, extractor.version, extraction, at=tools.clock()
            )
            counts.claims += len(extraction.attributions)
            counts.responsibility_claims += len(extraction.responsibility)
            tools.progress.step()
    tools.progress.finish()


# --- stories and copies -------------------------------------------------------------------------


def _compare(db: Database, tools: Tools) -> None:
    tools.progress.start("comparing", store.count_uncompared(db))
    comparing.compare_new(db, step=tools.progress.step)
    tools.progress.finish()
