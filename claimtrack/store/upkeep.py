"""Keeping a database for years: copies of it, and what need not be kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from ..errors import StoreError
from .database import storing
from .times import to_text

_PAGES = 2_000  # copied at once, about 8 MB; between them a run may write


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What :func:`compact` took away."""

    fetches: int
    texts: int
    bytes_before: int
    bytes_after: int


def backup(source: Path, target: Path) -> None:
    """Write a whole, checked copy of ``source`` to ``target``, also while a run writes to it.

    The copy is one file without a log beside it, as of one moment; ``target`` is replaced only when
    the copy is sound.
    """
    if not source.exists():
        raise StoreError(f"{source}: no such database")
    part = target.with_name(target.name + ".part")
    with storing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(_read_only(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy, pages=_PAGES)
            copy.execute("pragma journal_mode = delete")
            _check(copy, part)
        _sync(part)
        part.replace(target)


def restore(source: Path, target: Path) -> None:
    """Make ``target`` what the copy ``source`` holds. Hold the run lock of ``target`` meanwhile.

    Goes through SQLite, not through the file system: a log left beside ``target`` would damage a
    file that was put in its place.
    """
    if not source.exists():
        raise StoreError(f"{source}: no such file")
    with storing(source), closing(_read_only(source)) as copy:
        _check(copy, source)
        with storing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(target)) as live:
                copy.backup(live)
                _check(live, target)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30.0)


def _check(db: sqlite3.Connection, path: Path) -> None:
    found = db.execute("pragma integrity_check(5)").fetchall()
    if found != [("ok",)]:
        raise StoreError(f"{path}: is damaged: {found[0][0]}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def compact(db: Database, *, now: datetime, fetches_days: int) -> Compacted:
    """Delete old attempts to fetch and the texts whose ``keep_days`` are over, and shrink the file.

    Articles, their headlines, claims and changes stay; spans then point into a text that is gone.
    The last attempt for every address stays.
    """
    before = _size(db)
    limit = to_text(now - timedelta(days=fetches_days))
    with db.atomic():
        fetches = db.execute(
            "delete from fetches where at < ? and id not in"
            " (select max(id) from fetches group by url)",
            [limit],
        ).rowcount
    with db.atomic():
        texts = db.execute(_EXPIRE, {"now": to_text(now)}).rowcount
        db.execute(
            "update articles set revisit_at = null where revision in"
            " (select id from revisions where expired_at is not null)"
        )
    db.conn.commit()
    db.execute("vacuum")
    db.execute("pragma wal_checkpoint(truncate)")
    return Compacted(fetches=fetches, texts=texts, bytes_before=before, bytes_after=_size(db))


_EXPIRE = """
update revisions set text = '', expired_at = :now
where expired_at is null and article in (
  select a.id from articles a join outlets o on o.name = a.outlet
  where o.keep_days is not null
    and julianday(a.first_seen_at) < julianday(:now) - o.keep_days)
"""


def _size(db: Database) -> int:
    sql = "select page_count * page_size from pragma_page_count, pragma_page_size"
    return int(db.execute(sql).fetchone()[0])
