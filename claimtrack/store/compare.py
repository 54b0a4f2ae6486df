"""Articles as they are compared, and what came of it: stories and copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from ..models import ComparedArticle, Copy, OutletReport, Subtracted
from .timeline import mark_stale_story, subtracted_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An article that was compared: its story, and what is kept of it, packed."""

    article: int
    story: int
    features: bytes
    sketch: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCounts:
    """What is counted of a story."""

    story: int
    outlets: int
    independent: int
    subtracted: tuple[Subtracted, ...]


_UNCOMPARED = """
from articles a join revisions r on r.id = a.revision
where not exists (select 1 from compared c where c.article = a.id)
"""


def count_uncompared(db: Database) -> int:
    """How many articles were never compared."""
    return int(next(db.query(f"select count(*) as n {_UNCOMPARED}"))["n"])


def load_uncompared(db: Database, *, limit: int) -> list[ComparedArticle]:
    """Articles never compared, by date of publication, then in order of arrival; ids as text."""
    rows = db.query(
        "select a.id, a.url, a.outlet, a.published_at, a.published_origin, r.title, r.byline,"
        f" r.text {_UNCOMPARED} order by a.published_at is null, a.published_at, a.id limit ?",
        [limit],
    )
    return [compared_article(row) for row in rows]


def compared_article(row: Mapping[str, Any]) -> ComparedArticle:
    """What is compared of an article: its row, with title, byline and text of its revision."""
    told = row["published_at"] if row["published_origin"] != "seen" else None
    host = urlsplit(row["url"] or "").hostname
    return ComparedArticle(
        id=str(row["id"]),
        title=row["title"],
        body=row["text"].removeprefix(row["title"]).lstrip("\n"),
        host=host.removeprefix("www.") if host else row["outlet"],
        day=date.fromisoformat(told[:10]) if told else None,
        byline=row["byline"],
    )


def load_compared(db: Database) -> Iterator[Compared]:
    """All articles compared so far, in the order in which they were."""
    rows = db.query("select article, story, features, sketch from compared order by place")
    return (Compared(**row) for row in rows)


def save_compared(db: Database, compared: Iterable[Compared], *, method: str) -> None:
    """Keep what was found of articles, in order, and tell them and their claims their story."""
    with db.atomic():
        for one in compared:
            row = [one.article, one.story, method, one.features, one.sketch]
            db.execute(
                "insert or ignore into compared (article, story, method, features, sketch)"
                " values (?, ?, ?, ?, ?)",
                row,
            )
            db.execute("update articles set story = ? where id = ?", [one.story, one.article])
            _tell_claims(db, one.article, "story", one.story)
            mark_stale_story(db, one.story)


def save_copies(db: Database, copies: Iterable[Copy]) -> None:
    """Keep which article copies which; a copy known already stays as it is, the way round too."""
    with db.atomic():
        for copy in copies:
            article, original = int(copy.id), int(copy.copy_of)
            known = "select 1 from copies where article = ? and original = ?"
            if db.execute(known, [original, article]).fetchone():
                continue
            row = [article, original, copy.share, copy.kind.value, copy.why]
            db.execute("insert or ignore into copies values (?, ?, ?, ?, ?)", row)
            db.execute("update articles set copy_of = ? where id = ?", [original, article])
            _tell_claims(db, article, "copy_of", original)


def _tell_claims(db: Database, article: int, column: str, value: int | None) -> None:
    for table in ("claims", "responsibility_claims"):
        db.execute(f"update {table} set {column} = ? where article = ?", [value, article])


# An article all of whose named sources are one outlet rests on that outlet alone.
_REPORTS = """
select a.outlet, o.owner, b.outlet as copy_of, (
    select case when count(distinct source) = 1 and min(source_type = 'outlet') then min(source) end
    from claims where article = a.id and current = 1 and inside is null and source is not null
  ) as relays
from articles a left join outlets o on o.name = a.outlet
  left join articles b on b.id = a.copy_of
where a.story = ? order by a.published_at is null, a.published_at, a.id
"""


def load_reports(db: Database, story: int) -> list[OutletReport]:
    """The articles of a story as reports to be counted, earliest first."""
    return [OutletReport(**row) for row in db.query(_REPORTS, [story])]


def save_story(db: Database, counts: StoryCounts) -> None:
    """Bring the row of a story up to date with its articles."""
    subtracted = subtracted_text(counts.subtracted)
    with db.atomic():
        db.execute(
            "insert into stories select :story, (select title from articles where id = :story),"
            " min(published_at), max(published_at), count(*), count(copy_of), :outlets,"
            " :independent, :subtracted from articles where story = :story"
            " on conflict (id) do update set title = excluded.title,"
            " first_published_at = excluded.first_published_at,"
            " last_published_at = excluded.last_published_at, articles = excluded.articles,"
            " copies = excluded.copies, outlets = excluded.outlets,"
            " independent_outlets = excluded.independent_outlets,"
            " subtracted = excluded.subtracted",
            {
                "story": counts.story,
                "outlets": counts.outlets,
                "independent": counts.independent,
                "subtracted": subtracted,
            },
        )


# Articles whose text is not held any more: what is known of them cannot be found anew.
_WITHOUT_TEXT = """
(select a.id from articles a join revisions r on r.id = a.revision where r.expired_at is not null)
"""


def forget_compared(db: Database) -> None:
    """Forget all stories and copies, so that they are found anew.

    Articles whose text was deleted stay together, and copies of what they were copies of; where
    they differed is lost.
    """
    with db.atomic():
        for table in ("stories", "timeline", "differences", "said", "stale_stories"):
            db.execute(f"delete from {table}")
        for table, article in (("copies", "article"), ("compared", "article"), *_TOLD):
            is_held = f"{article} not in {_WITHOUT_TEXT}"
            sets = f"update {table} set story = null, copy_of = null where {is_held}"
            is_told = (table, article) in _TOLD
            db.execute(sets if is_told else f"delete from {table} where {is_held}")
        rename_stories(db)


_TOLD = (("articles", "id"), ("claims", "article"), ("responsibility_claims", "article"))


def forget_story(db: Database, story: int) -> None:
    """The same of one story; part of a transaction. Copies stay."""
    for table in ("timeline", "differences", "said", "stale_stories"):
        db.execute(f"delete from {table} where story = ?", [story])
    db.execute("delete from stories where id = ?", [story])
    where = f"story = ? and {{}} not in {_WITHOUT_TEXT}"
    db.execute(f"delete from compared where {where.format('article')}", [story])
    for table, article in _TOLD:
        db.execute(f"update {table} set story = null where {where.format(article)}", [story])
    db.execute("update claim_groups set story = null where story = ?", [story])
    rename_stories(db, story)


def rename_stories(db: Database, story: int | None = None) -> None:
    """Number each story by the first of its articles that are left, as stories are."""
    first: dict[int, int] = {}
    where = "" if story is None else "where story = ?"
    sql = f"select article, story from compared {where} order by place"
    for article, old in db.execute(sql, [] if story is None else [story]).fetchall():
        new = first.setdefault(old, article)
        db.execute("update compared set story = ? where article = ?", [new, article])
        db.execute("update articles set story = ? where id = ?", [new, article])
        _tell_claims(db, article, "story", new)
        mark_stale_story(db, new)
