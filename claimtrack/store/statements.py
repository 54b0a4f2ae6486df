"""What each source says in a story, first to last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..comparison import Said, StatementChange, StatementEntry
from ..models import Precision, Stance

_SAID = """
select c.id, c.source, c.article, c.published_at as at, c.content, c.stance,
  iif(a.published_origin = 'seen', 'unknown', c.published_precision) as precision
from claims c join articles a on a.id = c.article
  left join copies o on o.article = c.article
where c.story = ? and c.current = 1 and c.inside is null and c.source_name is not null
  and coalesce(c.source_type, '') not in ('author', 'unknown', 'anonymous')
  and coalesce(o.kind, '') <> 'plain'
order by c.id
"""


def load_said(db: Database, story: int) -> list[Said]:
    """The claims of named sources in a story.

    Those of plain copies are left out, and those inside the content of others.
    """
    return [
        Said(
            **row
            | {
                "precision": Precision(row["precision"]),
                "stance": Stance(row["stance"]) if row["stance"] else None,
            }
        )
        for row in db.query(_SAID, [story])
    ]


_REPEATED = (
    *("story", "source", "source_type", "article", "outlet", "published_at"),
    *("published_precision", "title", "url", "cue", "content", "quotation", "stance"),
)


def save_statements(db: Database, story: int, entries: Iterable[StatementEntry]) -> None:
    """Make these the statements of a story; those that are known stay as they are."""
    own = ("claim", "place", "number", "first_at", "last_at", "change", "earlier_claim", "why")
    columns = (*own, *_REPEATED)
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    sql = (
        f"insert into said ({', '.join(columns)}) select {', '.join(f':{c}' for c in own)},"
        f" {', '.join(_REPEATED)} from claims where id = :claim"
        f" on conflict (claim) do update set {updates}"
    )
    rows = [_row(entry) for entry in entries]
    with db.atomic():
        db.execute(
            "delete from said where story = ? and claim not in (select value from json_each(?))",
            [story, json.dumps([row["claim"] for row in rows])],
        )
        for row in rows:
            db.execute(sql, row)


def _row(entry: StatementEntry) -> dict[str, Any]:
    return {
        "claim": entry.claim,
        "place": entry.place,
        "number": entry.of,
        "first_at": entry.first_at,
        "last_at": entry.last_at,
        "change": entry.change.value if entry.change else None,
        "earlier_claim": entry.earlier,
        "why": entry.why,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStatement:
    """A statement as it is listed. ``story_title`` is the headline of the story."""

    story: int
    story_title: str
    place: int
    number: int
    published_at: str | None
    outlet: str | None
    cue: str
    content: str
    stance: Stance | None
    change: StatementChange | None
    why: str | None


def load_statements(
    db: Database, source: str, *, story: int | None = None
) -> list[StoredStatement]:
    """What a source says, by story, first to last; case does not count."""
    rows = db.query(
        "select s.story, t.title as story_title, s.place, s.number, s.published_at, s.outlet,"
        " s.cue, s.content, s.stance, s.change, s.why"
        " from said s join stories t on t.id = s.story"
        " where s.source = ? collate nocase and (? is null or s.story = ?)"
        " order by s.first_at, s.story, s.place",
        [source, story, story],
    )
    return [
        StoredStatement(
            **row
            | {
                "stance": Stance(row["stance"]) if row["stance"] else None,
                "change": StatementChange(row["change"]) if row["change"] else None,
            }
        )
        for row in rows
    ]


def find_speakers(db: Database, words: str, *, limit: int) -> list[str]:
    """Names of sources with several statements that hold ``words``, the most heard first."""
    rows = db.query(
        "select source from said where instr(lower(source), lower(?)) > 0"
        " group by source order by count(*) desc, source limit ?",
        [words, limit],
    )
    return [row["source"] for row in rows]
