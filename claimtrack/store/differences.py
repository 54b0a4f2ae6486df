"""Where the articles of a story differ."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from ..comparison import Difference, DifferenceKind, DifferingArticle
from ..models import digest
from .extractions import load_reviewed

_KEY_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDifference:
    """A difference with its words and outlets, as it is listed."""

    kind: DifferenceKind
    story: int
    a_outlet: str | None
    a_published_at: str | None
    a_article: int
    a_words: str | None
    b_outlet: str | None
    b_published_at: str | None
    b_article: int
    b_words: str | None
    why: str | None


_DIFFERING = """
select a.id, a.published_at, a.published_origin, r.id as revision, r.title, r.text,
  c.original, coalesce(c.kind, '') as kind
from articles a join revisions r on r.id = a.revision join analyses n on n.revision = r.id
  left join copies c on c.article = a.id
where a.story = ? and r.expired_at is null and coalesce(c.kind, '') <> 'plain'
order by a.published_at is null, a.published_at, a.id limit ?
"""


def load_differing(db: Database, story: int, *, limit: int) -> list[DifferingArticle]:
    """The earliest articles of a story, with what was found in them; plain copies are left out.

    None where there is but one: nothing is loaded that has nothing to differ from.
    """
    rows = list(db.query(_DIFFERING, [story, limit]))
    return [_article(db, row) for row in rows] if len(rows) > 1 else []


def _article(db: Database, row: dict[str, Any]) -> DifferingArticle:
    told = row["published_at"] if row["published_origin"] != "seen" else None
    return DifferingArticle(
        id=str(row["id"]),
        text=row["text"],
        title=row["title"],
        found=load_reviewed(db, row["revision"]),
        day=date.fromisoformat(told[:10]) if told else None,
        copies=None if row["original"] is None else str(row["original"]),
    )


_SIDE = (
    "select :key, :story, :kind, :a_start, :a_end, :b_start, :b_end, :why,"
    " a.id, a.outlet, a.published_at, a.title, a.revision,"
    " substr(v.text, :a_start + 1, :a_end - :a_start),"
    " b.id, b.outlet, b.published_at, b.title, b.revision,"
    " substr(w.text, :b_start + 1, :b_end - :b_start)"
    " from articles a join revisions v on v.id = a.revision,"
    " articles b join revisions w on w.id = b.revision where a.id = :a and b.id = :b"
)
_COLUMNS = (
    *("key", "story", "kind", "a_start", "a_end", "b_start", "b_end", "why"),
    *("a_article", "a_outlet", "a_published_at", "a_title", "a_revision", "a_words"),
    *("b_article", "b_outlet", "b_published_at", "b_title", "b_revision", "b_words"),
)


def save_differences(db: Database, story: int, differences: Iterable[Difference]) -> None:
    """Make these the differences of a story; one that is known keeps its number.

    One of an article whose text is not held any more cannot be found anew: it stays, unless
    somebody reviewed a claim of the article.
    """
    updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS if column != "key")
    sql = (
        f"insert into differences ({', '.join(_COLUMNS)}) {_SIDE}"
        f" on conflict (key) do update set {updates}"
    )
    rows = [_row(story, difference) for difference in differences]
    with db.atomic():
        db.execute(
            "delete from differences where story = ?"
            " and key not in (select value from json_each(?)) and not exists ("
            "select 1 from revisions r where r.id in (a_revision, b_revision)"
            " and r.expired_at is not null and not exists (select 1 from claims c"
            " where c.article in (a_article, b_article) and c.review is not null))",
            [story, json.dumps([row["key"] for row in rows])],
        )
        for row in rows:
            db.execute(sql, row)


def _row(story: int, difference: Difference) -> dict[str, Any]:
    a, b = difference.a, difference.b
    places = (a.article, a.span.start, a.span.end, b.article, b.span.start, b.span.end)
    return {
        "key": digest(str(story), difference.kind, *map(str, places))[:_KEY_LENGTH],
        "story": story,
        "kind": difference.kind.value,
        "a": int(a.article),
        "a_start": a.span.start,
        "a_end": a.span.end,
        "b": int(b.article),
        "b_start": b.span.start,
        "b_end": b.span.end,
        "why": difference.why,
    }


_STORED = (
    "select kind, story, a_outlet, a_published_at, a_article, a_words, b_outlet, b_published_at,"
    " b_article, b_words, why from differences d where {which}"
    " order by kind, a_published_at, b_published_at, id"
)
# Whether a side meets what a claim of the group says.
_IN_GROUP = """exists (
  select 1 from claim_group_members m join claims c on c.id = m.claim, json_each(c.content_spans) s
  where m.claim_group = :number and m.state <> 'rejected' and c.current = 1
    and c.article = d.{side}_article
    and json_extract(s.value, '$[0]') < d.{side}_end
    and d.{side}_start < json_extract(s.value, '$[1]'))"""


def load_differences(db: Database, story: int) -> list[StoredDifference]:
    """The differences of a story, by kind, then by date."""
    return _load(db, "story = :number", story)


def load_group_differences(db: Database, group: int) -> list[StoredDifference]:
    """Those of them of which both sides stand in claims of a claim group."""
    return _load(db, " and ".join(_IN_GROUP.format(side=side) for side in "ab"), group)


def _load(db: Database, which: str, number: int) -> list[StoredDifference]:
    rows = db.query(_STORED.format(which=which), {"number": number})
    return [StoredDifference(**row | {"kind": DifferenceKind(row["kind"])}) for row in rows]
