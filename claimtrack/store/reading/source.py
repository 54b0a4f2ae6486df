"""Everything that one name is reported to have said, and is said to have done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from ...models import Stance
from ...pages import Alias, Count, EntityAlias, Said, SaidOn, ShownBlame, SourcePage
from ..claims import NO_ECHO
from .lines import article_line, counts, one, rows, shown_blames, shown_claim

PAGE = 100  # claims a page
_SAMPLE = 5_000  # newest claims that the breakdowns are counted over: a head of state has more
_BLAMES = 20
_ALIASES = 30

# Breakdowns over the newest claims of a source, all from one pass over the same rows.
_NEWEST = f"""
select id, outlet, stance, published_at, source_words, article, title, url, why
from claims c where current = 1 and source = :name and {NO_ECHO}
order by published_at desc limit :sample
"""

# Every name of the entities that have this one.
_ENTITIES = """
select a.entity, e.name, a.alias as words, a.kind, a.how, a.article, t.title, t.outlet,
  t.published_at, t.url
from entity_aliases a join entities e on e.id = a.entity left join articles t on t.id = a.article
where a.entity in (select id from entities where name = :name
  union select entity from entity_aliases where alias = :name and everywhere = 1)
order by a.entity, a.id limit :limit
"""


def load_source(conn: sqlite3.Connection, name: str, *, page: int = 1) -> SourcePage | None:
    """The page of ``name``; None if it neither says anything nor is said anything of."""
    types = rows(
        conn, "select type as label, * from sources where name = ? order by claims desc", [name]
    )
    newest = rows(conn, _NEWEST, {"name": name, "sample": _SAMPLE})
    claims = _claims(conn, name, page)
    accused = _blames(conn, "accused", name)
    accuses = _blames(conn, "accuser", name)
    named = _named(conn, name)
    if not (types or newest or accused or accuses or named):
        return None
    first = min((r["first_published_at"] or "9" for r in types), default=None)
    last = max((r["last_published_at"] or "" for r in types), default=None)
    return SourcePage(
        name=name,
        types=counts({"label": row["label"], "n": row["claims"]} for row in types),
        claims=sum(row["claims"] for row in types),
        direct=sum(row["direct"] for row in types),
        articles=sum(row["articles"] for row in types),
        outlets=_counted(row["outlet"] for row in newest),
        stances=_counted(row["stance"] for row in newest),
        months=_months(newest),
        first_at=first,
        last_at=last,
        **_gaps(conn, first, last),
        named=named,
        aliases=_aliases(newest),
        entities=_entities(conn, name),
        matters=_matters(conn, claims[:PAGE]),
        accused_of=accused,
        accused_count=_count(conn, "accused", name),
        accuses=tuple(b for b in accuses if b.found.stance is not Stance.DENIES),
        accuses_count=_count(conn, "accuser", name),
        denials=tuple(b for b in accuses if b.found.stance is Stance.DENIES),
        page=page,
        has_next=len(claims) > PAGE,
    )


def _claims(conn: sqlite3.Connection, name: str, page: int) -> list[dict[str, Any]]:
    """Rows of claims, one more than a page, so that it is known whether another follows."""
    return rows(
        conn,
        f"select * from claims c where current = 1 and source = ? and {NO_ECHO}"
        " order by published_at desc, article, id limit ? offset ?",
        [name, PAGE + 1, (page - 1) * PAGE],
    )


def _matters(conn: sqlite3.Connection, claims: Sequence[dict[str, Any]]) -> tuple[SaidOn, ...]:
    """By story, that with the newest claim first; articles of no story each by itself."""
    titles = _titles(conn, {row["story"] for row in claims})
    found: dict[object, list[dict[str, Any]]] = {}
    for row in claims:
        story = row["story"] if row["story"] in titles else None
        found.setdefault(story or ("article", row["article"]), []).append(row)
    return tuple(_said_on(some, titles) for some in found.values())


def _titles(conn: sqlite3.Connection, stories: set[int | None]) -> dict[int, str]:
    """The titles of those that are stories of more than one article."""
    wanted = [story for story in stories if story is not None]
    marks = ", ".join("?" * len(wanted))
    sql = f"select id, title from stories where articles > 1 and id in ({marks})"
    return {row["id"]: row["title"] for row in rows(conn, sql, wanted)}


def _said_on(claims: Sequence[dict[str, Any]], titles: dict[int, str]) -> SaidOn:
    story = claims[0]["story"]
    by_article = groupby(map(shown_claim, claims), key=lambda claim: claim.article)
    return SaidOn(
        story=story if story in titles else None,
        title=titles.get(story),
        articles=tuple(Said(article=article, claims=tuple(some)) for article, some in by_article),
    )


def _gaps(conn: sqlite3.Connection, first: str | None, last: str | None) -> dict[str, int]:
    """How many outlets could not be read on some day between, and on how many days in all."""
    sql = (
        "select count(*) as gap_days, count(distinct outlet) as gap_outlets from gap_days"
        " where day between substr(?, 1, 10) and substr(?, 1, 10)"
    )
    return one(conn, sql, [first, last]) or {}


def _counted(values: Iterable[str | None]) -> tuple[Count, ...]:
    found: dict[str | None, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return counts({"label": label, "n": n} for label, n in ranked)


def _months(newest: Sequence[dict[str, Any]]) -> tuple[Count, ...]:
    months = sorted(row["published_at"][:7] for row in newest if row["published_at"])
    return tuple(Count(label=month, n=len(list(some))) for month, some in groupby(months))


def _named(conn: sqlite3.Connection, name: str) -> tuple[Count, ...]:
    """In how many places articles name it, by kind of name, in all revisions."""
    return counts(
        rows(
            conn,
            "select coalesce(m.kind, e.kind) as label, count(*) as n"
            " from entities e join mentions m on m.entity = e.id where e.id in"
            " (select entity from entity_aliases where alias = :name"
            " union select id from entities where name = :name) group by label order by n desc",
            {"name": name},
        )
    )


def _blames(conn: sqlite3.Connection, role: str, name: str) -> tuple[ShownBlame, ...]:
    where = f"where r.current = 1 and r.{role} = ? order by r.published_at desc, r.id limit ?"
    return shown_blames(conn, where, [name, _BLAMES])


def _count(conn: sqlite3.Connection, role: str, name: str) -> int:
    sql = f"select count(*) as n from responsibility_claims where current = 1 and {role} = ?"
    row = one(conn, sql, [name])
    return int(row["n"]) if row else 0


def _aliases(newest: Sequence[dict[str, Any]]) -> tuple[Alias, ...]:
    """The words that were taken for the name, with the rule that did so and one article each."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in newest:
        if row["source_words"]:
            found.setdefault((row["source_words"], _rule(row)), []).append(row)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))[:_ALIASES]
    return tuple(
        Alias(words=words, rule=rule, n=len(some), article=article_line(some[0], key="article"))
        for (words, rule), some in ranked
    )


def _rule(row: dict[str, Any]) -> str:
    reasons = json.loads(row["why"])
    return next((r["rule"] for r in reasons if r["field"] == "source_name"), "not told")


def _entities(conn: sqlite3.Connection, name: str) -> tuple[EntityAlias, ...]:
    told = ("entity", "name", "words", "kind", "how")
    return tuple(
        EntityAlias(
            **{column: row[column] for column in told},
            article=article_line(row, key="article") if row["article"] else None,
        )
        for row in rows(conn, _ENTITIES, {"name": name, "limit": _ALIASES})
    )
