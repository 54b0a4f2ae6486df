"""The database at a glance."""

from __future__ import annotations

import sqlite3
from typing import Any

from ...pages import (
    ArticleLine,
    ContestedName,
    ContestedStory,
    Count,
    GapLine,
    HomePage,
    RunLine,
)
from .lines import article_line, one, rows, shown_blames

_GAPS = 5
_CONTESTED = 5
_NAMES = 2  # of a story; its page has them all
_NEWEST_BLAMES = 20_000  # "now": the newest responsibility claims among which contests are sought
_TOP = 10
_NEWEST = 8

# Claims by their text_kind, which each has: they are not counted through for every visitor.
_COUNTS = """
select
  (select count(*) from articles) as articles,
  (select coalesce(sum(claims), 0) from facet_counts
   where view = 'claim_list' and column = 'text_kind') as claims,
  (select count(*) from responsibility_claims where current = 1) as responsibility_claims,
  (select count(*) from outlets) as outlets,
  (select count(*) from sources) as sources,
  (select count(*) from gaps) as gap_count
"""

# For and against the same resolved name in the same story, among the newest claims.
_CONTESTS = """
select story, accused, sum(stance in ('asserts', 'hedges')) as asserted,
  sum(stance = 'denies') as denied
from (
  select story, accused, accused_name, stance from responsibility_claims
  where current = 1 order by published_at desc limit :newest
)
where accused_name is not null and story is not null
group by story, accused having asserted > 0 and denied > 0
order by min(asserted, denied) desc, asserted + denied desc, story desc, accused
"""


def load_home(conn: sqlite3.Connection) -> HomePage:
    """What the home page tells."""
    numbers = one(conn, _COUNTS) or {}
    return HomePage(
        **numbers,
        run=_last_run(conn),
        gaps=_gaps(conn),
        contested=_contested(conn),
        top_sources=_top_sources(conn),
        newest=_newest(conn),
        outlet_counts=_outlets(conn),
    )


def _last_run(conn: sqlite3.Connection) -> RunLine | None:
    row = one(conn, "select * from runs where state <> 'running' order by id desc limit 1")
    if row is None:
        return None
    return RunLine(**{name: row[name] for name in RunLine.__dataclass_fields__})


def gap_line(row: dict[str, Any]) -> GapLine:
    """A row of gaps."""
    return GapLine(**{name: row[name] for name in GapLine.__dataclass_fields__})


def _gaps(conn: sqlite3.Connection) -> tuple[GapLine, ...]:
    found = rows(
        conn,
        "select * from gaps order by until is not null, coalesce(until, since) desc limit ?",
        [_GAPS],
    )
    return tuple(gap_line(row) for row in found)


def _contested(conn: sqlite3.Connection) -> tuple[ContestedStory, ...]:
    """The stories in which most is said for and against; their most contested names."""
    names: dict[int, list[dict[str, Any]]] = {}
    for row in rows(conn, _CONTESTS, {"newest": _NEWEST_BLAMES}):
        names.setdefault(row.pop("story"), []).append(row)
    weights = {s: sum(min(r["asserted"], r["denied"]) for r in some) for s, some in names.items()}
    ranked = sorted(names, key=lambda story: (-weights[story], -story))[:_CONTESTED]
    return tuple(
        ContestedStory(
            **_story(conn, story),
            names=tuple(_contested_name(conn, story, row) for row in names[story][:_NAMES]),
        )
        for story in ranked
    )


def _story(conn: sqlite3.Connection, story: int) -> dict[str, Any]:
    sql = (
        "select id as story, title, articles, outlets, last_published_at as last_at"
        " from stories where id = ?"
    )
    missing = {"story": story, "title": "Untitled", "articles": 0, "outlets": 0, "last_at": None}
    return one(conn, sql, [story]) or missing


def _contested_name(conn: sqlite3.Connection, story: int, row: dict[str, Any]) -> ContestedName:
    """With the newest claim for, and the newest against."""
    blames = tuple(
        blame
        for stances in ("('asserts', 'hedges')", "('denies')")
        for blame in shown_blames(
            conn,
            f"where r.current = 1 and r.story = ? and +r.accused = ? and +r.stance in {stances}"
            " order by r.published_at desc limit 1",
            [story, row["accused"]],
            denials=False,
        )
    )
    return ContestedName(**row, blames=blames)


def _top_sources(conn: sqlite3.Connection) -> tuple[Count, ...]:
    """Who is heard most, but for pronouns that the program could not resolve.

    From the most heard down (``+type``), not all of a type sorted.
    """
    found = rows(
        conn,
        "select name as label, claims as n, outlets || ' outlets' as detail from sources"
        " where +type in ('person', 'organization', 'outlet') and lower(name) not in"
        " ('he', 'she', 'it', 'they', 'we', 'i', 'you', 'who')"
        " order by claims desc, name limit ?",
        [_TOP],
    )
    return tuple(Count(**row) for row in found)


def _newest(conn: sqlite3.Connection) -> tuple[ArticleLine, ...]:
    found = rows(conn, "select * from articles order by published_at desc limit ?", [_NEWEST])
    return tuple(article_line(row) for row in found)


def _outlets(conn: sqlite3.Connection) -> tuple[Count, ...]:
    found = rows(
        conn,
        "select name as label, articles as n, claims || ' claims' as detail from outlets"
        " order by articles desc, name limit 60",
    )
    return tuple(Count(**row) for row in found)
