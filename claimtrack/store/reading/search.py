"""Ranked hits in claims and articles, with snippets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from ...hits import FoundArticle, FoundClaim, SearchPage
from ...pages import ShownClaim
from .lines import article_line, rows, shown_claim

PAGE = 20
_RANKED = 5_000  # to rank every hit of "said" in a million claims would take seconds
_ATOM = 50

_COUNT = "select count(*) from (select 1 from {table} where {table} match ? limit {limit})"
# Where hits are many, the newest of them by number are ranked among themselves. Ranked first and
# told with a snippet after: a snippet of every hit takes a hundred times as long as its rank. The
# cross joins keep the planner from asking the index of words once for every article.
_RANKED_CLAIMS = """
select f.rowid as hit, bm25(claims_fts, 2.0, 1.0) as score
from claims_fts f cross join claims c on c.id = f.rowid
where claims_fts match :words and f.rowid >= :since and c.current = 1
order by score limit :limit offset :offset
"""
_CLAIMS = """
select c.*, f.rowid as hit, snippet(claims_fts, 1, char(2), char(3), '…', 48) as snippet
from claims_fts f cross join claims c on c.id = f.rowid
where claims_fts match ? and f.rowid in ({hits})
"""
_SINCE = """
select rowid from {table} where {table} match :words order by rowid desc limit 1 offset :ranked
"""
_RANKED_TITLES = """
select rowid as hit, bm25(articles_fts, 3.0, 1.0) - 2 as score from articles_fts
where articles_fts match :words and rowid >= :since order by score limit :limit
"""
_TITLES = """
select a.*, f.rowid as hit, snippet(articles_fts, 0, char(2), char(3), '…', 32) as snippet
from articles_fts f cross join articles a on a.id = f.rowid
where articles_fts match ? and f.rowid in ({hits})
"""
_RANKED_TEXTS = """
select f.rowid as hit, bm25(revisions_fts) as score
from revisions_fts f cross join revisions r on r.id = f.rowid
cross join articles a on a.id = r.article and a.revision = r.id
where revisions_fts match :words and f.rowid >= :since order by score limit :limit
"""
_TEXTS = """
select a.*, f.rowid as hit, snippet(revisions_fts, 0, char(2), char(3), '…', 40) as snippet
from revisions_fts f cross join revisions r on r.id = f.rowid
cross join articles a on a.id = r.article and a.revision = r.id
where revisions_fts match ? and f.rowid in ({hits})
"""
_NEWEST = """
select c.* from (
  select rowid from claims_fts where claims_fts match :words order by rowid desc limit 500
) f join claims c on c.id = f.rowid
where c.current = 1 order by c.published_at desc limit :limit
"""


def fts_words(question: str) -> str:
    """The question as FTS5 reads it: words and "phrases" all of which must occur; no operators.

    Empty where the question holds no word.
    """
    parts = re.findall(r'"([^"]*)"|(\S+)', question[:200])
    words = [re.sub(r"[^\w'’.-]+", " ", phrase or word).strip() for phrase, word in parts]
    return " ".join(f'"{word}"' for word in words if re.search(r"\w", word))


def load_search(conn: sqlite3.Connection, question: str, *, page: int = 1) -> SearchPage:
    """Claims and articles that hold all words of ``question``, best first.

    Articles are found by headline, byline and, where texts are held, text.
    """
    words = fts_words(question)
    claims = _claims(conn, words, page) if words else ()
    articles = _articles(conn, words) if words and page == 1 else ()
    return SearchPage(
        question=question,
        claims=claims[:PAGE],
        claims_total=_total(conn, "claims_fts", words),
        articles=articles[:PAGE],
        articles_total=len(articles) if len(articles) <= PAGE else None,
        page=page,
        has_next=len(claims) > PAGE,
    )


def _total(conn: sqlite3.Connection, table: str, words: str) -> int | None:
    if not words:
        return 0
    sql = _COUNT.format(table=table, limit=_RANKED + 1)
    total = int(conn.execute(sql, [words]).fetchone()[0])
    return None if total > _RANKED else total


def _claims(conn: sqlite3.Connection, words: str, page: int) -> tuple[FoundClaim, ...]:
    values = {
        "words": words,
        "since": _since(conn, "claims_fts", words),
        "limit": PAGE + 1,
        "offset": (page - 1) * PAGE,
    }
    found = _told(conn, _CLAIMS, words, rows(conn, _RANKED_CLAIMS, values))
    return tuple(FoundClaim(claim=shown_claim(row), snippet=row["snippet"]) for row in found)


def _since(conn: sqlite3.Connection, table: str, words: str) -> int:
    """The first row of those that are ranked; 0 where hits are few enough to rank them all."""
    found = conn.execute(_SINCE.format(table=table), {"words": words, "ranked": _RANKED}).fetchone()
    return int(found[0]) if found else 0


def _told(
    conn: sqlite3.Connection, sql: str, words: str, ranked: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The ranked hits in their order, each with its row, score and snippet."""
    hits = [row["hit"] for row in ranked]
    found = rows(conn, sql.format(hits=", ".join("?" * len(hits))), [words, *hits])
    by_hit = {row["hit"]: row for row in found}
    return [by_hit[row["hit"]] | {"score": row["score"]} for row in ranked if row["hit"] in by_hit]


def _articles(conn: sqlite3.Connection, words: str) -> tuple[FoundArticle, ...]:
    """Headlines and texts, each article once, by its better score.

    Where hits are many, the newest of them are ranked, as with claims.
    """
    found = []
    for table, ranked, told in (
        ("articles_fts", _RANKED_TITLES, _TITLES),
        ("revisions_fts", _RANKED_TEXTS, _TEXTS),
    ):
        values = {"words": words, "since": _since(conn, table, words), "limit": PAGE + 1}
        found += _told(conn, told, words, rows(conn, ranked, values))
    best: dict[int, FoundArticle] = {}
    for row in sorted(found, key=lambda row: row["score"]):
        line = article_line(row)
        snippet = row["snippet"] or row["title"]
        best.setdefault(line.id, FoundArticle(article=line, claims=row["claims"], snippet=snippet))
    return tuple(best.values())


def newest_found(conn: sqlite3.Connection, question: str) -> tuple[ShownClaim, ...]:
    """The newest claims that hold all words of ``question``, for a feed of a saved search."""
    words = fts_words(question)
    found = rows(conn, _NEWEST, {"words": words, "limit": _ATOM}) if words else []
    return tuple(shown_claim(row) for row in found)
