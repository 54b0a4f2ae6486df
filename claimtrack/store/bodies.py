"""Texts that may be kept no longer are deleted; hashes, spans, links and counts stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from .publishing import QuotedArticle, Words, quoted_claims, save_words
from .times import to_text

# What may be deleted: after keep_days; what may only be excerpted once it was read and compared.
_DUE = """
select r.id, a.id as article, r.title, r.text, coalesce(o.store, 'full') as store, a.rights
from revisions r join articles a on a.id = r.article left join outlets o on o.name = a.outlet
where r.expired_at is null and (
  julianday(a.first_seen_at) < julianday(:now) - o.keep_days
  or (o.store <> 'full' or a.rights is not null)
    and (r.language is not 'en' or exists (select 1 from analyses n where n.revision = r.id))
    and exists (select 1 from compared c where c.article = a.id))
limit 200
"""
_WORDLESS = (
    "update changes set before = null, after = null, source = null, detail = null"
    " where article = :article",
    "update alerts set content = null where url = (select url from articles where id = :article)",
    "delete from differences where a_article = :article or b_article = :article",
)


def delete_due(db: Database, now: datetime, words: Callable[[QuotedArticle], Words]) -> int:
    """Delete the texts that are due; ``words`` chooses what of their claims' words may stay."""
    deleted = 0
    while rows := list(db.query(_DUE, {"now": to_text(now)})):
        with db.atomic():
            for row in rows:
                if row["store"] != "full" or row["rights"]:
                    _cap(db, row, words)
                db.execute(
                    "update revisions set text = '', expired_at = ? where id = ?",
                    [to_text(now), row["id"]],
                )
                db.execute("update articles set revisit_at = null where id = ?", [row["article"]])
        deleted += len(rows)
    if deleted:
        db.execute("pragma wal_checkpoint(truncate)").fetchone()
    return deleted


def _cap(db: Database, row: dict[str, object], words: Callable[[QuotedArticle], Words]) -> None:
    """Leave of the claims' words what may be quoted; nothing where nothing may be stored."""
    article = QuotedArticle(
        id=int(str(row["article"])),
        headline=str(row["title"]),
        text=str(row["text"]),
        may_quote=row["store"] != "none",
        claims=quoted_claims(db, int(str(row["id"]))),
    )
    save_words(db, words(article))
    for statement in _WORDLESS:
        db.execute(statement, {"article": article.id})
