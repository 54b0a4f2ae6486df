"""Outlets, feeds, polls, feed entries, and the gaps in collecting them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from ..models import (
    Feed,
    FeedEntry,
    Fetched,
    Moment,
    Origin,
    Outcome,
    Outlet,
    ParsedFeed,
    Precision,
)
from .runs import save_fetch
from .times import from_text, to_text

_CHUNK = 200  # pending entries held in memory at once; a feed's content can be 100 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between polls."""

    feed: Feed
    outlet: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose article is still to be fetched, and the outlet's own settings."""

    url: str
    entry: FeedEntry
    outlet: str
    country: str | None
    language: str | None
    attempts: int


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
                etag=row["etag"],
                last_modified=row["last_modified"],
                body_hash=row["body_hash"],
            )


def save_poll(
    db: Database,
    run: int,
    state: FeedState,
    fetched: Fetched,
    *,
    parsed: ParsedFeed | None = None,
    off_topic: frozenset[str] = frozenset(),
    body_hash: str | None = None,
) -> int:
    """Record a poll: the attempt, the feed's state, its entries, its gap. Returns new entries.

    ``parsed`` is None where nothing was read (a failure, or the feed is as it was). ``off_topic``
    holds the keys of entries that the feed's topics leave out; they are counted rows, no articles.
    """
    feed = next(db.query("select id, succeeded_at from feeds where url = ?", [state.feed.url]))
    with db.atomic():
        save_fetch(db, run, "feed", fetched)
        if fetched.outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
            _close_gap(db, feed["id"], fetched.at)
        else:
            _open_gap(db, feed["id"], state, fetched, since=feed["succeeded_at"])
        new = _save_entries(db, feed["id"], parsed.entries, off_topic, fetched.at) if parsed else 0
        _save_feed_state(db, feed["id"], state, fetched, parsed, body_hash)
    return new


def _save_feed_state(
    db: Database,
    feed: int,
    state: FeedState,
    fetched: Fetched,
    parsed: ParsedFeed | None,
    body_hash: str | None,
) -> None:
    at = to_text(fetched.at)
    row: dict[str, object] = {
        "polled_at": at,
        "outcome": fetched.outcome.value,
        "status": fetched.status,
        "detail": fetched.detail,
        "moved_to": fetched.moved_to,
    }
    if fetched.outcome == Outcome.OK:
        row |= {"etag": fetched.etag, "last_modified": fetched.last_modified}
    if fetched.outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
        row |= {"succeeded_at": at, "failures": 0}
    else:
        db.execute("update feeds set failures = failures + 1 where id = ?", [feed])
    if parsed:
        row |= {
            "title": parsed.title,
            "form": parsed.form,
            "detail": parsed.problem,
            "body_hash": body_hash,
            "changed_at": at,
            "entries": len(parsed.entries),
        }
    db.table("feeds").update(feed, row)


def _save_entries(
    db: Database,
    feed: int,
    entries: Sequence[FeedEntry],
    off_topic: frozenset[str],
    at: datetime,
) -> int:
    known = {
        row["key"]: row["hash"]
        for row in db.query("select key, hash from feed_entries where feed = ?", [feed])
    }
    fresh = [e for e in entries if known.get(e.key) != e.hash]
    for entry in fresh:
        row = _entry_row(db, entry, is_new=entry.key not in known, is_off=entry.key in off_topic)
        row |= {"feed": feed, "first_seen_at": to_text(at)}
        names = ", ".join(row)
        changes = ", ".join(f"{n} = excluded.{n}" for n in row if n != "first_seen_at")
        db.execute(
            f"insert into feed_entries ({names}) values ({', '.join('?' * len(row))})"
            f" on conflict (feed, key) do update set {changes}",
            list(row.values()),
        )
    return sum(entry.key not in known for entry in fresh)


