"""Alerts: claims not yet held against the watchlists, what met them, and what was delivered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlite_utils import Database

from ..models import Alert, ReportedClaim
from .times import from_text, to_text

_BATCH = 200  # revisions looked at in one transaction
MAX_ATTEMPTS = 20  # runs in which an alert is offered to the webhook

_CLAIMS = """
select c.outlet, c.title, c.url, c.published_at, c.source, c.content,
  (select r.accused from responsibility_claims r where r.claim = c.id and r.accused is not null
   limit 1) as accused, c.story, s.title as story_title, s.url as story_url
from claims c left join articles s on s.id = c.story
where c.current = 1 and c.revision in ({places})
union all
select r.outlet, r.title, r.url, r.published_at, null, r.act, r.accused, r.story, s.title, s.url
from responsibility_claims r left join articles s on s.id = r.story
where r.current = 1 and r.claim is null and r.revision in ({places})
"""


def load_unwatched(db: Database) -> Iterator[tuple[list[int], list[ReportedClaim]]]:
    """Revisions whose claims were not yet held against the watchlists, in batches.

    What a batch brought is to be saved before the next one is asked for.
    """
    while True:
        sql = "select revision from analyses where watched = 0 order by revision limit ?"
        revisions = [row[0] for row in db.execute(sql, [_BATCH]).fetchall()]
        if not revisions:
            return
        places = ", ".join("?" * len(revisions))
        rows = db.query(_CLAIMS.format(places=places), revisions * 2)
        yield revisions, [_claim(row) for row in rows]


def _claim(row: dict[str, object]) -> ReportedClaim:
    def text(name: str) -> str | None:
        return None if row[name] is None else str(row[name])

    return ReportedClaim(
        outlet=text("outlet"),
        title=str(row["title"]),
        url=text("url"),
        published_at=text("published_at"),
        source=text("source"),
        content=text("content"),
        accused=text("accused"),
        story=None if row["story"] is None else int(str(row["story"])),
        story_title=text("story_title") if "story_title" in row else None,
        story_url=text("story_url") if "story_url" in row else None,
    )


def save_alerts(
    db: Database, revisions: Sequence[int], alerts: Iterable[Alert], *, at: datetime
) -> int:
    """Keep new alerts and note that these revisions were looked at; how many alerts are new."""
    new = 0
    with db.atomic():
        for alert in alerts:
            claim = alert.claim
            values = (claim.outlet, claim.title, claim.url, claim.published_at, claim.source)
            new += db.execute(
                "insert or ignore into alerts (key, watch, at, outlet, title, url, published_at,"
                " source, content, accused, story) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    *(alert.key, alert.watch, to_text(at), *values),
                    *(claim.content, claim.accused, claim.story),
                ],
            ).rowcount
        db.conn.executemany(
            "update analyses set watched = 1 where revision = ?", [(r,) for r in revisions]
        )
    return new


def load_alerts(db: Database, *, limit: int, only_undelivered: bool = False) -> list[Alert]:
    """The latest alerts; or those still to be delivered, the oldest first."""
    where = (
        "delivered_at is null and attempts < ? order by id"
        if only_undelivered
        else ("attempts >= -? order by id desc")
    )
    sql = f"select * from alerts where {where} limit ?"
    return [
        Alert(key=row["key"], watch=row["watch"], claim=_claim(row), at=from_text(row["at"]))
        for row in db.query(sql, [MAX_ATTEMPTS, limit])
    ]


def save_delivery(
    db: Database, alerts: Sequence[Alert], *, at: datetime, problem: str | None
) -> None:
    """Note that the webhook took the alerts, or why not."""
    row = [to_text(at) if problem is None else None, problem]
    with db.atomic():
        db.conn.executemany(
            "update alerts set attempts = attempts + 1, delivered_at = ?, detail = ? where key = ?",
            [(*row, alert.key) for alert in alerts],
        )
