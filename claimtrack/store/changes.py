"""What edits did to claims: which revisions are still to be compared, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from ..models import Change, Extraction, Revision, digest
from .claims import load_extraction

_KEY_LENGTH = 20

# Each analysed revision with the one before it, where the pair was not compared as it is now read.
# A summary that became a full text is no edit, so both must be of one kind and origin.
_PAIRS = """
from (
  select r.id, r.article, r.origin, r.text_kind,
    lag(r.id) over (partition by r.article order by r.id) as earlier
  from revisions r
  where r.expired_at is null and r.article in (select id from articles where revisions > 1)
) r
join revisions p on p.id = r.earlier
join analyses a on a.revision = r.id
join analyses b on b.revision = p.id
left join comparisons c on c.revision = r.id
where r.origin = p.origin and r.text_kind = p.text_kind and (c.revision is null
  or c.from_revision <> p.id or c.extractor <> a.extractor or c.from_extractor <> b.extractor)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two revisions of an article to be compared, with what was found in them."""

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
    pairs = db.execute(f"select p.id, r.id {_PAIRS} order by r.id").fetchall()
    for before, after in pairs:
        yield Comparison(
            before_id=before,
            before=_revision(db, before),
            found_before=load_extraction(db, before),
            after_id=after,
            after=_revision(db, after),
            found_after=load_extraction(db, after),
        )


def _revision(db: Database, revision: int) -> Revision:
    row = next(db.query("select title, byline, text from revisions where id = ?", [revision]))
    return Revision(**row)


def save_changes(db: Database, pair: Comparison, changes: Sequence[Change]) -> None:
    """Swap what is known of the edit between two revisions, in one transaction."""
    home = next(
        db.query(
            "select a.id, a.outlet, a.country, a.published_at, a.url, r.title, r.seen_at, r.hash"
            " from revisions r join articles a on a.id = r.article where r.id = ?",
            [pair.after_id],
        )
    )
    with db.atomic():
        db.execute("delete from changes where revision = ?", [pair.after_id])
        db.table("changes").insert_all(_row(home, pair, change) for change in changes)
        db.execute(
            "insert or replace into comparisons (revision, from_revision, extractor,"
            " from_extractor) select :after, :before, a.extractor, b.extractor"
            " from analyses a, analyses b where a.revision = :after and b.revision = :before",
            {"after": pair.after_id, "before": pair.before_id},
        )


def _row(home: dict[str, object], pair: Comparison, change: Change) -> dict[str, object]:
    words = (change.kind.value, change.before, change.after, change.source, change.detail)
    return {
        "key": digest(str(home["url"]), pair.before.hash, str(home["hash"]), *words)[:_KEY_LENGTH],
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
    }
