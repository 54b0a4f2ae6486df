"""Alerts: claims not yet held against the watchlists, what met them, and what was delivered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..models import Alert, ReportedClaim
from .times import from_text, to_text

_BATCH = 200  # revisions looked at in one transaction
MAX_ATTEMPTS = 20  # runs in which an alert is offered to the webhook

# A name as the program found it, whatever was corrected since: an alert is known by it.
_FOUND = """iif(json_type({row}.extracted, '$.{name}_name') is null, {row}.{name},
  coalesce({row}.extracted ->> '$.{name}_name', {row}.{name}_words))"""
_CLAIMS = f"""
select c.outlet, c.title, c.url, c.published_at, c.source, c.content, r.accused, c.story,
  s.title as story_title, s.url as story_url,
  {_FOUND.format(row="c", name="source")} as found_source,
  {_FOUND.format(row="r", name="accused")} as found_accused
from claims c left join articles s on s.id = c.story
  left join responsibility_claims r on r.id = (select b.id from responsibility_claims b
    where b.claim = c.id and b.current = 1 and b.accused is not null limit 1)
where c.current = 1 and c.revision in ({{places}})
union all
select r.outlet, r.title, r.url, r.published_at, null, r.act, r.accused, r.story, s.title, s.url,
  null, {_FOUND.format(row="r", name="accused")}
from responsibility_claims r left join articles s on s.id = r.story
where r.current = 1 and r.claim is null and r.revision in ({{places}})
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
        found_source=text("found_source" if "found_source" in row else "source"),
        found_accused=text("found_accused" if "found_accused" in row else "accused"),
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
    sql = f"select * from alerts where wrong = 0 and {where} limit ?"
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


# --- corrected ----------------------------------------------------------------------------------


# Where the claim, or the one that carries it or that it carries, is called wrong.
_OTHER = {
    "claims": "select 1 from responsibility_claims where claim = :id and review = 'wrong'",
    "responsibility_claims": "select 1 from claims where id = :claim and review = 'wrong'",
}


def correct_alerts(
    db: Database, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Have the alerts on a claim say what a reviewer says; none is shown of a wrong claim.

    An alert is on the claim where one holds the words of the other; another reading of the text may
    have cut them otherwise.
    """
    name, words = ("source", "content") if kind == "claims" else ("accused", "act")
    found = json.loads(before["extracted"] or "{}").get(f"{name}_name", before[name])
    values = {
        "id": before["id"],
        "claim": before.get("claim"),
        "url": before["url"],
        "before": before[name],
        "after": after.get(name, before[name]),
        "found": found or before[f"{name}_words"],
        "words": before["content"] or before[words] or "",
        "wrong": int(after["review"] == "wrong"),
    }
    db.execute(
        f"update alerts set {name} = :after, wrong = max(:wrong, exists ({_OTHER[kind]}))"
        " where url = :url and (instr(content, :words) or instr(:words, content))"
        f" and ({name} is :before or {name} is :found or {name} is :after)",
        values,
    )
