"""A story: its articles by time, who is heard in them, and who is held responsible."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from ...coverage import Difference, Matter, Position, Report, StoryPage
from ...models import Subtracted
from ...pages import ArticleLine, Count, ShownBlame, ShownClaim
from .group import groups_of_story
from .lines import FEED, article_line, one, rows, shown_blames, shown_claim

REPORTS = 200  # of a story are shown; the table has them all
_BLAMES = 40
_SOURCES = 12
_DIFFER = 30

_REPORTS = """
select a.*, c.share, c.original from articles a left join copies c on c.article = a.id
where a.story = ? order by a.published_at is null, a.published_at, a.id limit ?
"""
_HEARD = """
select article, outlet, source, source_type, count(*) as n from claims
where current = 1 and story = ? and inside is null and source_name is not null
  and source_type is not 'author'
group by article, source
"""
_TIMELINE = "select * from timeline where story = ? order by published_at, id limit 300"
_IN_NO_MATTER = """
r.id not in (select j.value from timeline t, json_each(t.claims) j where t.story = ?)
"""
_DIFFERENCES = "select * from differences where story = ? order by kind, id limit ?"
_STATES = ("contested", "settled", "unanswered")


def load_story(conn: sqlite3.Connection, story: int) -> StoryPage | None:
    """The story of this number; None if there is none."""
    row = one(conn, "select * from stories where id = ?", [story])
    if row is None:
        return None
    heard = rows(conn, _HEARD, [story])
    return StoryPage(
        id=row["id"],
        title=row["title"],
        first_at=row["first_published_at"],
        last_at=row["last_published_at"],
        articles=row["articles"],
        copies=row["copies"],
        outlets=row["outlets"],
        independent=row["independent_outlets"],
        subtracted=tuple(Subtracted(**found) for found in json.loads(row["subtracted"])),
        reports=_reports(conn, story, heard),
        sources=_sources(heard),
        groups=groups_of_story(conn, story),
        differences=_differences(conn, story),
        differences_count=_count(conn, "differences where", story),
        matters=_matters(conn, story),
        blames=_unmattered(conn, story),
        blames_count=_count(conn, "responsibility_claims where current = 1 and", story),
    )


def _reports(
    conn: sqlite3.Connection, story: int, heard: Sequence[dict[str, Any]]
) -> tuple[Report, ...]:
    found = rows(conn, _REPORTS, [story, REPORTS])
    lines = {row["id"]: article_line(row) for row in found}
    outlets = _outlets_by_source(heard)
    named: dict[int, list[str]] = {}
    for one_heard in heard:
        named.setdefault(one_heard["article"], []).append(one_heard["source"])
    return tuple(
        Report(
            article=lines[row["id"]],
            precision=row["published_precision"],
            text_kind=row["text_kind"],
            claims=row["claims"],
            responsibility_claims=row["responsibility_claims"],
            sources=len(named.get(row["id"], ())),
            own_sources=tuple(n for n in named.get(row["id"], ()) if len(outlets[n]) == 1),
            copy_of=_original(conn, lines, row["original"] or row["copy_of"]),
            share=row["share"],
        )
        for row in found
    )


def _outlets_by_source(heard: Sequence[dict[str, Any]]) -> dict[str, set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for row in heard:
        found.setdefault(row["source"], set()).add(row["outlet"])
    return found


def _original(
    conn: sqlite3.Connection, lines: dict[int, ArticleLine], article: int | None
) -> ArticleLine | None:
    if article is None or article in lines:
        return lines[article] if article is not None else None
    row = one(conn, "select * from articles where id = ?", [article])
    return article_line(row) if row else None


def _sources(heard: Sequence[dict[str, Any]]) -> tuple[Count, ...]:
    """Who is heard in the most outlets of the story."""
    outlets = _outlets_by_source(heard)
    claims: dict[str, int] = {}
    for row in heard:
        claims[row["source"]] = claims.get(row["source"], 0) + row["n"]
    ranked = sorted(outlets, key=lambda name: (-len(outlets[name]), -claims[name], name))
    return tuple(
        Count(label=name, n=claims[name], detail=str(len(outlets[name])))
        for name in ranked[:_SOURCES]
    )


def _matters(conn: sqlite3.Connection, story: int) -> tuple[Matter, ...]:
    """Contested ones first, then settled ones; those in most outlets before others."""
    entries = rows(conn, _TIMELINE, [story])
    ids = [row["responsibility_claim"] for row in entries]
    blames = {blame.id: blame for blame in _numbered(conn, ids)}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in entries:
        if row["responsibility_claim"] in blames:
            found.setdefault(row["matter"], []).append(row)
    matters = [_matter(key, some, blames) for key, some in found.items()]
    return tuple(sorted(matters, key=lambda m: (_STATES.index(m.state), -_weight(m))))


def _matter(key: str, entries: list[dict[str, Any]], blames: dict[int, ShownBlame]) -> Matter:
    first = blames[entries[0]["responsibility_claim"]]
    return Matter(
        key=key,
        accused=first.accused,
        act=first.act,
        state=entries[0]["state"],
        settled_by=entries[0]["settled_by"],
        positions=tuple(
            Position(
                blame=blames[row["responsibility_claim"]],
                first_outlet=row["first_outlet"],
                articles=row["articles"],
                outlets=row["outlets"],
                independent=row["independent_outlets"],
                denied_since=row["denied_since"],
                denied_by=row["denied_by"],
            )
            for row in entries
        ),
    )


def _weight(matter: Matter) -> int:
    return sum(position.outlets for position in matter.positions)


def _numbered(conn: sqlite3.Connection, ids: Sequence[int]) -> tuple[ShownBlame, ...]:
    marks = ", ".join("?" * len(ids))
    # who denies it stands in the timeline: another query for each would take as long as the rest
    return shown_blames(conn, f"where r.id in ({marks})", ids, denials=False) if ids else ()


def _unmattered(conn: sqlite3.Connection, story: int) -> tuple[ShownBlame, ...]:
    """Responsibility claims that stand in no matter, first to last."""
    where = f"where r.current = 1 and r.story = ? and {_IN_NO_MATTER}"
    values = [story, story, _BLAMES]
    return shown_blames(conn, f"{where} order by r.published_at, r.id limit ?", values)


def _differences(conn: sqlite3.Connection, story: int) -> tuple[Difference, ...]:
    found = rows(conn, _DIFFERENCES, [story, _DIFFER])
    return tuple(
        Difference(
            kind=row["kind"],
            why=row["why"],
            a=_side(row, "a"),
            a_words=row["a_words"],
            b=_side(row, "b"),
            b_words=row["b_words"],
        )
        for row in found
    )


def _side(row: dict[str, Any], side: str) -> ArticleLine:
    return ArticleLine(
        id=row[f"{side}_article"],
        title=row[f"{side}_title"],
        outlet=row[f"{side}_outlet"],
        published_at=row[f"{side}_published_at"],
        url=None,
    )


def _count(conn: sqlite3.Connection, which: str, story: int) -> int:
    row = one(conn, f"select count(*) as n from {which} story = ?", [story])
    return int(row["n"]) if row else 0


def newest_of_story(conn: sqlite3.Connection, story: int) -> tuple[ShownClaim, ...]:
    """The newest claims of a story, for its feed."""
    sql = (
        "select * from (select * from claims where current = 1 and story = ?)"
        " order by published_at desc, id limit ?"
    )
    return tuple(shown_claim(row) for row in rows(conn, sql, [story, FEED]))
