"""Feeds → entries → pages → articles, and the same pages again later. Knows no claims.

::

    for each feed whose time has come:  fetch → parse → compare → plan → save     (one transaction)
    for each entry without article:     fetch page → parse → save article         (one transaction)
    for each article to look at again:  fetch page → parse → compare → save       (one transaction)
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sqlite_utils import Database

from . import store
from .articles import find_notice, find_wall, parse_page, text_of_html
from .config import Config
from .errors import NotAFeed, NotAPage
from .feeds import keep_entry, parse_feed
from .fetch import Request
from .models import (
    Fetched,
    Outcome,
    Page,
    ParsedFeed,
    ReservationPolicy,
    Revision,
    Sighting,
    Visit,
)
from .polling import News, Trouble, find_news, is_due, plan_poll, plan_visit, trouble_of
from .reservations import forbids_mining, of_page
from .revisions import judge_edit, says_retracted
from .sightings import FeedText, sight_again, sight_entry, sight_page

if TYPE_CHECKING:  # a run without a new text loads no language model, nor its library
    from .extract import Extractor
    from .match.encoder import Encoder

# A page that cannot be had is tried in this many runs; then the feed's own words are kept.
MAX_ATTEMPTS = 3

# Another attempt mends none of these.
_PAGE_IS_WRONG = frozenset({Outcome.NOT_A_PAGE, Outcome.NO_TEXT, Outcome.PAYWALL, Outcome.RESERVED})


class Progress(Protocol):
    """Told of the work as it goes; see :mod:`.cli.tools`."""

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins, of so many steps (None: not known)."""

    def step(self, note: str = "") -> None:
        """One more step is done; ``note`` is a line worth telling."""

    def finish(self) -> None:
        """The stage is over."""


