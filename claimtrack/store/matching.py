"""Texts by the words in them: the claims of a database, or a bank of texts held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

_MOST_COUNTED = 2_000  # claims with one word; how common a commoner one is English at large tells
_SOURCE_WEIGHT = 0.5  # of a word in the source beside one in the content
_MOST_HITS = 20_000  # claims ranked by their words: common words of a million take seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim as it is shown to who asks whether something was claimed before."""

    claim: int
    outlet: str | None
    published_at: str | None
    source: str | None
    stance: str | None
    content: str
    title: str
    url: str | None
    story: int | None
    group: int | None


@contextmanager
def word_bank(texts: Mapping[str, str]) -> Iterator[Database]:
    """A database in memory in which :func:`find_texts` finds the texts by their words."""
    db = Database(memory=True)
    try:
        db.execute("create virtual table bank using fts5(id unindexed, text, tokenize = 'porter')")
        db.conn.executemany("insert into bank values (?, ?)", texts.items())
        yield db
    finally:
        db.close()


def find_texts(db: Database, words: Sequence[str], limit: int) -> dict[str, float]:
    """The texts of a bank with any of the words, the best by BM25 (more is better)."""
    sql = "select id, -bm25(bank) from bank where bank match ? order by 2 desc, id limit ?"
    return dict(db.execute(sql, [_any_of(words), limit]).fetchall()) if words else {}


def find_claims(db: Database, words: Sequence[str], limit: int) -> dict[int, float]:
    """The current claims with any of the words in source or content, the best by BM25.

    ``words`` come rarest first; those after which too many claims would be ranked are left out.
    Claims whose content is not held are none, nor those inside the content of others.
    """
    sql = (
        "select c.id, f.score from (select rowid, -bm25(claims_fts, ?, 1.0) as score"
        " from claims_fts where claims_fts match ? order by 2 desc limit ?) f"
        " join claims c on c.id = f.rowid where c.current = 1 and c.inside is null and"
        " c.content <> ''"
    )
    telling = _telling(db, words)
    values = [_SOURCE_WEIGHT, _any_of(telling), limit]
    return dict(db.execute(sql, values).fetchall()) if telling else {}


def _telling(db: Database, words: Sequence[str]) -> list[str]:
    """As many of the words as may be ranked, one at least."""
    left, found = _MOST_HITS, []
    for word in words:
        found.append(word)
        left -= _holding(db, word, left)
        if left <= 0:
            break
    return found


def word_shares(db: Database, words: Sequence[str]) -> dict[str, float]:
    """What part of the claims holds each word, in source or content; common words are left out."""
    claims = db.execute("select count(*) from claims_fts_docsize").fetchone()[0]
    counts = {word: _holding(db, word, _MOST_COUNTED) for word in words}
    return {word: n / claims for word, n in counts.items() if n and n < _MOST_COUNTED}


def _holding(db: Database, word: str, most: int) -> int:
    """How many claims hold a word, counted as far as ``most``."""
    sql = "select count(*) from (select 1 from claims_fts where claims_fts match ? limit ?)"
    return int(db.execute(sql, [_any_of([word]), most]).fetchone()[0])


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


def load_found(db: Database, claims: Sequence[int]) -> dict[int, FoundClaim]:
    """These claims, but for those that are not current any more."""
    marks = ", ".join("?" * len(claims))
    rows = db.query(
        "select c.id as claim, c.outlet, c.published_at, c.source, c.stance, c.content, c.title,"
        " c.url, c.story, (select claim_group from claim_group_members m where m.claim = c.id"
        " and m.state <> 'rejected') as 'group' from claims c"
        f" where c.current = 1 and c.id in ({marks})",
        list(claims),
    )
    return {row["claim"]: FoundClaim(**row) for row in rows}


def load_words(db: Database, claims: Sequence[int]) -> dict[int, str]:
    """The contents of these claims."""
    marks = ", ".join("?" * len(claims))
    sql = f"select id, content from claims where id in ({marks})"
    return dict(db.execute(sql, list(claims)).fetchall())


def count_placed(db: Database) -> tuple[int, int]:
    """How many claims have vectors, and the last of them: other numbers tell that there is news."""
    row = db.execute("select count(*), coalesce(max(claim), 0) from grouped").fetchone()
    return int(row[0]), int(row[1])
