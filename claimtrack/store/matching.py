"""Texts by the words in them: the claims of a database, or a bank of texts held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

_SOURCE_WEIGHT = 0.5  # of a word in the source beside one in the content


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
    """The current claims with any of the words in source or content, the best by BM25."""
    sql = (
        "select c.id, f.score from (select rowid, -bm25(claims_fts, ?, 1.0) as score"
        " from claims_fts where claims_fts match ? order by 2 desc limit ?) f"
        " join claims c on c.id = f.rowid where c.current = 1"
    )
    values = [_SOURCE_WEIGHT, _any_of(words), limit]
    return dict(db.execute(sql, values).fetchall()) if words else {}


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


def load_found(db: Database, claims: Sequence[int]) -> list[FoundClaim]:
    """These claims, in the order given."""
    marks = ", ".join("?" * len(claims))
    rows = db.query(
        "select c.id as claim, c.outlet, c.published_at, c.source, c.stance, c.content, c.title,"
        " c.url, c.story, (select claim_group from claim_group_members m where m.claim = c.id"
        f" and m.state <> 'rejected') as 'group' from claims c where c.id in ({marks})",
        list(claims),
    )
    found = {row["claim"]: FoundClaim(**row) for row in rows}
    return [found[claim] for claim in claims]