FetchAll = Callable[[Iterable[Request]], AsyncIterator[Fetched]]
LoadExtractor = Callable[[], "Extractor"]
LoadEncoder = Callable[[], "Encoder"]
Clock = Callable[[], datetime]
Post = Callable[[bytes, str], Awaitable[str | None]]
"""Sends a body with its key to the webhook; None where it was taken, else why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the runs use of the world: time, network, models, terminal, webhook.

    Without ``load_encoder`` claims are not grouped.
    """

    clock: Clock
    fetch_all: FetchAll
    load_extractor: LoadExtractor
    progress: Progress
    load_encoder: LoadEncoder | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run under way: where it writes, what it counts, how it sees the world."""

    db: Database
    run: int
    counts: store.RunCounts
    config: Config
    tools: Tools


# --- feeds --------------------------------------------------------------------------------------


async def poll_feeds(job: Job, *, only_due: bool) -> None:
    """Poll the feeds: all, or those whose time has come. Who asked to wait is left alone."""
    feeds = [feed for outlet in job.config.outlets for feed in outlet.feeds]
    now = job.tools.clock()
    states = {
        state.address: state
        for state in store.load_feed_states(job.db, feeds)
        if _is_wanted(state, now, only_due=only_due)
    }
    job.counts.feeds_waiting += len(feeds) - len(states)
    requests = (
        Request(url=url, etag=state.etag, last_modified=state.last_modified, kind="feed")
        for url, state in states.items()
    )
    job.tools.progress.start("feeds", len(states))
    async for fetched in job.tools.fetch_all(requests):
        job.tools.progress.step(_save_poll(job, states[fetched.url], fetched))
    job.tools.progress.finish()


def _is_wanted(state: store.FeedState, now: datetime, *, only_due: bool) -> bool:
    if state.is_stopped:
        return False
    if only_due or state.trouble == Trouble.TEMPORARY:
        return is_due(state.next_poll_at, state.polled_at, now)
    return True


def _save_poll(job: Job, state: store.FeedState, fetched: Fetched) -> str:
    """Save one poll; returns a line for the user where something is wrong."""
    job.counts.feeds += 1
    body_hash = hashlib.sha256(fetched.body).hexdigest()
    parsed, fetched = _parse(state, fetched, body_hash)
    entries = store.withhold_entries(job.db, parsed.entries if parsed else (), state.outlet)
    known = store.load_known_entries(job.db, state.feed.url, entries)
    news = find_news(entries, known, since=state.succeeded_at, now=fetched.at)
    schedule = replace(state.schedule, ttl=parsed.ttl) if parsed else state.schedule
    plan = plan_poll(schedule, fetched, has_news=news.new > 0, rolled_over=news.lost)
    poll = store.Poll(
        fetched=fetched,
        plan=plan,
        news=news,
        parsed=parsed,
        off_topic=_off_topic(news, state),
        body_hash=body_hash,
    )
    store.save_poll(job.db, job.run, state, poll)
    if plan.trouble:
        job.counts.feeds_failed += 1
        return _note(fetched)
    job.counts.feeds_unchanged += parsed is None
    return ""


def _parse(
    state: store.FeedState, fetched: Fetched, body_hash: str
) -> tuple[ParsedFeed | None, Fetched]:
    """The feed, where it is another than before; or the attempt with the reason why it is none."""
    if fetched.outcome != Outcome.OK or body_hash == state.body_hash:
        return None, fetched
    kind = fetched.content_type
    try:
        return parse_feed(fetched.body, url=fetched.final_url, content_type=kind), fetched
    except NotAFeed as error:
        return None, replace(fetched, outcome=Outcome.NOT_A_FEED, detail=str(error))


def _off_topic(news: News, state: store.FeedState) -> frozenset[str]:
    topics = state.feed.topics
    return frozenset(entry.key for entry in news.entries if not keep_entry(entry, topics))


def _note(fetched: Fetched) -> str:
    return f"{fetched.url}: {fetched.outcome}: {fetched.detail or fetched.status or ''}"


# --- pages --------------------------------------------------------------------------------------


async def fetch_pages(job: Job) -> None:
    """Fetch the pages of all entries that have no article yet."""
    waiting: dict[str, store.PendingEntry] = {}

    def requests() -> Iterator[Request]:
        for entry in store.load_pending_entries(job.db):
            waiting[entry.url] = entry
            yield Request(url=entry.url, kind="page")

    job.tools.progress.start("pages", store.count_pending_entries(job.db))
    async for fetched in job.tools.fetch_all(requests()):
        job.tools.progress.step(_save_page(job, waiting.pop(fetched.url), fetched))
    job.tools.progress.finish()


def _save_page(job: Job, pending: store.PendingEntry, fetched: Fetched) -> str:
    """Save what came of one page; returns a line for the user where something is wrong."""
    job.counts.pages += 1
    page, fetched = read_page(fetched, obey=_obeys(job, pending.outlet))
    now = job.tools.clock()
    sighting = _unedited(job, _sight_page(pending, page, fetched, now)) if page else None
    seen = _visit(job, fetched, pending.outlet, first_at=now)
    is_reserved = fetched.outcome == Outcome.RESERVED
    visit = seen if page or is_reserved else None
    if sighting is None:
        job.counts.pages_failed += 1
        is_final = _is_hopeless(fetched) or pending.attempts + 1 >= MAX_ATTEMPTS
        sighting = _sight_entry(pending, now, only_headline=is_reserved) if is_final else None
        if sighting is None:
            store.save_entry_failure(job.db, job.run, pending.url, fetched, is_final=is_final)
            return _note(fetched)
    told = _gated(page, fetched)
    saved = store.save_sighting(job.db, job.run, sighting, fetched=told, visit=visit)
    count_saved(job.counts, saved)
    return "" if page else _note(fetched)


def _obeys(job: Job, outlet: str | None) -> bool:
    """Whether the reservations of an outlet are obeyed: always, unless feeds.yaml says not."""
    policies = {o.name: o.reservations for o in job.config.outlets}
    return policies.get(outlet or "") is not ReservationPolicy.RECORD


def read_page(fetched: Fetched, *, obey: bool) -> tuple[Page | None, Fetched]:
    """The article on the fetched page; without one, the attempt with the reason."""
    if fetched.outcome != Outcome.OK:
        return None, fetched
    fetched = replace(fetched, rights=(*fetched.rights, *of_page(fetched.body)))
    if obey and forbids_mining(fetched.rights):
        detail = f"not to be analysed: {'; '.join(fetched.rights)}"
        return None, replace(fetched, outcome=Outcome.RESERVED, body=b"", detail=detail)
    if wall := find_wall(fetched.url, fetched.final_url):
        return None, replace(fetched, outcome=wall.outcome, detail=wall.detail)
    try:
        page = parse_page(fetched.body, fetched.final_url, content_type=fetched.content_type)
    except NotAPage as error:
        return None, replace(fetched, outcome=Outcome.NOT_A_PAGE, detail=str(error))
    if notice := find_notice(page):
        return None, replace(fetched, outcome=notice.outcome, detail=notice.detail)
    return page, fetched


def _gated(page: Page | None, fetched: Fetched) -> Fetched:
    """The attempt as it is recorded: a page of which a part was had says that it is gated."""
    if page is None or not page.is_gated:
        return fetched
    detail = f"{len(page.body_text.split())} words can be read without a subscription"
    return replace(fetched, outcome=Outcome.PAYWALL, detail=detail)


def _sight_page(
    pending: store.PendingEntry, page: Page, fetched: Fetched, now: datetime
) -> Sighting:
    return sight_page(
        page,
        fetched.final_url,
        entry=pending.entry,
        feed_text=_feed_text(pending),
        outlet=pending.outlet,
        country=pending.country,
        seen_at=now,
    )


def _sight_entry(
    pending: store.PendingEntry, now: datetime, *, only_headline: bool = False
) -> Sighting | None:
    """What the feed said; of a page that may not be analysed the headline, which is not read."""
    return sight_entry(
        pending.entry,
        feed_text=FeedText(content="", summary="") if only_headline else _feed_text(pending),
        outlet=pending.outlet,
        country=pending.country,
        language=None if only_headline else pending.language,
        seen_at=now,
    )


def _unedited(job: Job, sighting: Sighting) -> Sighting:
    """With the words as known, where the article is known and was not edited."""
    allowed = store.withhold(job.db, sighting)
    known = store.load_known_revision(job.db, allowed) if allowed else None
    if known is None or allowed is None or judge_edit(known, allowed.revision).is_change:
        return sighting
    return replace(sighting, revision=known)


def _feed_text(pending: store.PendingEntry) -> FeedText:
    return FeedText(
        content=text_of_html(pending.entry.content or ""),
        summary=text_of_html(pending.entry.summary or ""),
    )


def _is_hopeless(fetched: Fetched) -> bool:
    """Whether another attempt would end in the same way."""
    if fetched.outcome in _PAGE_IS_WRONG:
        return True
    return trouble_of(fetched) in (Trouble.HARD, Trouble.GONE)


_GONE = frozenset({404, 410})


def _visit(
    job: Job,
    fetched: Fetched,
    outlet: str | None,
    *,
    first_at: datetime,
    words: Revision | None = None,
) -> Visit:
    is_retracted = words is not None and says_retracted(words)
    is_had = fetched.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
    return Visit(
        at=fetched.at,
        url=fetched.final_url if is_had else None,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        is_had=is_had,
        next_at=plan_visit(job.config.settings.revisits, first_at, now=fetched.at),
        state="gone" if fetched.status in _GONE else "retracted" if is_retracted else None,
        rights=_rights(fetched, obey=_obeys(job, outlet)),
    )


def _rights(fetched: Fetched, *, obey: bool) -> tuple[str, ...] | None:
    """What is reserved and to be obeyed; None where the page did not come."""
    if fetched.outcome not in (Outcome.OK, Outcome.RESERVED):
        return None
    return fetched.rights if obey else ()


def count_saved(counts: store.RunCounts, saved: store.Saved) -> None:
    """Add what one article brought."""
    counts.articles += saved.is_new_article
    counts.revisions += saved.is_new_revision


# --- the same pages again -----------------------------------------------------------------------


async def revisit_pages(job: Job) -> None:
    """Look again at the articles whose time has come; a changed text is a new revision."""
    waiting: dict[str, store.DueVisit] = {}

    def requests() -> Iterator[Request]:
        for due in store.load_due_visits(job.db, job.tools.clock()):
            if due.url not in waiting:
                waiting[due.url] = due
                etag, modified = due.etag, due.last_modified
                yield Request(url=due.url, kind="page", etag=etag, last_modified=modified)

    job.tools.progress.start("revisits", store.count_due_visits(job.db, job.tools.clock()))
    async for fetched in job.tools.fetch_all(requests()):
        job.tools.progress.step(_save_visit(job, waiting.pop(fetched.url), fetched))
    job.tools.progress.finish()


def _save_visit(job: Job, due: store.DueVisit, fetched: Fetched) -> str:
    job.counts.revisits += 1
    page, fetched = read_page(fetched, obey=_obeys(job, due.outlet))
    sighting, words = None, due.revision
    if page:
        sighting = sight_again(
            page, due.url, outlet=due.outlet, country=due.country, seen_at=job.tools.clock()
        )
        sighting = store.withhold(job.db, sighting) or sighting
        words = sighting.revision
        edit = judge_edit(due.revision, sighting.revision)
        if edit.problem:
            outcome = Outcome.PAYWALL if page.is_gated else Outcome.NO_TEXT
            fetched = replace(fetched, outcome=outcome, detail=edit.problem)
        sighting = sighting if edit.is_change else None
    visit = _visit(job, fetched, due.outlet, first_at=due.first_seen_at, words=words)
    saved = store.save_visit(job.db, job.run, due, visit, fetched=fetched, sighting=sighting)
    job.counts.revisions += saved
    return "" if visit.is_had else _note(fetched)