def _entry_row(db: Database, entry: FeedEntry, *, is_new: bool, is_off: bool) -> dict[str, object]:
    """A row for a new or changed entry; a new one of a known article has nothing to be fetched."""
    article = None
    if is_new and entry.url:
        query = "select article from article_urls where url = ?"
        article = next((row["article"] for row in db.query(query, [entry.url])), None)
    state = "no_link" if entry.url is None else "off_topic" if is_off else "pending"
    if article is not None and state == "pending":
        state = "done"
    moment = entry.published or entry.updated
    is_pending = state == "pending"
    return {
        "key": entry.key,
        "hash": entry.hash,
        "url": entry.url,
        "title": entry.title,
        "authors": json.dumps(entry.authors, ensure_ascii=False),
        "published_at": to_text(moment.at) if moment else None,
        "published_precision": (moment.precision if moment else Precision.UNKNOWN).value,
        "summary": entry.summary if is_pending else None,
        "content": entry.content if is_pending else None,
        "state": state,
        "attempts": 0,
        "article": article,
    }


def _open_gap(
    db: Database, feed: int, state: FeedState, fetched: Fetched, *, since: str | None
) -> None:
    row = {"outcome": fetched.outcome.value, "detail": fetched.detail}
    for gap in db.query("select id, attempts from gaps where feed = ? and until is null", [feed]):
        db.table("gaps").update(gap["id"], {**row, "attempts": gap["attempts"] + 1})
        return
    db.table("gaps").insert(
        {
            **row,
            "feed": feed,
            "outlet": state.outlet,
            "url": state.feed.url,
            "since": since or to_text(fetched.at),
            "until": None,
            "attempts": 1,
            "lost": None,
        }
    )


def _close_gap(db: Database, feed: int, at: datetime) -> None:
    db.execute("update gaps set until = ? where feed = ? and until is null", [to_text(at), feed])


def load_pending_entries(db: Database) -> Iterator[PendingEntry]:
    """Entries to be fetched, one a URL, taken from the feeds in turn so that no host waits long.

    An entry that stays pending while this iterator is used does not come again.
    """
    ids = [
        row["id"]
        for row in db.query(
            "select id, row_number() over (partition by feed order by id) as turn from"
            " (select min(id) as id, feed from feed_entries where state = 'pending' group by url)"
            " order by turn, id"
        )
    ]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows = db.query(
            "select e.*, o.name as outlet, o.country, o.language from feed_entries e"
            " join feeds f on f.id = e.feed join outlets o on o.name = f.outlet"
            f" where e.state = 'pending' and e.id in ({', '.join('?' * len(chunk))})",
            chunk,
        )
        by_id = {row["id"]: row for row in rows}
        yield from (_pending_entry(by_id[i]) for i in chunk if i in by_id)


def count_pending_entries(db: Database) -> int:
    """How many entries :func:`load_pending_entries` would give."""
    sql = "select count(distinct url) as n from feed_entries where state = 'pending'"
    return int(next(db.query(sql))["n"])


def _pending_entry(row: dict[str, object]) -> PendingEntry:
    moment = None
    if row["published_at"]:
        moment = Moment(
            at=from_text(str(row["published_at"])),
            precision=Precision(str(row["published_precision"])),
            origin=Origin.FEED,
        )

    def text(name: str) -> str | None:
        return None if row[name] is None else str(row[name])

    return PendingEntry(
        url=str(row["url"]),
        outlet=str(row["outlet"]),
        country=text("country"),
        language=text("language"),
        attempts=int(str(row["attempts"])),
        entry=FeedEntry(
            key=str(row["key"]),
            url=str(row["url"]),
            title=text("title"),
            authors=tuple(json.loads(str(row["authors"]))),
            published=moment,
            summary=text("summary"),
            content=text("content"),
        ),
    )


def save_entry_failure(
    db: Database, run: int, url: str, fetched: Fetched, *, is_final: bool
) -> None:
    """Record that the page at ``url`` could not be had; it stays pending unless ``is_final``."""
    with db.atomic():
        save_fetch(db, run, "page", fetched)
        db.execute(
            "update feed_entries set attempts = attempts + 1, state = ?"
            " where url = ? and state = 'pending'",
            ["failed" if is_final else "pending", url],
        )
