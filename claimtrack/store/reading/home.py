"""The database at a glance."""

from __future__ import annotations

import sqlite3
from typing import Any

from ...pages import ArticleLine, Contested, Count, GapLine, HomePage, RunLine
from .lines import article_line, one, rows, shown_blames

_GAPS = 5
_CONTESTED = 5
_NEWEST_BLAMES = 20_000  # "now": the newest responsibility claims among which contests are sought
_TOP = 10
_NEWEST = 8

_COUNTS = """
select
  (select count(*) from articles) as articles,
  (select count(*) from claims where current = 1) as claims,
  (select count(*) from responsibility_claims where current = 1) as responsibility_claims,
  (select count(*) from outlets) as outlets,
  (select count(*) from sources) as sources,
  (select count(*) from gaps) as gap_count
"""

_CONTESTS = """
select accused, sum(stance in ('asserts', 'hedges')) as asserted, sum(stance = 'denies') as denied,
  count(distinct outlet) as outlets
from (
  select accused, accused_name, stance, outlet from responsibility_claims
  where current = 1 order by published_at desc limit :newest
)
where accused_name is not null group by accused having asserted > 0 and denied > 0
order by min(asserted, denied) desc, outlets desc, accused limit :limit
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


def _contested(conn: sqlite3.Connection) -> tuple[Contested, ...]:
    found = rows(conn, _CONTESTS, {"newest": _NEWEST_BLAMES, "limit": _CONTESTED})
    return tuple(
        Contested(
            **row,
            blames=tuple(
                blame
                for stances in ("('asserts', 'hedges')", "('denies')")
                for blame in shown_blames(
                    conn,
                    f"where r.current = 1 and r.accused = ? and +r.stance in {stances}"
                    " order by r.published_at desc limit 2",
                    [row["accused"]],
                    denials=False,
                )
            ),
        )
        for row in found
    )


def _top_sources(conn: sqlite3.Connection) -> tuple[Count, ...]:
    """Who is heard most, but for pronouns that the program could not resolve."""
    found = rows(
        conn,
        "select name as label, claims as n, outlets || ' outlets' as detail from sources"
        " where type in ('person', 'organization', 'outlet') and lower(name) not in"
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
