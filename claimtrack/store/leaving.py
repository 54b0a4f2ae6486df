"""Stories after a withdrawal: an article leaves its story."""

from __future__ import annotations

from sqlite_utils import Database

from .timeline import mark_stale_story

_CLAIMS = ("claims", "responsibility_claims")


def leave_story(db: Database, story: int | None, article: int) -> None:
    """Count the story without the article; one named by it takes the next article's number."""
    if story is None:
        return
    left = "select min(id) from articles where story = ? and id <> ?"
    first = db.execute(left, [story, article]).fetchone()[0]
    if first is None:
        db.execute("delete from stories where id = ?", [story])
        _unmake_story(db, story)
        return
    number = first if story == article else story
    if number != story:
        for table in ("articles", *_CLAIMS, "compared", "claim_groups"):
            db.execute(f"update {table} set story = ? where story = ?", [number, story])
        db.execute("update stories set id = ? where id = ?", [number, story])
    _unmake_story(db, story)
    mark_stale_story(db, number)
    db.execute(_STORY, {"story": number, "gone": article})


def _unmake_story(db: Database, story: int) -> None:
    """Drop what is made of all articles of a story."""
    for table in ("timeline", "differences", "said", "stale_stories"):
        db.execute(f"delete from {table} where story = ?", [story])


_STORY = """
update stories set (title, first_published_at, last_published_at, articles, copies, outlets) = (
    select (select title from articles where id = :story), min(published_at), max(published_at),
      count(*), count(copy_of), count(distinct outlet)
    from articles where story = :story and id <> :gone),
  independent_outlets = min(independent_outlets, (select count(distinct outlet)
    from articles where story = :story and id <> :gone))
where id = :story
"""
