"""What edits did to claims: which revisions are still to be compared, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from ..models import Change, Extraction, Revision, digest
from .extractions import load_reviewed

_KEY_LENGTH = 20

# Each step from one revision to another, where it was not compared as both are now read: to new
# words, or back to earlier ones. A summary that became a full text is no edit, so both must be of
# one kind and origin; nor is it one when words were withdrawn or came back.
_PAIRS = """
from (
  select id as revision, from_revision, null as returned, seen_at,
    (select extractor from comparisons where revision = revisions.id) as extractor,
    (select from_extractor from comparisons where revision = revisions.id) as from_extractor
  from revisions where from_revision is not null
  union all
  select revision, from_revision, id, seen_at, extractor, from_extractor from returns
) s
join revisions r on r.id = s.revision
join revisions p on p.id = s.from_revision
join analyses a on a.revision = r.id
join analyses b on b.revision = p.id
where r.origin = p.origin and r.text_kind = p.text_kind
  and (instr(r.text, '▒') > 0) = (instr(p.text, '▒') > 0)
  and r.expired_at is null and p.expired_at is null
  and (s.extractor is not a.extractor or s.from_extractor is not b.extractor)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two revisions of an article to be compared, with what was found in them.

    ``returned`` is the return by which the later came, where its words were known before.
    """

    returned: int | None
    before_id: int
    before: Revision
    found_before: Extraction
    after_id: int
    after: Revision
    found_after: Extraction


def count_comparisons(db: Database) -> int:
    """How many pairs :func:`load_comparisons` would give."""
    return int(db.execute(f"select count(*) {_PAIRS}").fetchone()[0])


def load_comparisons(db: Database) -> Iterator[Comparison]:
    """The pairs of revisions to be compared, in the order in which the later was seen."""
    sql = f"select p.id, r.id, s.returned {_PAIRS} order by s.seen_at, r.id"
    for before, after, returned in db.execute(sql).fetchall():
        yield Comparison(
            returned=returned,
            before_id=before,
            before=_revision(db, before),
            found_before=load_reviewed(db, before),
            after_id=after,
            after=_revision(db, after),
            found_after=load_reviewed(db, after),
        )


def _revision(db: Database, revision: int) -> Revision:
    row = next(db.query("select title, byline, text from revisions where id = ?", [revision]))
    return Revision(**row)


def save_changes(db: Database, pair: Comparison, changes: Sequence[Change]) -> None:
    """Swap what is known of the edit between two revisions, in one transaction."""
    home = next(
        db.query(
            "select a.id, a.outlet, a.country, a.published_at, a.url, r.title, r.hash,"
            " coalesce((select seen_at from returns where id = ?), r.seen_at) as seen_at"
            " from revisions r join articles a on a.id = r.article where r.id = ?",
            [pair.returned, pair.after_id],
        )
    )
    with db.atomic():
        db.execute(
            "delete from changes where revision = ? and returned is ?",
            [pair.after_id, pair.returned],
        )
        db.table("changes").insert_all(_row(home, pair, change) for change in changes)
        _save_compared(db, pair)


def forget_comparisons(db: Database, article: int) -> None:
    """Have the edits of an article looked at again; part of a transaction."""
    db.execute(
        "delete from comparisons where revision in (select id from revisions where article = ?)",
        [article],
    )
    db.execute(
        "update returns set extractor = null, from_extractor = null where article = ?", [article]
    )


def _save_compared(db: Database, pair: Comparison) -> None:
    """Note by what the two were read; part of a transaction."""
    values = {"after": pair.after_id, "before": pair.before_id, "returned": pair.returned}
    if pair.returned is None:
        db.execute(
            "insert or replace into comparisons (revision, from_revision, extractor,"
            " from_extractor) select :after, :before, a.extractor, b.extractor"
            " from analyses a, analyses b where a.revision = :after and b.revision = :before",
            values,
        )
        return
    db.execute(
        "update returns set (extractor, from_extractor) = (select a.extractor, b.extractor"
        " from analyses a, analyses b where a.revision = :after and b.revision = :before)"
        " where id = :returned",
        values,
    )


def _row(home: dict[str, object], pair: Comparison, change: Change) -> dict[str, object]:
    words = (change.kind.value, change.before, change.after, change.source, change.detail)
    step = [str(home["url"]), pair.before.hash, str(home["hash"]), *words]
    if pair.returned is not None:  # the same words may return more than once
        step.append(str(home["seen_at"]))
    return {
        "key": digest(*step)[:_KEY_LENGTH],
        "article": home["id"],
        "outlet": home["outlet"],
        "country": home["country"],
        "published_at": home["published_at"],
        "title": home["title"],
        "url": home["url"],
        "at": home["seen_at"],
        "kind": change.kind.value,
        "before": change.before,
        "after": change.after,
        "source": change.source,
        "detail": change.detail,
        "from_revision": pair.before_id,
        "revision": pair.after_id,
        "returned": pair.returned,
    }
