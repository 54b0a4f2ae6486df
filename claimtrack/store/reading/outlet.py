"""An outlet: its feeds, its gaps and how it sources what it reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from ...pages import ArticleLine, Count, FeedLine, GapLine, OutletPage, Share
from .home import gap_line
from .lines import article_line, one, rows

_GAPS = 20
_TOP = 15

# The whole profile in one pass over the index i_claims_profile, which holds all that it reads.
_PROFILE = """
select source_type, stance, tone, quotation, count(*) as n from claims
where current = 1 and outlet = ? and text_kind = 'full'
group by source_type, stance, tone, quotation
"""
_TYPE_MEANS = {
    "person": "a person by name",
    "organization": "an organisation by name",
    "official": "officials without a name",
    "anonymous": "people who are not named and not described as officials",
    "group": "a group such as residents or critics",
    "document": "a document or study",
    "outlet": "another outlet or agency",
    "author": "the article's own author",
    "unknown": "the text names no source",
}
# A reason for anonymity as newspapers give it, in the source's own words or beside them.
_REASON = (
    "because|for fear|fears|not authori|not allowed|not permitted|sensitiv|retaliat|reprisal|"
    "safety|private"
).split("|")
_ANONYMOUS = """
select count(*) as n, coalesce(sum({reasoned}), 0) as reasoned from (
  select c.source_spans, r.text from claims c join revisions r on r.id = c.revision
  where c.current = 1 and c.outlet = ? and c.text_kind = 'full' and c.source_type = 'anonymous'
    and r.text <> '' and json_array_length(c.source_spans) > 0
  order by c.published_at desc limit 2000
)
"""
_AROUND = 240  # characters from the source's first word on: the sentence that names it, mostly


def load_outlet(conn: sqlite3.Connection, name: str) -> OutletPage | None:
    """The page of the outlet ``name``; None if there is none."""
    row = one(conn, "select * from outlets where name = ?", [name])
    if row is None:
        return None
    profile = rows(conn, _PROFILE, [name])
    told = ("name", "domain", "country", "language", "kind", "owner", "terms_url")
    return OutletPage(
        **{key: row[key] for key in told},
        articles=_number(conn, "select count(*) from articles where outlet = ?", name),
        full_articles=_number(
            conn,
            "select count(*) from articles where outlet = ? and +text_kind = 'full'",
            name,
        ),
        claims=_number(conn, "select count(*) from claims where current = 1 and outlet = ?", name),
        full_claims=sum(r["n"] for r in profile),
        feeds=_feeds(conn, name),
        gap_count=_number(conn, "select count(*) from gaps where outlet = ?", name),
        gaps=_gaps(conn, name),
        source_types=_source_types(profile),
        manners=_manners(profile),
        anonymity=_anonymity(conn, name),
        sources=_sources(conn, name),
        newest=_newest(conn, name),
    )


def _number(conn: sqlite3.Connection, sql: str, name: str) -> int:
    return int(conn.execute(sql, [name]).fetchone()[0])


def _feeds(conn: sqlite3.Connection, name: str) -> tuple[FeedLine, ...]:
    names = tuple(FeedLine.__dataclass_fields__)
    found = rows(conn, "select * from feeds where outlet = ? order by active desc, url", [name])
    return tuple(
        FeedLine(**{key: row[key] for key in names} | {"active": bool(row["active"])})
        for row in found
    )


def _gaps(conn: sqlite3.Connection, name: str) -> tuple[GapLine, ...]:
    sql = "select * from gaps where outlet = ? order by since desc limit ?"
    return tuple(gap_line(row) for row in rows(conn, sql, [name, _GAPS]))


def _sum(profile: Sequence[dict[str, Any]], column: str, *values: str | None) -> int:
    return sum(row["n"] for row in profile if row[column] in values)


def _source_types(profile: Sequence[dict[str, Any]]) -> tuple[Share, ...]:
    total = _sum(profile, "source_type", *_TYPE_MEANS, None)
    types = [*_TYPE_MEANS.items(), (None, "the program could not decide")]
    shares = [
        Share(
            label=kind or "not decided",
            n=_sum(profile, "source_type", kind),
            total=total,
            means=means,
        )
        for kind, means in types
    ]
    return tuple(sorted((s for s in shares if s.n), key=lambda share: -share.n))


def _manners(profile: Sequence[dict[str, Any]]) -> tuple[Share, ...]:
    total = sum(row["n"] for row in profile)
    wanted = (
        ("hedged", "stance", ("hedges",), "the source does not commit itself: may, suggests"),
        ("denied", "stance", ("denies",), "the source says that it is not so"),
        ("withheld", "stance", ("withholds",), "the source declines to say"),
        ("distancing cue", "tone", ("distancing",), "the article keeps its distance: claimed"),
        ("endorsing cue", "tone", ("endorsing",), "the article presumes that it is true: revealed"),
        ("quoted directly", "quotation", ("direct",), "word for word, all in quotation marks"),
        ("quoted in part", "quotation", ("mixed",), "some of the words in quotation marks"),
    )
    return tuple(
        Share(label=label, n=_sum(profile, column, *values), total=total, means=means)
        for label, column, values, means in wanted
    )


def _anonymity(conn: sqlite3.Connection, name: str) -> tuple[Share, ...]:
    """Anonymous sources with and without a reason near their naming; empty where no text is held.

    Looks for a few words in the sentence, so it misses reasons given elsewhere in the article.
    """
    near = f"lower(substr(text, json_extract(source_spans, '$[0][0]') + 1, {_AROUND}))"
    reasoned = " or ".join(f"{near} like '%{word}%'" for word in _REASON)
    row = one(conn, _ANONYMOUS.format(reasoned=reasoned), [name])
    if row is None or not row["n"]:
        return ()
    total, given = row["n"], row["reasoned"]
    return (
        Share(label="reason given", n=given, total=total, means="a word such as because is near"),
        Share(label="no reason found", n=total - given, total=total, means="none is near"),
    )


def _sources(conn: sqlite3.Connection, name: str) -> tuple[Count, ...]:
    """Who is heard most in the outlet's newest claims."""
    found = rows(
        conn,
        "select source as label, count(*) as n from (select source, source_name from claims"
        " where current = 1 and outlet = ? order by published_at desc limit 5000)"
        " where source_name is not null group by source order by n desc, source limit ?",
        [name, _TOP],
    )
    return tuple(Count(**row) for row in found)


def _newest(conn: sqlite3.Connection, name: str) -> tuple[ArticleLine, ...]:
    sql = "select * from articles where outlet = ? order by published_at desc limit ?"
    return tuple(article_line(row) for row in rows(conn, sql, [name, _TOP]))
