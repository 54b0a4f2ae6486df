"""Runs, their counts, and every attempt to fetch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from ..models import Fetched
from .times import from_text, to_text


@dataclass(slots=True, kw_only=True)
class RunCounts:
    """What one run did so far; the only value here that changes."""

    feeds: int = 0
    feeds_unchanged: int = 0
    feeds_failed: int = 0
    pages: int = 0
    pages_failed: int = 0
    articles: int = 0
    revisions: int = 0
    claims: int = 0
    responsibility_claims: int = 0
    feeds_waiting: int = 0
    revisits: int = 0
    changes: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as stored. ``state`` is running, done, failed or interrupted."""

    id: int
    command: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    counts: RunCounts
    detail: str | None


def start_run(db: Database, command: str, *, version: str, at: datetime) -> int:
    """Open a run and return its number; runs left open by a crash are marked interrupted."""
    with db.atomic():
        db.execute("update runs set state = 'interrupted' where state = 'running'")
        cursor = db.execute(
            "insert into runs (command, version, started_at, state) values (?, ?, ?, 'running')",
            [command, version, to_text(at)],
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish_run(
    db: Database,
    run: int,
    counts: RunCounts,
    *,
    at: datetime,
    state: Literal["done", "failed", "interrupted"] = "done",
    detail: str | None = None,
) -> None:
    """Close the run with its counts."""
    row = {**asdict(counts), "finished_at": to_text(at), "state": state, "detail": detail}
    db.table("runs").update(run, row)


def load_runs(db: Database, *, limit: int = 5) -> list[Run]:
    """The last runs, newest first."""
    names = RunCounts.__dataclass_fields__
    return [
        Run(
            id=row["id"],
            command=row["command"],
            state=row["state"],
            started_at=from_text(row["started_at"]),
            finished_at=from_text(row["finished_at"]) if row["finished_at"] else None,
            counts=RunCounts(**{name: row[name] for name in names}),
            detail=row["detail"],
        )
        for row in db.query("select * from runs order by id desc limit ?", [limit])
    ]


def unfinished_since(db: Database, command: str) -> datetime | None:
    """When ``command`` was begun that has not been finished since; None if nothing is left over."""
    sql = (
        "select min(started_at) as at from runs where command = ? and id >"
        " (select coalesce(max(id), 0) from runs where command = ? and state = 'done')"
    )
    at = next(db.query(sql, [command, command]))["at"]
    return from_text(at) if at else None


def save_fetch(db: Database, run: int, kind: Literal["feed", "page"], fetched: Fetched) -> None:
    """Record one attempt to fetch, whatever came of it."""
    db.table("fetches").insert(
        {
            "run": run,
            "kind": kind,
            "url": fetched.url,
            "final_url": fetched.final_url,
            "at": to_text(fetched.at),
            "seconds": round(fetched.seconds, 3),
            "outcome": fetched.outcome.value,
            "status": fetched.status,
            "bytes": len(fetched.body),
            "detail": fetched.detail,
            "rights": "; ".join(fetched.rights) or None,
        }
    )
