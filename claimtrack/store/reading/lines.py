"""Claims, responsibility claims and articles as lines of a list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from ...pages import ArticleLine, Count, ShownBlame, ShownClaim
from ...schema import STATEMENT
from ..extractions import attribution_of, responsibility_of

FEED = 50  # entries of a feed
_DENIALS = 3  # that many denials are shown beside a claim; the source's page has them all

_BLAMES = f"select r.*, {STATEMENT} as statement from responsibility_claims r"


def rows(
    conn: sqlite3.Connection, sql: str, values: Sequence[object] | dict[str, object] = ()
) -> list[dict[str, Any]]:
    """The rows of a query as dicts, whatever the connection's row factory."""
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def one(
    conn: sqlite3.Connection, sql: str, values: Sequence[object] | dict[str, object] = ()
) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    return next(iter(rows(conn, sql, values)), None)


def counts(found: Iterable[dict[str, Any]]) -> tuple[Count, ...]:
    """Rows with ``label`` and ``n`` as counts; a label that is null is told as not decided."""
    return tuple(
        Count(label=row["label"] or "not decided", n=row["n"], detail=row.get("detail"))
        for row in found
    )


def article_line(row: dict[str, Any], *, key: str = "id") -> ArticleLine:
    """The article that ``row`` tells of, or repeats in its own columns (``key="article"``)."""
    return ArticleLine(
        id=row[key],
        title=row["title"],
        outlet=row["outlet"],
        published_at=row["published_at"],
        url=row["url"],
    )


def shown_claim(row: dict[str, Any]) -> ShownClaim:
    """A row of claims."""
    return ShownClaim(
        id=row["id"],
        key=row["key"],
        found=attribution_of(row),
        source=row["source"],
        source_words=row["source_words"],
        cue=row["cue"],
        content=row["content"],
        extractor=row["extractor"],
        article=article_line(row, key="article"),
        inside=row["inside"],
        anonymity=row["anonymity"],
        review=row["review"],
    )


def newest_of(
    conn: sqlite3.Connection, column: Literal["source", "outlet"], name: str
) -> tuple[ShownClaim, ...]:
    """The newest claims of a source or an outlet, for its feed."""
    sql = (
        f"select * from claims where current = 1 and {column} = ?"
        " order by published_at desc, id limit ?"
    )
    return tuple(shown_claim(row) for row in rows(conn, sql, [name, FEED]))


def shown_blames(
    conn: sqlite3.Connection, where: str, values: Sequence[object], *, denials: bool = True
) -> tuple[ShownBlame, ...]:
    """Responsibility claims by the end of a query over ``r``, with denials for the same name."""
    return tuple(
        _shown_blame(row, _denials(conn, row) if denials else ())
        for row in rows(conn, f"{_BLAMES} {where}", values)
    )


def _shown_blame(row: dict[str, Any], denials: tuple[str, ...]) -> ShownBlame:
    return ShownBlame(
        id=row["id"],
        key=row["key"],
        found=responsibility_of(row),
        statement=row["statement"],
        accused=row["accused"],
        act=row["act"],
        target=row["target"],
        accuser=row["accuser"],
        cue=row["cue"],
        content=row["content"],
        claim=row["claim"],
        article=article_line(row, key="article"),
        denials=denials,
        attributed_at=row["attributed_at"],
        review=row["review"],
    )


def _denials(conn: sqlite3.Connection, row: dict[str, Any]) -> tuple[str, ...]:
    """Denials for the resolved name of the accused. Words such as "he" name nobody, so have none.

    By name alone: that the same deed is meant is not known.
    """
    if row["accused_name"] is None or row["stance"] == "denies":
        return ()
    found = rows(
        conn,
        f"{_BLAMES} where r.current = 1 and r.accused = ? and +r.stance = 'denies'"
        " order by r.published_at desc limit ?",
        [row["accused"], _DENIALS],
    )
    return tuple(str(f["statement"]) for f in found)
