"""Outlets, feeds and polls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from ..models import Feed, Fetched, Outcome, Outlet, ParsedFeed
from ..polling import MOVES_TO_BELIEVE, News, Plan, Schedule, Trouble
from .entries import save_entries
from .gaps import add_rollover, close_gap, open_gap
from .runs import save_fetch
from .times import from_text, to_text

_GOOD = (Outcome.OK, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between polls. ``address`` is where it is asked now."""

    feed: Feed
    outlet: str
    address: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    schedule: Schedule
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_poll_at: datetime | None = None
    trouble: Trouble | None = None
    is_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of a poll. ``parsed`` is None where nothing was read (a failure, or no change).

    ``off_topic`` holds the keys of entries that the feed's topics leave out; they are counted rows,
    no articles.
    """

    fetched: Fetched
    plan: Plan
    news: News
    parsed: ParsedFeed | None = None
    off_topic: frozenset[str] = frozenset()
    body_hash: str | None = None


def save_outlets(db: Database, outlets: Iterable[Outlet]) -> None:
    """Make outlets and feeds as configured; a feed no longer configured is kept, not polled."""
    with db.atomic():
        db.execute("update feeds set active = 0 where active = 1")
        for outlet in outlets:
            _save_outlet(db, outlet)
            for feed in outlet.feeds:
                db.execute(
                    "insert into feeds (outlet, url, interval_seconds) values (?, ?, ?)"
                    " on conflict (url) do update set active = 1, outlet = excluded.outlet,"
                    " interval_seconds = excluded.interval_seconds",
                    [outlet.name, feed.url, feed.interval],
                )


def _save_outlet(db: Database, outlet: Outlet) -> None:
    row = {
        "name": outlet.name,
        "domain": outlet.domain,
        "country": outlet.country,
        "language": outlet.language,
        "kind": outlet.kind,
        "owner": outlet.owner,
        "terms_url": outlet.terms_url,
        "store": outlet.store.value,
        "keep_days": outlet.keep_days,
    }
    old = next(db.query("select country from outlets where name = ?", [outlet.name]), None)
    db.table("outlets").upsert(row, pk="name")
    if old and old["country"] != outlet.country:
        for table in ("articles", "claims", "responsibility_claims"):
            db.execute(
                f"update {table} set country = ? where outlet = ?", [outlet.country, outlet.name]
            )


def load_feed_states(db: Database, feeds: Iterable[Feed]) -> Iterator[FeedState]:
    """What is remembered of each feed, in the order given."""
    for feed in feeds:
        for row in db.query("select * from feeds where url = ?", [feed.url]):
            yield FeedState(
                feed=feed,
                outlet=row["outlet"],
                address=row["fetch_url"] or row["url"],
                etag=row["etag"],
                last_modified=row["last_modified"],
                body_hash=row["body_hash"],
                schedule=Schedule(
                    interval=row["interval_seconds"],
                    every=row["every_seconds"],
                    failures=row["failures"],
                    ttl=row["ttl_seconds"],
                ),
                polled_at=_time(row["polled_at"]),
                succeeded_at=_time(row["succeeded_at"]),
                next_poll_at=_time(row["next_poll_at"]),
                trouble=Trouble(row["trouble"]) if row["trouble"] else None,
                is_stopped=row["stopped_at"] is not None,
            )


def _time(value: str | None) -> datetime | None:
    return from_text(value) if value else None


def save_poll(db: Database, run: int, state: FeedState, poll: Poll) -> None:
    """Record a poll: the attempt, the feed's state, its entries, its gap."""
    at = poll.fetched.at
    row = next(db.query("select id, succeeded_at from feeds where url = ?", [state.feed.url]))
    feed, since = row["id"], row["succeeded_at"]
    with db.atomic():
        save_fetch(db, run, "feed", poll.fetched)
        if poll.fetched.outcome not in _GOOD:
            open_gap(db, feed, state.outlet, state.feed.url, poll.fetched, since=since)
        elif close_gap(db, feed, at, lost=poll.news.lost if since else None):
            pass  # what was lost stands in the gap that ended
        elif poll.news.lost and since:
            add_rollover(db, feed, state.outlet, state.feed.url, since=since, until=at)
        save_entries(db, feed, poll.news, poll.off_topic, at)
        db.table("feeds").update(feed, _poll_row(state, poll) | _move_row(db, feed, poll.fetched))


def _poll_row(state: FeedState, poll: Poll) -> dict[str, object]:
    fetched, plan, at = poll.fetched, poll.plan, to_text(poll.fetched.at)
    row: dict[str, object] = {
        "polled_at": at,
        "outcome": fetched.outcome.value,
        "status": fetched.status,
        "detail": fetched.detail,
        "failures": plan.failures,
        "every_seconds": plan.every,
        "next_poll_at": to_text(plan.next_at) if plan.next_at else None,
        "trouble": plan.trouble,
        "stopped_at": at if plan.trouble == Trouble.GONE else None,
    }
    if fetched.outcome in _GOOD:
        row["succeeded_at"] = at
    if fetched.outcome == Outcome.OK:
        row |= {"etag": fetched.etag, "last_modified": fetched.last_modified}
    if poll.parsed:
        row |= {
            "title": poll.parsed.title,
            "form": poll.parsed.form,
            "detail": poll.parsed.problem,
            "ttl_seconds": poll.parsed.ttl,
            "body_hash": poll.body_hash,
            "changed_at": at,
            "entries": len(poll.parsed.entries),
        }
    if poll.news.new:
        row["news_at"] = at
    return row


def _move_row(db: Database, feed: int, fetched: Fetched) -> dict[str, object]:
    """Count permanent redirects in a row; believe them after some, unless another feed is there.

    A new address that fails for good is given up for the old one.
    """
    row = next(db.query("select moved_to, moves, fetch_url from feeds where id = ?", [feed]))
    if fetched.outcome not in _GOOD:
        is_lost = row["fetch_url"] and (
            fetched.outcome in (Outcome.DNS, Outcome.NOT_A_FEED) or fetched.status in (404, 410)
        )
        return {"fetch_url": None, "moved_to": None, "moves": 0} if is_lost else {}
    if fetched.moved_to is None:
        return {} if row["fetch_url"] else {"moved_to": None, "moves": 0}
    moves = row["moves"] + 1 if row["moved_to"] == fetched.moved_to else 1
    query = "select 1 from feeds where (url = :url or fetch_url = :url) and id <> :feed"
    is_taken = next(db.query(query, {"url": fetched.moved_to, "feed": feed}), None)
    is_believed = moves >= MOVES_TO_BELIEVE and not is_taken
    address = fetched.moved_to if is_believed else row["fetch_url"]
    return {"moved_to": fetched.moved_to, "moves": moves, "fetch_url": address}


def resume_feed(db: Database, url: str) -> bool:
    """Ask a stopped or failing feed again at the next run; False if it is not known."""
    with db.atomic():
        cursor = db.execute(
            "update feeds set stopped_at = null, trouble = null, failures = 0, next_poll_at = null,"
            " fetch_url = null, moves = 0 where url = ?",
            [url],
        )
    return cursor.rowcount > 0
