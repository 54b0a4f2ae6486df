"""What feeds said of articles, and which of it is still to be fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from ..models import FeedEntry, Fetched, Moment, Origin, Precision
from ..polling import KnownEntry, News
from .runs import save_fetch
from .times import from_text, to_text

_CHUNK = 200  # pending entries held in memory at once; a feed's content can be 100 KB
_TOUCHED = timedelta(hours=1)  # a page is not asked again earlier because its feed re-dated it


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose article is still to be fetched, and the outlet's own settings."""

    url: str
    entry: FeedEntry
    outlet: str
    country: str | None
    language: str | None
    attempts: int


def load_known_entries(
    db: Database, feed_url: str, entries: Iterable[FeedEntry]
) -> dict[str, KnownEntry]:
    """What is stored of these entries of a feed, by key and by URL; the rest is new."""
    said = list(entries)
    wanted = {e.key for e in said} | {f"{e.key} {e.url}" for e in said if e.url}
    sql = (
        "select e.* from feed_entries e join feeds f on f.id = e.feed where f.url = :feed and"
        " (e.key in (select value from json_each(:keys))"
        " or e.url in (select value from json_each(:urls)))"
    )
    values = {
        "feed": feed_url,
        "keys": json.dumps(sorted(wanted)),
        "urls": json.dumps([e.url for e in said if e.url]),
    }
    known: dict[str, KnownEntry] = {}
    for row in db.query(sql, values):
        entry = KnownEntry(
            key=row["key"],
            hash=row["hash"],
            url=row["url"],
            title=row["title"],
            published=_time(row["published_at"]),
            updated=_time(row["updated_at"]),
        )
        known[entry.key] = entry
        if entry.url:
            known.setdefault(entry.url, entry)
    return known


def _time(value: str | None) -> datetime | None:
    return from_text(value) if value else None


def save_entries(
    db: Database, feed: int, news: News, off_topic: frozenset[str], at: datetime
) -> None:
    """Store what a poll brought; part of the poll's transaction."""
    for entry in news.entries:
        row = _entry_row(db, feed, entry, is_off=entry.key in off_topic)
        row |= {"feed": feed, "first_seen_at": to_text(at)}
        names = ", ".join(row)
        changes = ", ".join(f"{n} = excluded.{n}" for n in row if n != "first_seen_at")
        db.execute(
            f"insert into feed_entries ({names}) values ({', '.join('?' * len(row))})"
            f" on conflict (feed, key) do update set {changes}",
            list(row.values()),
        )
    for entry in news.redated:
        _save_redated(db, feed, entry)
    for entry in news.touched:
        _save_touched(db, feed, entry, at)


def _save_redated(db: Database, feed: int, entry: FeedEntry) -> None:
    """Keep the new date beside what is stored; the article keeps the first it was given."""
    assert entry.published
    db.execute(
        "update feed_entries set redated = redated + 1, published_at = ?, published_precision = ?"
        " where feed = ? and key = ?",
        [to_text(entry.published.at), entry.published.precision.value, feed, entry.key],
    )


def _save_touched(db: Database, feed: int, entry: FeedEntry, at: datetime) -> None:
    """Note a later change that the feed tells, and look at the page soon."""
    assert entry.updated
    db.execute(
        "update feed_entries set updated_at = ? where feed = ? and key = ?",
        [to_text(entry.updated.at), feed, entry.key],
    )
    db.execute(
        "update articles set revisit_at = :at where id ="
        " (select article from feed_entries where feed = :feed and key = :key)"
        " and visited_at < :before and visited_at < :updated",
        {
            "at": to_text(at),
            "feed": feed,
            "key": entry.key,
            "before": to_text(at - _TOUCHED),
            "updated": to_text(entry.updated.at),
        },
    )


def _entry_row(db: Database, feed: int, entry: FeedEntry, *, is_off: bool) -> dict[str, object]:
    """A row for a new or changed entry; a new one of a known article has nothing to be fetched.

    An entry that leads elsewhere under the same title is the same article at a new address.
    """
    query = "select url, state, title, article from feed_entries where feed = ? and key = ?"
    old = next(db.query(query, [feed, entry.key]), None)
    article = None
    if entry.url and (old is None or old["url"] != entry.url):
        query = "select article from article_urls where url = ?"
        article = next((row["article"] for row in db.query(query, [entry.url])), None)
    state = "no_link" if entry.url is None else "off_topic" if is_off else "pending"
    if article is not None and state == "pending":
        state = "done"
    elif old and old["url"] != entry.url and old["title"] == entry.title:
        article = old["article"]
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
        "updated_at": to_text(entry.updated.at) if entry.updated else None,
        "summary": entry.summary if is_pending else None,
        "content": entry.content if is_pending else None,
        "state": state,
        "attempts": 0,
        "article": article,
    }


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
