"""What the database holds at a glance, and one stored article for reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..errors import InputError
from ..queries import ABOUT
from .runs import Run, load_runs
from .times import from_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How one feed does. ``outcome`` None: never polled; ``trouble`` None: nothing is wrong."""

    outlet: str
    url: str
    outcome: str | None
    failures: int
    succeeded_at: datetime | None
    detail: str | None
    trouble: str | None = None
    every: int | None = None
    next_poll_at: datetime | None = None
    news_at: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Counts of what is stored, the last runs, what fails, and what is still to be done.

    ``last_failures`` counts the attempts of the last finished ingest that failed, by kind.
    """

    articles: int
    revisions: int
    claims: int
    responsibility_claims: int
    bytes: int
    pending_pages: int
    pending_texts: int
    gaps: int
    open_gaps: int
    lossy_gaps: int
    changes: int
    due_visits: int
    feeds: int
    last_failures: tuple[tuple[str, int], ...]
    oldest_pending_at: datetime | None
    last_ingest_at: datetime | None
    runs: tuple[Run, ...]
    failing: tuple[FeedHealth, ...]


_COUNTS = {
    "articles": "select count(*) from articles",
    "revisions": "select count(*) from revisions",
    "claims": "select count(*) from claims where current = 1",
    "responsibility_claims": "select count(*) from responsibility_claims where current = 1",
    "bytes": "select page_count * page_size from pragma_page_count, pragma_page_size",
    "pending_pages": "select count(distinct url) from feed_entries where state = 'pending'",
    "pending_texts": "select count(*) from revisions r left join analyses a on a.revision = r.id"
    " where r.language = 'en' and a.revision is null",
    "gaps": "select count(*) from gaps",
    "open_gaps": "select count(*) from gaps where until is null",
    "lossy_gaps": "select count(*) from gaps where lost like 'entries %'",
    "changes": "select count(*) from changes",
    "due_visits": "select count(*) from articles where revisit_at <="
    " strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
    "feeds": "select count(*) from feeds where active = 1",
}
_FAILURES = """
select outcome, count(*) as n from fetches
where run = (select max(id) from runs where command = 'ingest' and finished_at is not null)
  and outcome not in ('ok', 'not_modified')
group by outcome order by n desc, outcome
"""
_TIMES = {
    "oldest_pending_at": "select min(first_seen_at) from feed_entries where state = 'pending'",
    "last_ingest_at": "select max(finished_at) from runs where command = 'ingest'"
    " and state = 'done'",
}


def load_status(db: Database) -> Status:
    """The state of the database."""
    counts: dict[str, Any] = {
        name: int(db.execute(sql).fetchone()[0]) for name, sql in _COUNTS.items()
    }
    failing = tuple(f for f in load_feed_health(db) if f.trouble)
    times: dict[str, Any] = {
        name: _time(db.execute(sql).fetchone()[0]) for name, sql in _TIMES.items()
    }
    kinds = tuple((str(kind), int(n)) for kind, n in db.execute(_FAILURES).fetchall())
    return Status(
        **counts, **times, last_failures=kinds, runs=tuple(load_runs(db)), failing=failing
    )


def load_feed_health(db: Database) -> list[FeedHealth]:
    """The feeds that are polled, by outlet."""
    sql = "select * from feeds where active = 1 order by outlet, url"
    return [
        FeedHealth(
            outlet=row["outlet"],
            url=row["url"],
            outcome=row["outcome"],
            failures=row["failures"],
            succeeded_at=_time(row["succeeded_at"]),
            detail=row["detail"],
            trouble=row["trouble"],
            every=row["every_seconds"],
            next_poll_at=_time(row["next_poll_at"]),
            news_at=_time(row["news_at"]),
            moved_to=row["moved_to"],
        )
        for row in db.query(sql)
    ]


def _time(value: str | None) -> datetime | None:
    return from_text(value) if value else None


def find_revision(db: Database, article: str) -> int:
    """The latest revision of the article with this number or URL."""
    sql = (
        "select a.revision from articles a where a.id = :article or a.id ="
        " (select article from article_urls where url = :article)"
    )
    for row in db.query(sql, {"article": article}):
        return int(row["revision"])
    raise InputError(f"{article}: no such file, and no article with this number or URL is stored")


def load_text(db: Database, revision: int) -> str:
    """The text of a revision, to which the offsets of its claims refer."""
    return str(db.execute("select text from revisions where id = ?", [revision]).fetchone()[0])


def load_about(db: Database, key: str) -> str | None:
    """What :func:`save_about` kept; None if nothing."""
    return next((str(row["value"]) for row in db.query(ABOUT, {"key": key})), None)


def save_about(db: Database, key: str, value: str) -> None:
    """Keep what the database says of itself, such as the banner above its pages."""
    with db.atomic():
        db.execute("insert or replace into about values (?, ?)", [key, value])
