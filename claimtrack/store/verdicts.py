"""Verdicts and decisions: rows are added and never changed.

Connections are plain sqlite3 ones, as the server gives them; a write is called inside one of the
server's transactions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..schema.verdicts import migrate_verdicts
from ..verdicts import Decision, Draft, Evidence, Judged, Rating, Ruling, Verdict
from .database import opened
from .reading.lines import one, rows

_NEWEST = 50


@contextmanager
def open_verdicts(path: Path | str) -> Iterator[Database]:
    """Open the database of verdicts at ``path``; made where there is none."""
    with opened(path, migrate_verdicts) as db:
        yield db


def save_verdict(
    conn: sqlite3.Connection, judged: Judged, draft: Draft, *, checker: str, at: str
) -> bool:
    """File a verdict; False where the checker's newest one says the same already.

    A form that was sent twice so files one verdict.
    """
    evidence = json.dumps([asdict(link) for link in draft.links], ensure_ascii=False)
    newest = one(
        conn,
        "select rating, text, evidence from verdicts where claim_group = ? and checker = ?"
        " order by id desc limit 1",
        [judged.group, checker],
    )
    if newest and tuple(newest.values()) == (draft.rating, draft.text, evidence):
        return False
    held = [json.dumps([*keys], ensure_ascii=False) for keys in (judged.claims, judged.articles)]
    conn.execute(
        "insert into verdicts (claim_group, checker, rating, text, evidence, claims, articles,"
        " recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [judged.group, checker, draft.rating, draft.text, evidence, *held, at],
    )
    return True


def save_decision(
    conn: sqlite3.Connection,
    group: int,
    claim: str,
    ruling: Ruling,
    *,
    checker: str,
    at: str,
    note: str = "",
) -> bool:
    """File a decision; False where the newest one on this claim and group is the same already."""
    newest = one(
        conn,
        "select ruling, note from decisions where claim_group = ? and claim = ?"
        " order by id desc limit 1",
        [group, claim],
    )
    if newest and tuple(newest.values()) == (ruling.value, note):
        return False
    conn.execute(
        "insert into decisions (claim_group, claim, ruling, checker, note, recorded_at)"
        " values (?, ?, ?, ?, ?, ?)",
        [group, claim, ruling.value, checker, note, at],
    )
    return True


def load_verdicts(conn: sqlite3.Connection, group: int) -> tuple[Verdict, ...]:
    """Every verdict ever filed on a group of this number, newest first."""
    found = rows(conn, "select * from verdicts where claim_group = ? order by id desc", [group])
    return tuple(map(_verdict, found))


def load_newest_verdicts(conn: sqlite3.Connection) -> tuple[Verdict, ...]:
    """The newest verdicts that stand, on any group."""
    sql = (
        "select * from verdicts where id in (select verdict from verdict_list"
        " order by verdict desc limit ?) order by id desc"
    )
    return tuple(map(_verdict, rows(conn, sql, [_NEWEST])))


def load_decisions(conn: sqlite3.Connection, group: int | None = None) -> tuple[Decision, ...]:
    """The newest decision on each claim and group, or on those of one group, in order."""
    where = "" if group is None else "where claim_group = ?"
    sql = f"select *, max(id) from decisions {where} group by claim_group, claim order by id"
    return tuple(map(_decision, rows(conn, sql, [] if group is None else [group])))


def find_member(conn: sqlite3.Connection, claim: str, *, group: int) -> tuple[int, str] | None:
    """A claim by its key, and its state in the group ("" where it is in none); None: no claim."""
    row = one(
        conn,
        "select c.id, coalesce((select m.state from claim_group_members m where m.claim = c.id"
        " and m.claim_group = ? order by m.id desc limit 1), '') as state"
        " from claims c where c.key = ?",
        [group, claim],
    )
    return (row["id"], row["state"]) if row else None


def _verdict(row: dict[str, Any]) -> Verdict:
    return Verdict(
        id=row["id"],
        group=row["claim_group"],
        checker=row["checker"],
        rating=Rating(row["rating"]),
        text=row["text"],
        evidence=tuple(Evidence(**link) for link in json.loads(row["evidence"])),
        claims=tuple(json.loads(row["claims"])),
        articles=tuple(json.loads(row["articles"])),
        recorded_at=row["recorded_at"],
    )


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(
        id=row["id"],
        group=row["claim_group"],
        claim=row["claim"],
        ruling=Ruling(row["ruling"]),
        checker=row["checker"],
        note=row["note"],
        recorded_at=row["recorded_at"],
    )
