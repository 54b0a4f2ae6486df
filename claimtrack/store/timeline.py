"""The responsibility timeline of a story, and which stories are to be looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from ..comparison import Blame, TimelineEntry
from ..models import Precision, Span, Stance, Subtracted, Voice


def mark_stale_story(db: Database, story: int | None) -> None:
    """Note that something of a story is new; within the transaction that makes it so."""
    if story is not None:
        db.execute("insert or ignore into stale_stories values (?)", [story])


def load_stale_stories(db: Database) -> list[int]:
    """The stories to be looked at again."""
    return [row["story"] for row in db.query("select story from stale_stories order by story")]


def save_fresh(db: Database, story: int) -> None:
    """Note that a story was looked at."""
    with db.atomic():
        db.execute("delete from stale_stories where story = ?", [story])


# A claim rests on another outlet alone where that is its source, or all its article's sources.
_BLAMES = """
select r.id, r.key, r.article, r.outlet, o.owner, a.copy_of as original, b.outlet as copy_of,
  r.published_at as at, iif(a.published_origin = 'seen', 'unknown', r.published_precision)
  as precision, v.text, r.act_span, r.accused, r.act, r.target, r.accuser, r.target_name, r.stance,
  r.voice, r.basis, r.kind, r.stated_confidence,
  iif(r.source_type = 'outlet', r.source, (
    select case when count(distinct source) = 1 and min(source_type = 'outlet') then min(source) end
    from claims where article = a.id and current = 1 and inside is null and source is not null
  )) as relays
from responsibility_claims r join articles a on a.id = r.article
  join revisions v on v.id = r.revision left join outlets o on o.name = r.outlet
  left join articles b on b.id = a.copy_of
where r.story = ? and r.current = 1 order by r.id
"""


def load_blames(db: Database, story: int) -> list[Blame]:
    """The responsibility claims of a story in its articles' current revisions."""
    return [_blame(row) for row in db.query(_BLAMES, [story])]


def _blame(row: dict[str, Any]) -> Blame:
    span, target = row.pop("act_span"), row.pop("target_name")
    return Blame(
        **row
        | {
            "precision": Precision(row["precision"]),
            "act_span": Span(**dict(zip(("start", "end"), json.loads(span), strict=True)))
            if span
            else None,
            "is_target_named": target is not None,
            "stance": Stance(row["stance"]) if row["stance"] else None,
            "voice": Voice(row["voice"]) if row["voice"] else None,
        }
    )


_REPEATED = (
    *("article", "outlet", "published_at", "published_precision", "title", "url", "accused", "act"),
    *("target", "accuser", "source", "source_type", "stance", "voice"),
)
_OWN = (
    *("key", "story", "matter", "responsibility_claim", "basis", "kind", "stated_confidence"),
    *("first_outlet", "articles", "outlets", "independent_outlets", "subtracted", "denied_since"),
    *("denied_by", "state", "settled_by", "claims"),
)


def save_timeline(db: Database, story: int, entries: Iterable[TimelineEntry]) -> None:
    """Make the timeline of a story these entries; one that is known keeps its number."""
    columns = (*_OWN, *_REPEATED)
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "key")
    sql = (
        f"insert into timeline ({', '.join(columns)})"
        f" select {', '.join(f':{column}' for column in _OWN)}, {', '.join(_REPEATED)}"
        " from responsibility_claims where id = :responsibility_claim"
        f" on conflict (key) do update set {updates}"
    )
    with db.atomic():
        rows = [_row(story, entry) for entry in entries]
        db.execute(
            "delete from timeline where story = ? and key not in (select value from json_each(?))",
            [story, json.dumps([row["key"] for row in rows])],
        )
        for row in rows:
            db.execute(sql, row)


def _row(story: int, entry: TimelineEntry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "story": story,
        "matter": entry.matter,
        "responsibility_claim": entry.claims[0],
        "basis": entry.basis,
        "kind": entry.kind,
        "stated_confidence": entry.stated_confidence,
        "first_outlet": entry.first_outlet,
        "articles": entry.articles,
        "outlets": entry.counts.outlets,
        "independent_outlets": entry.counts.independent,
        "subtracted": subtracted_text(entry.counts.subtracted),
        "denied_since": entry.denied_since,
        "denied_by": entry.denied_by,
        "state": entry.state.value,
        "settled_by": entry.settled_by,
        "claims": json.dumps(entry.claims),
    }


def subtracted_text(subtracted: Iterable[Subtracted]) -> str:
    """Outlets that do not count as independent, as JSON."""
    return json.dumps([{"outlet": s.outlet, "reason": s.reason} for s in subtracted])
