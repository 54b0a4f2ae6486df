"""Groups of claims that state the same: one with its reports, and lists of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from ...coverage import FactCheckLine, GroupLine, GroupMember, GroupPage
from ...models import Subtracted
from ...pages import ArticleLine, Count, ShownBlame, ShownClaim
from .lines import FEED, article_line, one, rows, shown_blames, shown_claim

MEMBERS = 200  # of a group are shown; the table has them all
_OF_A_STORY = 12
_OPPOSED = 5

_LINE = """
select g.*, c.content, c.source, c.source_type, c.outlet from claim_groups g
left join claims c on c.id = g.first_claim
"""
_MEMBERS = """
select c.*, m.state, m.score, m.why as member_why, a.key as article_key,
  a.published_precision as precision, a.copy_of as original
from claim_group_members m join claims c on c.id = m.claim join articles a on a.id = c.article
where m.claim_group = ? and m.state <> 'rejected' and c.current = 1
order by c.published_at is null, c.published_at, c.id limit ?
"""
_LOST = """
select count(*) as n from claim_group_members
where claim_group = ? and claim is null and state <> 'rejected'
"""
_FACTCHECKS = """
select f.url, f.reviewer, f.rating, f.claim, f.published_at, m.state = 'confirmed' as is_confirmed
from factcheck_matches m join factchecks f on f.id = m.factcheck
where m.claim_group = ? and m.state <> 'rejected'
order by m.state = 'confirmed' desc, m.score desc, f.id limit 10
"""
# The newest groups in which some assert what others deny.
_CONTRADICTED = (
    f"{_LINE} where g.opposed = 1 and g.claims > 0 order by g.last_published_at desc limit ?"
)
_OF_STORY = (
    f"{_LINE} where g.story = ? and g.claims > 0 order by g.opposed desc,"
    " g.independent_outlets desc, g.claims desc, g.id limit ?"
)


def load_group(conn: sqlite3.Connection, group: int) -> GroupPage | None:
    """The group of this number; None if there is none."""
    row = one(conn, f"{_LINE} where g.id = ?", [group])
    if row is None:
        return None
    story = one(conn, "select title from stories where id = ?", [row["story"]])
    return GroupPage(
        line=_line(row),
        merged_into=row["merged_into"],
        story=row["story"],
        story_title=story["title"] if story else None,
        subtracted=tuple(Subtracted(**found) for found in json.loads(row["subtracted"])),
        members=_members(conn, group),
        lost=int((one(conn, _LOST, [group]) or {"n": 0})["n"]),
        factchecks=tuple(
            FactCheckLine(**row | {"is_confirmed": bool(row["is_confirmed"])})
            for row in rows(conn, _FACTCHECKS, [group])
        ),
    )


def _line(row: dict[str, Any]) -> GroupLine:
    stances = json.loads(row["stances"])
    return GroupLine(
        id=row["id"],
        content=row["content"] or "",
        source=row["source"],
        source_type=row["source_type"],
        outlet=row["outlet"],
        first_at=row["first_published_at"],
        last_at=row["last_published_at"],
        claims=row["claims"],
        outlets=row["outlets"],
        independent=row["independent_outlets"],
        stances=tuple(Count(label=label, n=n) for label, n in stances.items()),
        opposed=bool(row["opposed"]),
        is_confirmed=row["state"] == "confirmed",
    )


def _members(conn: sqlite3.Connection, group: int) -> tuple[GroupMember, ...]:
    found = rows(conn, _MEMBERS, [group, MEMBERS])
    originals = _articles(conn, {row["original"] for row in found})
    blames = _blames(conn, [row["id"] for row in found])
    return tuple(
        GroupMember(
            claim=shown_claim(row),
            article_key=row["article_key"],
            precision=row["precision"],
            is_confirmed=row["state"] == "confirmed",
            score=row["score"],
            why=row["member_why"],
            copy_of=originals.get(row["original"]),
            blames=tuple(blame for blame in blames if blame.claim == row["id"]),
        )
        for row in found
    )


def _articles(conn: sqlite3.Connection, ids: Iterable[int | None]) -> dict[int | None, ArticleLine]:
    wanted = [number for number in ids if number is not None]
    marks = ", ".join("?" * len(wanted))
    found = rows(conn, f"select * from articles where id in ({marks})", wanted)
    return {row["id"]: article_line(row) for row in found}


def _blames(conn: sqlite3.Connection, claims: Sequence[int]) -> tuple[ShownBlame, ...]:
    marks = ", ".join("?" * len(claims))
    where = f"where r.current = 1 and r.claim in ({marks}) order by r.published_at, r.id"
    return shown_blames(conn, where, claims) if claims else ()


def groups_of_story(conn: sqlite3.Connection, story: int) -> tuple[GroupLine, ...]:
    """The groups of a story, contradicted ones and those in most independent outlets first."""
    return tuple(map(_line, rows(conn, _OF_STORY, [story, _OF_A_STORY])))


def contradicted_groups(conn: sqlite3.Connection) -> tuple[GroupLine, ...]:
    """The newest groups in which some assert what others deny."""
    return tuple(map(_line, rows(conn, _CONTRADICTED, [_OPPOSED])))


def lines_of(conn: sqlite3.Connection, groups: Sequence[int]) -> dict[int, GroupLine]:
    """The groups of these numbers, as far as there are any."""
    marks = ", ".join("?" * len(groups))
    found = rows(conn, f"{_LINE} where g.id in ({marks})", groups)
    return {row["id"]: _line(row) for row in found}


def groups_of_claims(conn: sqlite3.Connection, claims: Sequence[int]) -> dict[int, int]:
    """Claim → its group, for those that are in one."""
    marks = ", ".join("?" * len(claims))
    found = rows(
        conn,
        f"select claim, claim_group from claim_group_members where claim in ({marks})"
        " and state <> 'rejected'",
        claims,
    )
    return {row["claim"]: row["claim_group"] for row in found}


def newest_of_group(conn: sqlite3.Connection, group: int) -> tuple[ShownClaim, ...]:
    """The newest claims of a group, for its feed."""
    sql = (
        "select c.* from claim_group_members m join claims c on c.id = m.claim"
        " where m.claim_group = ? and m.state <> 'rejected' and c.current = 1"
        " order by c.published_at desc, c.id limit ?"
    )
    return tuple(shown_claim(row) for row in rows(conn, sql, [group, FEED]))
